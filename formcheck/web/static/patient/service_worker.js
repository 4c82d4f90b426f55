// Shows one page while the computer is off. Nothing of a person is kept: cached is that page, with its looks and icon.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

const CACHE = "formcheck-shell";
const PAGE = "offline.html";
const SHELL = [PAGE, "shared/style.css", "shared/icon.svg", "shared/offline.js"];
/** A computer that sleeps refuses nothing: it does not answer. */
const PATIENCE_MS = 8000;

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })));
}

/** @param {string} path */
async function kept(path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? Response.error();
}

/** @param {FetchEvent} event */
async function answer(event) {
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE_MS));
    const page = /** @type {Response} */ (await Promise.race([fetch(event.request), late]));
    event.waitUntil(keepShell().catch(() => {})); // the name of the computer and its languages may be other ones now
    return page;
  } catch {
    return kept(PAGE);
  }
}

/** @param {string} address */
const inShell = (address) => SHELL.find((path) => address === new URL(path, worker.registration.scope).href);

worker.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") return event.respondWith(answer(event));
  const path = request.method === "GET" && inShell(request.url);
  if (path) event.respondWith(fetch(request).catch(() => kept(path)));
});
