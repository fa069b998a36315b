import { bodyOf } from './http-body.js';
import { acceptedEncodings } from './http-encoding.js';
import { statusError } from './http-failure.js';
import { readHeaders } from './http-headers.js';
import { httpMistakes } from './http-mistakes.js';
import { outputsOf } from './http-outputs.js';
import { type HttpParams, httpParams } from './http-params.js';
import { post } from './http-post.js';
import { redacted, refuseSecrets } from './http-secrets.js';
import { defineRunner, type Runner } from '../runner.js';

/**
 * Calls a service by a POST: inputs as a JSON object, or as tensors of the Open Inference Protocol;
 * outputs from its answer. Failures that another attempt cannot mend are final.
 */
export const http: Runner = defineRunner({
  name: 'Http',
  description:
    'calls a service, such as a model server, by HTTP: JSON, or the Open Inference Protocol',
  params: httpParams,
  isService: true,
  check: httpMistakes,
  run: async (inputs, context) => {
    const { params, signal } = context;
    const { headers, secretHeaders, secrets } = readHeaders(params.headers, context.log);
    const { type, body } = bodyOf(inputs, context);
    try {
      const answer = await post(
        {
          url: addressOf(params),
          headers: {
            'content-type': type,
            accept: acceptOf(params),
            'accept-encoding': acceptedEncodings,
            ...context.trace,
            ...headers,
          },
          secret: secretHeaders,
          body,
          maxResponse: params.maxResponse,
        },
        signal,
      );
      if (answer.status < 200 || answer.status >= 300)
        throw statusError({ ...answer, body: redacted(answer.body, secrets) });
      refuseSecrets(answer, secrets);
      return outputsOf(answer, context);
    } catch (error) {
      throw secrets.hiddenIn(error);
    }
  },
});

const addressOf = ({ url, openInference }: HttpParams): URL => {
  const address = new URL(url);
  if (openInference === undefined) return address;
  const { model, version } = openInference;
  const path = ['v2', 'models', model, ...(version === undefined ? [] : ['versions', version])];
  const encoded = [...path, 'infer'].map((part) => encodeURIComponent(part));
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${encoded.join('/')}`;
  return address;
};

const acceptOf = ({ response = 'json' }: HttpParams): string =>
  response === 'json' ? 'application/json' : '*/*';
