import type { Values } from '../../../lib/engine/events/event.js';
import { loadFile, orThrow } from '../../../lib/load.js';
import { valuesOf } from '../../../lib/store/durable/kept-values.js';
import { openStore } from '../../../lib/store/open-store.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';
import { resume, startDurable } from '../begun.js';

/*
 * A process that drives a run of a store, from wherever it stands: `driven STORE PIPELINE RUN LEASE`. It
 * prints what came of the run, or why it drives it no more.
 */

const [where = '', file = '', id = '', lease = ''] = process.argv.slice(2);

const store = await openStore(where, { lease: Number(lease) });
const keeper = keeperOf(store.blobs);
const pipeline = orThrow(await loadFile(file));

const kept = await store.history.run(id).catch(() => undefined);
const drive = async (): Promise<Values> => {
  // It may have been killed behind its end.
  if (kept?.state === 'done') return valuesOf(keeper, kept.outputs);
  const { outputs } =
    kept === undefined
      ? await startDurable(pipeline, { x: '1' }, { store, keeper, id, file })
      : await resume(pipeline, id, { store, keeper });
  return outputs;
};
try {
  process.stdout.write(`${JSON.stringify({ outputs: await drive() })}\n`);
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ error: (error as Error).name, message: (error as Error).message })}\n`,
  );
}
await store.close();
process.exit();
