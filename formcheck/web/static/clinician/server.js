// What the clinician's page asks of the server.

/** @import { ComparedVisit, Corrections, Goals, PlanDraft, PlanMade, PlanWanted, ShownJoints, TakenIn, VideoFull, VideoShort, Videos, VisitName } from "../shared/protocol.js" */

import { ask, askJson, HEADERS, Lost, refusal, Refusal, withBody } from "../shared/api.js";
import { settings } from "../shared/texts.js";

export { Lost, Refusal };

const BASE = "api/review";

/**
 * Returns where something of a video lies.
 * @param {string} number
 * @param {string} what
 */
export const address = (number, what = "") => `${BASE}/${number}${what && `/${what}`}`;

/** @param {VideoShort} video Whose film has another address whenever it was drawn again. */
export const filmAddress = (video) => `${address(video.number, "picture")}?${video.drawn}`;

/** @returns {Promise<Videos>} */
export const everything = () => askJson(BASE);

/** @type {(number: string) => Promise<VideoFull>} */
export const read = (number) => askJson(address(number));

/** @type {(number: string, corrections: Corrections) => Promise<VideoFull>} */
export const correct = (number, corrections) => askJson(address(number, "corrections"), withBody("POST", corrections));

/** @type {(number: string, timeS: number) => Promise<ShownJoints>} */
export const joints = (number, timeS) => askJson(`${address(number, "joints")}?time_s=${timeS}`);

/** @type {(number: string) => Promise<VideoShort>} */
export const draw = (number) => askJson(address(number, "drawing"), withBody("POST", {}));

/** @type {(number: string, note: string) => Promise<VideoShort>} */
export const write = (number, note) => askJson(address(number, "note"), withBody("PUT", { note }));

/** @type {(number: string, pictures: VideoFull["pictures"]) => Promise<VideoShort>} */
export const show = (number, pictures) => askJson(address(number, "pictures"), withBody("PUT", { pictures }));

/** @type {(number: string, patient: string, visitedOn: string | null) => Promise<VideoShort>} */
export const enterVisit = (number, patient, visitedOn) =>
  askJson(address(number, "visit"), withBody("PUT", { patient, visited_on: visitedOn }));

/** @type {(number: string) => Promise<VideoShort>} */
export const archive = (number) => askJson(address(number, "archive"), withBody("POST", {}));

/** @type {(code: string) => Promise<Goals>} */
export const goals = (code) => askJson(`${BASE}/goals/${encodeURIComponent(code)}`);

/** @type {(code: string, wanted: { hold_s: number, green: Record<string, [number | null, number | null]> }) => Promise<Goals>} */
export const keepGoals = (code, wanted) => askJson(`${BASE}/goals/${encodeURIComponent(code)}`, withBody("PUT", wanted));

/** @type {(code: string) => Promise<Goals>} */
export const forgetGoals = (code) => askJson(`${BASE}/goals/${encodeURIComponent(code)}`, { method: "DELETE" });

/** @param {string} code */
export const progressAddress = (code) => `${BASE}/progress/${encodeURIComponent(code)}/?language=${settings.language}`;

/** @type {(code: string) => Promise<PlanDraft>} */
export const planDraft = (code) => askJson(`${BASE}/plans/${encodeURIComponent(code)}`);

/** @type {(wanted: PlanWanted) => Promise<PlanMade>} */
export const makePlan = (wanted) => askJson(`${BASE}/plans`, withBody("POST", wanted));

/**
 * Returns where the file or the QR code of a plan lies.
 * @param {string} code
 * @param {string} name
 */
export const planAddress = (code, name) => `${BASE}/plans/${encodeURIComponent(code)}/${name}`;

/** @type {(file: Blob) => Promise<TakenIn>} */
export const takeInPractice = (file) => askJson(`${BASE}/practice`, { method: "POST", body: file });

/** @type {() => Promise<VisitName[]>} What can be compared: the videos that are judged here, and the reviews saved. */
export const visits = () => askJson(`${BASE}/visits`);

/** @type {(key: string) => Promise<ComparedVisit>} */
export const visit = (key) => askJson(`${BASE}/visits/${encodeURIComponent(key)}`);

/** @param {string} key */
export const visitFilm = (key) => `${BASE}/visits/${encodeURIComponent(key)}/picture`;

/** @type {(number: string) => Promise<{ folder: string }>} */
export const save = (number) => askJson(address(number, "save"), withBody("POST", {}));

/** @type {(number: string) => Promise<null>} */
export const remove = (number) => askJson(address(number), { method: "DELETE" });

/**
 * Returns the results of a video as one file.
 * @param {string} number
 * @param {string[]} formats
 * @param {number} heightM Of the person; NaN where it is not known.
 */
export async function pack(number, formats, heightM) {
  const query = new URLSearchParams({ formats: formats.join(",") });
  if (heightM) query.set("height_m", String(heightM));
  return (await ask(`${address(number, "results.zip")}?${query}`)).blob();
}

/**
 * Sends one video. What comes back resolves to null where sending was broken off; `abort` tells whether it was: once all
 * of it has been sent the server has it, whatever becomes of the request.
 * @param {File} file
 * @param {(share: number) => void} going Called with the share that has been sent.
 */
export function send(file, going) {
  const request = new XMLHttpRequest();
  let sent = false;
  /** @type {Promise<VideoShort | null>} */
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => going(total ? loaded / total : 0);
    request.upload.onload = () => (sent = true);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(refusal(request.status, request.responseText));
    };
    request.onerror = () => reject(new Lost());
    request.onabort = () => resolve(null);
  });
  request.open("POST", `${BASE}?${new URLSearchParams({ name: file.name, language: settings.language })}`);
  for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
  request.send(file);
  const abort = () => {
    if (!sent) request.abort();
    return !sent;
  };
  return { done, abort };
}
