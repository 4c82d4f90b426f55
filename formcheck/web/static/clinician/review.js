// The clinician's page: videos come in on the left, one of them is reviewed on the right.

import { Case } from "./job.js";
import { Pile } from "./job_list.js";
import { everything, Lost } from "./server.js";
import { choices, saveChoices } from "../shared/store.js";
import { load, settings, t } from "../shared/texts.js";

const $ = (id) => document.getElementById(id);
const SOON_MS = 500;
const LATER_MS = 4000;

let timer = 0;
let known = {};

const lost = () => {
  $("lost").hidden = false;
  look(SOON_MS * 3);
};
const review = new Case({
  changed: (said) => {
    if (said) $("pile-said").textContent = said;
    look(0);
  },
  lost,
});
const pile = new Pile($("videos"), {
  choose: async (number) => {
    pile.chosen = number;
    pile.show();
    await review.open(number);
    $("case-name").focus({ preventScroll: true });
  },
  changed: () => look(0),
  lost,
});

// Ask how far everything is; soon again while something is going on.
function look(after) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    try {
      known = await everything();
    } catch (error) {
      if (error instanceof Lost) return lost();
      return look(LATER_MS);
    }
    $("lost").hidden = true;
    const before = pile.videos;
    pile.set(known.videos);
    pile.largestBytes = known.largest_mb * 1e6;
    const here = new Set(known.videos.map((video) => video.number));
    if (before.some((video) => !here.has(video.number))) $("pile-said").textContent = t("review.gone");
    const open = known.videos.find((video) => video.number === review.number);
    if (open) await review.news(open);
    else if (review.number) review.close();
    else openFirst();
    words();
    look(pile.busy ? SOON_MS : LATER_MS);
  }, after);
}

function openFirst() {
  const first = known.videos.find((video) => video.verdict);
  if (!first || !$("case").hidden) return;
  pile.chosen = first.number;
  pile.show();
  review.open(first.number);
}

function words() {
  $("drop-where").textContent = t("review.where", { folder: known.keep_in ?? "", mb: known.largest_mb ?? "" });
  if (!$("formats").childElementCount && known.formats) {
    $("formats").replaceChildren(...known.formats.map((name) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "format", value: name });
      label.append(box, ` ${name}`);
      return label;
    }));
  }
}

function take(files) {
  $("pile-said").textContent = "";
  if (files.length) pile.take([...files]);
}

function wire() {
  $("files").onchange = () => {
    take($("files").files);
    $("files").value = "";
  };
  let inside = 0;
  const over = (on) => $("drop").classList.toggle("over", on);
  addEventListener("dragenter", (event) => {
    event.preventDefault();
    inside += 1;
    over(true);
  });
  addEventListener("dragleave", () => over(--inside > 0));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    over(false);
    take(event.dataTransfer?.files ?? []);
  });
  addEventListener("beforeunload", (event) => pile.uploads.some((u) => u.sending) && event.preventDefault());
  $("language").onchange = async () => {
    choices.language = $("language").value;
    saveChoices();
    await load(choices.language);
    words();
    review.words();
    look(0);
  };
}

async function main() {
  await load(choices.language ?? navigator.language.slice(0, 2));
  document.title = t("review.title");
  $("language").replaceChildren(...Object.entries(settings.languages).map(([tag, name]) => new Option(name, tag)));
  $("language").value = settings.language;
  wire();
  look(0);
}

main();
