import { useEffect, useState } from 'preact/hooks';

import { messageOf } from '../text/message.js';

const unheard = 5_000;

export interface Asked<T> {
  readonly value?: T;
  readonly wrong?: string;
}

/**
 * What an asker gives, asked again every so many milliseconds while the page can be seen; no more
 * where nothing is said for what it gave last.
 */
export const useAsked = <T>(
  ask: (signal: AbortSignal) => Promise<T>,
  of: readonly unknown[],
  every?: number | ((value: T) => number | undefined),
): Asked<T> => {
  const [asked, setAsked] = useState<Asked<T>>({});
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setAsked({});
    let last: T | undefined;
    const again = (): void => {
      // What could not be had at all is asked for in a while, too.
      const pause =
        typeof every === 'function' ? (last === undefined ? unheard : every(last)) : every;
      if (pause !== undefined && !ending.signal.aborted)
        timer = setTimeout(() => {
          if (document.hidden) again();
          else void once();
        }, pause);
    };
    const once = async (): Promise<void> => {
      try {
        const value = await ask(ending.signal);
        last = value;
        if (!ending.signal.aborted) setAsked({ value });
      } catch (error) {
        if (!ending.signal.aborted)
          setAsked(({ value }) => ({
            ...(value === undefined ? {} : { value }),
            wrong: messageOf(error),
          }));
      }
      again();
    };
    void once();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, of);
  return asked;
};
