// Which of a browser's voices comes first: one of the country whose words the page has, then the browser's own choice.

/**
 * @template {{ lang: string, default: boolean }} V
 * @param {V[]} voices
 * @param {string} locale Of the words of the page: "pt-BR".
 */
export function inOrder(voices, locale) {
  const rank = (/** @type {V} */ v) => (v.lang.replace("_", "-").startsWith(locale) ? 0 : 2) + (v.default ? 0 : 1);
  return [...voices].sort((a, b) => rank(a) - rank(b));
}
