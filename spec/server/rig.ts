import { request } from 'node:http';

import * as t from 'io-ts';

import { defineRunner } from '../../lib/runners/runner.js';
import { shippedRunners } from '../../lib/runners/shipped/shipped-runners.js';
import { file } from '../../lib/runners/values/file-value.js';
import { bytes, media } from '../../lib/runners/values/media.js';
import { loadText, orThrow, type Pipeline } from '../../lib/load.js';
import { type PipelineServer, serve, type ServerOptions } from '../../lib/server/server.js';

/** What a runner waits for, and who waits. */
export class Gate {
  private waiting: (() => void)[] = [];
  isOpen = false;

  wait(signal: AbortSignal): Promise<void> {
    return this.isOpen
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          this.waiting.push(resolve);
          signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        });
  }

  open(): void {
    this.isOpen = true;
    for (const one of this.waiting) one();
  }
}

export const gate = { current: new Gate() };
export const fails = { current: false };

const Greet = defineRunner({
  name: 'Greet',
  inputs: { name: t.string, times: t.Int },
  outputs: { text: t.string },
  run: ({ name, times }) => ({ text: `Hello, ${name}!`.repeat(times) }),
});
const Show = defineRunner({
  name: 'Show',
  inputs: { image: media, raw: bytes, note: t.unknown },
  outputs: { image: media, size: t.number, note: t.unknown },
  run: ({ image, raw, note }) => ({ image, size: image.bytes.length + raw.length, note }),
});
const Wait = defineRunner({
  name: 'Wait',
  inputs: { value: t.unknown },
  outputs: { kept: t.unknown },
  run: async ({ value }, { signal }) => {
    await gate.current.wait(signal);
    return { kept: value };
  },
});
const Flaky = defineRunner({
  name: 'Flaky',
  outputs: { value: t.number },
  run: () => {
    if (fails.current) throw new Error('it is <b>broken</b>');
    return { value: 1 };
  },
});

const Filed = defineRunner({
  name: 'Filed',
  inputs: { path: t.string },
  outputs: { file: t.unknown },
  run: ({ path }) => ({ file: file(path) }),
});

const registry = shippedRunners.with([Greet, Show, Wait, Flaky, Filed]);

export const texts = {
  greeting: `
pipeline:
  name: Greeting
  description: Greets
  inputs:
    name: { type: string, description: Whom }
    times: { type: integer, default: 1 }
  outputs: [text]
  components:
    greet: { runner: Greet, inputs: [name, times], outputs: [text] }
`,
  show: `
pipeline:
  name: Show
  inputs:
    image: {}
    raw: {}
    note: { type: json, default: null }
  outputs: [image, size, note]
  components:
    show: { runner: Show, inputs: [image, raw, note], outputs: [image, size, note] }
`,
  waiting: `
pipeline:
  name: Waiting
  inputs: [value]
  outputs: [kept]
  components:
    wait: { runner: Wait, inputs: [value], outputs: [kept] }
`,
  flaky: `
pipeline:
  name: Flaky
  inputs: []
  outputs: [value]
  components:
    flaky: { runner: Flaky, inputs: [], outputs: [value] }
`,
  filed: `
pipeline:
  name: Filed
  inputs: [path]
  outputs: [file]
  components:
    filed: { runner: Filed, inputs: [path], outputs: [file] }
`,
  mixed: `
pipeline:
  name: Mixed
  inputs: [value]
  outputs: [a.value, b.kept]
  components:
    a: { runner: Flaky, inputs: [], outputs: [value] }
    b: { runner: Wait, inputs: [value], outputs: [kept] }
`,
};

export const pipelineOf = async (text: string): Promise<Pipeline> =>
  orThrow(await loadText(text, { runners: registry }));

/** A server of small pipelines, on a free port. */
export const served = async (options: ServerOptions = {}): Promise<PipelineServer> => {
  gate.current = new Gate();
  fails.current = false;
  return serve(await Promise.all(Object.values(texts).map(pipelineOf)), {
    port: 0,
    drain: 50,
    ...options,
  });
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as it is, which no client mends. */
export const ask = (
  { port }: PipelineServer,
  method: string,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  body?: string | Uint8Array,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('error', reject);
        answer.once('end', () => {
          const { statusCode: status = 0, headers: told } = answer;
          resolve({ status, headers: told, text: Buffer.concat(pieces).toString() });
        });
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });

/** Starts a run by JSON, and gives its id. */
export const started = async (
  server: PipelineServer,
  pipeline: string,
  inputs: object = {},
  query = '',
): Promise<string> => {
  const answer = await fetch(`${server.url}pipelines/${pipeline}/runs${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(inputs),
  });
  const { id } = (await answer.json()) as { id: string };
  return id;
};

export const json = async (
  server: PipelineServer,
  path: string,
): Promise<Record<string, unknown>> =>
  (await (await fetch(`${server.url}${path}`)).json()) as Record<string, unknown>;

/** Asks again and again until a run is in a state. */
export const until = async (
  server: PipelineServer,
  id: string,
  ...states: readonly string[]
): Promise<void> => {
  for (;;) {
    const { state } = await json(server, `runs/${id}`);
    if (states.includes(String(state))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** The ids and events of a stream of events, until it ends or `most` have come. */
export const eventsOf = async (
  server: PipelineServer,
  id: string,
  last?: number,
  most = Infinity,
): Promise<readonly { readonly id: number; readonly type: string }[]> => {
  const answer = await fetch(`${server.url}runs/${id}/events`, {
    ...(last === undefined ? {} : { headers: { 'Last-Event-ID': String(last) } }),
  });
  const events: { id: number; type: string }[] = [];
  let text = '';
  const decoder = new TextDecoder();
  if (answer.body === null) return events;
  for await (const piece of answer.body) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const match = /^id: (\d+)\ndata: (.*)$/.exec(text.slice(0, end));
      if (match?.[2] !== undefined)
        events.push({ ...(JSON.parse(match[2]) as { type: string }), id: Number(match[1]) });
      text = text.slice(end + 2);
    }
    if (events.length >= most) break;
  }
  return events;
};

/** What is sent by `POST`: a form as it is, anything else as JSON. */
export type Sent = readonly [
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
];

export const posted = (
  server: PipelineServer,
  ...[path, body, headers = {}]: Sent
): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    ...(body === undefined
      ? { headers }
      : body instanceof FormData
        ? { body, headers }
        : {
            body: JSON.stringify(body),
            headers: { 'Content-Type': 'application/json', ...headers },
          }),
  });
