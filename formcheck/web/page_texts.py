"""What both pages are given before all else: their texts in one language, and the settings they work with."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import TypedDict

from formcheck.messages.catalogue import catalogue, languages
from formcheck.settings import Settings
from formcheck.web import protocol
from formcheck.web.patient.answer import limbs_to_draw


class PageTexts(TypedDict):
    """The texts of both pages by their key, and the settings they work with."""

    language: str
    languages: Mapping[str, str]
    texts: Mapping[str, str]
    computer: str
    clinician: bool
    trust: bool
    protocol: str
    hold_s: float
    hold_range_s: tuple[float, float]
    most_sets: int
    picture_lines: int
    limbs: list[tuple[str, str, str]]
    dial_tucked: float
    dial_arching: float


_FAR = "_far"
"""Ends the key of a text that takes the place of another one on other devices: what is true there is another thing."""


def page_texts(
    settings: Settings, language: str, computer: str = "", *, trust: bool = False, clinician: bool = True
) -> PageTexts:
    """Return what the pages are given.

    Parameters
    ----------
    settings
        Every threshold.
    language
        The tag of the language wanted; English where there is no such language.
    computer
        What this computer is called on a page that other devices show; empty for a page of its own.
    trust
        Whether there is a certificate of our own that a device may be made to trust.
    clinician
        Whether the pages for videos are open to whoever asks.
    """
    words, page = catalogue(language), settings.practice
    return {
        "language": words.language,
        "languages": languages(),
        "texts": for_others(words.page, computer) if computer else words.page,
        "computer": computer,
        "clinician": clinician,
        "trust": trust,
        "protocol": protocol.PROTOCOL,
        "hold_s": settings.phases.hold_target_s,
        "hold_range_s": page.hold_range_s,
        "most_sets": page.most_sets,
        "picture_lines": page.picture_lines,
        "limbs": limbs_to_draw(),
        "dial_tucked": settings.pelvis.own_range.tucked,
        "dial_arching": settings.pelvis.own_range.arching,
    }


def for_others(texts: Mapping[str, str], computer: str) -> Mapping[str, str]:
    """Return the texts as they are true on another device: with the name of the computer that does the work."""
    named = {key: text.replace("{computer}", computer) for key, text in texts.items()}
    return named | {key.removesuffix(_FAR): text for key, text in named.items() if key.endswith(_FAR)}
