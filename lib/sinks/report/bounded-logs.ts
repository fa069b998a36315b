import type { LogData } from './report-data.js';
import type { TaskAccount } from './task-account.js';
import { asRecorded } from './value-texts.js';

/** Lines of a task's log; and when all logs are full. */
const mostLines = 500;
const leastLines = 2;
/** Of a line; and when all logs are full. */
const longestLine = 4_000;
const shortestLine = 40;

/** The lines that are kept of the logs of all tasks. Of many the first and the last tell most. */
export class BoundedLogs {
  private lines = 0;
  private characters = 0;
  private readonly mostOfAll: number;
  private readonly mostCharacters: number;

  constructor(mostOfAll: number, mostCharacters: number) {
    this.mostOfAll = mostOfAll;
    this.mostCharacters = mostCharacters;
  }

  add(task: TaskAccount, [time, attempt, message]: LogData): void {
    const isFull = this.lines >= this.mostOfAll || this.characters >= this.mostCharacters;
    const kept = String(asRecorded(message, isFull ? shortestLine : longestLine));
    if (task.logs.length >= (isFull ? leastLines : mostLines)) {
      const [gone] = task.logs.splice(Math.floor(task.logs.length / 2), 1);
      task.logsLeftOut += 1;
      this.lines -= 1;
      this.characters -= gone?.[2].length ?? 0;
    }
    task.logs.push([time, attempt, kept]);
    this.lines += 1;
    this.characters += kept.length;
  }
}
