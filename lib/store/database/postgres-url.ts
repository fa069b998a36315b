import { StoreError } from '../store-error.js';

export interface PostgresPlace {
  /** As a reader may see it: never with a password. */
  readonly where: string;
  /** What `pg` is given. */
  readonly url: string;
  readonly schema: string;
}

/** Where the tables are, unless the URL names another schema: apart from those of others. */
const defaultSchema = 'mlpipeline';

/** PostgreSQL cuts longer names off. */
const mostBytes = 63;

/** Reads `postgres://user:password@host:port/database?schema=name`; all but the scheme may be left out. */
export const postgresPlace = (text: string): PostgresPlace => {
  const url = parsed(text);
  const schema = url.searchParams.get('schema') ?? defaultSchema;
  const where = shown(url, schema);
  if (schema === '' || Buffer.byteLength(schema) > mostBytes)
    throw new StoreError(
      `the store \`${where}\`: the name of a schema must have 1 to ${mostBytes} bytes; give another \`schema\``,
    );
  url.searchParams.delete('schema');
  return { where, url: url.href, schema };
};

const parsed = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A password with a sign that has to be encoded makes a URL that says something else.
  const isMistaken = url === undefined || url.hash !== '' || /@/.test(url.pathname + url.search);
  if (isMistaken || /\/./.test(url.pathname.slice(1)) || !isEncoded(url))
    throw new StoreError(
      'the URL of the store is not one of PostgreSQL: expected `postgres://user:password@host:port/database`; write signs such as `#`, `/`, `?`, `@` and `%` in a name or password as `%23`, `%2F`, `%3F`, `%40` and `%25`',
    );
  return url;
};

const isEncoded = ({ username, password, hostname, pathname }: URL): boolean => {
  try {
    [username, password, hostname, pathname].forEach(decodeURIComponent);
    return true;
  } catch {
    return false;
  }
};

// Built of what may be seen, for a password may stand in parameters too.
const shown = ({ username, host, pathname, searchParams }: URL, schema: string): string => {
  const user = username === '' ? '' : `${username}@`;
  const socket = searchParams.get('host');
  const parameters = [
    ...(socket === null ? [] : [`host=${socket}`]),
    ...(schema === defaultSchema ? [] : [`schema=${encodeURIComponent(schema)}`]),
  ];
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  return `postgres://${user}${host}${pathname}${query}`;
};
