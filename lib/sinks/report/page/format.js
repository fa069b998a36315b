/** @typedef {import('../items-data.js').PicturedRun} Data */
/** @typedef {import('../items-data.js').ItemsData} Items */
/** @typedef {import('../report-data.js').TaskData} Task */
/** @typedef {import('../report-data.js').ReportState} State */
/** @typedef {import('../report-data.js').AttemptData} Attempt */
/** @typedef {import('../../record/recorded-event.js').RecordedFailure} Failure */
/** @typedef {import('../../record/recorded-event.js').RecordedError} RecordedError */

/** @type {Record<State, string>} */
const stateNames = {
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  running: 'at work',
  pending: 'not started',
  finished: 'finished',
  omitted: 'omitted',
  unneeded: 'not needed',
};

/** @param {number} milliseconds */
const duration = (milliseconds) => {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  if (milliseconds < 1) return milliseconds > 0 ? '<1 ms' : '0 ms';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9995) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/**
 * A time on an axis of such steps: as fine as they are.
 * @param {number} time
 * @param {number} step
 */
const clock = (time, step) => {
  if (step >= 1000 || time < 10_000) return duration(time);
  const minutes = Math.floor(time / 60_000);
  const digits = step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const seconds = `${((time % 60_000) / 1000).toFixed(digits)} s`;
  return minutes === 0 ? seconds : `${minutes} m ${seconds}`;
};

/**
 * Steps of an axis: round numbers of milliseconds, at most `most` of them.
 * @param {number} from
 * @param {number} to
 * @param {number} most
 */
const ticks = (from, to, most) => {
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  const steps = [
    ...round,
    ...[1, 2, 5, 10, 20, 30].map((one) => one * second),
    ...[1, 2, 5, 10, 20, 30].map((one) => one * minute),
    ...[1, 2, 3, 6, 12].map((one) => one * hour),
    ...round.map((one) => one * 24 * hour),
  ];
  const step = steps.find((one) => (to - from) / one <= most) ?? to - from;
  const all = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) all.push(at);
  return { step, times: all };
};

/** What a wait is for: which of both is not free is not told. @param {Task} task */
const freeing = ({ resources }) =>
  resources === undefined ? 'a slot' : `a slot or ${Object.keys(resources).join(', ')}`;

/** @param {Task} task */
const startOf = (task) => {
  const times = [task.attempts[0]?.from, task.waits[0]?.[1]].filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : Infinity;
};

/** The time at work, in all attempts. @param {Task} task */
const workOf = (task) => task.attempts.reduce((sum, { from, to }) => sum + to - from, 0);

/**
 * From the task of the graph down to a part of it, by their places.
 * @param {readonly Task[]} tasks
 * @param {number} place
 * @returns {number[]}
 */
const chainOf = (tasks, place) => {
  const within = tasks[place]?.within;
  return within === undefined ? [place] : [...chainOf(tasks, within), place];
};

/**
 * The tasks that do the work themselves: those of which no part is shown.
 * @param {readonly Task[]} tasks
 */
const workingOf = (tasks) => {
  const wholes = new Set(tasks.map(({ within }) => within));
  return tasks.filter((_, place) => !wholes.has(place));
};
