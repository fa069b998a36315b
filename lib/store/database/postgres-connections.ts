import type {
  ClientBase,
  ClientConfig,
  CustomTypesConfig,
  Pool,
  PoolClient,
  QueryConfig,
  QueryResult,
} from 'pg';

import { StoreError } from '../store-error.js';
import type { Row } from './database.js';
import { PostgresError } from './postgres-error.js';
import type { PostgresPlace } from './postgres-url.js';

const mostConnections = 10;

/** Milliseconds until a server that does not answer counts as not there. */
const connectPatience = 10_000;

/**
 * For all that a connection does: a process that has been stopped in the midst of a transaction must not
 * hold others up for ever, and who waits for others gives up some day, as with SQLite.
 */
const settings = [
  "SET idle_in_transaction_session_timeout = '10s'",
  "SET lock_timeout = '20s'",
  // Durability `full` rests on it.
  `SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)`,
];

/** A connection in use; what it throws is a `PostgresError`. */
export class Connection {
  private readonly client: PoolClient;
  private readonly where: string;
  private isLost = false;

  constructor(client: PoolClient, where: string) {
    this.client = client;
    this.where = where;
  }

  async query(query: QueryConfig): Promise<QueryResult<Row>> {
    try {
      return await this.client.query<Row>(query);
    } catch (error) {
      const told = new PostgresError(this.where, error);
      this.isLost ||= told.reason === 'lost';
      throw told;
    }
  }

  /** What is left of a transaction; the server does so itself where the connection is lost. */
  async rollBack(): Promise<void> {
    if (this.isLost) return;
    await this.query({ text: 'ROLLBACK' }).catch(() => {
      this.isLost = true;
    });
  }

  release(): void {
    this.client.release(this.isLost);
  }
}

/** Connections to one schema of a database. */
export class Connections {
  private readonly pool: Pool;
  private readonly where: string;
  private readonly setUp: string;
  private readonly ready = new WeakSet<ClientBase>();

  constructor(pool: Pool, { where, schema }: PostgresPlace) {
    this.pool = pool;
    this.where = where;
    this.setUp = [`SET search_path TO ${quoted(schema)}`, ...settings].join('; ');
    // One that is lost while nobody uses it is replaced when the next is asked for.
    pool.on('error', () => undefined);
  }

  async use<T>(act: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      return await act(connection);
    } finally {
      connection.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async take(): Promise<Connection> {
    let client: PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      throw new PostgresError(this.where, error);
    }
    const connection = new Connection(client, this.where);
    if (this.ready.has(client)) return connection;
    this.ready.add(client);
    // While it is in use, what becomes of it is told by its queries.
    client.on('error', () => undefined);
    try {
      await connection.query({ text: this.setUp });
    } catch (error) {
      client.release(true);
      throw error;
    }
    return connection;
  }
}

export const connectionsTo = async (place: PostgresPlace): Promise<Connections> => {
  const { default: pg } = await loadPg();
  // Given to the pool, the time would also be that for which one of its connections is waited for.
  class Client extends pg.Client {
    constructor(config?: ClientConfig) {
      super({ ...config, connectionTimeoutMillis: connectPatience });
    }
  }
  const pool = new pg.Pool({
    connectionString: place.url,
    max: mostConnections,
    allowExitOnIdle: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    fallback_application_name: 'mlpipeline',
    types: { getTypeParser: parserOf as CustomTypesConfig['getTypeParser'] },
    Client,
  });
  return new Connections(pool, place);
};

const loadPg = async () => {
  try {
    return await import('pg');
  } catch (error) {
    throw new StoreError(
      'a store in PostgreSQL needs the package `pg`: install it with `npm install pg`',
      { cause: error },
    );
  }
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const asBytes = (text: string): Uint8Array => {
  const bytes = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

/** By the number of a type: `bool`, `bytea`, `int8`, `int2`, `int4`, `oid`, `float4`, `float8`, `numeric`. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => (text === 't' ? 1 : 0),
  17: asBytes,
  20: Number,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
  1700: Number,
};

const parserOf = (type: number): ((text: string) => unknown) => parsers[type] ?? asText;

const asText = (text: string): string => text;
