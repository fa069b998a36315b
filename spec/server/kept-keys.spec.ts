import { setImmediate } from 'node:timers/promises';

import { expect } from 'chai';

import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import type { PipelineServer } from '../../lib/server/server.js';
import { ask, served, until } from './rig.js';

import { KeptServer } from './kept-server.js';
describe('keys of requests at a server with a store', () => {
  const kept = new KeptServer();

  it('knows the key of a request whose run was started by a server before', async () => {
    const send = async (name: string): Promise<{ status: number; body: object }> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
      const body = JSON.stringify({ name });
      const answer = await ask(kept.server, 'POST', '/pipelines/greeting/runs', headers, body);
      return { status: answer.status, body: JSON.parse(answer.text) as object };
    };
    const first = await send('Ada');
    await until(kept.server, String((first.body as { id: unknown }).id), 'done');
    await kept.again();
    const second = await send('Ada');
    expect(second).to.deep.include({ status: 202 });
    expect(second.body).to.include({ id: (first.body as { id: string }).id, state: 'done' });
    expect((await send('Bob')).body).to.include({
      status: 422,
      detail: 'this `Idempotency-Key` was sent with another request',
    });
    expect(await kept.listed()).to.have.length(1);
  });

  it('starts one run for two requests at once with the same key', async () => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
    const answers = await Promise.all(
      [1, 2].map(() =>
        ask(kept.server, 'POST', '/pipelines/greeting/runs', headers, '{"name": "Ada"}'),
      ),
    );
    const ids = answers.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(ids[0]).to.equal(ids[1]);
    expect(await kept.listed()).to.have.length(1);
  });

  describe('whose store takes its time', () => {
    const slow = (kept: Store): Store => ({
      ...kept,
      history: {
        ...kept.history,
        run: async (id) => {
          try {
            return await kept.history.run(id);
          } finally {
            // What it says is no longer so when it is heard.
            for (let turn = 0; turn < 50; turn += 1) await setImmediate();
          }
        },
      },
    });
    const send = async (
      to: PipelineServer,
      name: string,
    ): Promise<{ status: number; id: unknown; code: unknown }> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
      const body = JSON.stringify({ name });
      const answer = await ask(to, 'POST', '/pipelines/greeting/runs', headers, body);
      const { id, code } = JSON.parse(answer.text) as { id: unknown; code: unknown };
      return { status: answer.status, id, code };
    };

    it('starts one run for requests at once with the same key', async () => {
      await kept.server.close();
      kept.server = await served({ store: slow(kept.store) });
      const answers = await Promise.all([1, 2, 3].map(() => send(kept.server, 'Ada')));
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202]);
      expect(new Set(answers.map(({ id }) => id)).size).to.equal(1);
      expect(await kept.listed()).to.have.length(1);
    });

    it('starts one run for requests at once to two servers', async () => {
      await kept.server.close();
      kept.server = await served({ store: slow(kept.store) });
      const others = await openStore(kept.folder);
      const other = await served({ store: slow(others) });
      const answers = await Promise.all([kept.server, other].map((to) => send(to, 'Ada')));
      expect(answers.map(({ status }) => status)).to.deep.equal([202, 202]);
      expect(answers[0]?.id).to.equal(answers[1]?.id);
      expect(await send(other, 'Bob')).to.include({ status: 422, code: 'reused-key' });
      expect(await kept.listed()).to.have.length(1);
      await other.close();
      await others.close();
    });
  });
});
