import { Kills, quick, roundOfKills, usual } from '../spec/queue/kills.js';
import { redisServer } from '../spec/services.js';

/*
 * Runs random pipelines over a queue while workers, overseers and Redis are killed or stopped:
 * `tsx scripts/queue-kills.ts [KILLS] [FIRST-SEED] [TASKS] [quick]`; `quick` is with shorter locks. Tells of each run that did not give what an uninterrupted
 * one gives.
 */

const [most = '1000', first = '1', size = '150', pace] = process.argv.slice(2);
const isQuick = pace === 'quick';

const kills = new Kills();
const since = Date.now();
let runs = 0;
let wrong = 0;
for (let seed = Number(first); kills.all < Number(most); seed += 1) {
  const isEqual = await roundOfKills(
    {
      ...{ seed, tasks: Number(size), most: Number(most), pace: isQuick ? quick : usual },
      redis: (args) => redisServer({ skip: () => process.exit(2) }, args),
      say: (text) => process.stderr.write(`${text}\n`),
    },
    kills,
  );
  if (!isEqual) {
    wrong += 1;
    process.stdout.write(`seed ${seed}: other outputs than uninterrupted\n`);
  }
  runs += 1;
  process.stdout.write(
    `${runs} runs of ${size} tasks, ${kills.all} kills ${JSON.stringify(kills.counts)}, ${kills.resumed} times resumed, ${wrong} wrong, ${Math.round((Date.now() - since) / 1_000)} s\n`,
  );
}
process.exitCode = wrong === 0 ? 0 : 1;
