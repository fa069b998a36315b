import { quoted } from '../../diagnostics/wording.js';
import type { HttpBody } from './http-body-param.js';
import type { HttpParams } from './http-params.js';
import { severalOutputsMistakes } from '../values/several-outputs-mistakes.js';
import { whole } from '../values/template.js';
import { templateMistakes } from '../values/template-mistakes.js';
import type { Wired } from '../wired-component.js';
import type { Mistake } from '../mistake.js';

/** What in the params of `Http` does not go with the ports, or with each other. */
export const httpMistakes = ({
  inputs,
  outputs,
  params,
}: Wired<HttpParams>): readonly Mistake[] => {
  const { body = 'json', headers, response = 'json', openInference } = params;
  return openInference === undefined
    ? [
        ...templateMistakes(['body'], body, inputs),
        ...textAsJson(body, headers),
        ...severalOutputsMistakes('response', response, outputs),
      ]
    : [
        ...Object.keys(openInference.inputs)
          .filter((port) => !inputs.includes(port))
          .map((port) => ({
            param: ['openInference', 'inputs', port],
            message: `nothing is wired to input ${quoted(port)}, for which a datatype is given here`,
          })),
        ...withoutEffect(params),
      ];
};

const withoutEffect = (params: HttpParams): readonly Mistake[] =>
  (['body', 'response'] as const)
    .filter((param) => params[param] !== undefined)
    .map((param) => ({
      param: [param],
      message: `${quoted(param)} has no effect with \`openInference\`, which defines what is sent and read`,
      help: ['remove one of the two'],
    }));

const textAsJson = (body: HttpBody, headers: HttpParams['headers']): readonly Mistake[] => {
  const [, type] = Object.entries(headers).find(([name]) => /^content-type$/i.test(name)) ?? [];
  const isJson = typeof type === 'string' && /^[^;]*[/+]json\b/i.test(type);
  // The value of one input, as it is, may well be JSON.
  if (!isJson || typeof body !== 'string' || body === 'json' || whole(body, {}) !== undefined)
    return [];
  return [
    {
      param: ['body'],
      message: `the content type is ${quoted(type)}, but values cannot be inserted safely into JSON that is written as a string`,
      help: ['write it as a map or a list: its texts are templates, and it is sent as JSON'],
    },
  ];
};
