/** What an attempt fails with whose time is up. */
export class AttemptTimeoutError extends Error {
  override readonly name = 'AttemptTimeoutError';

  /** `lastWords` is how far it has come, where that is known. */
  constructor(milliseconds: number, lastWords = '') {
    super(`it took longer than ${milliseconds / 1000} s${lastWords}`);
  }
}
