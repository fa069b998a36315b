// Cheap to look for, and in nearly no text.
const suspicious = /\d{16}|[eE]\+?\d{3}|0x[0-9a-fA-F]{14}|0o[0-7]{18}/;

/** Whether a text may hold a number that JavaScript changes. */
export const mayBeInexact = (text: string): boolean => suspicious.test(text);

/**
 * What becomes of a number as it is written that JavaScript cannot hold: whole ones beyond 2^53 get other
 * digits, those beyond 1.8e308 are infinite. A fraction that is rounded is what all that reads numbers does.
 */
export const whyInexact = (literal: string): 'digits' | 'range' | undefined => {
  if (!suspicious.test(literal)) return undefined;
  const value = Number(literal);
  if (Math.abs(value) === Infinity) return 'range';
  const whole = /^[-+]?(\d+|0x[0-9a-fA-F]+|0o[0-7]+)$/.exec(literal)?.[1];
  if (whole === undefined) return undefined;
  // Those that JavaScript writes itself are as it writes them: the shortest that stand for the number.
  const isHeld = BigInt(whole) === BigInt(Math.abs(value)) || String(Math.abs(value)) === whole;
  return isHeld ? undefined : 'digits';
};

/** The first number of a JSON text, which is known to be sound, that is changed by being read. */
export const inexactInJson = (json: string): string | undefined => {
  if (!mayBeInexact(json)) return undefined;
  let at = 0;
  while (at < json.length) {
    const quote = json.indexOf('"', at);
    const outside = json.slice(at, quote < 0 ? json.length : quote);
    for (const [literal] of outside.matchAll(/-?\d[\d.eE+-]*/g))
      if (whyInexact(literal) !== undefined) return literal;
    if (quote < 0) return undefined;
    at = stringEnd(json, quote + 1);
  }
  return undefined;
};

// Not by a pattern: one that steps over escapes overflows the stack at a string of megabytes.
const stringEnd = (json: string, start: number): number => {
  for (let quote = json.indexOf('"', start); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (json[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
  return json.length;
};

/** What is said of such a number. */
export const inexactText = (literal: string): string => {
  const shown = literal.length > 40 ? `${literal.slice(0, 40)}…` : literal;
  return whyInexact(literal) === 'range'
    ? `the number \`${shown}\` is too large for a number (at most about 1.8e308)`
    : `the number \`${shown}\` has more digits than a number can hold (beyond 2^53)`;
};
