"""Which sentences the patient's page speaks: so that recordings of them can be made, and checked."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.coaching.cues import SAID_ALOUD
from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.message import Message

_TABLES = (
    *("gate.", "shape.", "ask.", "cue.", "own_range.", "pace."),
    *("page.say.", "page.stand.say.", "page.learn.", "page.trouble.", "plan.mind."),
)
"""All of these tables are spoken, with the exceptions below."""
_SINGLE = (
    *("page.rest.how1", "page.rest.how2", "page.rest.how3", "page.rest.how4"),
    *("page.rest.in", "page.rest.out", "page.rest.done"),
    *("page.ball.warn_title", "page.ball.warn", "page.ball.why", "page.ball.how1", "page.ball.how2", "page.ball.spot"),
    *("page.ball.done", "page.ball.change"),
    *("page.camera.how1", "page.camera.how2", "page.camera.how3"),
    *("page.stand.how1", "page.stand.how2", "page.stand.how3", "page.stand.how4", "posture.change.nothing"),
    *("page.pain.say_after", "page.sound.try_text", "page.routine.hurt", "page.routine.hurt_again"),
)
_NOT = (
    *("page.learn.title", "page.learn.open", "page.learn.listen", "page.learn.go", "page.learn.picture"),
    *("page.trouble.word", "gate.name", "cue.hold_done"),
)
_OF_FAULTS = ".cue"
"""What is said of a fault stands with the fault."""
_FOOT_CM = (5, 10, 15, 20, 25, 30)
"""How far the foot is to be moved, as it is rounded when it is said."""
_STILL_S = (2.0, 3.0)


def spoken_messages(words: Catalogue) -> Iterator[Message]:
    """Give every message that is spoken; those with numbers once for each number that may be said."""
    for code in words.sentences:
        if code in _NOT:
            continue
        of_fault = code.startswith("fault.") and code.endswith(_OF_FAULTS)
        if of_fault or code in _SINGLE or code.startswith(_TABLES) or code in SAID_ALOUD:
            yield from _with_numbers(code, words.sentences[code])


def spoken_texts(language: str) -> frozenset[str]:
    """Return every text that is spoken in a language, as it is written."""
    words = catalogue(language)
    return frozenset(words.text(message) for message in spoken_messages(words))


def _with_numbers(code: str, text: str) -> Iterator[Message]:
    if "{" not in text:
        yield Message(code)
    elif "{cm}" in text:
        yield from (Message(code, {"cm": cm}) for cm in _FOOT_CM)
    elif "{seconds:spoken}" in text:
        yield from (Message(code, {"seconds": seconds}) for seconds in _STILL_S)
    # Other sentences with numbers are said by the browser's voice.
