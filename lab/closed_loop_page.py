"""Simulated patients at the real page and server, in Chromium: ``python -m lab.closed_loop_page --scenario good``.

As `lab.closed_loop`, but in real time, with the page's own voice, sounds and ring between the coach and the patient:
a practice of ten seconds a side takes about two minutes. The body is not drawn: its keypoints are given to the server,
so that the page keeps time on two cores. ``--pictures DIR`` keeps pictures of each stage.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import numpy as np
import typer

from formcheck.messages.catalogue import catalogue
from formcheck.settings import Settings
from lab.closed_loop import SimulatedBody, SimulatedPelvis
from lab.simulated_patient import SCENARIOS, Scenario, SimulatedPatient
from tests.support.bodies import AS_DRAWN
from tests.support.browser import TAUGHT, picture_file, served
from tests.support.chromium import chromium

PATIENCE_S = 420.0
_EVERY_S = 0.05
_VOICE = """
window.heard = [];
class Words { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Words;
let current = null;
const end = (words, cut) => { words.row.until = performance.now(); words.row.cut = cut; current = null; };
const speak = (words) => {
  words.row = { text: words.text, from: performance.now(), until: null, cut: false, over: current !== null };
  window.heard.push(words.row);
  current = words;
  setTimeout(() => { if (current === words) { end(words, false); words.onend?.(); } },
    500 + 360 * words.text.split(/\\s+/).length);
};
const cancel = () => { if (current) end(current, true); };
const voice = (lang) => ({ lang, name: lang, voiceURI: lang, localService: true, default: true });
const getVoices = () => ['en', 'es'].map(voice);
Object.defineProperty(window, 'speechSynthesis', { value: { getVoices, speak, cancel } });
"""
"""A voice that takes its time and notes what was said, when, and whether it was cut off or spoken over another."""


@dataclass
class PagePractice:
    """What came of one practice at the page.

    Attributes
    ----------
    heard
        Every sentence: text, from and until (milliseconds), whether it was cut off, or begun over another one.
    progress
        What the page knew of the practice at its end.
    summary
        The text of the summary.
    true_tucked_s
        Seconds of the holds truly tucked, in good position, while the page showed a hold.
    """

    heard: list[dict[str, Any]] = field(default_factory=list)
    progress: dict[str, Any] = field(default_factory=dict)
    summary: str = ""
    true_tucked_s: float = 0.0


def practise_at_page(
    scenario: Scenario, folder: Path, *, hold_s: float = 10.0, language: str = "en", pictures: Path | None = None
) -> PagePractice:
    """Let one patient practise both sides at the page."""
    person, rng, result = SimulatedPatient(scenario), np.random.default_rng(1), PagePractice()
    begun_s = time.monotonic()
    settings = Settings(joints=AS_DRAWN)
    settings = settings.model_copy(
        update={
            "practice": settings.practice.model_copy(update={"hold_range_s": (2, 60)}),
            "gates": settings.gates.model_copy(update={"frame_rate_pass": 4.0, "frame_rate_degrade": 2.0}),
        }
    )
    codes = _codes(scenario, language)
    pelvis = SimulatedPelvis(person, rng)
    with (
        patch("formcheck.coaching.session.every", lambda _: [pelvis]),
        served(folder, settings, open_estimator=lambda: SimulatedBody(person, rng)) as url,
        chromium(picture_file(folder / "camera.mjpeg")) as browser,
    ):
        context = browser.new_context(locale=language, viewport={"width": 1280, "height": 800})
        context.add_init_script(_VOICE)
        context.add_init_script(TAUGHT)
        page = context.new_page()
        page.goto(url)
        page.click("#flags-no")
        page.uncheck("#part-rest")
        page.fill("#hold-seconds", str(int(hold_s)))
        page.click("#begin")
        told, shown, last_s = 0, set(), time.monotonic()
        while time.monotonic() - begun_s < PATIENCE_S:
            now_s = time.monotonic()
            person.step(now_s - begun_s)
            state = page.evaluate(_STATE, told)
            for row in state["heard"]:
                until_s = now_s - begun_s + 0.5 + 0.36 * len(row["text"].split())
                if row["text"] in codes:
                    person.hear(codes[row["text"]], until_s)
            told += len(state["heard"])
            if state["stage"] in ("tuck", "hold"):
                person.begin_hold()
            if state["stage"] == "hold" and person.is_tucked:
                result.true_tucked_s += now_s - last_s
            last_s = now_s
            if state["asking"] and state["askingFor"] > 1500:
                page.click({"yes": "#felt-yes", "no": "#felt-no", "pain": "#felt-pain"}[scenario.felt])
            key = (state["view"], state["stage"], state["running"], state["holding"])
            if pictures is not None and key not in shown and state["good"] > 2 * (state["stage"] == "hold"):
                shown.add(key)
                name = "-".join(str(each) for each in key if each)
                page.screenshot(path=str(pictures / f"{scenario.name.replace(' ', '_')}-{language}-{name}.png"))
            if state["view"] in ("summary", "stopped"):
                break
            time.sleep(_EVERY_S)
        if state["view"] == "stopped":
            page.click("#stopped-end")
        page.wait_for_selector("[data-view=summary]:not([hidden])", timeout=20_000)
        result.heard = page.evaluate("window.heard")
        result.progress = page.evaluate("JSON.parse(sessionStorage.getItem('formcheck-practice')).progress")
        result.summary = page.inner_text("[data-view=summary]")
        if pictures is not None:
            page.screenshot(path=str(pictures / f"{scenario.name.replace(' ', '_')}-{language}-summary.png"))
    return result


_STATE = """(told) => {
  const stage = document.querySelector('[data-view="stage"]').dataset;
  const asking = !document.getElementById('ask').hidden;
  window.askedAt = asking ? window.askedAt ?? performance.now() : undefined;
  return {
    heard: window.heard.slice(told), view: document.body.dataset.showing, stage: stage.stage, running: stage.running,
    holding: stage.holding, good: Number(document.getElementById('number').textContent) || 0, asking,
    askingFor: asking ? performance.now() - window.askedAt : 0,
  };
}"""


def _codes(scenario: Scenario, language: str) -> dict[str, str]:
    """Return the code of each sentence; of several with the same words the one that the scenario answers."""
    answered = {*scenario.replies, *scenario.turns}
    sentences = catalogue(language).sentences.items()
    return {text: code for code, text in sorted(sentences, key=lambda pair: pair[0] in answered)}


def main(
    scenario: Annotated[str, typer.Option(help="only those whose name contains this")] = "good",
    hold_s: Annotated[float, typer.Option(help="seconds of a hold")] = 10.0,
    language: Annotated[str, typer.Option(help="of the page")] = "en",
    pictures: Annotated[Path | None, typer.Option(help="keep pictures of each stage here")] = None,
) -> None:
    """Print what was heard at the page, and its summary."""
    for each in SCENARIOS:
        if scenario not in each.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            done = practise_at_page(each, Path(folder), hold_s=hold_s, language=language, pictures=pictures)
        for row in done.heard:
            how = "CUT " if row["cut"] else "OVER" if row["over"] else ""
            print(f"{row['from'] / 1000:6.1f} {how:4s} {row['text']}")
        print(done.progress, f"truly tucked {done.true_tucked_s:.1f} s", done.summary, sep="\n")


if __name__ == "__main__":
    typer.run(main)
