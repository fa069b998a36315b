import { listed, quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { fromTensor, nested } from '../values/from-tensor.js';
import type { Answer } from './http-answer.js';
import { addressText, reasonIn } from './http-failure.js';
import type { HttpParams, OpenInference } from './http-params.js';
import { mediaTypeOf, textOf } from './http-text.js';
import { fromJson } from '../values/json-values.js';
import { whyNotJson } from '../values/why-not-json.js';
import type { RunnerContext } from '../runner.js';

type Values = Readonly<Record<string, unknown>>;

/** The outputs in an answer. Throws a `FinalError` where it does not hold them. */
export const outputsOf = (
  answer: Answer,
  { params, outputs }: RunnerContext<HttpParams>,
): Values => {
  if (params.openInference !== undefined)
    return inferenceOutputs(answer, outputs, params.openInference);
  const { response = 'json' } = params;
  if (response === 'json') return all(record(answer), outputs, answer);
  const [port] = outputs;
  if (port === undefined) return {};
  if (response === 'text') return { [port]: textOf(answer) };
  const bytes = Uint8Array.from(answer.body);
  if (response === 'bytes') return { [port]: bytes };
  return { [port]: { mediaType: mediaTypeOf(answer) ?? 'application/octet-stream', bytes } };
};

const inferenceOutputs = (
  answer: Answer,
  outputs: readonly string[],
  { outputs: form }: OpenInference,
): Values => {
  const { outputs: tensors } = record(answer);
  if (!Array.isArray(tensors))
    throw new FinalError(`the answer of ${addressText(answer.url)} has no list \`outputs\``);
  const values = tensors.map((given: unknown): [string, unknown] => {
    const { name } = given as { readonly name?: unknown };
    try {
      const tensor = fromTensor(given);
      return [String(name), form === 'tensors' ? tensor : nested(tensor)];
    } catch (error) {
      throw new FinalError(
        `the answer of ${addressText(answer.url)} is malformed: ${(error as Error).message}`,
      );
    }
  });
  return all(Object.fromEntries(values), outputs, answer);
};

const all = (values: Values, outputs: readonly string[], { url }: Answer): Values => {
  const missing = outputs.filter((port) => !Object.hasOwn(values, port));
  if (missing.length === 0) return values;
  const given = Object.keys(values);
  throw new FinalError(
    `the answer of ${addressText(url)} did not return ${missing.length === 1 ? 'output' : 'outputs'} ${listed(missing, 'and', 5, quoted)}; ` +
      (given.length === 0 ? 'it returned none' : `it returned ${listed(given, 'and', 5, quoted)}`),
  );
};

const record = (answer: Answer): Values => {
  const type = mediaTypeOf(answer);
  const text = textOf(answer);
  const wrong = (what: string): FinalError =>
    new FinalError(`${addressText(answer.url)} answered with ${what}: ${reasonIn(text)}`);
  if (text.trim() === '')
    throw new FinalError(
      `the answer of ${addressText(answer.url)} is empty: expected a JSON object`,
    );
  if (type !== undefined && !/^(?:text\/plain|.*[/+]json)$/.test(type))
    throw wrong(`${quoted(type)}, not JSON`);
  let read: unknown;
  try {
    read = fromJson(text);
  } catch (error) {
    if (error instanceof FinalError)
      throw new FinalError(
        `the answer of ${addressText(answer.url)} cannot be used: ${error.message}`,
      );
    throw wrong(`invalid JSON (${whyNotJson(error)})`);
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Values;
  throw wrong('JSON that is not an object of outputs');
};
