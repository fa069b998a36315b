import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service that answers with the trace that it was called in. */
export const tracedService = async (): Promise<{
  readonly url: string;
  readonly stop: () => void;
}> => {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ trace: request.headers['traceparent'] ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.close();
    },
  };
};
