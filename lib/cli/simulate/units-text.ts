/** Milliseconds to three figures or so: `12.5 ms`, `3.41 s`, `1 min 12 s`, `2 h 5 min`. */
export const span = (milliseconds: number): string => {
  if (milliseconds === 0) return '0 s';
  if (milliseconds < 1)
    return `${milliseconds < 0.005 ? 'under 0.01' : milliseconds.toFixed(2)} ms`;
  if (milliseconds < 999.5) return `${Number(milliseconds.toPrecision(3))} ms`;
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** How many in a second, in the unit in which it is at least one: `12.3/s`, `9.29/min`, `2.5/h`. */
export const rate = (perSecond: number): string => {
  if (perSecond >= 1) return `${threeFigures(perSecond)}/s`;
  if (perSecond * 60 >= 1) return `${threeFigures(perSecond * 60)}/min`;
  return `${threeFigures(perSecond * 3600)}/h`;
};

const threeFigures = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(3);

/** A part of a whole, from 0 to 1, in percent: what is a little less than all is not all. */
export const percent = (part: number): string => {
  const rounded = Math.round(part * 100);
  return `${rounded === 100 && part < 0.9995 ? 99 : rounded} %`;
};
