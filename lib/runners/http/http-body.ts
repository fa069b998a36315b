import type { HttpParams, OpenInference } from './http-params.js';
import { toJson } from '../values/json-values.js';
import { bytesOf, media } from '../values/media.js';
import type { RunnerContext } from '../runner.js';
import { filled, whole } from '../values/template.js';
import { type TensorHint, toTensor } from '../values/to-tensor.js';

type Values = Readonly<Record<string, unknown>>;

const json = 'application/json';

/** What is sent, and its media type. Throws a `FinalError` for what cannot be. */
export const bodyOf = (
  inputs: Values,
  { params, outputs }: RunnerContext<HttpParams>,
): { readonly type: string; readonly body: string | Uint8Array } => {
  if (params.openInference !== undefined)
    return { type: json, body: inferenceRequest(inputs, outputs, params.openInference) };
  const { body: form = 'json' } = params;
  if (form === 'json') return { type: json, body: toJson(inputs) };
  if (typeof form !== 'string') return { type: json, body: toJson(filledIn(form, inputs)) };
  const value = whole(form, inputs)?.value;
  const bytes = bytesOf(value);
  if (bytes !== undefined)
    return { type: media.is(value) ? value.mediaType : 'application/octet-stream', body: bytes };
  return { type: 'text/plain; charset=utf-8', body: filled(form, inputs) };
};

// A text that is nothing but `$(port)` stands for the value itself, be it a number or a list.
const filledIn = (body: unknown, inputs: Values): unknown => {
  if (typeof body === 'string') {
    const port = whole(body, inputs);
    return port === undefined ? filled(body, inputs) : port.value;
  }
  if (Array.isArray(body)) return body.map((item) => filledIn(item, inputs));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, filledIn(value, inputs)]),
  );
};

const inferenceRequest = (
  inputs: Values,
  outputs: readonly string[],
  { inputs: forms }: OpenInference,
): string => {
  const hint = (port: string): TensorHint => {
    const form = Object.hasOwn(forms, port) ? forms[port] : undefined;
    return typeof form === 'string' ? { datatype: form } : (form ?? {});
  };
  return JSON.stringify({
    inputs: Object.entries(inputs).map(([port, value]) => toTensor(port, value, hint(port))),
    outputs: outputs.map((name) => ({ name })),
  });
};
