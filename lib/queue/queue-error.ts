/** A queue cannot be used as it is named: what is said is for its user. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}
