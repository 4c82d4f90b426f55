// Talks to the server. What it refuses comes as a Refusal, in words; a server that is gone as a Lost.

import { PROTOCOL } from "../shared/protocol.js";
import { settings } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";

export class Refusal extends Error {
  constructor(why, status) {
    super(why);
    this.status = status;
  }
}
export class Lost extends Error {}

const OUTDATED = 426;
const BASE = "api/review";
export const address = (number, what = "") => `${BASE}/${number}${what && `/${what}`}`;

async function ask(path, options = {}) {
  let answer;
  try {
    const headers = { ...options.headers, "Formcheck-Protocol": PROTOCOL };
    answer = await fetch(`${path}${path.includes("?") ? "&" : "?"}language=${settings.language}`, { ...options, headers });
  } catch {
    throw new Lost();
  }
  if (answer.status === OUTDATED) {
    outdated((await answer.json()).protocol);
    throw new Lost();
  }
  if (!answer.ok) throw new Refusal(await why(answer), answer.status);
  return answer;
}

async function why(answer) {
  try {
    return (await answer.json()).why ?? "";
  } catch {
    return "";
  }
}

const withBody = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const everything = async () => (await ask(BASE)).json();
export const read = async (number) => (await ask(address(number))).json();
export const correct = async (number, corrections) => (await ask(address(number, "corrections"), withBody("POST", corrections))).json();
export const draw = async (number) => (await ask(address(number, "drawing"), withBody("POST", {}))).json();
export const write = async (number, note) => (await ask(address(number, "note"), withBody("PUT", { note }))).json();
export const show = async (number, pictures) => (await ask(address(number, "pictures"), withBody("PUT", { pictures }))).json();
export const save = async (number) => (await ask(address(number, "save"), withBody("POST", {}))).json();
export const remove = async (number) => void (await ask(address(number), { method: "DELETE" }));

export async function pack(number, formats, height) {
  const query = new URLSearchParams({ formats: formats.join(",") });
  if (height) query.set("height_m", height);
  return (await ask(`${address(number, "results.zip")}?${query}`)).blob();
}

// Sends one video; `going` is told the share sent. What comes back has `done`, a promise, and `abort`.
export function send(file, going) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => going(total ? loaded / total : 0);
    request.onload = () => {
      let told = {};
      try {
        told = JSON.parse(request.responseText);
      } catch {
        // an answer without words
      }
      request.status === 201 ? resolve(told) : reject(new Refusal(told.why ?? "", request.status));
    };
    request.onerror = () => reject(new Lost());
    request.onabort = () => resolve(null);
  });
  request.open("POST", `${BASE}?${new URLSearchParams({ name: file.name, language: settings.language })}`);
  request.setRequestHeader("Formcheck-Protocol", PROTOCOL);
  request.send(file);
  return { done, abort: () => request.abort() };
}
