/** Rows of a table, and failures, that are shown without a click. */
const mostRows = 100;

/** Each run is the same file, opened anew. @param {number} place */
const runHref = (place) => `?run=${place}`;

const chosenRun = () => Number(new URLSearchParams(location.search).get('run') ?? -1);

/** @param {string} item */
const allItems = (item) =>
  el('nav', {}, el('a', { href: location.pathname }, '← all items'), ` · ${item}`);

/** @param {Items} data */
const itemsPage = (data) => {
  document.body.append(el('main', {}, itemsHeader(data), failedItems(data), taskTable(data)));
};

/** @param {Items} data */
const itemsHeader = ({ pipeline, description, started, duration: took, items, notes }) => {
  /** @type {[State, number, string][]} */
  const counts = [
    ['finished', items.done, 'done'],
    ['failed', items.failed, 'failed'],
    ['cancelled', items.cancelled, 'cancelled'],
    ['running', items.unfinished, 'unfinished'],
  ];
  const some = counts.filter(([, count]) => count > 0);
  const share = el('div', { class: 'share', 'aria-hidden': 'true' });
  for (const [state, count, name] of some) {
    const part = el('i', { class: `s-${state}`, title: `${count} ${name}` });
    part.style.flexGrow = String(count);
    share.append(part);
  }
  const figure = (/** @type {string} */ value, /** @type {string} */ label, state = '') =>
    el(
      'div',
      { class: state === '' ? 'figure' : `figure s-${state} state` },
      el('b', {}, value),
      el('span', {}, label),
    );
  const ended = items.done + items.failed;
  return el(
    'header',
    {},
    el('div', { class: 'headline' }, el('h1', {}, pipeline)),
    description !== undefined && el('p', {}, description),
    started !== undefined &&
      el(
        'p',
        { class: 'faint' },
        el('time', { datetime: isoOf(started) }, whenOf(started)),
        ' · many items',
      ),
    el(
      'div',
      { class: 'figures' },
      figure(duration(took), 'from start to end'),
      took > 0 && figure(`${((ended / took) * 1000).toFixed(1)}/s`, 'items'),
      ...some.map(([state, count, name]) => figure(count.toLocaleString('en'), name, state)),
    ),
    share,
    ...notes.map((note) => el('p', { class: 'note' }, note)),
  );
};

/** @param {Items} data */
const failedItems = ({ failed, items }) => {
  if (failed.length === 0) return '';
  const one = (/** @type {Items['failed'][number]} */ { item, message, run }) =>
    el(
      'article',
      { class: 'failed' },
      el(
        'h3',
        {},
        icon('failed'),
        run === undefined ? item : el('a', { href: runHref(run) }, item),
      ),
      el('div', { class: 'failure' }, el('p', { class: 'message' }, message)),
    );
  const rest = failed.slice(mostRows);
  return el(
    'section',
    { id: 'failures' },
    el('h2', {}, `What failed (${items.failed.toLocaleString('en')})`),
    ...failed.slice(0, mostRows).map(one),
    rest.length > 0 &&
      lazily(`${rest.length.toLocaleString('en')} more`, () => el('div', {}, ...rest.map(one))),
  );
};

/** @param {Items} data */
const taskTable = ({ tasks }) => {
  const cell = (/** @type {string | number} */ value) =>
    el('td', {}, value === 0 ? '' : value.toLocaleString('en'));
  const row = (/** @type {Items['tasks'][number]} */ task) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, task.name, el('span', { class: 'faint' }, ` ${task.runner}`)),
      cell(task.finished),
      cell(task.failed),
      cell(task.skipped),
      cell(task.omitted),
      cell(task.cancelled),
      cell(task.attempts),
      cell(duration(task.work)),
      cell(task.attempts === 0 ? '' : duration(task.work / task.attempts)),
      el(
        'td',
        {},
        task.longestItem !== undefined && duration(task.longest),
        task.longestItem !== undefined && el('span', { class: 'faint' }, ` ${task.longestItem}`),
      ),
    );
  const table = (/** @type {Items['tasks']} */ some) =>
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ...[
            'Task',
            'finished',
            'failed',
            'skipped',
            'omitted',
            'cancelled',
            'attempts',
            'work in all',
            'an attempt',
            'the longest',
          ].map((name) => el('th', { scope: 'col' }, name)),
        ),
      ),
      el('tbody', {}, ...some.map(row)),
    );
  const sorted = tasks.toSorted((one, other) => other.work - one.work);
  const rest = sorted.slice(mostRows);
  return el(
    'section',
    {},
    el('h2', {}, 'Tasks, those first that worked longest'),
    el('div', { class: 'table' }, table(sorted.slice(0, mostRows))),
    rest.length > 0 &&
      lazily(`${rest.length.toLocaleString('en')} more`, () =>
        el('div', { class: 'table' }, table(rest)),
      ),
  );
};
