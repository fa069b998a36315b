import type { Sink } from '../../engine/event.js';
import { recorded, type RecordedEvent } from '../record/recorded-event.js';
import { Account } from './account.js';
import { loadDagre } from './picture/dagre.js';
import { grains } from './picture/grain.js';
import { html } from './html.js';
import { picture } from './picture/picture.js';
import { mostOfOne } from './value-texts.js';

/** A report in the making. */
export interface Report {
  /** Watches a run. */
  readonly sink: Sink;
  /** Takes an event of a record in place of one of a run. */
  readonly add: (event: RecordedEvent) => void;
  /**
   * One self-contained HTML page of all that was seen so far; of a run that has not ended too. Of a
   * value 20,000 characters are shown, of a task 500 lines of log.
   */
  readonly html: () => Promise<string>;
  /** The same in two steps: loads what drawing needs, and gives what draws without a wait. */
  readonly prepared: () => Promise<() => string>;
}

/** A report of one run, made from its events alone. */
export const report = (): Report => {
  const account = new Account();
  const add = (event: RecordedEvent): void => {
    account.add(event);
  };
  const prepared = async (): Promise<() => string> => {
    const dagre = await loadDagre();
    return () => {
      const data = account.data();
      return html(
        data,
        grains(data).map((grain) => picture(grain, dagre)),
      );
    };
  };
  return {
    sink: (event) => {
      add(recorded(event, mostOfOne));
    },
    add,
    html: async () => (await prepared())(),
    prepared,
  };
};
