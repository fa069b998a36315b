import type { JSX } from 'preact';

/** Where a run is shown; nowhere in a page that is a file. */
export type RunHref = (run: string) => string;

/** A run by the beginning of its id, by which commands know it too. */
export const RunLink = ({
  id,
  hrefOf,
}: {
  readonly id: string;
  readonly hrefOf: RunHref | undefined;
}): JSX.Element => {
  const short = /^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) : id;
  return hrefOf === undefined ? (
    <code title={`mlpipeline show ${id}`}>{short}</code>
  ) : (
    <a href={hrefOf(id)}>{short}</a>
  );
};
