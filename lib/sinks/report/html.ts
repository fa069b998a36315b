import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { escapeXml } from '../../drawing/escape-xml.js';
import { visible } from '../../diagnostics/visible.js';

/** In the order in which the page needs them. They share one scope. */
const scripts = ['format', 'elements', 'values', 'picture', 'list', 'detail', 'items', 'page'];

const asset = (name: string): string =>
  readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page of a report. What it shows comes as data that the page's own script puts on it as text,
 * never as markup; and the browser is told to run that script alone and to fetch nothing.
 */
export const html = (about: string, data: object): string => {
  const style = asset('page.css');
  const script = `'use strict';\n(() => {\n${scripts.map((name) => asset(`${name}.js`)).join('\n')}\n})();`;
  const title = escapeXml(visible(about));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="MLPipeline">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<noscript><p>${title}. The report needs JavaScript to show more; it loads nothing from elsewhere.</p></noscript>
<script type="application/json" id="data">${inScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
};

// No text may end the element that it stands in, or begin a comment there.
const inScript = (data: object): string => JSON.stringify(data).replace(/</g, '\\u003c');
