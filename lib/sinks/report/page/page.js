/** @type {Record<Data['outcome'], string>} */
const outcomeNames = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'time was up',
  unfinished: 'unfinished',
};

/** @type {Record<Data['outcome'], State>} */
const outcomeStates = {
  done: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'failed',
  unfinished: 'running',
};

/** The graph and the tasks are to be in sight; the rest is a click away. */
const mostFailures = 3;
const mostValues = 6;

/**
 * @param {Data} data
 * @param {readonly Task[]} working those of which none is within another of them
 */
const header = (data, working) => {
  const work = working.reduce((sum, task) => sum + workOf(task), 0);
  const attempts = working.reduce((sum, task) => sum + task.attempts.length, 0);
  const share = el('div', { class: 'share', 'aria-hidden': 'true' });
  for (const [state, count] of countStates(data.tasks)) {
    const part = el('i', { class: `s-${state}`, title: `${count} ${stateNames[state]}` });
    part.style.flexGrow = String(count);
    share.append(part);
  }
  const figure = (/** @type {string} */ value, /** @type {string} */ label) =>
    el('div', { class: 'figure' }, el('b', {}, value), el('span', {}, label));
  const limits = [
    ...(data.concurrency === undefined ? [] : [`at most ${data.concurrency} at once`]),
    ...Object.entries(data.resources ?? {}).map(([name, count]) => `${count} × ${name}`),
    ...(data.timeout === undefined ? [] : [`within ${duration(data.timeout)}`]),
  ];
  return el(
    'header',
    {},
    data.item !== undefined && allItems(data.item),
    el(
      'div',
      { class: 'headline' },
      el('h1', {}, data.pipeline),
      el(
        'span',
        { class: `pill s-${outcomeStates[data.outcome]}` },
        icon(outcomeStates[data.outcome]),
        outcomeNames[data.outcome],
      ),
    ),
    ...(data.description === undefined ? [] : [el('p', {}, data.description)]),
    el(
      'p',
      { class: 'faint' },
      el('time', { datetime: isoOf(data.started) }, whenOf(data.started)),
      ` · run ${data.run} · seed ${data.seed}`,
      limits.length > 0 ? ` · ${limits.join(', ')}` : '',
    ),
    el(
      'div',
      { class: 'figures' },
      figure(duration(data.duration), 'from start to end'),
      figure(duration(work), 'of work in all'),
      figure(data.tasks.length.toLocaleString('en'), data.tasks.length === 1 ? 'task' : 'tasks'),
      figure(attempts.toLocaleString('en'), attempts === 1 ? 'attempt' : 'attempts'),
      ...countStates(data.tasks).map(([state, count]) => {
        const one = figure(count.toLocaleString('en'), stateNames[state]);
        one.classList.add(`s-${state}`, 'state');
        return one;
      }),
    ),
    share,
    ...data.notes.map((note) => el('p', { class: 'note' }, note)),
  );
};

/** A time that no calendar has is no reason to show nothing. @param {number} time */
const isoOf = (time) => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : '');

/** @param {number} time */
const whenOf = (time) =>
  time < 1e11
    ? 'in simulated time'
    : new Date(time).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'medium' });

/** @param {Data} data */
const failuresSection = (data) => {
  // Of a task of which a part has failed that part is told.
  const told = new Set();
  for (const { failure, within } of data.tasks)
    if (failure !== undefined && within !== undefined) told.add(within);
  const failed = data.tasks.filter((task, place) => task.failure !== undefined && !told.has(place));
  if (failed.length === 0) return '';
  const skipped = new Map();
  for (const { cause } of data.tasks)
    if (cause !== undefined) skipped.set(cause, (skipped.get(cause) ?? 0) + 1);
  const one = (/** @type {Task} */ task) => {
    let below = 0;
    /** @type {number | undefined} */
    let at = data.tasks.indexOf(task);
    while (at !== undefined && data.tasks[at]?.failure !== undefined) {
      below += skipped.get(at) ?? 0;
      at = data.tasks[at]?.within;
    }
    const { attempt } = /** @type {Failure} */ (task.failure);
    return el(
      'article',
      { class: 'failed' },
      el(
        'h3',
        {},
        icon('failed'),
        el('a', { href: hashOf(task.name) }, task.name),
        el(
          'span',
          { class: 'faint' },
          `${task.runner} · at attempt ${attempt}${below > 0 ? ` · ${counted(below, 'task')} skipped for it` : ''}`,
        ),
      ),
      failureOf(/** @type {Failure} */ (task.failure)),
    );
  };
  const rest = failed.slice(mostFailures);
  return el(
    'section',
    { id: 'failures' },
    el(
      'h2',
      {},
      failed.length === 1 ? 'What failed' : `What failed (${failed.length.toLocaleString('en')})`,
    ),
    ...failed.slice(0, mostFailures).map(one),
    rest.length > 0 &&
      lazily(`${rest.length.toLocaleString('en')} more`, () => el('div', {}, ...rest.map(one))),
  );
};

/** @param {Data} data */
const edgeSection = (data) => {
  const side = (
    /** @type {string} */ title,
    /** @type {Data['inputs']} */ values,
    /** @type {string} */ none,
  ) => {
    const shown = values.slice(0, mostValues);
    const rest = values.slice(mostValues);
    return el(
      'div',
      {},
      el('h2', {}, title),
      values.length === 0 ? el('p', { class: 'faint' }, none) : valuesOf(data, shown),
      rest.length > 0 &&
        lazily(`${rest.length.toLocaleString('en')} more`, () => valuesOf(data, rest)),
    );
  };
  return el(
    'section',
    { class: 'sides' },
    side('Inputs', data.inputs, 'none'),
    side(
      'Outputs',
      data.outputs,
      data.outcome === 'done' ? 'none' : 'none: the run did not come to them',
    ),
  );
};

/** @param {Data} data */
const runPage = (data) => {
  const all = { ...data, tasks: [...data.tasks, ...data.parts] };
  const places = new Map(all.tasks.map(({ name }, place) => [wellFormed(name), place]));
  const unchosen = () => {
    // Where it was opened from, without a jump to the top.
    history.pushState(null, '', location.pathname + location.search);
    choose();
  };
  const detail = detailPanel(all, unchosen);
  const graph = graphSection(data);
  const tasks = taskSection(all);
  /** @type {HTMLElement | null} */
  let opener = null;
  const choose = (isFirst = false) => {
    const [, name] = /^#task=(.*)$/.exec(location.hash) ?? [];
    let place;
    try {
      place = name === undefined ? undefined : places.get(decodeURIComponent(name));
    } catch {
      // Not something that this page has linked to.
    }
    graph.select(place === undefined ? undefined : chainOf(all.tasks, place)[0]);
    tasks.select(place);
    if (place === undefined) {
      detail.hide();
      const row = opener?.getAttribute('data-place') ?? undefined;
      if (row !== undefined) tasks.focus(Number(row));
      else opener?.focus({ preventScroll: true });
      opener = null;
      return;
    }
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    if (active !== null && !detail.panel.contains(active)) opener = active;
    const title = detail.show(place);
    // The page is narrower now, and what stands above the list is taller.
    if (opener?.getAttribute('data-place')) tasks.reveal(place);
    if (!isFirst) title.focus({ preventScroll: true });
  };
  document.body.append(
    el(
      'main',
      {},
      header(data, workingOf(all.tasks)),
      failuresSection(all),
      edgeSection(data),
      graph.section,
      tasks.section,
    ),
    detail.panel,
  );
  addEventListener('hashchange', () => choose());
  addEventListener('popstate', () => choose());
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !detail.panel.hidden) unchosen();
    const isTyping = /** @type {Element | null} */ (event.target)?.closest?.('input, select');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      tasks.search.focus();
    }
  });
  graph.ready();
  tasks.ready();
  choose(true);
};

const main = () => {
  /** @type {Data | Items} */
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
  if ('texts' in data) {
    runPage(data);
    return;
  }
  const run = data.runs[chosenRun()];
  if (run === undefined) itemsPage(data);
  else runPage(run);
};

main();
