/** The arrows of the architecture: each stage knows only the stages to its left. */
const only = (stage, ...allowed) => ({
  name: `${stage}-imports`,
  severity: 'error',
  comment: `lib/${stage} may import only: ${allowed.join(', ') || 'nothing of lib'}`,
  from: { path: `^lib/${stage}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[stage, ...allowed].join('|')})/` },
});

/** The same within a stage: a folder of it knows only those named, and the stage's own top. */
const within = (stage, rooms) => [
  {
    name: `${stage}-folders`,
    severity: 'error',
    comment: `a new folder of lib/${stage} has to be named here, with what it may import`,
    from: {
      path: `^lib/${stage}/[^/]+/`,
      pathNot: `^lib/${stage}/(${Object.keys(rooms).join('|')})/`,
    },
    to: {},
  },
  ...Object.entries(rooms).map(([room, allowed]) => ({
    name: `${stage}-${room}-imports`,
    severity: 'error',
    comment: `lib/${stage}/${room} may import of lib/${stage} only: ${['its top', ...allowed].join(', ')}`,
    from: { path: `^lib/${stage}/${room}/` },
    to: {
      path: `^lib/${stage}/[^/]+/`,
      pathNot: `^lib/${stage}/(${[room, ...allowed].join('|')})/`,
    },
  })),
];

/** And its top, which the folders know, knows none of them, or only those named. */
const top = (stage, ...allowed) => ({
  name: `${stage}-top-imports`,
  severity: 'error',
  comment: `files at the top of lib/${stage} may import of its folders only: ${allowed.join(', ') || 'none'}`,
  from: { path: `^lib/${stage}/[^/]+$` },
  to: {
    path: `^lib/${stage}/[^/]+/`,
    ...(allowed.length === 0 ? {} : { pathNot: `^lib/${stage}/(${allowed.join('|')})/` }),
  },
});

/** What the commands share; it knows no command. */
const commands = [
  'each',
  'history',
  'init',
  'inspect',
  'run',
  'serve',
  'simulate',
  'store',
  'sweep',
  'watch',
  'worker',
];
const shared = ['exit', 'files', 'flags', 'text', 'terminal'];

/** From a text to a run. */
const stages = ['diagnostics', 'conditions', 'declaration', 'runners', 'graph', 'engine'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('diagnostics'),
    only('conditions', 'diagnostics'),
    only('declaration', 'diagnostics', 'conditions'),
    only('runners', 'diagnostics', 'declaration'),
    only('graph', 'diagnostics', 'conditions', 'declaration', 'runners'),
    only('engine', 'diagnostics', 'conditions', 'declaration', 'runners', 'graph'),
    only('simulation', 'diagnostics', 'conditions', 'declaration', 'runners', 'graph', 'engine'),
    only('drawing', 'graph', 'diagnostics'),
    only('testing', 'engine', 'graph', 'runners', 'diagnostics'),
    only('sinks', 'drawing', 'engine', 'graph', 'diagnostics'),
    // It runs in a browser; what it shares with others must not need Node.
    only('page', 'sinks', 'drawing', 'engine', 'graph', 'diagnostics', 'server', 'comparison'),
    only('store', ...stages, 'sinks', 'drawing'),
    only('sweep', ...stages),
    only('comparison', ...stages, 'sinks', 'drawing', 'store'),
    only('tracing', ...stages, 'sinks', 'drawing'),
    only('queue', ...stages, 'sinks', 'drawing', 'store', 'tracing'),
    only('server', ...stages, 'sinks', 'drawing', 'store', 'queue', 'tracing', 'comparison'),
    ...within('declaration', { yaml: [], codecs: [] }),
    ...within('graph', { presence: [] }),
    top('drawing'),
    ...within('drawing', { svg: [] }),
    // The contract: whoever writes a runner reads this and no runner.
    top('runners'),
    ...within('runners', {
      codecs: [],
      values: [],
      modules: [],
      http: ['codecs', 'values'],
      command: ['codecs', 'values'],
      shipped: ['codecs', 'values', 'http', 'command'],
      // The worker has to find a runner again, by its module.
      thread: ['modules', 'shipped', 'values'],
    }),
    ...within('engine', {
      slots: [],
      events: [],
      wrappers: ['events'],
      attempts: ['events', 'wrappers'],
      control: ['events'],
      composed: ['attempts', 'control', 'events', 'run', 'slots', 'wrappers'],
      run: ['attempts', 'control', 'events', 'slots', 'wrappers'],
      each: ['events', 'run', 'slots'],
      live: ['control', 'events', 'run'],
    }),
    ...within('store', {
      database: [],
      values: [],
      durable: ['values'],
      cache: ['durable', 'values'],
      relational: ['database', 'values'],
    }),
    // Whoever carries attempts in another way writes a folder like it.
    ...within('queue', { bullmq: [], cases: [] }),
    top('sinks'),
    ...within('sinks', {
      values: [],
      record: ['values'],
      log: ['values', 'record'],
      progress: ['values'],
      trace: [],
      report: ['values', 'record'],
    }),
    ...within('server', {
      guard: [],
      body: [],
      runs: [],
      openapi: ['body'],
      kept: ['runs'],
      routes: ['body', 'runs', 'kept', 'openapi'],
    }),
    ...within('cli', {
      exit: [],
      files: ['exit'],
      flags: ['exit', 'files'],
      text: ['flags'],
      terminal: ['flags'],
      inspect: [...shared, 'store'],
      // What hands tasks over to workers.
      queue: shared,
      // A run from its beginning to what is told of it.
      follow: shared,
      store: [...shared, 'follow'],
      // Rows of runs, as text.
      comparison: [...shared, 'store'],
      // `run --each` is a run of many items.
      run: [...shared, 'follow', 'store', 'each', 'queue'],
      each: [...shared, 'store', 'queue'],
      simulate: shared,
      watch: [...shared, 'store'],
      init: shared,
      // What is kept of runs: resume, runs, show, diff, lineage, prune, and the like.
      history: [...shared, 'follow', 'store', 'each', 'inspect', 'queue', 'comparison'],
      // Its runs are kept, and may be of many items.
      sweep: [...shared, 'store', 'each', 'comparison'],
      worker: shared,
      serve: [...shared, 'follow', 'store', 'queue'],
      // What each command takes; what it does is imported when it is called.
      commands: [...shared, ...commands],
    }),
    {
      name: 'cli-top-is-a-leaf',
      severity: 'error',
      comment: 'the program knows its commands, and no command the program',
      from: { path: '^lib/cli/[^/]+/' },
      to: { path: '^lib/cli/[^/]+$' },
    },
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
      name: 'page-is-a-leaf',
      severity: 'error',
      comment: 'the page is built apart; nothing imports its source',
      from: { path: '^lib/', pathNot: '^lib/page/' },
      to: { path: '^lib/page/' },
    },
    {
      name: 'page-and-server',
      severity: 'error',
      comment: 'of the server the page knows the types of what it says',
      from: { path: '^lib/page/' },
      to: { path: '^lib/server/', pathNot: '^lib/server/wire\\.ts$' },
    },
    {
      name: 'page-without-node',
      severity: 'error',
      from: { path: '^lib/page/' },
      to: { dependencyTypes: ['core'] },
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
      name: 'cel-in-conditions-only',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/conditions/' },
      to: { path: '^node_modules/@marcbachmann/' },
    },
    {
      name: 'published-code-needs-published-packages',
      severity: 'error',
      // What the page needs is built into it.
      from: { path: '^lib/', pathNot: '^lib/page/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'],
        pathNot:
          '(node_modules/(bullmq|ioredis)/|@opentelemetry|@viz-js/viz|jiti|piscina|node_modules/pg/)',
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
