import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Runner } from '../../lib/runners/runner.js';

/** What its inputs are is in what it gives: any wrong wire or lost value changes it. */
const working: Runner = {
  name: 'Working',
  version: '1',
  run: async (inputs, { component, outputs, params, signal }) => {
    await wait(Number(params['ms'] ?? 0), undefined, { signal });
    return Object.fromEntries(
      outputs.map((port) => {
        const hash = createHash('sha256').update(`${component}.${port}`);
        for (const [name, value] of Object.entries(inputs).sort())
          hash.update(name).update(String(value));
        return [port, hash.digest('hex').repeat(Number(params['times'] ?? 1))];
      }),
    );
  },
};

export default [working];

/** A pipeline of so many tasks in which each takes from any before it, as YAML; some values go by blobs. */
export const randomWork = (tasks: number, random: () => number, longest: number): string => {
  const below = (most: number): number => Math.floor(random() * most);
  const published = ['x'];
  const components: string[] = [];
  for (let at = 0; at < tasks; at += 1) {
    const name = `t${at}`;
    // Of those that are near, so that it is deep, and of all.
    const inputs = Array.from({ length: 1 + below(3) }, () => {
      const from = random() < 0.5 ? Math.max(0, published.length - 20) : 0;
      return published[from + below(published.length - from)] ?? 'x';
    });
    const wires = inputs.map((one, place) => `i${place}: ${one}`).join(', ');
    const outputs = ['a', 'b'].slice(0, 1 + below(2));
    const times = random() < 0.1 ? 2_000 : 1;
    components.push(
      `    ${name}: {runner: Working, inputs: {${wires}}, outputs: [${outputs.join(', ')}], params: {ms: ${below(longest)}, times: ${times}}}`,
    );
    published.push(...outputs.map((port) => `${name}.${port}`));
  }
  const last = published.slice(-Math.ceil(tasks / 10)).join(', ');
  return `pipeline:\n  name: Random work\n  inputs: [x]\n  outputs: [${last}]\n  components:\n${components.join('\n')}\n`;
};
