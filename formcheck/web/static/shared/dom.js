// What both pages do to their document: find what must be there, make what is shown, write what is new.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Returns the element of an id. That it is missing or of another kind is a mistake in the page.
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @param {{ new (): T }} [kind]
 * @returns {T}
 */
export function $(id, kind) {
  return checked(document.getElementById(id), `#${id}`, kind);
}

/**
 * Returns the first element of a selector within another one.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} within
 * @param {string} selector
 * @param {{ new (): T }} [kind]
 * @returns {T}
 */
export function find(within, selector, kind) {
  return checked(within.querySelector(selector), selector, kind);
}

/**
 * @template {Element} T
 * @param {Element | null} element
 * @param {string} name
 * @param {{ new (): T } | undefined} kind
 * @returns {T}
 */
function checked(element, name, kind) {
  if (!(element instanceof (kind ?? HTMLElement))) throw new TypeError(`${name} is missing, or of another kind`);
  return /** @type {T} */ (element);
}

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} [values]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, values = {}, ...children) {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...children);
  return element;
}

/**
 * Gives an element the name that a screen reader says.
 * @template {Element} T
 * @param {T} element
 * @param {string} name
 * @returns {T}
 */
export function named(element, name) {
  element.setAttribute("aria-label", name);
  return element;
}

/**
 * Makes a part of a drawing.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {string} [text]
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text) element.textContent = text;
  return element;
}

/**
 * Writes only what is new, so that a screen reader does not repeat the same text again and again.
 * @param {Element} element
 * @param {string} text
 */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
