// Of the sentences of the offline page, the one in the language of the browser; all of them where none is.

/** @type {NodeListOf<HTMLElement>} */
const sentences = document.querySelectorAll("[data-language]");
const wanted = [...navigator.languages].map((tag) => tag.slice(0, 2));
const spoken = wanted.find((tag) => [...sentences].some(({ lang }) => lang === tag));
for (const sentence of sentences) sentence.hidden = Boolean(spoken) && sentence.lang !== spoken;
