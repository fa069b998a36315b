import { expect } from 'chai';

import { commandWords } from '../../../lib/cli/watch/command-files.js';
import type { Component, Graph } from '../../../lib/graph/graph.js';
import { loadObject, orThrow } from '../../../lib/load.js';

const started = (script: string, more: object = {}): object => ({
  runner: 'Command',
  params: { command: ['python3', script], cwd: 'scripts' },
  inputs: ['x'],
  outputs: ['y'],
  ...more,
});

const graphOf = async (directory: string, component: object): Promise<Graph> => {
  const declaration = {
    pipeline: { name: 'p', inputs: ['x'], outputs: { y: 'a.y' }, components: { a: component } },
  };
  return orThrow(await loadObject(declaration, { directory })).graph;
};

const wordsOf = (graph: Graph): readonly string[] =>
  commandWords(graph, graph.components[0] as Component);

describe('the files of commands', () => {
  it('count from the folder of the file that names them', async () => {
    const outer = await graphOf('/outer', started('outer.py'));
    expect(wordsOf(outer)).to.deep.equal(['/outer/scripts/python3', '/outer/scripts/outer.py']);
    const inner = await graphOf('/inner', started('inner.py'));
    const [component] = outer.components as readonly [Component];
    const nesting = { ...outer, components: [{ ...component, pipeline: inner }] };
    expect(wordsOf(nesting)).to.deep.equal(['/inner/scripts/python3', '/inner/scripts/inner.py']);
  });

  it('are also those of what a component falls back to', async () => {
    const fallback = [
      { runner: 'Command', params: { command: ['python3', 'other.py'], cwd: 'scripts' } },
    ];
    const graph = await graphOf('/outer', started('first.py', { fallback }));
    expect(wordsOf(graph)).to.include.members([
      '/outer/scripts/first.py',
      '/outer/scripts/other.py',
    ]);
  });
});
