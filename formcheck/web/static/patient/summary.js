// What came of it, what was kept before, and what the person may do with it.

import { day, draw, goodSeconds } from "./chart.js";
import { hide } from "../shared/focus.js";
import { PROTOCOL } from "../shared/protocol.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";

const $ = (id) => document.getElementById(id);
const SIDES = ["left", "right"];
const LEAST_FAULT_S = 2;

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { ...options.headers, "Formcheck-Protocol": PROTOCOL } });
  if (answer.status === 426) outdated((await answer.json()).protocol);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).why ?? answer.statusText);
  return answer.status === 204 ? null : answer.json();
}

const keep = (done) =>
  ask("api/history", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(done) });

export function record() {
  const { progress } = practice;
  const parts = (progress?.parts ?? []).filter((p) => p.side && p.good_s > 0);
  return {
    started_at: practice.startedAt,
    rest_s: practice.restS ?? 0,
    ball_s: practice.ballS ?? 0,
    parts: parts.map(({ side, good_s, felt, fault_s }) => ({ side, good_s, felt, fault_s, target_s: progress.target_s })),
  };
}

export async function openSummary() {
  const done = record();
  results(done, practice.progress);
  const [kind] = Object.entries(faults(done.parts)).sort((a, b) => b[1] - a[1]).find(([, s]) => s >= LEAST_FAULT_S) ?? [];
  $("hardest").textContent = kind ? t(`fault.${kind}.hardest`) : t("summary.nothing_hard");
  const unfelt = done.parts.some((p) => p.felt === "no");
  $("tip").textContent = t(kind ? `fault.${kind}.tip` : unfelt ? "tip.felt_no" : "tip.none");
  const others = [];
  if (done.rest_s >= 6) others.push(t("summary.rested", { minutes: (done.rest_s / 60).toFixed(1) }));
  if (done.ball_s >= 1) others.push(t("summary.released", { seconds: Math.round(done.ball_s) }));
  $("others").textContent = others.join(" · ");
  const anything = done.parts.length > 0 || done.rest_s >= 1 || done.ball_s >= 1;
  $("save").hidden = !anything || Boolean(practice.kept);
  $("kept").textContent = practice.kept ? t("summary.saved") : t("summary.not_saved");
  if (choices.keep && anything && !practice.kept) await save();
  await trend(done);
}

function results(done, progress) {
  const box = $("results");
  box.replaceChildren();
  if (done.parts.length === 0) {
    const none = document.createElement("p");
    none.className = "lead";
    none.textContent = progress ? t("summary.none") : "";
    box.append(none);
    return;
  }
  for (const side of SIDES.filter((s) => done.parts.some((p) => p.side === s))) {
    const parts = done.parts.filter((p) => p.side === side);
    const good = goodSeconds(done.parts, side);
    const target = parts.length * parts[0].target_s;
    const card = document.createElement("div");
    card.className = "card result";
    const number = document.createElement("p");
    number.className = "number";
    number.textContent = t("summary.seconds", { seconds: Math.round(good) });
    const of = document.createElement("p");
    of.textContent = t("summary.of", { seconds: Math.round(target) });
    const bar = document.createElement("progress");
    bar.max = target;
    bar.value = good;
    const name = document.createElement("h2");
    name.textContent = t(`stage.${side}`);
    bar.setAttribute("aria-label", name.textContent);
    card.append(name, number, of, bar);
    box.append(card);
  }
}

function faults(parts) {
  const sum = {};
  for (const { fault_s } of parts) for (const [kind, seconds] of Object.entries(fault_s)) sum[kind] = (sum[kind] ?? 0) + seconds;
  return sum;
}

export async function save() {
  try {
    practice.kept = (await keep(record())).id;
    savePractice();
    $("kept").textContent = t("summary.saved");
    hide($("save"));
  } catch (error) {
    $("kept").textContent = t("summary.failed", { why: error.message });
    $("save").hidden = false;
  }
}

async function trend(done) {
  let past = [];
  try {
    past = await ask("api/history");
  } catch {
    // The trend is left out; saving tells why.
  }
  if (!practice.kept && done.parts.length) past.push(done);
  $("trend").hidden = past.length < 2 || !draw($("trend").querySelector(".chart"), past);
}

export async function openHistory(note = "") {
  $("history-note").textContent = note;
  hide($("undo"));
  let past = [];
  try {
    past = await ask("api/history");
  } catch (error) {
    $("history-note").textContent = error.message;
  }
  $("history-empty").hidden = past.length > 0;
  $("history-full").hidden = past.length === 0;
  $("history-trend").hidden = !draw($("history-trend").querySelector(".chart"), past);
  $("history-rows").replaceChildren(...past.toReversed().map(row));
  $("delete-all").onclick = () => remove("api/history", past);
}

function row(p) {
  const line = document.createElement("tr");
  const seconds = (side) => (p.parts.some((q) => q.side === side) ? Math.round(goodSeconds(p.parts, side)) : "–");
  const cells = [day(p.started_at), seconds("left"), seconds("right"), (p.rest_s / 60).toFixed(1), Math.round(p.ball_s)];
  for (const text of cells) {
    const cell = document.createElement("td");
    cell.textContent = text;
    line.append(cell);
  }
  const last = document.createElement("td");
  const button = document.createElement("button");
  button.className = "quiet";
  button.textContent = t("history.delete_one");
  button.setAttribute("aria-label", `${t("history.delete_one")}: ${day(p.started_at)}`);
  button.onclick = () => remove(`api/history/${p.id}`, [p]);
  last.append(button);
  line.append(last);
  return line;
}

// Deleted at once, and brought back as easily until the page is left.
async function remove(path, gone) {
  try {
    await ask(path, { method: "DELETE" });
    await openHistory(t("history.deleted"));
  } catch (error) {
    $("history-note").textContent = error.message;
    return;
  }
  $("undo").hidden = false;
  $("undo").focus();
  $("undo").onclick = () => bringBack(gone);
}

async function bringBack(gone) {
  try {
    for (const { id: _, ...done } of gone) await keep(done);
    await openHistory(t("history.back_again"));
  } catch (error) {
    $("history-note").textContent = error.message;
  }
}
