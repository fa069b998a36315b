import { escaped, pageHtml } from './page-html.js';
import { certainties, discrimination, type Result, type Score, scores } from './score.js';

export interface Cost {
  readonly secondsPerPage: number;
  readonly peakMegabytes: number;
}

const percent = (part: number): string => part.toFixed(2);

/** The scores as a table for the terminal. */
export const tableOf = (all: readonly Score[]): string =>
  [
    'field     precision  recall    F1   right of expected',
    ...all.map(
      ({ field, precision, recall, f1, right, expected }) =>
        `${field.padEnd(12)}${percent(precision).padStart(7)}${percent(recall).padStart(8)}` +
        `${percent(f1).padStart(6)}   ${right} of ${expected}`,
    ),
    `mean F1     ${percent(all.reduce((sum, { f1 }) => sum + f1, 0) / all.length).padStart(21)}`,
  ].join('\n');

/** How often what was found is right, by its confidence, as a table for the terminal. */
export const certaintyTableOf = (results: readonly Result[]): string => {
  const told = discrimination(results);
  return [
    'confidence    right of found',
    ...certainties(results)
      .filter(({ found }) => found > 0)
      .map(({ from, to, found, right }) => {
        const range = `${percent(from)} to ${percent(Math.min(1, to))}`;
        return `${range.padEnd(14)}${String(right)} of ${String(found)}`;
      }),
    ...(told === undefined
      ? []
      : [
          `the right one of a right and a wrong answer is the surer: ${percent(told)} of the pairs`,
        ]),
  ].join('\n');
};

const colours = { company: '#2563eb', date: '#16a34a', address: '#d97706', total: '#dc2626' };

/** A page of HTML that shows each document, what was found on it and what was expected. */
export const reportHtml = async (
  title: string,
  results: readonly Result[],
  { secondsPerPage, peakMegabytes }: Cost,
): Promise<string> => {
  const sections: string[] = [];
  for (const result of results) sections.push(await pageHtml(result));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
.page{display:flex;gap:2rem;align-items:start;flex-wrap:wrap}.page>div{flex:1 1 24rem}table{border-collapse:collapse}
th,td{padding:.25rem .75rem;text-align:left;vertical-align:top}pre{background:#f4f4f5;padding:1rem}
.right td{background:#dcfce7}.wrong td{background:#fee2e2}svg{border:1px solid #d4d4d8;height:auto}
rect{fill:none;stroke-width:4}${Object.entries(colours)
    .map(([field, colour]) => `rect.${field}{stroke:${colour}}`)
    .join('')}</style>
<h1>${escaped(title)}</h1><pre>${escaped(tableOf(scores(results)))}

${escaped(certaintyTableOf(results))}
${results.length} pages, ${secondsPerPage.toFixed(1)} s a page, at most ${peakMegabytes} MB</pre>
${sections.join('\n')}
</html>`;
};
