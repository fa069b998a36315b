import { useEffect, useState } from 'preact/hooks';

import { messageOf } from '../text/message.js';

export interface Asked<T> {
  readonly value?: T;
  readonly wrong?: string;
}

/** What an asker gives, asked again every so many milliseconds while the page can be seen. */
export const useAsked = <T>(
  ask: (signal: AbortSignal) => Promise<T>,
  of: readonly unknown[],
  every?: number,
): Asked<T> => {
  const [asked, setAsked] = useState<Asked<T>>({});
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setAsked({});
    const again = (): void => {
      if (every !== undefined && !ending.signal.aborted)
        timer = setTimeout(() => {
          if (document.hidden) again();
          else void once();
        }, every);
    };
    const once = async (): Promise<void> => {
      try {
        const value = await ask(ending.signal);
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
