import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { type Charted, inkOf, rowText } from './charted.js';
import { cutLabel, scaleOf } from './scale.js';
import { useWidth } from './use-width.js';

const height = 300;
const [top, bottom] = [30, 12];
const tall = height - top - bottom;
const narrowest = 84;

/** Each row as a line over an axis for each column: what goes with what. */
export const Parallel = ({ columns, rows, worth, marked, mark }: Charted): JSX.Element => {
  const [element, width] = useWidth<HTMLDivElement>();
  const shown = useMemo(
    () => columns.filter((column) => rows.some((row) => column.of(row) !== undefined)),
    [columns, rows],
  );
  const scales = useMemo(() => shown.map((column) => scaleOf(column, rows, 6)), [shown, rows]);
  const step = Math.max(narrowest, Math.floor(width / Math.max(shown.length, 1)));
  const whole = Math.max(width, step * shown.length);
  const lines = useMemo(
    () =>
      rows
        .map((row) => ({
          row,
          worth: worth(row),
          path: pathOf(
            scales.map(({ at }) => at(row)),
            step,
          ),
        }))
        // The best are drawn last, above the others.
        .sort((a, b) => a.worth - b.worth),
    [rows, scales, step, worth],
  );
  const markedLine = lines.find(({ row }) => row.index === marked);
  return (
    <section aria-label="Parallel coordinates" class="chart">
      <div class="heading">
        <h2>All columns</h2>
        <span class="faint">A line for each row; a click marks it.</span>
      </div>
      <div
        ref={element}
        class="lines"
        tabIndex={0}
        role="group"
        aria-label={`${lines.length} rows over ${shown.map(({ name }) => name).join(', ')}; the table has the same`}
      >
        {width > 0 && (
          <svg width={whole} height={height} aria-hidden="true" class={densityOf(lines.length)}>
            {lines.map(({ row, path, worth: share }) => (
              <path
                key={row.index}
                class="line"
                style={inkOf(share)}
                d={path}
                onClick={() => {
                  mark(row.index);
                }}
              >
                <title>{rowText(row, columns)}</title>
              </path>
            ))}
            {markedLine !== undefined && <path class="line marked" d={markedLine.path} />}
            {scales.map(({ ticks }, index) => (
              <g key={index} class="tick" transform={`translate(${xOf(index, step)} 0)`}>
                <line y1={top} y2={top + tall} />
                <text class="axis-name" y={16} text-anchor="middle">
                  {cutLabel(shown[index]?.name ?? '', Math.floor((step - 8) / 7))}
                  <title>{shown[index]?.name}</title>
                </text>
                {ticks.map(({ at, text }, place) => (
                  <text key={place} x={5} y={yOf(at) + 4}>
                    {cutLabel(text, Math.floor((step - 12) / 7))}
                  </text>
                ))}
              </g>
            ))}
          </svg>
        )}
      </div>
    </section>
  );
};

const xOf = (index: number, step: number): number => (index + 0.5) * step;

const yOf = (at: number): number => top + (1 - at) * tall;

const densityOf = (lines: number): string =>
  lines > 300 ? 'dense' : lines > 60 ? 'middling' : 'sparse';

/** A line breaks off where a row has no value. */
const pathOf = (places: readonly (number | undefined)[], step: number): string => {
  let isDown = false;
  return places
    .map((at, index) => {
      if (at === undefined) {
        isDown = false;
        return '';
      }
      const move = `${isDown ? 'L' : 'M'}${xOf(index, step)} ${Math.round(yOf(at) * 10) / 10}`;
      isDown = true;
      return move;
    })
    .join('');
};
