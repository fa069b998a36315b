import type { IncomingHttpHeaders } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';

import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import type { Values } from '../../../lib/engine/events/event.js';
import { loadObject } from '../../../lib/load.js';
import { textLog } from '../../../lib/sinks/log/text-log.js';
import { jsonLog } from '../../../lib/sinks/log/json-log.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { expectDiagnostics } from '../../expect-diagnostics.js';
import { jsonError, oneTask, type TaskBody } from '../one-task.js';
import { type Answers, json, service, type Service } from './service.js';

const secret = 'tok-1234567890';

describe('Http', () => {
  const services: Service[] = [];
  const serve = async (answer: Answers): Promise<Service> => {
    const one = await service(answer);
    services.push(one);
    return one;
  };
  const call = (url: string, params: Values = {}, rest: Partial<TaskBody> = {}): TaskBody => ({
    runner: 'Http',
    params: { url, ...params },
    ...rest,
  });
  before(() => {
    process.env['MLPIPELINE_SPEC_TOKEN'] = `${secret}\n`;
  });
  after(() => {
    delete process.env['MLPIPELINE_SPEC_TOKEN'];
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((one) => one.close()));
  });
  const withToken = {
    headers: { Authorization: { env: 'MLPIPELINE_SPEC_TOKEN', prefix: 'Bearer ' } },
  };

  describe('posts', () => {
    it('its inputs as JSON, and takes its outputs from the JSON of the answer', async () => {
      const { url, received } = await serve(({ body }, response) => {
        json(response, { out: JSON.parse(body.toString()) as unknown, more: 1 });
      });
      const values = { text: 'é😀', image: new Uint8Array([0, 255]), list: [null, { a: 1 }] };
      const { outputs } = await oneTask(
        call(`${url}/predict?v=1`, { headers: { 'X-A': 'b' } }),
        values,
      );
      expect(await outputs).to.deep.equal({ out: values });
      expect(
        received.map(({ path, headers }) => [path, headers['content-type'], headers['x-a']]),
      ).to.deep.equal([['/predict?v=1', 'application/json', 'b']]);
    });

    it('one input as it is, and takes the answer as one output', async () => {
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
      const { url, received } = await serve(({ body }, response) => {
        response.writeHead(200, { 'content-type': 'image/png; q=1' }).end(body);
      });
      const image = { mediaType: 'image/webp', bytes };
      const media = await oneTask(call(url, { body: '$(image)', response: 'media' }), { image });
      expect(await media.outputs).to.deep.equal({ out: { mediaType: 'image/png', bytes } });
      const plain = await oneTask(call(url, { body: '$(image)', response: 'bytes' }), {
        image: bytes,
      });
      expect(await plain.outputs).to.deep.equal({ out: bytes });
      const text = await oneTask(call(url, { body: 'Dear $(name),', response: 'text' }), {
        name: 'Zoë',
      });
      expect(await text.outputs).to.deep.equal({ out: 'Dear Zoë,' });
      expect(received.map(({ headers }) => headers['content-type'])).to.deep.equal([
        'image/webp',
        'application/octet-stream',
        'text/plain; charset=utf-8',
      ]);
    });

    it('JSON that is written as a map or a list, whose texts are templates', async () => {
      const { url, received } = await serve((_, response) => {
        json(response, { out: 1 });
      });
      const body = {
        model: 'm',
        messages: [{ role: 'user', content: 'Sum up: $(text)' }, '$(words)'],
        most: '$(most)',
        price: '$$(most)',
        stream: false,
        stop: null,
      };
      const text = 'a "quote"}\n';
      await (
        await oneTask(call(url, { body }), { text, words: ['b', '"'], most: 3 })
      ).outputs;
      expect(
        received.map(({ body, headers }) => [
          headers['content-type'],
          JSON.parse(body.toString()) as unknown,
        ]),
      ).to.deep.equal([
        [
          'application/json',
          {
            ...body,
            messages: [{ role: 'user', content: `Sum up: ${text}` }, ['b', '"']],
            most: 3,
            price: '$(most)',
          },
        ],
      ]);
    });
  });

  describe('speaks the Open Inference Protocol', () => {
    // A model that gives back what it was given, as Triton's `identity` does.
    const identity: Answers = ({ body }, response) => {
      const { inputs } = JSON.parse(body.toString()) as { inputs: { name: string }[] };
      json(response, {
        model_name: 'identity',
        outputs: inputs.map((tensor) => ({ ...tensor, name: `${tensor.name}_out` })),
      });
    };
    const speak = async (openInference: Values, inputs: Values, url: string) => {
      const outputs = Object.keys(inputs).map((name) => `${name}_out`);
      const body = call(
        url,
        { openInference: { model: 'identity', ...openInference } },
        { outputs },
      );
      return (await oneTask(body, inputs)).outputs;
    };

    it('makes tensors of lists and typed arrays, and lists of tensors', async () => {
      const { url, received } = await serve(identity);
      const values = {
        scores: [
          [0.5, 1],
          [2, 3],
        ],
        names: ['a', 'b'],
        flags: [true],
        ids: [1, 2],
        one: 7,
        pixels: new Uint8Array([1, 2, 3, 4]),
        weights: new Float64Array([0.25]),
        large: new BigInt64Array([9007199254740991n]),
        file: new Uint8Array([255, 254]),
      };
      const form = {
        version: 3,
        inputs: { ids: 'INT64', pixels: { shape: [2, -1] }, file: 'BYTES' },
      };
      expect(await speak(form, values, `${url}/base/?tenant=a`)).to.deep.equal({
        scores_out: [
          [0.5, 1],
          [2, 3],
        ],
        names_out: ['a', 'b'],
        flags_out: [true],
        ids_out: [1, 2],
        one_out: [7],
        pixels_out: [
          [1, 2],
          [3, 4],
        ],
        weights_out: [0.25],
        large_out: [9007199254740991],
        file_out: [new Uint8Array([255, 254])],
      });
      expect(received[0]?.path).to.equal('/base/v2/models/identity/versions/3/infer?tenant=a');
      const sent = JSON.parse(received[0]?.body.toString() ?? '') as {
        inputs: { name: string; datatype: string; shape: number[]; data: unknown }[];
        outputs: unknown;
      };
      expect(sent.inputs.map(({ name, datatype, shape }) => [name, datatype, shape])).to.deep.equal(
        [
          ['scores', 'FP32', [2, 2]],
          ['names', 'BYTES', [2]],
          ['flags', 'BOOL', [1]],
          ['ids', 'INT64', [2]],
          ['one', 'FP32', [1]],
          ['pixels', 'UINT8', [2, 2]],
          ['weights', 'FP64', [1]],
          ['large', 'INT64', [1]],
          ['file', 'BYTES', [1]],
        ],
      );
      expect(sent.inputs[0]?.data).to.deep.equal([0.5, 1, 2, 3]);
      expect(sent.outputs).to.deep.equal(
        Object.keys(values).map((name) => ({ name: `${name}_out` })),
      );
    });

    it('gives tensors as such, which go into another model as they are', async () => {
      const { url } = await serve(identity);
      const tensor = { datatype: 'FP32', shape: [1, 2], data: new Float32Array([0.5, 1]) };
      const first = await speak({ outputs: 'tensors' }, { x: tensor }, url);
      expect(first).to.deep.equal({ x_out: tensor });
    });

    for (const [what, value, message] of [
      ['ragged lists', [[1], [2, 3]], 'its lists are not all of the same length'],
      ['mixed lists', [1, 'a'], 'its items are not all numbers, all booleans or all strings'],
      ['what is no number', [NaN], 'JSON cannot hold NaN'],
      ['maps', { a: 1 }, 'its items are not all numbers, all booleans or all strings'],
    ] as const)
      it(`refuses ${what}`, async () => {
        const { error } = await oneTask(
          call('http://127.0.0.1:1', { openInference: { model: 'm' } }),
          { x: value },
        );
        const [failure] = (await error)?.failures ?? [];
        expect([failure?.message, failure?.final]).to.deep.equal([
          `\`x\` cannot be sent as a tensor: ${message}`,
          true,
        ]);
      });

    it('says what the server has against a request', async () => {
      const { url } = await serve((_, response) => {
        json(response, { error: "unexpected shape for input 'x'" }, 400);
      });
      const { error } = await oneTask(call(url, { openInference: { model: 'm' } }), { x: [1] });
      expect((await error)?.failures[0]?.message).to.equal(
        `\`${url}/v2/models/m/infer\` answered with status 400: unexpected shape for input 'x'`,
      );
    });
  });

  describe('takes an answer', () => {
    const answers: Readonly<Record<string, [Buffer, IncomingHttpHeaders]>> = {
      'in gzip': [gzipSync('{"out": "é"}'), { 'content-encoding': 'gzip' }],
      'in deflate': [deflateSync('{"out": "é"}'), { 'content-encoding': 'deflate' }],
      'in brotli': [brotliCompressSync('{"out": "é"}'), { 'content-encoding': 'br' }],
      'in ISO-8859-1': [
        Buffer.from('{"out": "é"}', 'latin1'),
        { 'content-type': 'application/json; charset=ISO-8859-1' },
      ],
      'with large headers': [Buffer.from('{"out": "é"}'), { 'x-large': 'x'.repeat(60_000) }],
    };
    for (const [name, [body, headers]] of Object.entries(answers))
      it(name, async () => {
        const { url, received } = await serve((_, response) => {
          response.writeHead(200, headers).end(body);
        });
        expect(await (await oneTask(call(url))).outputs).to.deep.equal({ out: 'é' });
        expect(received[0]?.headers['accept-encoding']).to.equal('gzip, br');
      });
  });

  describe('tells failures apart that another attempt could mend', () => {
    const failure = async (answer: Answers, params: Values = {}) => {
      const { url } = await serve(answer);
      const { error } = await oneTask(call(`${url}/m?q=1`, params));
      const [failed] = (await error)?.failures ?? [];
      return [failed?.message.replace(url, ''), failed?.final];
    };
    const status =
      (code: number, body: string | Buffer = '', headers = {}): Answers =>
      (_, response) => {
        response.writeHead(code, headers).end(body);
      };
    const cases: Readonly<Record<string, [Answers, string, boolean, Values?]>> = {
      '503': [status(503, 'busy'), '`/m` answered with status 503: busy', false],
      '500': [status(500), '`/m` answered with status 500', false],
      '404': [
        status(404, '{"detail": "no such model"}'),
        '`/m` answered with status 404: no such model',
        true,
      ],
      '400': [
        status(400, '{"error": "bad request", "detail": "no such model: m"}'),
        '`/m` answered with status 400: bad request: no such model: m',
        true,
      ],
      '422': [
        status(422, '{"error": {"message": "bad"}}'),
        '`/m` answered with status 422: bad',
        true,
      ],
      '501': [status(501), '`/m` answered with status 501', true],
      '302': [
        status(302, '', { location: '/n' }),
        '`/m` answered with status 302: it has moved',
        true,
      ],
      'an endless redirect': [
        status(307, '', { location: '/m' }),
        '`/m` redirects more than 5 times',
        true,
      ],
      'a connection that is reset': [
        (_, response) => response.socket?.resetAndDestroy(),
        'the call to `/m` failed: the connection was cut',
        false,
      ],
      'a truncated body': [
        (_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
          response.write('{"out": ', () => response.destroy());
        },
        'the call to `/m` failed: the connection was cut',
        false,
      ],
      'what is not HTTP': [
        (_, response) => response.socket?.end('hello\r\n'),
        'the call to `/m` failed: its answer is not HTTP',
        true,
      ],
      'what is not JSON': [
        status(200, '{"out": 1'),
        `\`/m\` answered with invalid JSON (${jsonError('{"out": 1')}): {"out": 1`,
        true,
      ],
      nothing: [status(204), 'the answer of `/m` is empty: expected a JSON object', true],
      'an answer in an unknown encoding': [
        status(200, 'x', { 'content-encoding': 'snappy' }),
        'the answer of `/m` has the encoding `snappy`, which is not supported',
        true,
      ],
      'an answer that is compressed twice': [
        status(200, gzipSync(gzipSync('{}')), { 'content-encoding': 'gzip, gzip' }),
        'the answer of `/m` has the encoding `gzip, gzip`, which is not supported',
        true,
      ],
      'what is not compressed, though it says so': [
        status(200, '{"out": 1}', { 'content-encoding': 'gzip' }),
        'the answer of `/m` cannot be decompressed: incorrect header check',
        true,
      ],
      'a compressed answer that ends too early': [
        status(200, gzipSync('{"out": 1}').subarray(0, 20), { 'content-encoding': 'gzip' }),
        'the answer of `/m` cannot be decompressed: unexpected end of file',
        true,
      ],
      'a compressed error': [
        status(503, brotliCompressSync('busy'), { 'content-encoding': 'br' }),
        '`/m` answered with status 503: busy',
        false,
      ],
      'a bomb': [
        status(200, gzipSync(Buffer.alloc(20_000_000)), { 'content-encoding': 'gzip' }),
        '`/m` answered with more than 1 MB, its `maxResponse`',
        true,
        { maxResponse: '1MB' },
      ],
      'a charset that nobody knows': [
        status(200, '{"out": 1}', { 'content-type': 'application/json; charset=klingon' }),
        'the answer of `/m` has the charset `klingon`, which is not supported',
        true,
      ],
      'what is not in the charset that it says': [
        status(200, Buffer.from([0xff]), { 'content-type': 'text/plain; charset=utf-8' }),
        'the answer of `/m` is not valid in its charset `utf-8`',
        true,
      ],
      'what is not UTF-8': [
        status(200, Buffer.from([0xff])),
        'the answer of `/m` is not UTF-8',
        true,
      ],
      'endless headers': [
        status(200, '', { 'x-large': 'x'.repeat(1_100_000) }),
        'the call to `/m` failed: its headers are longer than 1 MB',
        true,
      ],
      'another content type': [
        status(200, '<p>Log in</p>', { 'content-type': 'text/html; charset=utf-8' }),
        '`/m` answered with `text/html`, not JSON: <p>Log in</p>',
        true,
      ],
      'JSON of another shape': [
        status(200, '[1]'),
        '`/m` answered with JSON that is not an object of outputs: [1]',
        true,
      ],
      'a missing output': [
        status(200, '{"Out": 1}'),
        'the answer of `/m` did not return output `out`; it returned `Out`',
        true,
      ],
      'a huge body': [
        (_, response) => {
          const more = (): void => {
            if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
          };
          more();
        },
        '`/m` answered with more than 1 MB, its `maxResponse`',
        true,
        { maxResponse: '1MB' },
      ],
    };
    for (const [name, [answer, message, final, params]] of Object.entries(cases))
      it(name, async () => {
        expect(await failure(answer, params)).to.deep.equal([message, final]);
      });

    it('a refused connection, and a host that is not there', async () => {
      const { url, close } = await service(() => undefined);
      await close();
      const of = async (address: string) => {
        const [failed] = (await (await oneTask(call(address))).error)?.failures ?? [];
        return [failed?.message, failed?.final];
      };
      expect(await of(url)).to.deep.equal([
        `the call to \`${url}/\` failed: the connection was refused`,
        false,
      ]);
      expect((await of(url.replace('http', 'https')))[1]).to.equal(false);
    });

    it('a connection that is cut once the request is there: it is not sent again', async () => {
      let cuts = 0;
      const { url, received } = await serve(({ path }, response) => {
        if (path === '/cut') {
          cuts += 1;
          response.socket?.destroy();
        } else json(response, { out: 1 });
      });
      expect(await (await oneTask(call(url))).outputs).to.deep.equal({ out: 1 });
      const { error } = await oneTask(call(`${url}/cut`));
      expect((await error)?.failures[0]?.message).to.equal(
        `the call to \`${url}/cut\` failed: the connection was cut`,
      );
      expect([cuts, received.length]).to.deep.equal([1, 2]);
      expect(received.map(({ headers }) => headers.connection)).to.deep.equal(['close', 'close']);
    });

    it('and waits as long as the service asks, if the policy lets it', async () => {
      const answers: Answers[] = [
        status(429, '', { 'retry-after': '30' }),
        (_, response) => {
          json(response, { out: 1 });
        },
      ];
      const run = async (maxDelay: string) => {
        let at = 0;
        const { url } = await serve((received, response) => answers[at++]?.(received, response));
        const scheduler = new VirtualTimeScheduler();
        const seen = await oneTask(
          call(url, {}, { retry: { attempts: 1, delay: '1s', maxDelay } }),
          {},
          {
            scheduler,
            // What is scheduled is due at once: the wait itself is virtual.
            sinks: [
              ({ type }) => {
                if (type !== 'attempt-failed') return;
                setImmediate(() => {
                  scheduler.flush();
                });
              },
            ],
          },
        );
        const outputs = await seen.outputs;
        const retry = seen.events.find(({ type }) => type === 'attempt-failed');
        const message = (await seen.error)?.failures[0]?.message.replace(url, '');
        return [outputs, retry?.type === 'attempt-failed' ? retry.retryIn : message];
      };
      expect(await run('60s')).to.deep.equal([{ out: 1 }, 30_000]);
      expect(await run('10s')).to.deep.equal([
        undefined,
        '`/` answered with status 429; not retried: it asks to wait 30 s, longer than 10 s, its `maxDelay`',
      ]);
    });
  });

  it('is abandoned when its time is up, and when it is cancelled', async () => {
    for (const part of ['headers', 'body']) {
      const slow: Answers = (_, response) => {
        if (part === 'body') response.writeHead(200).write('{');
      };
      const late = await serve(slow);
      const { error } = await oneTask(call(late.url, {}, { timeout: '1s' }));
      expect((await error)?.failures[0]?.kind).to.equal('timeout');
      await late.abandoned;
      const held: { cancel?: () => void } = {};
      const cancelled = await serve((received, response) => {
        slow(received, response);
        held.cancel?.();
      });
      const { run } = await oneTask(call(cancelled.url));
      held.cancel = () => {
        run.cancel();
      };
      await cancelled.abandoned;
    }
  });

  describe('keeps secrets to itself:', () => {
    const everything = async (body: TaskBody, inputs: Values = {}) => {
      const lines: string[] = [];
      const write = (line: string): void => {
        lines.push(line);
      };
      const seen = await oneTask(body, inputs, {
        sinks: [textLog(write, { verbose: true }), jsonLog(write)],
      });
      const error = await seen.error;
      const cause = error?.failures[0]?.cause;
      const stack = cause instanceof Error ? cause.stack : '';
      const events = JSON.stringify(seen.events, (_, value: unknown) =>
        value instanceof Error ? [value.message, value.stack] : value,
      );
      return { said: [...lines, events, error?.message, stack].join('\n'), error };
    };

    it('they are sent, and stand in no event, log or error', async () => {
      const { url, received } = await serve((_, response) => {
        json(response, { out: 1 });
      });
      const { said } = await everything(call(url, withToken));
      expect(received[0]?.headers.authorization).to.equal(`Bearer ${secret}`);
      expect(said).to.contain('MLPIPELINE_SPEC_TOKEN').and.not.contain(secret);
    });

    it('also where the service repeats them', async () => {
      const { url } = await serve(({ headers }, response) => {
        json(response, { error: `${'x'.repeat(170)} bad ${headers.authorization ?? ''} !` }, 401);
      });
      const failed = await everything(call(url, withToken));
      expect(failed.error?.failures[0]?.message).to.contain('bad Bearer *** !');
      expect(failed.said).not.to.contain(secret.slice(0, 6));
      const echo = await serve(({ headers }, response) => {
        json(response, { out: headers });
      });
      const refused = await everything(call(echo.url, withToken));
      expect(refused.error?.failures[0]?.message).to.equal(
        `the answer of \`${echo.url}/\` contains a secret that was sent to it, so its outputs are refused`,
      );
      expect(refused.said).not.to.contain(secret);
    });

    it('short ones too', async () => {
      const echo = await serve(({ headers }, response) => {
        json(response, { out: headers });
      });
      process.env['MLPIPELINE_SPEC_SHORT'] = 's3cret7';
      const headers = { Authorization: { env: 'MLPIPELINE_SPEC_SHORT', prefix: 'Bearer ' } };
      const refused = await everything(call(echo.url, { headers }));
      expect(refused.error?.failures[0]?.message).to.equal(
        `the answer of \`${echo.url}/\` contains a secret that was sent to it, so its outputs are refused`,
      );
      expect(refused.said).not.to.contain('s3cret7');
      process.env['MLPIPELINE_SPEC_SHORT'] = 's3cre';
      expect((await everything(call(echo.url, { headers }))).said).to.contain(
        'environment variable `MLPIPELINE_SPEC_SHORT` has fewer than 6 characters',
      );
      delete process.env['MLPIPELINE_SPEC_SHORT'];
    });

    it('another host than the one named is not told, when it is redirected to', async () => {
      const other = await serve((_, response) => {
        json(response, { out: 1 });
      });
      const first = await serve(({ path }, response) => {
        const location = path === '/' ? '/same' : `${other.url}/there`;
        response.writeHead(307, { location }).end();
      });
      const headers = { ...withToken.headers, 'X-Plain': 'yes' };
      const { outputs } = await oneTask(call(`${first.url}/`, { headers }), { x: 1 });
      expect(await outputs).to.deep.equal({ out: 1 });
      expect(first.received.map((one) => one.headers.authorization)).to.deep.equal([
        `Bearer ${secret}`,
        `Bearer ${secret}`,
      ]);
      expect(
        other.received.map(({ headers, body }) => [
          headers.authorization,
          headers['x-plain'],
          body.toString(),
        ]),
      ).to.deep.equal([[undefined, 'yes', '{"x":1}']]);
    });

    it('says which variable is not there', async () => {
      const { error } = await everything(
        call('http://127.0.0.1:1', { headers: { 'X-Api-Key': { env: 'NO_SUCH_VARIABLE' } } }),
      );
      expect(error?.failures[0]?.message).to.equal(
        'environment variable `NO_SUCH_VARIABLE` is not set: header `X-Api-Key` is taken from it',
      );
    });

    it('is told where the name is one that every object has', async () => {
      const { error } = await everything(
        call('http://127.0.0.1:1', { headers: { 'X-Api-Key': { env: '__proto__' } } }),
      );
      expect(error?.failures[0]?.message).to.equal(
        'environment variable `__proto__` is not set: header `X-Api-Key` is taken from it',
      );
    });
  });

  describe('tells mistakes in its params when the pipeline is loaded:', () => {
    const cases: Readonly<Record<string, [Values, string]>> = {
      'of the right type, refused for a reason': [
        { url: 'http://me:pw@h/' },
        'runner `Http` does not take this `url`',
      ],
      'no address': [{ url: 'localhost:80/x' }, 'write `http://host:port/path` or `https://…`'],
      'a password in the address': [
        { url: 'http://me:pw@h/' },
        'an address must not contain a user or a password: send them in a header, from the environment',
      ],
      'a key in the address': [
        { url: 'http://h/?api_key=1' },
        '`api_key` looks like a secret, which does not belong in a file: send it in a header, from the environment',
      ],
      'a secret in the file': [
        { url: 'http://h', headers: { Authorization: 'Bearer abc' } },
        'a secret does not belong in a file: take it from the environment: `{ env: NAME, prefix: "Bearer " }`',
      ],
      'a mistyped key within': [
        { url: 'http://h', openInference: { modle: 'm' } },
        'there is no key `modle`: the keys are `model`, `inputs`, `outputs` and `version`',
      ],
      'JSON in quotes': [
        { url: 'http://h', body: '{"text": "$(text)", "most": $(most)}' },
        'this is JSON in quotes, into which no value can be put safely: write it as a map or a list, without quotes around it',
      ],
      'a header of the connection': [
        { url: 'http://h', headers: { 'Content-Length': '3' } },
        'this header belongs to the connection and cannot be set: remove it',
      ],
      'an unknown datatype': [
        { url: 'http://h', openInference: { model: 'm', inputs: { x: 'FLOAT' } } },
        '',
      ],
    };
    for (const [name, [params, help]] of Object.entries(cases))
      it(name, async () => {
        const loaded = await loadObject({
          pipeline: {
            name: 'p',
            inputs: [],
            outputs: ['a.y'],
            components: { a: { runner: 'Http', inputs: [], outputs: ['y'], params } },
          },
        });
        const found = loaded._tag === 'Left' ? loaded.left : loaded.right.findings;
        expect(found.diagnostics.map(({ code }) => code)).to.deep.equal(['bad-params']);
        const said = formatDiagnostics(found.source, found.diagnostics);
        expect(said).to.contain(help);
        expect(said).not.to.match(/abc|me:pw/);
      });
  });

  it('tells what does not go with its ports when the pipeline is loaded', () =>
    expectDiagnostics(
      `
      pipeline:
        name: Summary
        inputs: [text]
        outputs: [plain.summary, typed.summary, digits.scores]
        components:
          - plain:
              runner: Http
              params:
                url: http://localhost
                body: { messages: [{ content: $(txt) }] }
                response: text
              inputs: [text]
              outputs: [summary, length]
          - typed:
              runner: Http
              params:
                url: http://localhost
                headers: { content-type: application/json; charset=utf-8 }
                body: '"$(text)"'
              inputs: [text]
              outputs: [summary]
          - digits:
              runner: Http
              params:
                url: http://localhost
                openInference: { model: digits, inputs: { image: FP32 } }
                body: $(text)
                response: json
              inputs: [text]
              outputs: [scores]
      `,
      [
        'error[bad-wiring]: `$(txt)` does not name an input: the only one is `text`',
        '  --> p.yaml:10:41',
        '   |',
        '10 |           body: { messages: [{ content: $(txt) }] }',
        '   |                                         ^^^^^^ not as `Http` takes it',
        '   = did you mean `$(text)`?',
        '   = for the text `$(` write `$$(`',
        '',
        'error[bad-wiring]: `response: text` gives one output, not 2: `summary` and `length`',
        '  --> p.yaml:11:21',
        '   |',
        '11 |           response: text',
        '   |                     ^^^^ not as `Http` takes it',
        '   = several outputs are taken from JSON: `response: json`',
        '',
        'error[bad-wiring]: the content type is `application/json; charset=utf-8`, but values cannot be inserted safely into JSON that is written as a string',
        '  --> p.yaml:19:17',
        '   |',
        `19 |           body: '"$(text)"'`,
        '   |                 ^^^^^^^^^^^ not as `Http` takes it',
        '   = write it as a map or a list: its texts are templates, and it is sent as JSON',
        '',
        'error[bad-wiring]: nothing is wired to input `image`, for which a datatype is given here',
        '  --> p.yaml:26:60',
        '   |',
        '26 |           openInference: { model: digits, inputs: { image: FP32 } }',
        '   |                                                            ^^^^ not as `Http` takes it',
        '',
        'error[bad-wiring]: `body` has no effect with `openInference`, which defines what is sent and read',
        '  --> p.yaml:27:17',
        '   |',
        '27 |           body: $(text)',
        '   |                 ^^^^^^^ not as `Http` takes it',
        '   = remove one of the two',
        '',
        'error[bad-wiring]: `response` has no effect with `openInference`, which defines what is sent and read',
        '  --> p.yaml:28:21',
        '   |',
        '28 |           response: json',
        '   |                     ^^^^ not as `Http` takes it',
        '   = remove one of the two',
      ],
      { runners: shippedRunners },
    ));
});
