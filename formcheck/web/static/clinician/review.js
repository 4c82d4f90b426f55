// The clinician's page: videos come in on the left, one of them is reviewed on the right.

/** @import { Videos } from "../shared/protocol.js" */

import { $, make } from "../shared/dom.js";
import { speakLanguage } from "../shared/language.js";
import { t } from "../shared/texts.js";
import { HomeForm } from "./home.js";
import { JobList } from "./job_list.js";
import { JobView } from "./job_view.js";
import { ListAnswers } from "./list_answers.js";
import { everything, Lost } from "./server.js";

const SOON_MS = 500;
const LATER_MS = 4000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Videos | null} */
let known = null;
const answers = new ListAnswers();

const lost = () => {
  $("lost").hidden = false;
  ask(SOON_MS * 3);
};
const view = new JobView({
  changed: (said) => {
    if (said) $("list-said").textContent = said;
    ask(0);
  },
  removes: (number) => answers.remove(number),
  lost,
});
const list = new JobList($("videos"), {
  choose: async (number) => {
    list.choose(number);
    await view.open(number);
    $("job-name").focus({ preventScroll: true });
  },
  changed: () => ask(0),
  removes: (number) => answers.remove(number),
  lost,
});

const home = new HomeForm({ video: () => view.video });

/**
 * Asks after a while how far everything is; soon again while something is going on.
 * @param {number} afterMs
 */
function ask(afterMs) {
  clearTimeout(timer);
  const question = answers.ask();
  timer = setTimeout(async () => {
    try {
      const all = await everything();
      if (!answers.isLast(question)) return; // it may not know yet what has come or gone since
      await take(all);
    } catch (error) {
      if (error instanceof Lost) return lost();
      return ask(LATER_MS);
    }
    if (answers.isLast(question)) ask(list.busy ? SOON_MS : LATER_MS);
  }, afterMs);
}

/** @param {Videos} all */
async function take(all) {
  known = all;
  $("lost").hidden = true;
  const before = list.videos;
  list.largestBytes = all.largest_mb * 1e6;
  list.set(all.videos);
  if (answers.lost(before, all.videos)) $("list-said").textContent = t("review.gone");
  const open = all.videos.find((video) => video.number === view.number);
  if (open) await view.news(open);
  else if (view.number) view.close();
  else openFirst(all);
  words();
}

/** @param {Videos} all */
function openFirst({ videos }) {
  const first = videos.find((video) => video.verdict);
  if (!first || !$("job").hidden) return;
  list.choose(first.number);
  view.open(first.number);
}

function words() {
  $("drop-where").textContent = t("review.where", { folder: known?.keep_in ?? "", mb: known?.largest_mb ?? "" });
  const formats = $("formats");
  if (known && !formats.childElementCount) formats.replaceChildren(...known.formats.map(formatBox));
}

/** @param {string} name */
const formatBox = (name) =>
  make("label", {}, make("input", { type: "checkbox", name: "format", value: name }), ` ${name}`);

/**
 * Whether a file is practice that came back, and no video.
 * @param {File} file
 */
const isPractice = ({ name, type }) => type === "application/json" || name.toLowerCase().endsWith(".json");

/** @param {Iterable<File>} files */
function receive(files) {
  $("list-said").textContent = "";
  const [practices, videos] = [[...files].filter(isPractice), [...files].filter((file) => !isPractice(file))];
  for (const practice of practices) void home.takeIn(practice).then((said) => ($("list-said").textContent = said));
  if (videos.length) list.take(videos);
}

function wireFiles() {
  const files = $("files", HTMLInputElement);
  files.onchange = () => {
    receive(files.files ?? []);
    files.value = "";
  };
  let inside = 0;
  /** @param {boolean} on */
  const over = (on) => $("drop").classList.toggle("over", on);
  addEventListener("dragenter", (event) => {
    event.preventDefault();
    inside += 1;
    over(true);
  });
  addEventListener("dragleave", () => {
    inside -= 1;
    over(inside > 0);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    over(false);
    receive(event.dataTransfer?.files ?? []);
  });
  addEventListener("beforeunload", (event) => list.sending && event.preventDefault());
}

async function main() {
  wireFiles(); // before the words are there: a file that is dropped meanwhile would replace the page, or be lost
  await speakLanguage("review.title", () => {
    words();
    view.words();
    ask(0);
  });
  ask(0);
}

main();
