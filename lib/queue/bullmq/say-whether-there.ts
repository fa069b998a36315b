import type { Redis } from 'ioredis';

const askEvery = 1_000;
/** So many times it may be waited for: what is large takes its time. Time alone would count that this process was stopped. */
const patience = 10;

/** Says that a Redis is gone, or silent, as it is where the network is cut; and that it is available again. */
export const sayWhetherThere = (
  client: Redis,
  where: string,
  say: (line: string) => void,
): void => {
  let isLost = false;
  let waited: number | undefined;
  const lose = (how: string): void => {
    if (isLost || client.status === 'end') return;
    isLost = true;
    say(`the queue at ${where} ${how}: waiting for it`);
  };
  const find = (): void => {
    if (isLost) say(`the queue at ${where} is available again`);
    isLost = false;
  };
  const ask = async (): Promise<void> => {
    waited = 0;
    try {
      await client.ping();
      find();
    } catch {
      // Its connection has ended, and that is told.
    } finally {
      waited = undefined;
    }
  };
  const timer = setInterval(() => {
    if (waited === undefined) void ask();
    else if ((waited += 1) >= patience) lose('does not answer');
  }, askEvery);
  timer.unref();
  client.on('close', () => {
    lose('is gone');
  });
  client.on('ready', find);
  client.once('end', () => {
    clearInterval(timer);
  });
};
