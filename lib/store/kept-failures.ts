import type { RecordedEvent, RecordedFailure } from '../sinks/record/recorded-event.js';

/** What has failed in a run and was not made good, by its events. */
export const keptFailures = async (
  events: AsyncIterable<RecordedEvent>,
): Promise<readonly RecordedFailure[]> => {
  const failures = new Map<string, RecordedFailure>();
  for await (const event of events)
    switch (event.type) {
      // It was gone on with.
      case 'run-started':
        failures.clear();
        break;
      case 'task-failed':
        failures.set(event.task, event.failure);
        break;
      case 'task-restarted':
      case 'task-finished':
        failures.delete(event.task);
        break;
      default:
    }
  return [...failures.values()];
};
