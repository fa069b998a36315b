const two = (number: number): string => String(number).padStart(2, '0');

/** A time span, as fine as it matters. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 1) return milliseconds > 0 ? '<1 ms' : '0 ms';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9995) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

// `toLocaleString` makes a formatter anew at each call, and a list calls it at each row.
const numbers = new Intl.NumberFormat('en');

export const grouped = (count: number): string => numbers.format(count);

export const counted = (count: number, noun: string): string =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A time that no calendar has is no reason to show nothing. */
export const isoOf = (time: number): string =>
  Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : '';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const whenOf = (time: number): string =>
  time < 1e11 || time > 8.64e15 ? 'in simulated time' : dates.format(time);

/**
 * A text may hold halves of characters, which no address can, and not every tool; and it is the same
 * text on the page and in an address.
 */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
