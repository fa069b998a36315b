import { messageOf } from '../../diagnostics/thrown.js';
import { visible } from '../../diagnostics/visible.js';
import type { Sink } from '../../engine/events/event.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import type { RunTracing } from '../../tracing/tracing.js';
import { sendingTold } from './telemetry-refusals.js';
import { variable } from './variable.js';

/** What traces the runs of a command; nothing where nobody has asked for it. */
export interface CommandTracing {
  readonly sinks: readonly Sink[];
  readonly wrappers: readonly Wrapper[];
  /** The same for runs that others ask for. */
  readonly tracing?: RunTracing;
  /** Sends what has yet to be sent. Gives what is wrong, in lines; mostly nothing. */
  readonly finish: () => Promise<string>;
}

const none: CommandTracing = { sinks: [], wrappers: [], finish: () => Promise.resolve('') };

const asking = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
] as const;

// An exporter whose service is away tries for longer than anybody waits for the end of a command.
const longestFinish = 5_000;

/**
 * Traces runs where the environment asks for it (`OTEL_EXPORTER_OTLP_ENDPOINT` and the like), by the SDK
 * of OpenTelemetry, or where an SDK was set up already (`NODE_OPTIONS=--import …`), by that one. `say` is
 * told why what was asked for cannot be done: the run goes on without. `sayOfSending` is told while runs go on
 * what cannot be sent, of an SDK that was not set up by somebody else.
 */
export const tracingByEnvironment = async (
  say: (line: string) => void,
  sayOfSending?: (line: string) => void,
): Promise<CommandTracing> => {
  const environment = process.env;
  const isAsked =
    environment['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
    asking.some((name) => !['none', undefined].includes(variable(name, environment)));
  if (!isSetUp() && !isAsked) return none;
  try {
    const finish = isSetUp() ? none.finish : await startSdk(environment, sayOfSending);
    const { tracing } = await import('../../tracing/tracing.js');
    const all = await tracing({ parent: parentIn(environment) });
    return { sinks: [all.sink], wrappers: [all.wrapper], tracing: all, finish };
  } catch (error) {
    say(
      (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
        ? 'the environment asks for traces (`OTEL_…`), but the packages for them are not installed: run `npm install @opentelemetry/api @opentelemetry/sdk-node`'
        : `the run is not traced: ${visible(messageOf(error))}`,
    );
    return none;
  }
};

// Where `@opentelemetry/api` keeps what is registered: to look there does not load it.
const isSetUp = (): boolean => {
  const registered = (globalThis as Record<symbol, unknown>)[Symbol.for('opentelemetry.js.api.1')];
  return (
    typeof registered === 'object' &&
    registered !== null &&
    ('trace' in registered || 'metrics' in registered)
  );
};

const startSdk = async (
  environment: NodeJS.ProcessEnv,
  sayOfSending: ((line: string) => void) | undefined,
): Promise<CommandTracing['finish']> => {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const isNamed =
    variable('OTEL_SERVICE_NAME', environment) !== undefined ||
    /(^|,)\s*service\.name=/.test(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  const sdk = new NodeSDK(isNamed ? {} : { serviceName: 'mlpipeline' });
  sdk.start();
  // Where a level is asked for, the SDK logs by itself.
  if (sayOfSending !== undefined && variable('OTEL_LOG_LEVEL', environment) === undefined) {
    const { diag, DiagLogLevel } = await import('@opentelemetry/api');
    // What has been sent it tells at its finest level alone.
    diag.setLogger(sendingTold(sayOfSending), DiagLogLevel.ALL);
  }
  return () => withinTime(sdk.shutdown());
};

const withinTime = async (sent: Promise<void>): Promise<string> => {
  const lost = (why: string): string =>
    `mlpipeline: the traces could not all be sent: ${visible(why)}\n`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(lost(`nothing has accepted them within ${longestFinish / 1000} s`));
    }, longestFinish);
  });
  const done = sent.then(
    () => '',
    (error: unknown) => lost(messageOf(error)),
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** The trace that this process belongs to, as whoever started it says. */
const parentIn = ({
  TRACEPARENT,
  TRACESTATE,
  BAGGAGE,
}: NodeJS.ProcessEnv): Readonly<Record<string, string>> | undefined =>
  TRACEPARENT === undefined
    ? undefined
    : {
        traceparent: TRACEPARENT,
        ...(TRACESTATE === undefined ? {} : { tracestate: TRACESTATE }),
        ...(BAGGAGE === undefined ? {} : { baggage: BAGGAGE }),
      };
