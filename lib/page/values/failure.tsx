import type { JSX } from 'preact';

import type { RecordedError, RecordedFailure } from '../../sinks/record/recorded-event.js';

/** The error, and what it was caused by, as far down as it goes. */
const chainOf = (error: RecordedError): readonly RecordedError[] =>
  error.cause === undefined ? [error] : [error, ...chainOf(error.cause)];

const Because = ({
  before,
  message,
}: {
  readonly before: string;
  readonly message: string;
}): JSX.Element => (
  <p class="because">
    <span class="faint">{before}: </span>
    {message}
  </p>
);

const Causes = ({
  error,
  said,
}: {
  readonly error: RecordedError;
  /** What was said already. */
  readonly said: string;
}): JSX.Element => {
  const chain = chainOf(error);
  const stacks = chain.flatMap(({ stack }) => stack ?? []);
  return (
    <>
      {chain.map(({ name, message, errors }, index) => (
        <div key={index}>
          {(index > 0 || message !== said) && (
            <Because before={index === 0 ? name : `because of ${name}`} message={message} />
          )}
          {errors?.map((one, place) => (
            <Because key={place} before={one.name} message={one.message} />
          ))}
        </div>
      ))}
      {stacks.length > 0 && (
        <details class="long">
          <summary>Stack</summary>
          <pre tabIndex={0}>{stacks.join('\n\ncaused by\n')}</pre>
        </details>
      )}
    </>
  );
};

export const Failure = ({ message, cause }: RecordedFailure): JSX.Element => (
  <div class="failure">
    <p class="message">{message}</p>
    {cause !== undefined && <Causes error={cause} said={message} />}
  </div>
);
