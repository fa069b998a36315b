import type { DiagLogger } from '@opentelemetry/api';

/**
 * Metrics are sent each minute: as long as less than this has passed since something was refused, it may be that
 * what was taken meanwhile is of the other kind, such as traces where only metrics are refused.
 */
const longestBetween = 90_000;

const ignored = (): void => undefined;

/**
 * Hears from the SDK what cannot be sent, and tells it once until it can be sent again. (The SDK tries again by
 * itself, and says nothing to anybody but such a logger.)
 */
export const sendingTold = (
  say: (line: string) => void,
  now: () => number = Date.now,
): DiagLogger => {
  const refused = new Map<string, number>();
  const refuse = (message: string): void => {
    const why = reasonIn(message);
    if (why === undefined) return;
    const what = why.startsWith(ofMetrics) ? 'metrics' : 'traces';
    if (!refused.has(what))
      say(`${what} cannot be sent: ${plain(why)}; runs continue, and sending is retried`);
    refused.set(what, now());
  };
  const take = (): void => {
    for (const [what, last] of refused)
      if (now() - last > longestBetween) {
        refused.delete(what);
        say(`${what} can be sent again`);
      }
  };
  return {
    error: refuse,
    verbose: (message) => {
      if (message.startsWith('Export succeeded')) take();
    },
    ...{ warn: ignored, info: ignored, debug: ignored },
  };
};

/** The SDK tells an error of its own as the JSON of its properties; all else is no failure to send. */
const reasonIn = (message: string): string | undefined => {
  if (!message.startsWith('{')) return undefined;
  const { message: text = '', code = '' } = propertiesIn(message);
  if (text === '') return code === '' ? undefined : code;
  return text.includes(code) ? text : `${text} (${code})`;
};

const ofMetrics = 'PeriodicExportingMetricReader: ';

const plain = (why: string): string =>
  /^PeriodicExportingMetricReader: .*\(error (?:\w*Error: )?(.*)\)$/.exec(why)?.[1] ?? why;

// Whoever else writes to that logger is none of ours.
const propertiesIn = (message: string): Readonly<Record<string, string | undefined>> => {
  try {
    return JSON.parse(message) as Readonly<Record<string, string | undefined>>;
  } catch {
    return {};
  }
};
