import type { Span } from '../diagnostics/place.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { ConditionFault } from './condition-fault.js';
import { written } from './naming.js';

/** What a path cannot be resolved for. */
export interface Unresolved {
  readonly message: string;
  readonly help: readonly string[];
  /** Names that may have been meant, such as `ocr.text`. */
  readonly suggestions?: readonly string[];
}

/**
 * How many parts of a path are the name of a thing: 2 for a component's output, 1 for an input. It is
 * also asked about paths that only might have been meant.
 */
export type Resolve = (path: readonly string[]) => number | Unresolved;

/** A name that a condition uses; its place is that of the first use. */
export interface NamedIn extends Span {
  readonly name: string;
  /** Whether it stands in `has(…)` alone: its value is not needed. */
  readonly isOnlyAsked: boolean;
}

/** A path as it is written, with the place where each of its parts ends. */
export interface WrittenPath {
  readonly start: number;
  readonly parts: readonly { readonly name: string; readonly end: number }[];
  /** Whether its first part stands in backquotes. */
  readonly isQuoted: boolean;
}

/** The names of a condition: which parts of its paths they are, and where each was first used. */
export class Names {
  private readonly used = new Map<string, NamedIn>();
  private readonly text: string;
  private readonly resolve: Resolve;
  private readonly report: (fault: ConditionFault) => void;
  // Up to where a name with `-` has been told of, whose pieces are then no names of their own.
  private toldTo = 0;

  constructor(text: string, resolve: Resolve, report: (fault: ConditionFault) => void) {
    this.text = text;
    this.resolve = resolve;
    this.report = report;
  }

  get all(): readonly NamedIn[] {
    return [...this.used.values()];
  }

  /** The name that the path begins with, which is used here; `undefined` once it is told why there is none. */
  use(
    path: WrittenPath,
    isAsked: boolean,
  ): { readonly name: string; readonly end: number; readonly parts: number } | undefined {
    if (path.start < this.toldTo) return undefined;
    const end = path.isQuoted ? undefined : this.dashedEnd(path.start);
    if (end !== undefined) {
      this.toldTo = end;
      this.reportDashed({ start: path.start, end });
      return undefined;
    }
    const names = path.parts.map(({ name }) => name);
    const count = this.resolve(names);
    if (typeof count !== 'number') {
      this.reportUnresolved(
        { start: path.start, end: (path.parts[1] ?? path.parts[0])?.end ?? 0 },
        count,
      );
      return undefined;
    }
    const name = names.slice(0, count).join('.');
    const first = this.used.get(name);
    const { start } = path;
    const nameEnd = path.parts[count - 1]?.end ?? start;
    if (first === undefined)
      this.used.set(name, { name, start, end: nameEnd, isOnlyAsked: isAsked });
    else if (first.isOnlyAsked && !isAsked) this.used.set(name, { ...first, isOnlyAsked: false });
    return { name, end: nameEnd, parts: count };
  }

  // Where `image-ocr.text` ends, at a place where something known is written so; the longest such.
  private dashedEnd(start: number): number | undefined {
    const run = /[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*/y;
    run.lastIndex = start;
    let rest = run.exec(this.text)?.[0] ?? '';
    for (let tries = 0; tries < mostTries && rest.includes('-'); tries += 1) {
      const names = rest.split('.');
      const count = this.resolve(names);
      if (typeof count === 'number') {
        const name = names.slice(0, count).join('.');
        return name.includes('-') ? start + name.length : undefined;
      }
      rest = rest.slice(0, Math.max(rest.lastIndexOf('-'), rest.lastIndexOf('.')));
    }
    return undefined;
  }

  private reportDashed({ start, end }: Span): void {
    const name = this.text.slice(start, end);
    const suggestion = written(name.split('.'));
    this.report({
      message: `CEL reads the \`-\` in ${quoted(name)} as minus`,
      start,
      end,
      help: [
        `to use it as a name, write it in backquotes: ${suggestion}`,
        'for a subtraction, write spaces around the `-`',
      ],
      suggestions: [suggestion],
    });
  }

  private reportUnresolved({ start, end }: Span, { message, help, suggestions = [] }: Unresolved) {
    const meant = suggestions.map((name) => written(name.split('.')));
    const touchesDash =
      /\w-$/.test(this.text.slice(Math.max(0, start - 2), start)) ||
      /^-\w/.test(this.text.slice(end, end + 2));
    this.report({
      message,
      start,
      end,
      help: [
        ...new Set([
          ...(meant.length > 0 ? [`did you mean ${listed(meant.map(shown), 'or')}?`] : []),
          ...help,
          ...(touchesDash
            ? ['CEL reads `-` as minus: write a name that contains one in backquotes']
            : []),
        ]),
      ],
      suggestions: meant,
    });
  }
}

const mostTries = 20;

// What has backquotes of its own gets no others.
const shown = (name: string): string => (name.includes('`') ? name : quoted(name));
