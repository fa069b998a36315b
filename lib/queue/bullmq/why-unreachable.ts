import { messageOf } from '../../diagnostics/thrown.js';

/** What is to be done about it, by what is said of it. */
const helps: readonly (readonly [RegExp, string])[] = [
  [
    /self-signed certificate|unable to (get|verify)/,
    'its certificate is not trusted here: set `NODE_EXTRA_CA_CERTS=ca.pem` to the certificate of its CA',
  ],
  [/does not match certificate/, 'name its host as in its certificate'],
  [/certificate has expired|not yet valid/, 'it needs another certificate, or the clock is wrong'],
  [
    /certificate required|handshake failure/,
    'it requires certificates of its clients: set `tls-auth-clients no` (or `optional`) there',
  ],
  [/^NOAUTH/, 'its URL needs the password: `redis://:password@host`'],
  [/^WRONGPASS/, 'the user or the password in its URL is wrong'],
];

/** In a line, with what to do about it. */
export const whyUnreachable = (url: string, error: unknown): string => {
  const message = messageOf(error);
  // Those of OpenSSL have their number and their place in a source file around them.
  const told = /:SSL routines:[^:]*:([^:]*):/.exec(message)?.[1] ?? message.trim();
  const help = helps.find(([pattern]) => pattern.test(told))?.[1] ?? isItThere(url, told);
  return `${told.replace(/[.:\s]+$/, '')}; ${help}`;
};

const isItThere = (url: string, told: string): string => {
  if (url.startsWith('rediss:')) return 'is Redis running there, with TLS? (`redis://` is without)';
  return /reset|hang up/i.test(told)
    ? 'is Redis running there, without TLS? (`rediss://` is with it)'
    : 'is Redis running there?';
};
