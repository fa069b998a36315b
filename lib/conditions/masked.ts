import type { Span } from '../diagnostics/place.js';
import { quoted } from '../diagnostics/wording.js';
import type { ConditionFault } from './condition-fault.js';

export const mostDepth = 100;

/** A text that the parser takes, with every offset as it was, and the names that it cannot hold. */
export interface Masked {
  readonly text: string;
  /** What stands in backquotes, by the place where it begins. */
  readonly names: ReadonlyMap<number, string>;
}

const token =
  /\/\/[^\n]*|("""|''')(?:\\[^]|(?!\1)[^\\])*\1|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*'|`[^`\r\n]*`|\w+|!=|[^]/g;
const beginsOperand = /^(?:&&?|\|\|?|[=<>+*/%,:?]|!=|in)$/;
const opens = '([{';
const closes = ')]}';

/**
 * Puts a plain identifier of the same length where a name stands in backquotes, which cel-js does not
 * read, and refuses what is nested so deeply that its parser would overflow the stack: it counts
 * brackets, but not `!` and `-`.
 */
export const masked = (text: string): Masked | ConditionFault => {
  const names = new Map<number, string>();
  const outer: { readonly base: number; readonly run: number }[] = [];
  let [base, run] = [0, 0];
  let out = '';
  for (const { 0: part, index: start } of text.matchAll(token)) {
    const span: Span = { start, end: start + part.length };
    if (part.startsWith('`')) {
      const fault = wrongName(text, part, span);
      if (fault !== undefined) return fault;
      names.set(start, part.slice(1, -1));
    }
    out += part.startsWith('`') ? '_'.repeat(part.length) : part;
    if (part === '!' || part === '-') run += 1;
    else if (opens.includes(part)) {
      outer.push({ base, run });
      base += run + 1;
      run = 0;
    } else if (closes.includes(part)) ({ base, run } = outer.pop() ?? { base, run });
    else if (beginsOperand.test(part)) run = 0;
    if (base + run > mostDepth) return tooDeep(span);
  }
  return { text: out, names };
};

export const tooDeep = ({ start, end }: Span): ConditionFault => ({
  message: `the condition is nested more than ${mostDepth} levels deep`,
  start,
  end,
  help: [],
  suggestions: [],
});

const wrongName = (
  text: string,
  part: string,
  { start, end }: Span,
): ConditionFault | undefined => {
  const fault = (message: string): ConditionFault => ({
    message,
    start,
    end,
    help: [],
    suggestions: [],
  });
  if (part.length === 1) return fault('this backquote has no closing one');
  if (part.length === 2) return fault('the name in backquotes is empty');
  // It would be taken for one name with its neighbour.
  if (/[\w`]/.test(text.charAt(start - 1)) || /[\w`]/.test(text.charAt(end)))
    return fault(`the name ${quoted(part.slice(1, -1))} is not separated from the text next to it`);
  return undefined;
};
