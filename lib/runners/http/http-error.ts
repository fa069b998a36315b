/** What is thrown where a service has not answered as it should; another attempt may be luckier. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** Milliseconds before which the service wants to hear of no other attempt. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter;
  }
}
