import type { IncomingHttpHeaders } from 'node:http';

/** What a service has answered, whatever the status. */
export interface Answer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
