// A calendar file that reminds of the next practices: made here, for whichever calendar the person has.

/**
 * @typedef {object} Plan
 * @property {string} time Hours and minutes, as a field of the page gives them: "18:30".
 * @property {"daily" | "three"} often
 * @property {string} title
 */

const BYDAY = { daily: "", three: ";BYDAY=MO,WE,FR" };
const FREQUENCY = { daily: "DAILY", three: "WEEKLY" };
/** A calendar day is one of these before what the rule asks for: MO, WE, FR. */
const DAYS_OF_THREE = [1, 3, 5];

/**
 * Writes the file, in the time of wherever the person is.
 * @param {Plan} plan
 * @param {Date} now
 */
export function calendar({ time, often, title }, now) {
  const first = new Date(now);
  const [hours, minutes] = time.split(":").map(Number);
  first.setHours(hours || 0, minutes || 0, 0, 0);
  while (first <= now || (often === "three" && !DAYS_OF_THREE.includes(first.getDay()))) first.setDate(first.getDate() + 1);
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//formcheck//practice//EN", "BEGIN:VEVENT",
    `UID:formcheck-${now.getTime()}@localhost`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, "")}`,
    `DTSTART:${local(first)}`, "DURATION:PT15M",
    `RRULE:FREQ=${FREQUENCY[often]}${BYDAY[often]};COUNT=${often === "daily" ? 56 : 24}`,
    `SUMMARY:${escaped(title)}`,
    "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(title)}`, "TRIGGER:PT0S", "END:VALARM",
    "END:VEVENT", "END:VCALENDAR",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** @param {Date} date */
function local(date) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}${two(date.getMinutes())}00`;
}

/** @param {string} text */
const escaped = (text) => text.replace(/([\\;,])/g, "\\$1").replace(/\n/g, "\\n");

/**
 * Days on which something was practised: all of them, and those of the last seven.
 * @param {{ started_at: string }[]} practices
 * @param {Date} now
 */
export function daysPractised(practices, now) {
  const days = new Set(practices.map(({ started_at: at }) => new Date(at).toDateString()));
  const week = [...Array(7).keys()].map((back) => {
    const day = new Date(now);
    day.setDate(day.getDate() - back);
    return day.toDateString();
  });
  return { all: days.size, week: week.filter((day) => days.has(day)).length };
}

/**
 * The own tuck of one side, at first and at last, degrees; null where it was not read twice.
 * @param {{ parts: { side: string, own_tuck_deg?: number | null }[] }[]} practices
 * @param {string} side
 */
export function ownTuck(practices, side) {
  const read = practices.flatMap(({ parts }) => {
    const own = parts.filter((part) => part.side === side && typeof part.own_tuck_deg === "number");
    return own.length ? [Number(own[own.length - 1].own_tuck_deg)] : [];
  });
  return read.length < 2 ? null : { first: read[0], last: read[read.length - 1] };
}
