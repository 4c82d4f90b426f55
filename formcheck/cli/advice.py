"""What to type where something was refused: the rooms below know nothing of the command line."""

from __future__ import annotations

from collections.abc import Collection

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, message

OPTIONS = {
    "error.output.no_room": ("--out",),
    "error.output.not_allowed": ("--out",),
    "error.output.failed": ("--out",),
    "error.output.exists": ("--force", "--out"),
    "error.output.foreign": ("--out",),
    "error.settings.marker_colour": ("--markers",),
    "error.review.person": ("--person",),
    "error.video.no_stream": ("--stream",),
    "error.review.neutral": ("--baseline",),
    "error.review.hold": ("--hold", "--baseline"),
    "error.cluster.no_scheduler": ("--dask",),
    "error.results.height": ("--height",),
    "error.archive.not_opened": ("--archive",),
    "error.archive.other_version": ("--archive",),
    "error.archive.no_history": ("--history",),
    "plan.refused.other_clinic": ("--new-clinic",),
    "error.posture.one_missing": ("--before", "--after"),
    "error.serve.one_tls_file": ("--tls-cert", "--tls-key"),
    "error.serve.every_host": ("--host",),
}
"""The options that help, by the code of what was refused. Where it takes more words they stand in the catalogue, under
``advice`` and the same code."""


def with_advice(refused: Message, words: Catalogue, options: Collection[str]) -> str:
    """Return a sentence of what was refused, with what to type.

    Parameters
    ----------
    refused
        What was refused.
    words
        The language.
    options
        The options that the command at work takes: no other is named.
    """
    sentence = words.text(refused)
    helping = tuple(option for option in OPTIONS.get(refused.code, ()) if option in options)
    if helping:
        return words.text(message("advice.with_options", sentence=sentence.removesuffix("."), options=helping))
    if f"advice.{refused.code}" in words.sentences:
        own = Message(f"advice.{refused.code}", refused.parameters)
        return words.text(message("advice.with_words", sentence=sentence.removesuffix("."), words=own))
    return sentence
