/** How the parts of a printed diagnostic are set off from each other. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
}

const same = (text: string): string => text;

export const plain: Paint = { error: same, warning: same, strong: same, faint: same, good: same };

const sgr =
  (open: string, close: string) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`;

/** ANSI colours, for a terminal. */
export const coloured: Paint = {
  error: sgr('1;31', '22;39'),
  warning: sgr('1;33', '22;39'),
  strong: sgr('1', '22'),
  faint: sgr('34', '39'),
  good: sgr('32', '39'),
};
