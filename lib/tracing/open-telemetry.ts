import type * as Api from '@opentelemetry/api';

/** The package `@opentelemetry/api`, as it was loaded. */
export type OpenTelemetry = typeof Api;

/** That tracing was asked for, and a package that it needs is not installed. */
export class TracingError extends Error {
  override readonly name = 'TracingError';
}

const missing =
  'tracing needs the package `@opentelemetry/api`, which is not installed: run `npm install @opentelemetry/api`';

/** Loaded for those who trace only. */
export const openTelemetry = async (
  load: () => Promise<OpenTelemetry> = () => import('@opentelemetry/api'),
): Promise<OpenTelemetry> => {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND')
      throw new TracingError(missing, { cause: error });
    throw error;
  }
};
