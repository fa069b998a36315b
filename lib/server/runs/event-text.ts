import type { RecordedEvent } from '../../sinks/record/recorded-event.js';

/** Of a value this many characters are in the events; the whole is at `/runs/{id}/values/{name}`. */
export const mostCharacters = 8_000;

/** So much is sent at once, in bytes. */
export const batchSize = 64 * 1024;

/** A server-sent event. */
export const eventText = (event: RecordedEvent): string =>
  `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;
