import { causeOf, isError, messageOf, nameOf, readOf, stackOf } from '../../diagnostics/thrown.js';
import { FinalError, isFinal } from '../final-error.js';

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
  const cause = causeOf(thrown);
  return {
    name: nameOf(thrown),
    // What it stands for is told by its message.
    message: messageOf(thrown),
    stack: stackOf(thrown),
    isFinal: isFinal(thrown) || (isError(thrown) && nameOf(thrown) === 'FinalError'),
    details: isError(thrown) ? detailsOf(thrown) : {},
    cause: cause === undefined || depth === deepest ? undefined : described(cause, depth + 1),
  };
};

const detailsOf = (error: Error): PortableError['details'] =>
  Object.fromEntries(
    Object.keys(error)
      .map((key) => [key, readOf(error, key)] as const)
      .filter(
        (entry): entry is [string, string | number | boolean] =>
          entry[0] !== 'name' &&
          entry[0] !== 'message' &&
          entry[0] !== 'stack' &&
          ['string', 'number', 'boolean'].includes(typeof entry[1]),
      ),
  );

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
