import { FinalError } from '../final-error.js';

/** An error as data, for another thread to make one of it that says the same. */
export interface PortableError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly isFinal: boolean;
  /** Such as `code` and `retryAfter`. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly cause: PortableError | undefined;
}

const deepest = 8;

/** What was thrown, error or not, as data. */
export const described = (thrown: unknown, depth = 0): PortableError => {
  if (!(thrown instanceof Error)) {
    const message = typeof thrown === 'string' ? thrown : `a ${typeof thrown} was thrown`;
    return {
      name: 'Error',
      message,
      stack: undefined,
      isFinal: false,
      details: {},
      cause: undefined,
    };
  }
  const { name, message, stack, cause } = thrown;
  const details = Object.entries(thrown).filter(
    (entry): entry is [string, string | number | boolean] =>
      entry[0] !== 'name' && ['string', 'number', 'boolean'].includes(typeof entry[1]),
  );
  return {
    name,
    message,
    stack,
    // By its name as well: a module may have been given another copy of the class.
    isFinal: thrown instanceof FinalError || name === 'FinalError',
    details: Object.fromEntries(details),
    cause: cause === undefined || depth === deepest ? undefined : described(cause, depth + 1),
  };
};

/** The error that was described. */
export const revived = ({
  name,
  message,
  stack,
  isFinal,
  details,
  cause,
}: PortableError): Error => {
  const options = cause === undefined ? {} : { cause: revived(cause) };
  const error = isFinal ? new FinalError(message, options) : new Error(message, options);
  Object.assign(error, details);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return error;
};
