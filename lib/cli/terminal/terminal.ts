import { coloured, type Paint, plain } from '../../diagnostics/paint.js';

/**
 * Colours on a terminal only; never where `NO_COLOR` is set (no-color.org), always where
 * `FORCE_COLOR` is, unless it says 0.
 */
export const paintFor = (
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Paint => {
  const { NO_COLOR: never = '', FORCE_COLOR: always = '', TERM: terminal = '' } = environment;
  if (never !== '') return plain;
  if (always !== '') return always === '0' ? plain : coloured;
  return stream.isTTY === true && terminal !== 'dumb' ? coloured : plain;
};

/**
 * Whether what is drawn on a stream may be drawn over: on a terminal that can, with somebody in
 * front of it and not a build server (which says so in `CI`).
 */
export const isLive = (
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean => {
  const { CI: buildServer = '', TERM: terminal = '' } = environment;
  return stream.isTTY === true && terminal !== 'dumb' && ['', '0', 'false'].includes(buildServer);
};
