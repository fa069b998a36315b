import type { Sink } from '../../engine/events/event.js';
import { textLog } from '../../sinks/log/text-log.js';

/** What is said of tasks, and nothing else: who asks for it is told though steps are not shown. */
export const notesLog = (write: (line: string) => void): Sink => {
  const log = textLog(write);
  return (event) => {
    if (event.type === 'task-noted') log(event);
  };
};
