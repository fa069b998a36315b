const mostLinks = 12;

/**
 * Where all is said of the task that was chosen.
 * @param {Data} data
 * @param {() => void} close
 */
const detailPanel = (data, close) => {
  const usedBy = data.tasks.map(() => /** @type {number[]} */ ([]));
  const partsOf = data.tasks.map(() => /** @type {number[]} */ ([]));
  data.tasks.forEach(({ needs, within }, place) => {
    if (within !== undefined) partsOf[within]?.push(place);
    for (const before of needs) usedBy[before]?.push(place);
  });
  const panel = el('aside', { 'aria-label': 'Task', hidden: true });

  const link = (/** @type {number} */ place) => {
    const { name, state } = /** @type {Task} */ (data.tasks[place]);
    return el('a', { class: 'tasklink', href: hashOf(name) }, icon(state), name);
  };
  const links = (/** @type {string} */ title, /** @type {readonly number[]} */ places) => {
    if (places.length === 0) return null;
    const rest = places.slice(mostLinks);
    return el(
      'section',
      {},
      el('h4', {}, `${title} (${places.length.toLocaleString('en')})`),
      el('div', { class: 'links' }, ...places.slice(0, mostLinks).map(link)),
      rest.length > 0 &&
        lazily(`${rest.length.toLocaleString('en')} more`, () =>
          el('div', { class: 'links' }, ...rest.map(link)),
        ),
    );
  };
  const producer = (/** @type {Task} */ task, /** @type {string} */ port) => {
    const wire = Object.hasOwn(task.wires, port) ? task.wires[port] : undefined;
    if (wire === undefined) return null;
    /** @returns {Child} */
    const source = (/** @type {string} */ name, /** @type {number | undefined} */ place) => {
      const before = place === undefined ? undefined : data.tasks[place]?.name;
      return before === undefined
        ? `the input ${name}`
        : el('a', { href: hashOf(before) }, name === port ? before : name);
    };
    const [only] = wire.of;
    if (wire.selector === undefined && only?.[1] === undefined && only?.[0] === port)
      return el('span', { class: 'faint' }, ' an input of the pipeline');
    return el(
      'span',
      { class: 'faint' },
      wire.selector === undefined ? ' from ' : ` ${wire.selector} of `,
      ...wire.of.flatMap(([name, place], index) => [index > 0 && ', ', source(name, place)]),
    );
  };
  const failedFirst = (/** @type {number} */ a, /** @type {number} */ b) =>
    Number(data.tasks[b]?.state === 'failed') - Number(data.tasks[a]?.state === 'failed') || a - b;
  const fact = (/** @type {string} */ name, /** @type {Child} */ value) => [
    el('dt', {}, name),
    el('dd', {}, value),
  ];

  const show = (/** @type {number} */ place) => {
    const task = /** @type {Task} */ (data.tasks[place]);
    const title = el('h3', { tabindex: -1 }, icon(task.state), task.name);
    const inputs = task.attempts.findLast((attempt) => attempt.inputs !== undefined)?.inputs ?? [];
    const cause = task.cause === undefined ? undefined : data.tasks[task.cause];
    panel.replaceChildren(
      el(
        'div',
        { class: 'top' },
        title,
        el(
          'button',
          {
            type: 'button',
            class: 'chip',
            title: 'Close (Esc)',
            'aria-label': 'Close',
            click: close,
          },
          '✕',
        ),
      ),
      el(
        'p',
        { class: 'faint' },
        `${task.runner} · ${stateNames[task.state]}`,
        data.chain.includes(place) && data.chain.length > 1 ? ' · held the run up' : '',
      ),
      ...(task.description === undefined ? [] : [el('p', {}, task.description)]),
      ...(task.failure === undefined ? [] : [failureOf(task.failure)]),
      ...(cause === undefined
        ? []
        : [
            el(
              'p',
              {},
              'Skipped, for ',
              el('a', { href: hashOf(cause.name) }, cause.name),
              ' failed.',
            ),
          ]),
      ...(task.omission === undefined ? [] : [omissionOf(data, task.omission)]),
      ...(task.within === undefined
        ? []
        : [el('p', { class: 'faint' }, 'A part of ', link(task.within))]),
      el(
        'dl',
        { class: 'facts' },
        ...facts(data, task).flatMap(([name, value]) => fact(name, value)),
      ),
      ...(inputs.length === 0
        ? []
        : [
            el(
              'section',
              {},
              el('h4', {}, 'Inputs'),
              valuesOf(data, inputs, (port) => producer(task, port)),
            ),
          ]),
      ...(task.outputs === undefined || task.outputs.length === 0
        ? []
        : [el('section', {}, el('h4', {}, 'Outputs'), valuesOf(data, task.outputs))]),
      ...(task.rounds === undefined ? [] : [roundsOf(data, task.rounds)]),
      ...(task.attempts.length === 0 ? [] : [attemptsOf(data, task)]),
      ...(task.logs.length === 0 ? [] : [logOf(task)]),
      ...(task.params === undefined
        ? []
        : [el('section', {}, el('h4', {}, 'Params'), valueAt(data, task.params))]),
      links('Parts', partsOf[place]?.toSorted(failedFirst) ?? []) ?? '',
      task.partsLeftOut === undefined
        ? ''
        : el('p', { class: 'faint' }, `${counted(task.partsLeftOut, 'more part')} left out.`),
      links('Waits for', task.needs) ?? '',
      links('Waited for by', usedBy[place] ?? []) ?? '',
    );
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add('open');
    return title;
  };
  const hide = () => {
    panel.hidden = true;
    document.body.classList.remove('open');
  };
  return { panel, show, hide };
};

/**
 * @param {Data} data
 * @param {Task} task
 * @returns {[string, string][]}
 */
const facts = (data, task) => {
  const { attempts, waits } = task;
  const waited = (/** @type {string} */ kind) =>
    waits.filter((wait) => wait[0] === kind).reduce((sum, [, from, to]) => sum + to - from, 0);
  const last = attempts.at(-1);
  /** @type {[string, string | undefined][]} */
  const all = [
    [
      'Started',
      attempts[0] === undefined ? undefined : `${duration(attempts[0].from)} into the run`,
    ],
    ['At work', attempts.length === 0 ? undefined : duration(workOf(task))],
    [
      'Ended',
      last === undefined || last.end === 'running'
        ? undefined
        : `${duration(last.to)} into the run`,
    ],
    [`Waited for ${freeing(task)}`, waited('slot') === 0 ? undefined : duration(waited('slot'))],
    ['Waited for retries', waited('retry') === 0 ? undefined : duration(waited('retry'))],
    [
      'Came to',
      last?.progress === undefined || last.end === 'finished'
        ? undefined
        : `${Math.round(last.progress * 100)} %`,
    ],
    [
      'Restarted',
      task.restarts === undefined
        ? undefined
        : task.restarts.map((time) => `at ${duration(time)}`).join(', '),
    ],
    ['Time limit', task.timeout === undefined ? undefined : `${duration(task.timeout)} an attempt`],
    ['Retries', task.retry],
    [
      'Resources',
      task.resources === undefined
        ? undefined
        : Object.entries(task.resources)
            .map(([name, count]) => `${count} × ${name}`)
            .join(', '),
    ],
    ...task.ways.map(([name, text]) => /** @type {[string, string]} */ ([name, text])),
    ['Depth', task.within === undefined ? depthOf(data, task) : undefined],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
};

/**
 * @param {Data} data
 * @param {Task} task
 */
const depthOf = ({ tasks }, { level }) =>
  `${level} of ${tasks.findLast(({ within }) => within === undefined)?.level ?? level}`;

/**
 * Why it did not run, though nothing is wrong.
 * @param {Data} data
 * @param {NonNullable<Task['omission']>} omission
 */
const omissionOf = (data, { reason, origin, task }) => {
  if (reason === 'condition') return el('p', {}, 'Omitted, for its condition does not hold.');
  if (reason === 'unneeded') return el('p', {}, 'Omitted, for nothing needs it any more.');
  const place = task === undefined ? undefined : data.tasks[task];
  return el(
    'p',
    {},
    'Omitted, for nothing came of ',
    place === undefined ? origin : el('a', { href: hashOf(place.name) }, place.name),
    '.',
  );
};

/**
 * @param {Data} data
 * @param {NonNullable<Task['rounds']>} rounds
 */
const roundsOf = (data, rounds) =>
  el(
    'section',
    {},
    el('h4', {}, `Rounds that were not the last (${rounds.length.toLocaleString('en')})`),
    el(
      'ol',
      { class: 'attempts' },
      ...rounds.map(([round, time, outputs]) =>
        el(
          'li',
          {},
          el('p', {}, `${round} · `, el('span', { class: 'faint' }, `after ${duration(time)}`)),
          valuesOf(data, outputs),
        ),
      ),
    ),
  );

/**
 * @param {Data} data
 * @param {Task} task
 */
const attemptsOf = (data, { attempts, failure }) =>
  el(
    'section',
    {},
    el('h4', {}, attempts.length === 1 ? 'Attempt' : 'Attempts'),
    el(
      'ol',
      { class: 'attempts' },
      ...attempts.map((attempt, index) =>
        el(
          'li',
          {},
          el(
            'p',
            {},
            icon(attempt.end),
            ` ${attempt.number} · ${stateNames[attempt.end]} after ${duration(attempt.to - attempt.from)}${attempt.runner === undefined ? '' : ` · by ${attempt.runner}, to which it fell back`} · `,
            el(
              'span',
              { class: 'faint' },
              `from ${duration(attempt.from)} to ${duration(attempt.to)}`,
            ),
          ),
          // The last one's is what the task failed with, and stands above.
          attempt.failure !== undefined &&
            !(failure !== undefined && index === attempts.length - 1) &&
            failureOf(attempt.failure),
          attempt.inputs !== undefined &&
            attempt !== attempts.findLast((one) => one.inputs !== undefined) &&
            el(
              'details',
              {},
              el('summary', {}, 'With other inputs'),
              valuesOf(data, attempt.inputs),
            ),
        ),
      ),
    ),
  );

/** @param {Task} task */
const logOf = ({ logs, logsLeftOut, attempts }) => {
  const half = Math.floor(logs.length / 2);
  const line = (/** @type {Task['logs'][number]} */ [time, attempt, message]) =>
    el(
      'li',
      {},
      el(
        'span',
        { class: 'faint' },
        `${duration(time)}${attempts.length > 1 ? ` #${attempt}` : ''} `,
      ),
      el('span', { class: 'value text' }, message),
    );
  return el(
    'section',
    {},
    el('h4', {}, `Log (${counted(logs.length + (logsLeftOut ?? 0), 'line')})`),
    el(
      'ol',
      { class: 'log', tabindex: 0 },
      ...logs.slice(0, half).map(line),
      logsLeftOut !== undefined &&
        el('li', { class: 'faint' }, `… ${counted(logsLeftOut, 'line')} left out …`),
      ...logs.slice(half).map(line),
    ),
  );
};

/**
 * What is made only when it is asked for.
 * @param {string} title
 * @param {() => Node} make
 */
const lazily = (title, make) => {
  const details = el(
    'details',
    {
      toggle: () => {
        if (details.children.length === 1) details.append(make());
      },
    },
    el('summary', {}, title),
  );
  return details;
};
