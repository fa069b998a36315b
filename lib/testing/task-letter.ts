import type { RunEvent } from '../engine/events/event.js';

/** A task's event as a letter of `expectTask`; `undefined` for what has none. */
export const taskLetter = (event: RunEvent): string | undefined => {
  switch (event.type) {
    case 'task-waiting':
      return 'w';
    case 'attempt-started':
      return 's';
    case 'attempt-failed':
      return 'e';
    case 'task-finished':
      return 'f';
    case 'task-failed':
      return 'x';
    case 'task-skipped':
      return 'i';
    case 'task-omitted':
      return 'a';
    case 'task-cancelled':
      return 'c';
    case 'task-restarted':
      return 'r';
    case 'task-superseded':
      return 'o';
    case 'task-kept':
      return 'k';
    default:
      return undefined;
  }
};
