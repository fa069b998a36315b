import { options, type RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export const rowHeight = 28;
/** Rows beyond the edges of the window, so that scrolling shows no gap. */
export const spareRows = 10;
/** They are made anew only after so many. */
const stride = 8;
/** What a printer is given. */
const mostPrinted = 3000;

/** The rows that are there: from `first` to before `last`, and of these those in sight. */
export interface Rows {
  readonly first: number;
  readonly last: number;
  readonly firstInSight: number;
  readonly lastInSight: number;
  readonly isPrinting: boolean;
  readonly width: number;
}

const none: Rows = {
  first: 0,
  last: 60,
  firstInSight: 0,
  lastInSight: 1,
  isPrinting: false,
  width: 1000,
};

/** Which rows of a list are in sight, as the page is scrolled; `head` covers what is above. */
export const useWindow = (
  list: RefObject<HTMLElement | null>,
  head: RefObject<HTMLElement | null>,
  isExact: boolean,
): Rows => {
  const [rows, setRows] = useState(none);
  useLayoutEffect(() => {
    let isPrinting = false;
    const measure = (): void => {
      if (list.current === null) return;
      const { top, width } = list.current.getBoundingClientRect();
      const covered = head.current?.getBoundingClientRect().bottom ?? 0;
      const firstInSight = Math.max(Math.floor((covered - top) / rowHeight), 0);
      const first = Math.max(Math.floor(-top / rowHeight / stride) * stride - spareRows, 0);
      const next: Rows = isPrinting
        ? { ...none, last: mostPrinted, isPrinting, width }
        : {
            first,
            last: first + Math.ceil(innerHeight / rowHeight) + 2 * spareRows + stride,
            firstInSight: isExact ? firstInSight : 0,
            lastInSight: isExact
              ? Math.max(Math.ceil((innerHeight - top) / rowHeight), firstInSight + 1)
              : 0,
            isPrinting,
            width,
          };
      setRows((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    };
    // Once a frame, whatever happens in it.
    let frame: number | undefined;
    const follow = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        measure();
      });
    };
    const print = (): void => {
      isPrinting = true;
      // A printer takes what is there when this returns.
      options.debounceRendering = (render) => {
        render();
      };
      measure();
      delete options.debounceRendering;
    };
    const endPrinting = (): void => {
      isPrinting = false;
      measure();
    };
    measure();
    const observer = new ResizeObserver(follow);
    observer.observe(document.body);
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', follow);
    addEventListener('beforeprint', print);
    addEventListener('afterprint', endPrinting);
    return () => {
      observer.disconnect();
      if (frame !== undefined) cancelAnimationFrame(frame);
      removeEventListener('scroll', follow);
      removeEventListener('resize', follow);
      removeEventListener('beforeprint', print);
      removeEventListener('afterprint', endPrinting);
    };
  }, [isExact]);
  return rows;
};
