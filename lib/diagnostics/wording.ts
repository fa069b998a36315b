import { distinct } from './visible.js';

/** The text cut to at most `most` characters, `…` standing for what was left out in the middle. */
export const shorten = (text: string, most = 60): string => {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
};

/** Something the user wrote, as it is named in a message: short, unmistakable and in backquotes. */
export const quoted = (text: string): string => `\`${distinct(shorten(text))}\``;

/**
 * "a", "a and b", "a, b and c"; beyond `most` items "a, b and 7 more". Only what is said is shown:
 * there may be very many items.
 */
export const listed = (
  items: readonly string[],
  last = 'and',
  most = 5,
  show = (item: string): string => item,
): string => {
  const shown =
    items.length > most + 1
      ? [...items.slice(0, most).map(show), `${items.length - most} more`]
      : items.map(show);
  const final = shown.pop() ?? '';
  return shown.length === 0 ? final : `${shown.join(', ')} ${last} ${final}`;
};

/** "a, b, c"; beyond `most` items "a, b, … 7 more". */
export const series = (items: readonly string[], most: number): string =>
  items.length > most + 1
    ? `${items.slice(0, most).join(', ')}, … ${items.length - most} more`
    : items.join(', ');

/** "1 error", "2 errors". */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How long, as it would be written: `20 ms`, `1.5 s`, `90 s`, `5 min`, `1 h`. */
export const longText = (milliseconds: number): string => {
  if (milliseconds === 0) return '0 s';
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds % 3_600_000 === 0) return `${milliseconds / 3_600_000} h`;
  if (milliseconds % 60_000 === 0) return `${milliseconds / 60_000} min`;
  return `${milliseconds / 1000} s`;
};
