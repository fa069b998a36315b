const mostLinks = 12;

/**
 * Where all is said of the task that was chosen.
 * @param {Data} data
 * @param {() => void} close
 */
const detailPanel = (data, close) => {
  const usedBy = data.tasks.map(() => /** @type {number[]} */ ([]));
  data.tasks.forEach(({ needs }, place) => {
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
    const dot = wire.lastIndexOf('.');
    if (dot < 0)
      return el(
        'span',
        { class: 'faint' },
        wire === port ? ' an input of the pipeline' : ` from the input ${wire}`,
      );
    const before = wire.slice(0, dot);
    return el(
      'span',
      { class: 'faint' },
      ' from ',
      el('a', { href: hashOf(before) }, wire === port ? before : wire),
    );
  };
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
      ...(task.attempts.length === 0 ? [] : [attemptsOf(data, task)]),
      ...(task.logs.length === 0 ? [] : [logOf(task)]),
      ...(task.params === undefined
        ? []
        : [el('section', {}, el('h4', {}, 'Params'), valueAt(data, task.params))]),
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
    ['Depth', `${task.level} of ${data.tasks.at(-1)?.level ?? task.level}`],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
};

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
            ` ${attempt.number} · ${stateNames[attempt.end]} after ${duration(attempt.to - attempt.from)} · `,
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
