import { createHash } from 'node:crypto';

import { escapeXml } from '../../drawing/escape-xml.js';
import { visible } from '../../diagnostics/visible.js';
import type { PageFiles } from './page-files.js';

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What a browser is to refuse: every script and style but the page's own, markup and scripts made of
 * texts, and every request but those to `connect`. Images are those within values.
 */
export const policyOf = ({ script, style }: PageFiles, connect?: string): string =>
  [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    `img-src data:${connect === undefined ? '' : ` ${connect}`}`,
    // The worker that lays graphs out, of a script within the page's.
    'worker-src blob:',
    ...(connect === undefined ? [] : [`connect-src ${connect}`]),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types layout',
  ].join('; ');

/**
 * The page, with the data that it shows: what is in it comes on the page as text, never as markup.
 * Without data it is the page of a server, which it asks.
 */
export const html = (about: string, data: object, files: PageFiles, connect?: string): string => {
  const title = escapeXml(visible(about));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="MLPipeline">
<meta http-equiv="Content-Security-Policy" content="${policyOf(files, connect)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${files.style}</style>
</head>
<body>
<noscript><p>${title}. This page needs JavaScript to show more; it loads nothing from elsewhere.</p></noscript>
<div id="page"></div>
<script type="application/json" id="data">${inScript(data)}</script>
<script>${files.script}</script>
</body>
</html>
`;
};

// No text may end the element that it stands in, or begin a comment there.
const inScript = (data: object): string => JSON.stringify(data).replace(/</g, '\\u003c');
