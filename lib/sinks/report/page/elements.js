/*
 * Everything on the page is made by these two, from text: nothing that a run said is ever read as
 * markup.
 */

/**
 * @typedef {string | Node | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | EventListener | undefined>} Properties
 */

/**
 * A record may hold halves of characters, which no address can, and not every tool.
 * @param {string} text
 */
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd');

/**
 * @template {Element} E
 * @param {E} element
 * @param {Properties} properties
 * @param {Child[]} children
 * @returns {E}
 */
const filled = (element, properties, children) => {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : wellFormed(String(value)));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      element.append(typeof child === 'string' ? wellFormed(child) : child);
  return element;
};

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Properties} [properties]
 * @param {Child[]} children
 */
const el = (tag, properties = {}, ...children) =>
  filled(document.createElement(tag), properties, children);

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Properties} [properties]
 * @param {Child[]} children
 */
const svg = (tag, properties = {}, ...children) =>
  filled(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);

/** @type {Record<State, string>} */
const signs = {
  finished: 'M4.5 8.2l2.4 2.4 4.6-5',
  failed: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
  skipped: 'M4.5 5l3 3-3 3M8.5 5l3 3-3 3',
  cancelled: 'M5.5 5.5h5v5h-5z',
  running: 'M6.2 4.8l5 3.2-5 3.2z',
  pending: 'M8 4.5v3.7l2.4 1.6',
  omitted: 'M5 8h6',
  unneeded: 'M5 8h6',
};

/** A sign of its own for each state: colour alone does not tell. @param {State} state */
const icon = (state) =>
  svg(
    'svg',
    { class: `icon s-${state}`, viewBox: '0 0 16 16', width: 16, height: 16, role: 'img' },
    svg('title', {}, stateNames[state]),
    svg('circle', { cx: 8, cy: 8, r: 7.2 }),
    svg('path', { d: signs[state] }),
  );

/** @param {string} name */
const hashOf = (name) => `#task=${encodeURIComponent(wellFormed(name))}`;
