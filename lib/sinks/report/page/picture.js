/** @type {Record<import('../picture/grain.js').Grain['name'], string>} */
const grainNames = {
  tasks: 'Each task',
  groups: 'Alike together',
  steps: 'By steps',
};

const cellSize = 9;
const cellPitch = 11;

/**
 * The graph, in the first of its pictures that can be read without scrolling.
 * @param {Data} data
 */
const graphSection = (data) => {
  const { pictures } = data;
  const isReadable = (/** @type {typeof pictures[number]} */ { width, height }) =>
    width <= 2200 && height <= 1000;
  const first = Math.max(pictures.findIndex(isReadable), 0);
  const frame = el('div', { class: 'frame', tabindex: 0, role: 'group', 'aria-label': 'Graph' });
  const drawings = pictures.map((picture) => drawing(data, picture));
  const choices = pictures.map((picture, index) =>
    el(
      'button',
      { type: 'button', class: 'chip', click: () => show(index) },
      grainNames[picture.grain],
    ),
  );
  let at = first;
  let scale = 1;
  // Until somebody chooses a size.
  let isFitted = true;
  const zoom = (/** @type {number} */ to) => {
    const picture = pictures[at];
    const drawn = drawings[at];
    if (picture === undefined || drawn === undefined) return;
    scale = Math.min(Math.max(to, 0.05), 3);
    drawn.setAttribute('width', String(picture.width * scale));
    drawn.setAttribute('height', String(picture.height * scale));
  };
  const resize = (/** @type {number} */ to) => {
    isFitted = false;
    zoom(to);
  };
  const fit = () => {
    const picture = pictures[at];
    if (picture === undefined) return;
    isFitted = true;
    const across = ((frame.clientWidth || 1100) - 2) / picture.width;
    const down = 640 / picture.height;
    const whole = Math.min(1, across, down);
    // Too small to be read: as wide as the page or as high then, or at a size that can be scrolled.
    zoom(whole < 0.45 ? Math.min(1, Math.max(across, down, 0.45)) : whole);
  };
  const show = (/** @type {number} */ index) => {
    at = index;
    choices.forEach((choice, one) => choice.setAttribute('aria-pressed', String(one === at)));
    const drawn = drawings[at];
    if (drawn !== undefined) frame.replaceChildren(drawn);
    fit();
  };
  const section = el(
    'section',
    { id: 'graph' },
    el(
      'div',
      { class: 'heading' },
      el('h2', {}, 'Graph'),
      choices.length > 1 &&
        el('div', { class: 'chips', role: 'group', 'aria-label': 'Picture' }, ...choices),
      el(
        'div',
        { class: 'chips zoom' },
        el(
          'button',
          { type: 'button', class: 'chip', title: 'Smaller', click: () => resize(scale / 1.25) },
          '−',
        ),
        el(
          'button',
          { type: 'button', class: 'chip', title: 'Larger', click: () => resize(scale * 1.25) },
          '+',
        ),
        el('button', { type: 'button', class: 'chip', click: fit }, 'Fit'),
      ),
    ),
    frame,
  );
  const select = (/** @type {number | undefined} */ task) => {
    for (const drawn of drawings) {
      for (const old of drawn.querySelectorAll('.selected, .near'))
        old.classList.remove('selected', 'near');
      if (task === undefined) continue;
      for (const box of drawn.querySelectorAll('[data-tasks]'))
        if (box.getAttribute('data-tasks')?.includes(` ${task} `)) {
          box.classList.add('selected');
          const place = box.getAttribute('data-box');
          for (const edge of drawn.querySelectorAll(`[data-from="${place}"], [data-to="${place}"]`))
            edge.classList.add('near');
        }
      drawn.querySelector(`[data-cell="${task}"]`)?.classList.add('selected');
    }
    if (task !== undefined) bringIn(frame);
  };
  new ResizeObserver(() => {
    if (isFitted) fit();
  }).observe(frame);
  return { section, select, ready: () => show(first) };
};

/** Scrolls the frame, not the page, to what is selected in it. @param {HTMLElement} frame */
const bringIn = (frame) => {
  const box = frame.querySelector('.cell.selected, .box.selected')?.getBoundingClientRect();
  if (box === undefined) return;
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  if (box.left < left || box.right > right)
    frame.scrollLeft += (box.left + box.right) / 2 - (left + right) / 2;
  if (box.top < top || box.bottom > bottom)
    frame.scrollTop += (box.top + box.bottom) / 2 - (top + bottom) / 2;
};

/**
 * @param {Data} data
 * @param {Data['pictures'][number]} picture
 */
const drawing = (data, { width, height, boxes, edges }) =>
  svg(
    'svg',
    { class: 'graph', viewBox: `0 0 ${width} ${height}`, role: 'group' },
    svg(
      'defs',
      {},
      svg(
        'marker',
        {
          id: 'tip',
          viewBox: '0 0 8 8',
          refX: 7,
          refY: 4,
          markerWidth: 7,
          markerHeight: 7,
          orient: 'auto',
        },
        svg('path', { d: 'M0 0.5L7 4L0 7.5z' }),
      ),
    ),
    ...edges.map(({ from, to, path }) =>
      svg('path', {
        class: 'edge',
        d: path,
        'data-from': from,
        'data-to': to,
        'marker-end': 'url(#tip)',
      }),
    ),
    ...boxes.map((box, place) => boxOf(data, box, place)),
  );

/**
 * @param {Data} data
 * @param {Data['pictures'][number]['boxes'][number]} box
 * @param {number} place
 */
const boxOf = (data, box, place) => {
  const [only = 0] = box.tasks;
  const task = data.tasks[only];
  const around = {
    class: 'box',
    'data-tasks': ` ${box.tasks.join(' ')} `,
    'data-box': place,
    transform: `translate(${box.x} ${box.y})`,
  };
  const outline = svg('rect', { class: 'outline', width: box.width, height: box.height, rx: 8 });
  if (box.tasks.length === 1 && task !== undefined) {
    const sign = icon(task.state);
    sign.setAttribute('x', '10');
    sign.setAttribute('y', String(box.height / 2 - 8));
    return svg(
      'a',
      { ...around, class: `box single s-${task.state}`, href: hashOf(task.name) },
      svg('title', {}, hintOf(task)),
      outline,
      svg('g', {}, sign),
      svg('text', { class: 'name', x: 33, y: 19 }, box.title),
      svg('text', { class: 'runner', x: 33, y: 34 }, box.subtitle),
    );
  }
  return svg(
    'g',
    { ...around, class: 'box' },
    outline,
    svg('text', { class: 'name', x: 11, y: 19 }, box.title),
    svg('text', { class: 'runner', x: 11, y: 33 }, `${box.subtitle}${troubleOf(data, box.tasks)}`),
    ...(box.columns > 0 ? cellsOf(data, box) : shareOf(data, box)),
  );
};

/**
 * @param {Data} data
 * @param {readonly number[]} tasks
 */
const troubleOf = (data, tasks) => {
  const failed = tasks.filter((place) => data.tasks[place]?.state === 'failed').length;
  return failed === 0 ? '' : `, ${failed.toLocaleString('en')} failed`;
};

/** @param {Task} task */
const hintOf = (task) =>
  `${task.name} (${task.runner}): ${stateNames[task.state]}` +
  (task.attempts.length > 0 ? `, ${duration(workOf(task))}` : '') +
  (task.attempts.length > 1 ? `, ${task.attempts.length} attempts` : '');

/**
 * @param {Data} data
 * @param {Data['pictures'][number]['boxes'][number]} box
 */
const cellsOf = (data, { tasks, columns }) =>
  tasks.map((place, index) => {
    const task = /** @type {Task} */ (data.tasks[place]);
    return svg(
      'a',
      // Hundreds of stops of the Tab key would be in the way: the list below has them all.
      { href: hashOf(task.name), tabindex: -1, class: `cell s-${task.state}`, 'data-cell': place },
      svg('title', {}, hintOf(task)),
      svg('rect', {
        x: 11 + (index % columns) * cellPitch,
        y: 41 + Math.floor(index / columns) * cellPitch,
        width: cellSize,
        height: cellSize,
        rx: 2,
      }),
    );
  });

/**
 * @param {Data} data
 * @param {Data['pictures'][number]['boxes'][number]} box
 */
const shareOf = (data, { tasks, width }) => {
  const counts = countStates(tasks.map((place) => /** @type {Task} */ (data.tasks[place])));
  // A few failures among thousands are to be seen.
  const least = 4;
  const room = width - 22 - least * counts.length;
  let x = 11;
  return counts.map(([state, count]) => {
    const share = least + (room * count) / tasks.length;
    const part = svg(
      'g',
      { class: `cell s-${state}` },
      svg('title', {}, `${counted(count, 'task')} ${stateNames[state]}`),
      svg('rect', { x, y: 41, width: share, height: cellSize }),
    );
    x += share;
    return part;
  });
};

/**
 * @param {readonly Task[]} tasks
 * @returns {[State, number][]}
 */
const countStates = (tasks) => {
  /** @type {Map<State, number>} */
  const counts = new Map();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return /** @type {State[]} */ (Object.keys(stateNames)).flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count]];
  });
};
