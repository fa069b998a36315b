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
