import { expect } from 'chai';

import type { PipelineServer } from '../../lib/server/server.js';
import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import { postgres } from '../services.js';
import { type Place, postgresPlace } from '../store/database/databases.js';
import { ask, eventsOf, gate, json, served, started, until } from './rig.js';

describe('a server with a store in PostgreSQL', function () {
  this.timeout(60_000);
  let url: string;
  let place: Place;
  let store: Store;
  let server: PipelineServer;

  before(async function () {
    url = await postgres(this);
  });
  const serving = async (): Promise<void> => {
    store = await openStore(place.where);
    server = await served({ store, drain: 5 });
  };
  const ending = async (): Promise<void> => {
    await server.close();
    await store.close();
  };
  beforeEach(async () => {
    place = postgresPlace(url);
    await serving();
  });
  afterEach(async () => {
    await ending();
    await place.close();
  });

  it('finds nothing by a zero byte, which is no trouble of the store', async () => {
    expect((await ask(server, 'GET', '/runs/a%00')).status).to.equal(404);
    for (const query of ['runs?pipeline=%00', 'runs?batch=%00', 'batches?pipeline=%00'])
      expect((await ask(server, 'GET', `/${query}`)).status, query).to.equal(400);
    expect((await ask(server, 'GET', '/comparison?run=%00')).status).to.equal(400);
  });

  it('finds runs again, goes on with one that was left, and takes keys and files', async () => {
    const form = new FormData();
    form.append('name', new File(['x'], 'page.png'));
    const headers = { 'Idempotency-Key': 'once' };
    const answer = await fetch(`${server.url}pipelines/greeting/runs?wait`, {
      ...{ method: 'POST', headers, body: form },
    });
    expect(await answer.text()).to.match(/page\.png!"\}$/);
    const left = await started(server, 'waiting', { value: { deep: [1, 'x'] } });
    await eventsOf(server, left, undefined, 2);
    await ending();
    await serving();
    const { runs } = await json(server, 'runs');
    expect((runs as { state: string }[]).map(({ state }) => state)).to.have.members([
      'done',
      'interrupted',
    ]);
    expect((await ask(server, 'POST', `/runs/${left}/resume`)).status).to.equal(202);
    gate.current.open();
    await until(server, left, 'done');
    const kept = await ask(server, 'GET', `/runs/${left}/values/kept`);
    expect(JSON.parse(kept.text)).to.deep.equal({ deep: [1, 'x'] });
    const again = await ask(server, 'POST', `/runs/${left}/restart/wait`);
    const { id } = JSON.parse(again.text) as { readonly id: string };
    await until(server, id, 'done');
    expect((await eventsOf(server, id)).at(-1)?.type).to.equal('run-finished');
  });
});
