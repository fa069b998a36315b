import { useEffect, useState } from 'preact/hooks';

import { messageOf } from '../text/message.js';
import { useAsked } from './use-asked.js';

/** So many are asked for at once. */
const page = 100;

interface Listed {
  readonly id: string;
}

export interface PageAsked {
  /** The id of one: those that come after it. */
  readonly after?: string;
  readonly most: number;
}

export interface Pages<T> {
  /** The latest first. */
  readonly all?: readonly T[];
  readonly wrong?: string;
  /** Asks for those that come after the last one; absent where there are none. */
  readonly more?: () => Promise<void>;
}

/** The latest of a list, asked for again every so many milliseconds, and as many before them as are wanted. */
export const useListed = <T extends Listed>(
  ask: (asked: PageAsked, signal: AbortSignal) => Promise<readonly T[]>,
  of: readonly unknown[],
  every: number,
): Pages<T> => {
  const { value: latest, wrong } = useAsked((signal) => ask({ most: page }, signal), of, every);
  const [older, setOlder] = useState<readonly T[]>([]);
  const [isAll, setAll] = useState(false);
  const [moreWrong, setMoreWrong] = useState<string>();
  const ids = new Set(latest?.map(({ id }) => id));
  const all = [...(latest ?? []), ...older.filter(({ id }) => !ids.has(id))];
  useEffect(() => {
    // New ones push others out of the latest, which are among the older ones from then on.
    if (older.length > 0) setOlder(all);
  }, [latest]);
  const more = async (): Promise<void> => {
    const after = all.at(-1)?.id;
    if (after === undefined) return;
    try {
      const found = await ask({ after, most: page }, new AbortController().signal);
      setMoreWrong(undefined);
      setOlder([...all, ...found]);
      setAll(found.length < page);
    } catch (error) {
      setMoreWrong(messageOf(error));
    }
  };
  const said = wrong ?? moreWrong;
  return {
    ...(latest === undefined ? {} : { all }),
    ...(said === undefined ? {} : { wrong: said }),
    ...(all.length < page || isAll ? {} : { more }),
  };
};
