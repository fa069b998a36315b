/** The arrows of the architecture: each stage knows only the stages to its left. */
const only = (stage, ...allowed) => ({
  name: `${stage}-imports`,
  severity: 'error',
  comment: `lib/${stage} may import only: ${allowed.join(', ') || 'nothing of lib'}`,
  from: { path: `^lib/${stage}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[stage, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('diagnostics'),
    only('declaration', 'diagnostics'),
    only('runners', 'diagnostics', 'declaration'),
    only('graph', 'diagnostics', 'declaration', 'runners'),
    only('engine', 'diagnostics', 'declaration', 'runners', 'graph'),
    only('simulation', 'diagnostics', 'declaration', 'runners', 'graph', 'engine'),
    only('drawing', 'graph', 'diagnostics'),
    only('testing', 'engine', 'graph', 'runners'),
    only('sinks', 'drawing', 'engine', 'graph', 'diagnostics'),
    {
      name: 'load-imports',
      severity: 'error',
      from: { path: '^lib/load\\.ts$' },
      to: { path: '^lib/(cli|drawing)/' },
    },
    {
      name: 'cli-is-a-leaf',
      severity: 'error',
      comment: 'nothing imports the command line',
      from: { path: '^lib/', pathNot: '^lib/cli/' },
      to: { path: '^lib/cli/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment: 'lib/index.ts is for users; lib itself imports the files it needs',
      from: { path: '^lib/' },
      to: { path: '^lib/index\\.ts$' },
    },
    {
      name: 'yaml-in-declaration-only',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/declaration/' },
      to: { path: '^node_modules/yaml/' },
    },
    {
      name: 'published-code-needs-published-packages',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'],
        pathNot: '(@viz-js/viz|jiti|piscina)',
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
