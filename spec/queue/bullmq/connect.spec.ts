import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { expect } from 'chai';

import { connected } from '../../../lib/queue/bullmq/connect.js';

const refusal = (url: string, patience?: number): Promise<string> =>
  connected(url, () => undefined, patience).then(
    (client) => {
      client.disconnect();
      return 'it is connected';
    },
    (error: unknown) => (error as Error).message,
  );

describe('connected', () => {
  const named =
    'a queue is named by the URL of a Redis, such as `redis://127.0.0.1:6379` (or `rediss://…` with TLS)';
  const unwritten =
    'the password in the URL of a queue has a `/`, `?` or `#`: write them `%2F`, `%3F` and `%23`';

  const wrong: Readonly<Record<string, string>> = {
    'localhost:6379': named,
    'http://localhost': named,
    // Which would be that of this machine.
    'redis://': named,
    'redis:///1': named,
    // What is before the first `/` is taken for the host, and would be shown.
    'redis://me:12/34@127.0.0.1:1': unwritten,
    'redis://me:12#34@127.0.0.1:1': unwritten,
    'redis://me:12?34@127.0.0.1:1': unwritten,
  };
  for (const [url, told] of Object.entries(wrong))
    it(`refuses ${url}`, async () => {
      expect(await refusal(url)).to.equal(told);
    });

  describe('where something else listens', () => {
    const sockets = new Set<Socket>();
    let server: Server;
    let at: string;
    let answer: (socket: Socket) => void;

    beforeEach(async () => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        answer(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterEach(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    });

    it('waits for no answer for ever', async () => {
      answer = () => undefined;
      expect(await refusal(`redis://${at}`, 50)).to.equal(
        `the queue at redis://${at} cannot be reached: it does not answer; is Redis running there?`,
      );
      expect(await refusal(`rediss://${at}`, 50)).to.equal(
        `the queue at rediss://${at} cannot be reached: it does not answer; is Redis running there, with TLS? (\`redis://\` is without)`,
      );
    });

    it('asks for TLS where it is hung up on', async () => {
      answer = (socket) => socket.once('data', () => socket.resetAndDestroy());
      expect(await refusal(`redis://${at}`)).to.match(
        /^the queue at redis:\/\/\S+ cannot be reached: (read|write) ECONNRESET; is Redis running there, without TLS\? \(`rediss:\/\/` is with it\)$/,
      );
    });
  });
});
