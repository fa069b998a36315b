/** What stands for a thing that is not there, which is in order. `null` and `undefined` are values. */
export const absent: unique symbol = Symbol('absent');

export type Absent = typeof absent;
