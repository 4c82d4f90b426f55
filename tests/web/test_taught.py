"""Everything the article teaches has its place: on which step of the page it stands, and whether it is spoken there."""

import re

import pytest

from formcheck.messages.catalogue import catalogue, languages
from formcheck.web.app import STATIC

PATIENT = STATIC / "patient"
HTML = (PATIENT / "index.html").read_text(encoding="utf-8")
LEARN = (PATIENT / "learn.js").read_text(encoding="utf-8")
TIMERS = (PATIENT / "timers.js").read_text(encoding="utf-8")
PACER = (PATIENT / "pacer.js").read_text(encoding="utf-8")

TAUGHT = {
    "front knee at a right angle over the ankle": ("learn", "learn.knee"),
    "hands on the front thigh": ("learn", "learn.hands"),
    "core engaged": ("learn", "learn.core"),
    "the tuck matters most": ("learn", "learn.tuck"),
    "why the tuck": ("learn", "learn.why"),
    "how the tuck feels": ("learn", "learn.feel"),
    "a mild stretch at once, in the front of the back hip": ("learn", "learn.stretch"),
    "why not deeper": ("learn", "learn.deeper"),
    "why the own range, and gently": ("learn", "learn.range"),
    "rest: on the back, knees bent": ("rest", "rest.how1"),
    "rest: the natural curve, hands on the low belly": ("rest", "rest.how2"),
    "rest: the belly rises with the breath": ("rest", "rest.how3"),
    "rest: the tuck is tried lying down": ("rest", "rest.how4"),
    "rest: breath in": ("pacer", "rest.in"),
    "rest: breath out": ("pacer", "rest.out"),
    "ball: where it goes": ("ball", "ball.how1"),
    "ball: lowered gently, on the forearms": ("ball", "ball.how2"),
    "ball: a tender spot for 30 to 60 seconds, never harder": ("ball", "ball.spot"),
    "ball: soft, never dig, stop at sharp pain": ("ball", "ball.warn"),
    "ball: why never dig": ("ball", "ball.why"),
}
"""Each statement of the article: the step of the page, and the text that says it."""


def section(view):
    """The part of the page that is one step."""
    found = re.search(rf'<section data-view="{view}".*?</section>', HTML, re.S)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("statement", TAUGHT)
def test_each_statement_of_the_article_stands_on_its_step_and_is_spoken_there(statement):
    step, key = TAUGHT[statement]
    for language in languages():
        assert catalogue(language).page[key]
    if step == "learn":
        assert f'["{key.removeprefix("learn.")}", ' in LEARN  # a line of the step: written, drawn and spoken
    elif step == "pacer":
        assert f'"{key}"' in PACER
    else:
        assert f'data-t="{key}"' in section(step)
        assert f'"{key}"' in TIMERS


def test_every_picture_that_the_page_shows_is_there_and_has_no_words():
    shown = set(re.findall(r"patient/moves/(\w+)\.svg", HTML)) | set(re.findall(r'\["\w+", "(\w+)"\]', LEARN))
    assert len(shown) > 8
    for name in shown:
        assert "<text" not in (PATIENT / "moves" / f"{name}.svg").read_text(encoding="utf-8")
