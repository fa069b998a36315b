import { Driver } from '../spec/store/kill/driver.js';
import { killed } from '../spec/store/kill/harness.js';

/*
 * Kills runs of random pipelines at random moments, `tsx scripts/kill-harness.ts [KILLS] [FIRST-SEED] [SERVER]`,
 * and tells of each that did not give what an uninterrupted one gives. What it finds comes again with its seed.
 * Stores are in SQLite, or in schemas of their own on a server of PostgreSQL by its URL.
 */

const [most = '2000', first = '1', server] = process.argv.slice(2);
const atOnce = 3;

const driver = await Driver.built();
let kills = 0;
let runs = 0;
let wrong = 0;
let seed = Number(first);

const worker = async (): Promise<void> => {
  while (kills < Number(most)) {
    const own = seed;
    seed += 1;
    const survived = await killed(driver, own, { most: 8, server });
    kills += survived.kills;
    runs += 1;
    const { outputs, expected, ranAgain, damage } = survived;
    const isEqual = JSON.stringify(sorted(outputs)) === JSON.stringify(sorted(expected));
    if (!isEqual || ranAgain.length > 0 || damage.length > 0) {
      wrong += 1;
      process.stdout.write(
        `seed ${own}: ${JSON.stringify({ isEqual, outputs, expected, ranAgain, damage })}\n`,
      );
    }
    if (runs % 25 === 0) process.stderr.write(`${kills} kills, ${runs} runs, ${wrong} wrong\n`);
  }
};

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).sort() : value;

try {
  await Promise.all(Array.from({ length: atOnce }, worker));
} finally {
  driver.remove();
}
process.stdout.write(`${kills} kills in ${runs} runs: ${wrong} went wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
