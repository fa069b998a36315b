import { isRunner, type Runner } from '../runner.js';

type Exports = Readonly<Record<string, unknown>>;

/**
 * The runners among what a module exports: functions and what `defineRunner` gives, by name or as the
 * parts of an object or a list that is the default export. Of a CommonJS module Node.js finds few names;
 * all that it exports is its default.
 */
export const exportedRunners = (exported: Exports, file: string): Runner[] => {
  const known = new Set<unknown>();
  return partsOf(exported).flatMap(([name, value]): Runner[] => {
    if (known.has(value)) return [];
    known.add(value);
    if (isRunner(value)) return [fromModule(value, file)];
    return typeof value === 'function' && name !== '' && !isClass(value)
      ? [{ name, module: file, run: value as Runner['run'] }]
      : [];
  });
};

/** What is exported, by name; what has none, by an empty one. */
const partsOf = (exported: Exports): [name: string, value: unknown][] =>
  Object.entries(exported).flatMap(([name, value]): [string, unknown][] => {
    // Node.js gives the exports of a CommonJS module by the latter name, too.
    if (name !== 'default' && name !== 'module.exports') return [[name, value]];
    if (Array.isArray(value)) return value.map((one: unknown) => ['', one]);
    return isPlain(value) && !isRunner(value) && value !== exported
      ? partsOf(value)
      : [['', value]];
  });

const isPlain = (value: unknown): value is Exports =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Which takes `new`, and no inputs.
const isClass = (value: object): boolean =>
  /^class\b/.test(Function.prototype.toString.call(value));

// What a class has made may have its functions from the class.
const fromModule = (runner: Runner, module: string): Runner => ({
  ...runner,
  name: runner.name,
  module,
  ...(runner.check === undefined ? {} : { check: runner.check.bind(runner) }),
  run: runner.run.bind(runner),
});
