import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import { type Charted, inkOf, rowText } from './charted.js';
import type { Column } from './column.js';
import { cutLabel, scaleOf } from './scale.js';
import { useWidth } from './use-width.js';

const height = 300;
const margin = { top: 10, right: 14, bottom: 26 };

const AxisChoice = ({
  label,
  columns,
  value,
  choose,
}: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly value: string;
  readonly choose: (id: string) => void;
}): JSX.Element => (
  <label class="axis-choice">
    {label}
    <select
      value={value}
      onChange={(event) => {
        choose(event.currentTarget.value);
      }}
    >
      {columns.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

/** Each row as a dot, by any two columns. The arrow keys go from dot to dot. */
export const Scatter = (charted: Charted): JSX.Element => {
  const { columns } = charted;
  // Until they are chosen, and where what was chosen is gone: columns come while a sweep is at work.
  const [x, setX] = useState<string>();
  const [y, setY] = useState<string>();
  const across =
    columns.find(({ id }) => id === x) ??
    columns.find(({ isNumber, kind }) => isNumber && kind === 'varying') ??
    columns[0];
  const up = columns.find(({ id }) => id === y) ?? columns.find(({ kind }) => kind !== 'varying');
  return (
    <section aria-label="Scatter" class="chart">
      <div class="heading">
        <h2>Two columns</h2>
        <AxisChoice label="across" columns={columns} value={across?.id ?? ''} choose={setX} />
        <AxisChoice label="up" columns={columns} value={up?.id ?? ''} choose={setY} />
      </div>
      {across !== undefined && up !== undefined && (
        <Dots key={`${across.id} ${up.id}`} charted={charted} across={across} up={up} />
      )}
    </section>
  );
};

const Dots = ({
  charted,
  across,
  up,
}: {
  readonly charted: Charted;
  readonly across: Column;
  readonly up: Column;
}): JSX.Element => {
  const { columns, rows, worth, marked, mark } = charted;
  const [element, width] = useWidth<HTMLDivElement>();
  const left = Math.min(64, Math.floor(width / 3));
  const [inner, tall] = [
    Math.max(width - left - margin.right, 1),
    height - margin.top - margin.bottom,
  ];
  const [dots, xTicks, yTicks] = useMemo(() => {
    const xs = scaleOf(across, rows, Math.max(1, Math.floor(inner / 80)));
    const ys = scaleOf(up, rows, 6);
    const all = rows
      .flatMap((row) => {
        const [h, v] = [xs.at(row), ys.at(row)];
        return h === undefined || v === undefined ? [] : [{ row, h, v }];
      })
      .sort((a, b) => a.h - b.h || a.v - b.v);
    return [all, xs.ticks, ys.ticks];
  }, [rows, across, up, inner]);
  const current = dots.findIndex(({ row }) => row.index === marked);
  const step = (by: number): void => {
    const next = dots[(current + by + dots.length) % dots.length] ?? dots[0];
    if (next !== undefined) mark(next.row.index);
  };
  return (
    <div
      ref={element}
      class="dots"
      tabIndex={0}
      role="group"
      aria-label={`${up.name} by ${across.name}: ${dots.length} dots; the arrow keys go from dot to dot`}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (by === undefined || dots.length === 0) return;
        event.preventDefault();
        step(current < 0 && by < 0 ? 0 : by);
      }}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          {xTicks.map(({ at, text }, index) => (
            <g key={index} class="tick" transform={`translate(${left + at * inner} 0)`}>
              <line y1={margin.top} y2={margin.top + tall} />
              <text y={height - 8} text-anchor="middle">
                {cutLabel(text, Math.max(3, Math.floor(inner / xTicks.length / 7)))}
              </text>
            </g>
          ))}
          {yTicks.map(({ at, text }, index) => (
            <g key={index} class="tick" transform={`translate(0 ${margin.top + (1 - at) * tall})`}>
              <line x1={left} x2={left + inner} />
              <text x={left - 6} y={4} text-anchor="end">
                {cutLabel(text, Math.floor(left / 7))}
              </text>
            </g>
          ))}
          {dots.map(({ row, h, v }) => (
            <circle
              key={row.index}
              class={row.index === marked ? 'dot marked' : 'dot'}
              style={inkOf(worth(row))}
              cx={left + h * inner}
              cy={margin.top + (1 - v) * tall}
              r={row.index === marked ? 7 : dots.length > 300 ? 3.5 : 5}
              onClick={() => {
                mark(row.index);
              }}
            >
              <title>{rowText(row, columns)}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  );
};
