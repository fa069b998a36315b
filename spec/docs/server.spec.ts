import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import { ask, served } from '../server/rig.js';

const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8');

describe('the page on the server', () => {
  it('shows a client with `fetch` that works as it stands', async () => {
    const [, script = ''] = /```js\n([^]*?)```/.exec(page) ?? [];
    const server = await served();
    try {
      // What the page shows is run as it is shown.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      const client = new Function(
        'server',
        `return (async () => { ${script}; return outputs; })()`,
      ) as (server: string) => Promise<unknown>;
      expect(await client(server.url)).to.deep.equal({ text: 'Hello, Ada!' });
    } finally {
      await server.close();
    }
  });

  it('names every path that the server describes', async () => {
    const server = await served();
    try {
      const { text } = await ask(server, 'GET', '/openapi.json');
      const { paths } = JSON.parse(text) as { readonly paths: Record<string, unknown> };
      for (const path of Object.keys(paths).filter((one) => !one.endsWith('/runs')))
        expect(page).to.include(path.replace('{pipeline}', '{id}'));
    } finally {
      await server.close();
    }
  });
});
