import { FlowManager } from 'flowed';

import type { Engine } from '../engines/engine.js';
import { mix, seed, start } from '../work.js';

type Spec = Parameters<typeof FlowManager.run>[0];
type Given = Readonly<Record<string, number>> & { readonly task: number };

// eslint-disable-next-line @typescript-eslint/require-await
const noOp = async ({ task, ...values }: Given): Promise<{ out: number }> => {
  let out = start(task);
  for (const name in values) out = mix(out, values[name] as number);
  return { out };
};

/** A flow is data; what a task requires reaches its resolver as parameters by name. */
export const engine: Engine = ({ inputs, outputs }) => {
  const tasks: Record<string, unknown> = {};
  inputs.forEach((from, task) => {
    const requires = from.length === 0 ? ['seed'] : from.map((one) => `c${one}`);
    tasks[`t${task}`] = {
      requires,
      provides: [`c${task}`],
      resolver: {
        name: 'noOp',
        params: {
          task: { value: task },
          ...Object.fromEntries(requires.map((name) => [name, name])),
        },
        results: { out: `c${task}` },
      },
    };
  });
  const flow = { tasks } as Spec;
  const asked = outputs.map((task) => `c${task}`);
  return async () => {
    const found = await FlowManager.run(flow, { seed }, asked, { noOp } as never);
    return asked.map((name) => found[name] as number);
  };
};
