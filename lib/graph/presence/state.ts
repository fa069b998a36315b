import { type Decision, no, yes } from './decisions.js';

/** When a thing is there, and when it is absent; else it fails. */
export interface State {
  readonly there: Decision;
  readonly absent: Decision;
}

export const there: State = { there: yes, absent: no };
