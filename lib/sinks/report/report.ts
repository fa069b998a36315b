import { counted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import { recorded, type RecordedEvent } from '../record/recorded-event.js';
import { plainValue } from '../values/plain-value.js';
import { Account } from './account.js';
import { ItemsAccount } from './items-account.js';
import { html } from './html.js';
import { loadPage, type PageFiles } from './page-files.js';
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
  /** The same in two steps: loads what the page is made of, and gives what makes it without a wait. */
  readonly prepared: () => Promise<() => string>;
}

/**
 * A report made from events alone: of one run, or of the runs of many items, where the events that it
 * is given name them.
 */
export const report = (): Report => {
  let account: Account | ItemsAccount | undefined;
  return made(
    (event) => {
      account ??=
        event.item === undefined ? new Account({ plain: plainValue }) : new ItemsAccount();
      account.add(event);
    },
    (files) =>
      account instanceof ItemsAccount
        ? itemsPage(account, files)
        : runPage(account ?? new Account(), files),
  );
};

/** A report of the runs of many items, also where there are none. */
export const itemsReport = (pipeline: string): Report => {
  const account = new ItemsAccount(pipeline);
  return made(
    (event) => {
      account.add(event);
    },
    (files) => itemsPage(account, files),
  );
};

const made = (add: (event: RecordedEvent) => void, page: (files: PageFiles) => string): Report => {
  const prepared = async (): Promise<() => string> => {
    const files = await loadPage();
    return () => page(files);
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

const runPage = (account: Account, files: PageFiles): string => {
  const data = account.data();
  return html(`${data.pipeline}: ${data.outcome}`, data, files);
};

const itemsPage = (account: ItemsAccount, files: PageFiles): string => {
  const data = account.data();
  const { done, failed } = data.items;
  return html(`${data.pipeline}: ${counted(done, 'item')} done, ${failed} failed`, data, files);
};
