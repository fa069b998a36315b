const rowHeight = 28;
/** Rows beyond the edges of the window, so that scrolling shows no gap. */
const spare = 12;
/** They are made anew only after so many. */
const stride = 8;
/** More parts of tasks than these are shown when they are asked for. */
const mostOpenParts = 200;
/** What a printer is given. */
const mostPrinted = 3000;

/**
 * The tasks, each with its times: a list that holds only the rows in sight, for there may be ten
 * thousand.
 * @param {Data} data
 */
const taskSection = (data) => {
  const end = Math.max(data.duration, 1);
  const order = data.tasks.map((_, place) => place);
  const load = loadOf(workingOf(data.tasks));
  const chains = order.map((place) => chainOf(data.tasks, place));
  const parts = order.filter((place) => data.tasks[place]?.within !== undefined).length;
  let hasParts = parts <= mostOpenParts;
  const chain = new Set(data.chain);
  const isRetried = (/** @type {Task} */ task) => task.attempts.length > 1;
  /** @type {Record<string, (a: Task, b: Task) => number>} */
  const orders = {
    'by start': (a, b) => compare(startOf(a), startOf(b)),
    'longest first': (a, b) => workOf(b) - workOf(a),
    'by name': (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
    'by depth': (a, b) => a.level - b.level,
  };
  /** @type {Map<string, (task: Task, place: number) => boolean>} */
  const filters = new Map();
  const wanted = new Set();
  let shown = order;
  /** @type {number | undefined} */
  let selected;
  let isPrinting = false;
  /** @type {Span} */
  const whole = { from: 0, to: end };
  let range = whole;
  let isClose = false;

  const search = el('input', {
    type: 'search',
    placeholder: 'Find tasks, runners, errors  ( / )',
    'aria-label': 'Find tasks by name, runner or error',
    input: () => refresh(),
  });
  const sorting = el(
    'select',
    { 'aria-label': 'Order', change: () => refresh() },
    ...Object.keys(orders).map((name) => el('option', {}, name)),
  );
  const found = el('span', { class: 'faint', role: 'status' });
  const chip = (
    /** @type {string} */ key,
    /** @type {Child} */ sign,
    /** @type {string} */ label,
    /** @type {(task: Task, place: number) => boolean} */ test,
  ) => {
    filters.set(key, test);
    const button = el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': 'false',
        click: () => {
          if (!wanted.delete(key)) wanted.add(key);
          button.setAttribute('aria-pressed', String(wanted.has(key)));
          refresh();
        },
      },
      sign,
      label,
    );
    return button;
  };
  const retried = data.tasks.filter(isRetried).length;
  const chips = [
    ...countStates(data.tasks).map(([state, count]) =>
      chip(
        state,
        icon(state),
        `${count.toLocaleString('en')} ${stateNames[state]}`,
        (task) => task.state === state,
      ),
    ),
    ...(retried > 0
      ? [chip('retried', null, `${retried.toLocaleString('en')} retried`, isRetried)]
      : []),
    ...(chain.size > 1 && chain.size < data.tasks.length
      ? [
          chip('chain', null, `held the run up: ${chain.size.toLocaleString('en')}`, (_, place) =>
            chain.has(place),
          ),
        ]
      : []),
  ];

  const closer = el(
    'button',
    {
      type: 'button',
      class: 'chip',
      'aria-pressed': 'false',
      title: 'Show the time of the rows in sight only; it follows when you scroll',
      click: () => {
        isClose = !isClose;
        closer.setAttribute('aria-pressed', String(isClose));
        drawn = '';
        draw();
      },
    },
    'Zoom to rows in sight',
  );
  const opener = el(
    'button',
    {
      type: 'button',
      class: 'chip',
      'aria-pressed': String(hasParts),
      title:
        'Show elements of lists and tasks of pipelines within below the tasks that they are of',
      click: () => {
        hasParts = !hasParts;
        opener.setAttribute('aria-pressed', String(hasParts));
        refresh();
      },
    },
    counted(parts, 'part'),
  );
  const scale = el('div', { class: 'axisrow' });

  const before = el('div');
  const rows = el('div', { class: 'rows', role: 'list' });
  const after = el('div');
  const list = el(
    'div',
    { class: 'list', keydown: (event) => move(/** @type {KeyboardEvent} */ (event)) },
    before,
    rows,
    after,
  );

  const refresh = () => {
    const text = search.value.trim().toLowerCase();
    const tests = [...wanted].flatMap((key) => filters.get(key) ?? []);
    shown = order.filter((place) => {
      const task = /** @type {Task} */ (data.tasks[place]);
      return (
        (hasParts || text !== '' || tests.length > 0 || task.within === undefined) &&
        (tests.length === 0 || tests.some((test) => test(task, place))) &&
        (text === '' || wordsOf(task).includes(text))
      );
    });
    const by = orders[sorting.value];
    // What is part of a task stands below it, whatever the order.
    if (by !== undefined)
      shown.sort((a, b) => {
        const [one = [], other = []] = [chains[a], chains[b]];
        const at = one.findIndex((place, depth) => place !== other[depth]);
        const [x = -1, y = -1] = at < 0 ? [] : [one[at], other[at]];
        if (x < 0 || y < 0) return one.length - other.length;
        return (
          by(/** @type {Task} */ (data.tasks[x]), /** @type {Task} */ (data.tasks[y])) || x - y
        );
      });
    found.textContent =
      shown.length === data.tasks.length
        ? ''
        : `${shown.length.toLocaleString('en')} of ${counted(data.tasks.length, 'task')}`;
    drawn = '';
    draw();
  };

  let drawn = '';
  const draw = () => {
    const top = list.getBoundingClientRect().top;
    const first = isPrinting
      ? 0
      : Math.max(Math.floor(-top / rowHeight / stride) * stride - spare, 0);
    const count = isPrinting
      ? mostPrinted
      : Math.ceil(innerHeight / rowHeight) + 2 * spare + stride;
    const last = Math.min(first + count, shown.length);
    const at = Math.max(Math.floor((tools.getBoundingClientRect().bottom - top) / rowHeight), 0);
    const inSight = shown.slice(at, Math.max(Math.ceil((innerHeight - top) / rowHeight), at + 1));
    const isWhole = !isClose || isPrinting;
    const wantedRange = isWhole
      ? whole
      : rangeOf(
          inSight.map((place) => /** @type {Task} */ (data.tasks[place])),
          whole,
        );
    const key = `${first} ${last} ${wantedRange.from} ${wantedRange.to}`;
    if (key === drawn) return;
    drawn = key;
    if (range !== wantedRange || scale.childElementCount === 0) {
      range = wantedRange;
      scale.replaceChildren(
        legend(),
        axis(load, range, Math.min(Math.max(Math.floor(list.clientWidth / 150), 3), 8)),
      );
    }
    // A row that has the focus keeps it though it is made anew.
    const focused = rows.contains(document.activeElement)
      ? document.activeElement?.getAttribute('href')
      : undefined;
    rows.replaceChildren(...shown.slice(first, last).map((place) => row(place)));
    before.style.height = `${first * rowHeight}px`;
    after.style.height = `${isPrinting ? 0 : (shown.length - last) * rowHeight}px`;
    if (focused) linkOf(focused)?.focus({ preventScroll: true });
  };
  const linkOf = (/** @type {string} */ hash) =>
    /** @type {HTMLAnchorElement | null} */ (rows.querySelector(`[href="${CSS.escape(hash)}"]`));

  const row = (/** @type {number} */ place) => {
    const task = /** @type {Task} */ (data.tasks[place]);
    const work = workOf(task);
    return el(
      'div',
      { role: 'listitem' },
      el(
        'a',
        {
          class: `row${chain.has(place) ? ' chain' : ''}`,
          href: hashOf(task.name),
          'aria-current': place === selected ? 'true' : undefined,
          'data-place': place,
        },
        icon(task.state),
        el(
          'span',
          { class: `name depth${Math.min((chains[place] ?? []).length - 1, 4)}`, title: task.name },
          task.name,
        ),
        el('span', { class: 'runner', title: task.runner }, task.runner),
        el(
          'span',
          { class: 'time' },
          task.attempts.length === 0 ? '' : duration(work),
          task.attempts.length > 1 &&
            el(
              'span',
              { class: 'times', title: counted(task.attempts.length, 'attempt') },
              ` ×${task.attempts.length}`,
            ),
        ),
        bars(task, range),
      ),
    );
  };

  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = /** @type {Element | null} */ (event.target)?.closest?.('[data-place]');
    if (step === undefined || !from) return;
    event.preventDefault();
    const next = shown[shown.indexOf(Number(from.getAttribute('data-place'))) + step];
    if (next === undefined) return;
    focus(next);
  };

  /** Scrolls no further than it must. */
  const reveal = (/** @type {number} */ place) => {
    const at = shown.indexOf(place);
    if (at < 0) return;
    const y = list.getBoundingClientRect().top + at * rowHeight;
    const head = tools.getBoundingClientRect().bottom;
    if (y < head) scrollBy(0, y - head);
    else if (y + rowHeight > innerHeight) scrollBy(0, y + rowHeight - innerHeight + 8);
    draw();
  };

  const focus = (/** @type {number} */ place) => {
    reveal(place);
    linkOf(hashOf(/** @type {Task} */ (data.tasks[place]).name))?.focus({ preventScroll: true });
  };

  const tools = el(
    'div',
    { class: 'tools' },
    el('div', { class: 'heading' }, el('h2', {}, 'Tasks'), search, sorting, found),
    el('div', { class: 'chips' }, ...chips, parts > 0 && opener, data.tasks.length > 30 && closer),
    scale,
  );
  const section = el('section', { id: 'tasks' }, tools, list);
  addEventListener('scroll', draw, { passive: true });
  addEventListener('resize', () => {
    drawn = '';
    scale.replaceChildren();
    draw();
  });
  addEventListener('beforeprint', () => {
    isPrinting = true;
    draw();
  });
  addEventListener('afterprint', () => {
    isPrinting = false;
    draw();
  });
  return {
    section,
    search,
    reveal,
    focus,
    ready: refresh,
    select: (/** @type {number | undefined} */ place) => {
      selected = place;
      for (const old of rows.querySelectorAll('[aria-current]'))
        old.removeAttribute('aria-current');
      rows.querySelector(`[data-place="${place}"]`)?.setAttribute('aria-current', 'true');
    },
  };
};

/** Infinity included, of which subtraction makes NaN. @param {number} a @param {number} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {Task} task */
const wordsOf = ({ name, runner, state, failure }) =>
  `${name}\n${runner}\n${stateNames[state]}\n${failure?.message ?? ''}`.toLowerCase();

/** @typedef {{ readonly from: number, readonly to: number }} Span */

/**
 * The time from the first start to the last end of some tasks; all of it where none has begun.
 * @param {readonly Task[]} tasks
 * @param {Span} whole
 * @returns {Span}
 */
const rangeOf = (tasks, whole) => {
  let from = Infinity;
  let to = -Infinity;
  for (const task of tasks) {
    from = Math.min(from, startOf(task));
    for (const attempt of task.attempts) to = Math.max(to, attempt.to);
    for (const wait of task.waits) to = Math.max(to, wait[2]);
  }
  return to > from ? { from, to } : whole;
};

/**
 * @param {Task} task
 * @param {Span} range
 */
const bars = (task, range) => {
  const place = (/** @type {number} */ time) =>
    Math.min(Math.max((time - range.from) / (range.to - range.from), 0), 1) * 100;
  const bar = (
    /** @type {string} */ kind,
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {string} */ hint,
  ) => {
    if (to < range.from || from > range.to) return null;
    const title = `${hint}, ${duration(to - from)}, from ${duration(from)}`;
    const part = el('i', { class: kind, title });
    part.style.left = `${place(from)}%`;
    part.style.width = `${place(to) - place(from)}%`;
    return part;
  };
  return el(
    'span',
    { class: 'bars' },
    ...task.waits.map(([kind, from, to]) =>
      bar(
        `wait ${kind}`,
        from,
        to,
        kind === 'slot' ? `waits for ${freeing(task)}` : 'waits to try again',
      ),
    ),
    ...task.attempts.map(({ number, from, to, end: how }) =>
      bar(`attempt s-${how}`, from, to, `attempt ${number}: ${stateNames[how]}`),
    ),
  );
};

const legend = () =>
  el(
    'span',
    { class: 'legend' },
    ...[
      ['attempt s-finished', 'attempt'],
      ['attempt s-failed', 'failed'],
      ['wait slot', 'waits for a slot or a resource'],
      ['wait retry', 'for a retry'],
    ].flatMap(([kind = '', label = '']) => [el('i', { class: kind }), el('span', {}, label)]),
  );

/**
 * How many attempts were at work, from each time on when that changed.
 * @param {readonly Task[]} tasks
 */
const loadOf = (tasks) => {
  /** @type {[time: number, change: number][]} */
  const changes = [];
  for (const { attempts } of tasks)
    for (const { from, to } of attempts) changes.push([from, 1], [to, -1]);
  changes.sort(([a, x], [b, y]) => a - b || x - y);
  let count = 0;
  return changes.map(([time, change]) => {
    count += change;
    return { time, count };
  });
};

const columns = 300;

/**
 * The scale of times, and above it how many attempts were at work.
 * @param {ReturnType<typeof loadOf>} load
 * @param {Span} range
 * @param {number} mostTicks
 */
const axis = (load, { from, to }, mostTicks) => {
  const most = load.reduce((most, { count }) => Math.max(most, count), 1);
  const heights = new Array(columns).fill(0);
  let column = 0;
  let count = 0;
  const fillTo = (/** @type {number} */ time) => {
    const until = Math.min(Math.floor(((time - from) / (to - from)) * columns), columns - 1);
    for (; column < until; column += 1) {
      heights[column] = Math.max(heights[column], count);
      heights[column + 1] = count;
    }
  };
  for (const change of load) {
    fillTo(change.time);
    ({ count } = change);
    if (change.time <= to)
      heights[column] = change.time < from ? count : Math.max(heights[column], count);
  }
  fillTo(to);
  const { step, times } = ticks(from, to, mostTicks);
  const path = heights.map((height, index) => {
    const y = (1 - height / most) * 30;
    return `L${index} ${y}L${index + 1} ${y}`;
  });
  return el(
    'div',
    { class: 'axis', title: `At work at once: up to ${counted(most, 'attempt')}` },
    el('span', { class: 'most' }, `at once: up to ${most.toLocaleString('en')}`),
    svg(
      'svg',
      { viewBox: `0 0 ${columns} 30`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('path', { d: `M0 30${path.join('')}L${columns} 30z` }),
    ),
    ...times.map((time) => {
      const share = (time - from) / (to - from);
      // What would stick out has no label.
      const tick = el('span', { class: 'tick' }, share > 0.93 ? '' : clock(time, step));
      tick.style.left = `${share * 100}%`;
      return tick;
    }),
  );
};
