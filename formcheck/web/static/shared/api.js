// Asks the server. What it refuses comes as a Refusal, in words; a server that is gone as a Lost.

import { PROTOCOL } from "./protocol.js";
import { settings, t } from "./texts.js";
import { outdated } from "./upgrade.js";

const OUTDATED = 426;

export class Refusal extends Error {
  /**
   * @param {string} why
   * @param {number} status
   */
  constructor(why, status) {
    super(why);
    this.status = status;
  }
}

export class Lost extends Error {
  constructor() {
    super(t("app.lost"));
  }
}

export const HEADERS = { "Formcheck-Protocol": PROTOCOL };

/**
 * Asks for what lies at a path. A page that is older than the server reloads itself, and until then finds it lost.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function ask(path, options = {}) {
  const address = `${path}${path.includes("?") ? "&" : "?"}language=${settings.language}`;
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: { ...options.headers, ...HEADERS } });
  } catch {
    throw new Lost();
  }
  if (!answer.ok) throw refusal(answer.status, await answer.text());
  return answer;
}

/**
 * Makes an error of what the server refuses.
 * @param {number} status
 * @param {string} body
 */
export function refusal(status, body) {
  const { why, protocol } = parsed(body);
  if (status !== OUTDATED) return new Refusal(why ?? "", status);
  outdated(protocol ?? "");
  return new Lost();
}

/**
 * @param {string} body
 * @returns {{ why?: string, protocol?: string }}
 */
function parsed(body) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {}; // a refusal without words
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>} Whatever the path gives; the callers say what.
 */
export async function askJson(path, options) {
  const answer = await ask(path, options);
  return answer.status === 204 ? null : answer.json();
}

/**
 * @param {"POST" | "PUT"} method
 * @param {unknown} body
 * @returns {RequestInit}
 */
export const withBody = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
