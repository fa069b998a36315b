import { findDocument } from '../document/find-document.js';
import { openPage } from '../document/open-page.js';
import { fields } from '../extraction.js';
import { toSharp } from '../preparation/grey-image.js';
import { isRight, type Result } from './score.js';

const shownWidth = 480;

/** A page with its image, what was found on it and where, and what was expected. */
export const pageHtml = async (result: Result): Promise<string> => {
  const { page, found, seconds, failure } = result;
  const rows = fields.map((field) => {
    const [one, expected] = [found[field], page.expected[field]];
    const verdict = expected === undefined ? 'unasked' : isRight(result, field) ? 'right' : 'wrong';
    const sure = one === undefined ? '' : ` <small>${Math.round(one.confidence * 100)} %</small>`;
    return (
      `<tr class="${verdict}"><th>${field}</th><td>${escaped(one?.value ?? '—')}${sure}</td>` +
      `<td>${escaped(expected ?? '(not labelled)')}</td></tr>`
    );
  });
  return `<section><h2>${escaped(page.id)}</h2><div class="page">${await picture(result)}
<div><table><tr><th></th><th>found</th><th>expected</th></tr>
${rows.join('\n')}</table>
<p>${seconds.toFixed(1)} s${failure === undefined ? '' : `; failed: ${escaped(failure)}`}</p></div></div></section>`;
};

// The image is in the page itself, so that the one file can be sent to somebody.
const picture = async ({ page, found }: Result): Promise<string> => {
  try {
    const image = await openPage(await findDocument(page.path, '.'), 0);
    const { width, height } = image;
    const jpeg = await toSharp(image).resize(shownWidth).jpeg({ quality: 60 }).toBuffer();
    const boxes = fields.flatMap((field) => {
      const { box } = found[field] ?? {};
      return box === undefined
        ? []
        : [
            `<rect class="${field}" x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}"><title>${field}</title></rect>`,
          ];
    });
    return `<svg viewBox="0 0 ${width} ${height}" width="${shownWidth}">
<image href="data:image/jpeg;base64,${jpeg.toString('base64')}" width="${width}" height="${height}"/>
${boxes.join('')}</svg>`;
  } catch (error) {
    return `<p>${escaped(error instanceof Error ? error.message : String(error))}</p>`;
  }
};

export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
