"""What a page shows, and what of it belongs to another language."""

from __future__ import annotations

import html
import json
import re

from formcheck.messages.catalogue import catalogue, languages

LANGUAGES = tuple(languages())


def texts(page: str) -> set[str]:
    """Every text that a page shows, also those for a screen reader and in its plots."""
    charts = re.findall(r'<script type="application/json" id="timeline">(.*?)</script>', page, flags=re.S)
    charts += re.findall(r"Plotly\.newPlot\((.*?)\);? *</script>", page, flags=re.S)
    found = {text for chart in charts for text in re.findall(r'"(?:text|name|title)":\s*"((?:[^"\\]|\\.)*)"', chart)}
    found = {json.loads(f'"{text}"') for text in found}
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    found |= set(re.findall(r">([^<]+)<", page))
    found |= set(re.findall(r'\b(?:alt|title|aria-label)="([^"]*)"', page))
    return {html.unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in found} - {""}


def foreign(shown: set[str], language: str) -> set[str]:
    """Texts of other languages among those shown: whole ones, and the pieces of two words and more between places."""
    own, others = catalogue(language).sentences, [catalogue(tag).sentences for tag in LANGUAGES if tag != language]
    mine = "\n".join(own.values())
    found = set()
    for other in others:
        for code, text in other.items():
            if text == own[code]:
                continue
            if len(text) > 1 and text in shown and text not in own.values():
                found.add(text)
            pieces = [piece.strip(" .,:;()") for piece in re.split(r"\{[^}]*\}", text)]
            for piece in (piece for piece in pieces if len(piece) > 9 and " " in piece and piece not in mine):
                found |= {text for text in shown if piece in text}
    return found
