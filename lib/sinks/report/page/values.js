const longText = 240;
const longLines = 6;

/**
 * @param {Data} data
 * @param {number} place
 */
const valueAt = (data, place) => {
  const [kind, text] = data.texts[place] ?? ['text', ''];
  if (text === '') return el('span', { class: 'faint' }, 'an empty text');
  const lines = text.split('\n', longLines + 1).length;
  if (text.length <= longText && lines <= longLines)
    return el('span', { class: `value ${kind}` }, text);
  const first = text.slice(0, 120).replace(/\s+/g, ' ');
  return el(
    'details',
    { class: 'long' },
    el(
      'summary',
      {},
      el('span', { class: `value ${kind}` }, `${first}…`),
      el('span', { class: 'faint' }, ` ${counted(text.length, 'character')}`),
    ),
    el('pre', { class: `value ${kind}`, tabindex: 0 }, text),
  );
};

/**
 * @param {Data} data
 * @param {readonly import('../report-data.js').NamedText[]} values
 * @param {(name: string) => Child} [aside] what is said beside a name
 */
const valuesOf = (data, values, aside = () => null) =>
  el(
    'dl',
    { class: 'values' },
    ...values.flatMap(([name, place]) => [
      el('dt', {}, name, aside(name)),
      el('dd', {}, valueAt(data, place)),
    ]),
  );

/** @param {RecordedError} error @param {string} said what was said already */
const errorOf = (error, said) => {
  /** @type {Node[]} */
  const parts = [];
  /** @type {RecordedError | undefined} */
  let at = error;
  let isFirst = true;
  while (at !== undefined) {
    if (!isFirst || at.message !== said)
      parts.push(
        el(
          'p',
          { class: 'because' },
          el('span', { class: 'faint' }, isFirst ? `${at.name}: ` : `because of ${at.name}: `),
          at.message,
        ),
      );
    for (const one of at.errors ?? [])
      parts.push(
        el('p', { class: 'because' }, el('span', { class: 'faint' }, `${one.name}: `), one.message),
      );
    at = at.cause;
    isFirst = false;
  }
  const stacks = [];
  for (at = error; at !== undefined; at = at.cause)
    if (at.stack !== undefined) stacks.push(at.stack);
  if (stacks.length > 0)
    parts.push(
      el(
        'details',
        { class: 'long' },
        el('summary', {}, 'Stack'),
        el('pre', { tabindex: 0 }, stacks.join('\n\ncaused by\n')),
      ),
    );
  return parts;
};

/** @param {Failure} failure */
const failureOf = (failure) =>
  el(
    'div',
    { class: 'failure' },
    el('p', { class: 'message' }, failure.message),
    ...(failure.cause === undefined ? [] : errorOf(failure.cause, failure.message)),
  );
