import { Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { portsIn } from './template.js';
import type { Mistake } from '../mistake.js';

/** The ports that the texts in a param name and that nothing is wired to. */
export const templateMistakes = (
  param: readonly (string | number)[],
  value: unknown,
  inputs: readonly string[],
): readonly Mistake[] => {
  if (typeof value === 'string')
    return portsIn(value)
      .filter((port) => !inputs.includes(port))
      .map((port) => unknownPort(param, value, port, inputs));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    templateMistakes([...param, key], one, inputs),
  );
};

const unknownPort = (
  param: readonly (string | number)[],
  text: string,
  port: string,
  inputs: readonly string[],
): Mistake => ({
  param,
  message:
    `${quoted(`$(${port})`)} does not name an input: ` +
    (inputs.length === 0
      ? 'there are none'
      : inputs.length === 1
        ? `the only one is ${quoted(inputs[0] ?? '')}`
        : `there are ${listed(inputs, 'and', 5, quoted)}`),
  suggestions: new Suggester()
    .nearest(port, inputs)
    .map((near) => text.replaceAll(`$(${port})`, () => `$(${near})`)),
  help: ['for the text `$(` write `$$(`'],
});
