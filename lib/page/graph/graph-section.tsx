import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { Picture } from './placed-picture.js';
import { useRun } from '../run/shown-run.js';
import { Drawing } from './drawing.js';
import { useNearPicture, usePictures } from './use-pictures.js';

const grainNames: Readonly<Record<Picture['grain'], string>> = {
  tasks: 'Each task',
  groups: 'Alike together',
  steps: 'By steps',
  near: 'Around the task',
};

/** Without scrolling, or nearly. */
const isReadable = ({ width, height }: Picture): boolean => width <= 2200 && height <= 1000;

/** At less, names are too small. */
const leastScale = 0.6;

/** A size at which the names can be read, and the whole, or as much of it as can be. */
const fitted = ({ width, height }: Picture, room: number): number => {
  const across = (room - 2) / width;
  const down = 640 / height;
  const whole = Math.min(1, across, down);
  // Too small to be read: as wide as the page or as high then, or at a size that can be scrolled.
  return whole < leastScale ? Math.min(1, Math.max(across, down, leastScale)) : whole;
};

/** The graph, in the first of its pictures that can be read without scrolling. */
export const GraphSection = ({
  selected,
}: {
  readonly selected: number | undefined;
}): JSX.Element => {
  const { data } = useRun();
  const { all: whole, isMade } = usePictures(data);
  const near = useNearPicture(data, selected);
  const frame = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Picture['grain']>();
  /** Until somebody chooses one, it fits. */
  const [scale, setScale] = useState<number>();
  const [room, setRoom] = useState(1100);
  const first = whole.find(isReadable) ?? (isMade ? whole[0] : undefined);
  const isHard =
    first !== undefined && (first.grain !== 'tasks' || fitted(first, room) <= leastScale);
  const all = near === undefined || !isHard ? whole : [...whole, near];
  const picture =
    all.find(({ grain }) => grain === chosen) ?? (isHard && near !== undefined ? near : first);
  const fit = picture === undefined ? 1 : fitted(picture, room);
  const size = scale ?? fit;
  const zoom = (by: number): void => {
    setScale(Math.min(Math.max(size * by, 0.05), 3));
  };

  useEffect(() => {
    const watched = frame.current;
    if (watched === null) return undefined;
    const observer = new ResizeObserver(() => {
      setRoom(watched.clientWidth || 1100);
    });
    observer.observe(watched);
    return () => {
      observer.disconnect();
    };
  }, []);
  // What begins in the middle of its picture would else be out of sight.
  useLayoutEffect(() => {
    bringIn(frame.current, '.box');
  }, [picture]);
  useLayoutEffect(() => {
    bringIn(frame.current, '.cell.selected, .box.selected');
  }, [selected, picture]);

  return (
    <section id="graph" aria-labelledby="graph-title">
      <div class="heading">
        <h2 id="graph-title">Graph</h2>
        {all.length > 1 && (
          <div class="chips" role="group" aria-label="Picture">
            {all.map(({ grain }) => (
              <button
                key={grain}
                type="button"
                class="chip"
                aria-pressed={grain === picture?.grain}
                onClick={() => {
                  setChosen(grain);
                  setScale(undefined);
                }}
              >
                {grainNames[grain]}
              </button>
            ))}
          </div>
        )}
        <div class="chips zoom" role="group" aria-label="Size">
          <button
            type="button"
            class="chip"
            aria-label="Smaller"
            onClick={() => {
              zoom(0.8);
            }}
          >
            −
          </button>
          <button
            type="button"
            class="chip"
            aria-label="Larger"
            onClick={() => {
              zoom(1.25);
            }}
          >
            +
          </button>
          <button
            type="button"
            class="chip"
            onClick={() => {
              setScale(undefined);
            }}
          >
            Fit
          </button>
        </div>
      </div>
      {picture !== undefined && picture.implied.length > 0 && (
        <p class="faint small">
          {`${picture.implied.length.toLocaleString('en')} of ${(picture.implied.length + picture.edges.length).toLocaleString('en')} links follow from longer ways: they are drawn for the task that is chosen or pointed at.`}
        </p>
      )}
      <div class="frame" ref={frame} tabIndex={0} role="group" aria-label="Graph">
        {picture === undefined ? (
          <p class="faint waiting">{isMade ? 'no tasks' : 'The graph is being laid out …'}</p>
        ) : (
          <Drawing picture={picture} scale={size} selected={selected} />
        )}
      </div>
    </section>
  );
};

/** Scrolls the frame, not the page, to the first of what is sought in it. */
const bringIn = (frame: HTMLElement | null, sought: string): void => {
  const box = frame?.querySelector(sought)?.getBoundingClientRect();
  if (frame === null || box === undefined) return;
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  if (box.left < left || box.right > right)
    frame.scrollLeft += (box.left + box.right) / 2 - (left + right) / 2;
  if (box.top < top || box.bottom > bottom)
    frame.scrollTop += (box.top + box.bottom) / 2 - (top + bottom) / 2;
};
