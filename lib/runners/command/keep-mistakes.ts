import { quoted } from '../../diagnostics/wording.js';
import type { Mistake } from '../mistake.js';
import { isTemplate } from '../values/template.js';
import type { CommandParams } from './command-params.js';

/** What in the params of `Command` does not go with its `keep`. */
export const keepMistakes = (params: CommandParams): readonly Mistake[] => {
  const { command, env, keep, stdin, stdout } = params;
  if (!keep)
    return (['processes', 'idle'] as const)
      .filter((param) => params[param] !== undefined)
      .map((param) => ({
        param: [param],
        message: `${quoted(param)} has no effect without \`keep: true\``,
      }));
  const varying = [
    ...command.map((text, index) => ({ param: ['command', index], text })),
    ...Object.entries(env).map(([name, text]) => ({ param: ['env', name], text })),
  ].filter(({ text }) => typeof text === 'string' && isTemplate(text));
  return [
    ...varying.map(({ param }) => ({
      param,
      message: 'a program with `keep: true` is started once, for all inputs',
      help: ['it receives its inputs with each call, on stdin'],
    })),
    ...Object.entries({ stdin, stdout })
      .filter(([, form]) => form !== 'json')
      .map(([param]) => ({
        param: [param],
        message: `${quoted(param)} has no effect with \`keep: true\`: calls and answers are JSON`,
      })),
  ];
};
