import { loadObject, orThrow, type Pipeline, Registry, type Runner } from '../lib/index.js';

// A diamond with a tail: two inputs, one join.
const components = [
  ['prepare', ['document', 'page'], 'image'],
  ['fast', ['prepare.image'], 'text'],
  ['careful', ['prepare.image'], 'text'],
  ['merge', ['fast.text', 'careful.text'], 'lines'],
  ['extract', ['merge.lines'], 'fields'],
] as const;

/** A pipeline of five components that all have this runner. */
export const pipelineOf = async (run: Runner['run']): Promise<Pipeline> =>
  orThrow(
    await loadObject(
      {
        pipeline: {
          name: 'bench',
          inputs: ['document', 'page'],
          outputs: { fields: 'extract.fields' },
          components: Object.fromEntries(
            components.map(([name, inputs, output]) => [
              name,
              { runner: 'Nothing', inputs: [...inputs], outputs: [output] },
            ]),
          ),
        },
      },
      { runners: new Registry([{ name: 'Nothing', run }]) },
    ),
  );
