import { readFileSync } from 'node:fs';

let version: string | undefined;

/** The version of this package, which stands for the code of the runners that ship. */
export const packageVersion = (): string =>
  (version ??= (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly version: string;
    }
  ).version);
