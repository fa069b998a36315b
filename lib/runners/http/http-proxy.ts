import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';

/** A proxy that a variable of the environment names. */
export interface Proxy {
  readonly variable: string;
  /** May hold a password. */
  readonly address: string;
}

const loopback = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/i;

/**
 * The proxy that the environment names for an address: `HTTP_PROXY` for `http:`, `HTTPS_PROXY` for
 * `https:`, also in lower case, which goes first. None for this machine itself, where no proxy finds
 * what is meant. Whether `NO_PROXY` exempts the host is left to the dispatcher.
 */
export const proxyFor = ({ protocol, hostname }: URL): Proxy | undefined => {
  if (loopback.test(hostname)) return undefined;
  const name = `${protocol.slice(0, -1)}_proxy`;
  const variable = [name, name.toUpperCase()].find((one) => process.env[one]);
  if (variable === undefined) return undefined;
  const given = (process.env[variable] ?? '').trim();
  // Written as `proxy:3128` too, as other programs take it.
  const address = given.includes('://') ? given : `http://${given}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new FinalError(
      `environment variable ${quoted(variable)} is not the address of a proxy: expected \`http://host:port\``,
    );
  return { variable, address };
};
