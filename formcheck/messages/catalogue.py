"""Every text in every language: one TOML file a language.

The page's own texts have keys. What the coach and the checker say is written in English where it arises, and that
English sentence is its key; a sentence without a translation is said in English rather than not at all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
DEFAULT = "en"


@dataclass(frozen=True)
class Catalogue:
    """One language.

    Attributes
    ----------
    language
        Its tag, as a browser knows it: ``en``.
    name
        What its speakers call it.
    page
        Texts of the page by their key.
    said
        Sentences of the coach and the checker by the English one; empty in English.
    told
        Texts of a review likewise.
    """

    language: str
    name: str
    page: Mapping[str, str]
    said: Mapping[str, str]
    told: Mapping[str, str]

    def tell(self, english: str) -> str:
        """Return a text of a review, in which a sentence of the checker may stand, in this language."""
        return self.told.get(english) or self.say(english)

    def say(self, english: str) -> str:
        """Return a sentence of the coach or the checker in this language."""
        return self.said.get(english, english)


@cache
def languages() -> Mapping[str, str]:
    """Return every language there is: tag to name."""
    return {path.stem: catalogue(path.stem).name for path in sorted(FOLDER.glob("*.toml"))}


@cache
def catalogue(language: str) -> Catalogue:
    """Read one language; English where there is no such file.

    Parameters
    ----------
    language
        Its tag. Never a path: only a name that a file here has is looked up.
    """
    known = {path.stem: path for path in FOLDER.glob("*.toml")}
    path = known.get(language, known[DEFAULT])
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    page = {f"{group}.{key}": text for group, texts in data["page"].items() for key, text in texts.items()}
    return Catalogue(path.stem, data["name"], page, data.get("said", {}), data.get("told", {}))
