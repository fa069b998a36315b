import type { Graph } from '../../../lib/graph/graph.js';
import { hostile, renamed } from '../../drawing/graphs.js';
import { graphOf } from '../../engine/rig.js';

export const attack = `</script><!-- <script><img src=x onerror="document.title='owned'"> ${hostile}`;

/** Every text that a user, a runner or a model has a say in is an attack. */
export const attacked = (): Graph => {
  const graph = graphOf(
    {
      a: {
        outputs: ['x', 'y'],
        run: (_, { log }) => {
          log(attack);
          return { x: attack, y: { [attack]: [attack] } };
        },
      },
      b: {
        inputs: ['a.x', 'a.y', 'in'],
        retry: { attempts: 1 },
        run: () => {
          const error = new Error(attack, { cause: new TypeError(attack) });
          error.name = attack;
          throw error;
        },
      },
      c: { inputs: ['b.out'] },
    },
    { inputs: ['in'] },
  );
  const named = renamed(graph, attack, attack, attack, attack);
  return {
    ...named,
    description: attack,
    components: named.components.map((one) => ({
      ...one,
      name: `${one.name}${attack}`,
      description: attack,
      params: { [attack]: attack },
    })),
  };
};
