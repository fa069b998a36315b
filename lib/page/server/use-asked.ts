import { useEffect, useState } from 'preact/hooks';

import { messageOf } from '../text/message.js';

const unheard = 5_000;
/** What takes the server long is asked for less often: so many times as long after. */
const leastRest = 5;

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
    let took = 0;
    const again = (): void => {
      // What could not be had at all is asked for in a while, too.
      const pause =
        typeof every === 'function' ? (last === undefined ? unheard : every(last)) : every;
      if (pause !== undefined && !ending.signal.aborted)
        timer = setTimeout(
          () => {
            if (document.hidden) again();
            else void once();
          },
          Math.max(pause, took * leastRest),
        );
    };
    const once = async (): Promise<void> => {
      const began = performance.now();
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
      took = performance.now() - began;
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
