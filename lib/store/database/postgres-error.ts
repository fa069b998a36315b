import { messageOf, readOf } from '../../diagnostics/thrown.js';
import { StoreError } from '../store-error.js';

/** What the server says by its codes, and the system by its own, where the message needs help. */
const said: Readonly<Record<string, readonly [what: string, help: string]>> = {
  '22021': [
    'PostgreSQL cannot store text that has the character U+0000 or is not Unicode',
    'remove it, or give bytes',
  ],
  '25006': ['it is read-only', 'name the primary server, not a standby'],
  '28000': ['the server refuses this user', 'check its `pg_hba.conf`, or give another user'],
  '28P01': [
    'the user or the password is wrong',
    'give them in the URL, or the password in `PGPASSWORD`',
  ],
  '3D000': ['there is no such database', 'create it (`createdb NAME`), or name another'],
  '53100': ['the disk of the server is full', 'make room, and continue with `mlpipeline resume`'],
  '53300': [
    'the server has too many connections',
    'raise its `max_connections`, or run fewer processes',
  ],
  '55P03': [
    'other processes have kept it locked for too long',
    'check what they do, and try again',
  ],
  '57P03': ['the server is starting or stopping', 'try again in a moment'],
  EAI_AGAIN: ['its host is not found', 'check the name and the network'],
  ENOTFOUND: ['its host is not found', 'check the name'],
};

const notReached = 'check that PostgreSQL runs there, and the host and the port';

/**
 * `lost`: no answer of the server, or one with which it closes the connection. `conflict`: other transactions
 * came between; it is undone, and may be done again.
 */
export type Reason = 'lost' | 'conflict' | 'other';

export class PostgresError extends StoreError {
  readonly reason: Reason;
  /** Of SQLSTATE, or of the system. */
  readonly code: string;

  constructor(where: string, error: unknown) {
    const [what, help] = telling(error);
    super(`the store \`${where}\`: ${what}; ${help}`, { cause: error });
    this.code = codeOf(error);
    this.reason = reasonOf(this.code);
  }
}

const telling = (error: unknown): readonly [what: string, help: string] => {
  const code = codeOf(error);
  const message = messageOf(error);
  if (code === '42501') return [message, 'grant the user that right, or give another user'];
  const known = said[code];
  if (known !== undefined) return known;
  if (/password must be a string/.test(message))
    return ['the server asks for a password', 'give it in the URL, or in `PGPASSWORD`'];
  if (/SSL|TLS|certificate/i.test(message)) return [message, 'check `sslmode` in the URL'];
  if (reasonOf(code) === 'lost')
    return [`the server is not reached (${code === '' ? message : code})`, notReached];
  return [message, 'check the log of the server'];
};

const codeOf = (error: unknown): string => {
  const code = readOf(error, 'code');
  return typeof code === 'string' ? code : '';
};

const reasonOf = (code: string): Reason => {
  if (/^40(001|P01)$/.test(code)) return 'conflict';
  const isOfServer = /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
  return !isOfServer || /^(08...|57P0[1235]|25P0[34])$/.test(code) ? 'lost' : 'other';
};
