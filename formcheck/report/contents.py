"""What a report says, in words, whatever it is shown on: the page and the PDF are filled from the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name
from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
from formcheck.report.environment import text_of
from formcheck.report.heading import heading
from formcheck.report.key_frames import KeyFrame
from formcheck.report.methods import methods
from formcheck.report.print_layout import PrintLayout, print_layout
from formcheck.report.table_rows import AngleRow, hold_angles, picture_angles
from formcheck.results.events import Event, events
from formcheck.results.series import Series
from formcheck.results.summary import (
    GateSummary,
    HoldSummary,
    NotJudged,
    ReviewState,
    StandingSummary,
    Summary,
    stored_message,
)
from formcheck.results.symmetry import SymmetryRow, left_against_right

_MOST_TUCK_GAPS = 4


@dataclass(frozen=True, eq=False)
class Contents:
    """Everything a report shows of one review, in the words of its language.

    Attributes
    ----------
    summary
        What was found.
    photo
        A single picture.
    state, verdict, uncorrected
        The sign of the verdict, the verdict, and that without what was corrected by hand (empty where nothing was).
    corrected
        What was corrected by hand.
    facts
        The facts at the head, each with its name.
    pictures, lost
        The pictures, and those of what could not be judged.
    printed
        What of all this goes on paper.
    events
        The moments to go to.
    picture_angles, holds
        The lines of a single picture; each hold with its lines.
    one_side, sides
        Left against right, or why that cannot be compared.
    standing, stood_rows
        The names of before and after, where it is filmed how the person stood; and the table of it: name, what it is,
        values, change, from where on it counts.
    gaps, with_care, notes
        What could not be judged with its name and reason, what was judged with care, what was wrong with the file.
    methods, disclaimer, stop_rules, about
        How it was measured, what it is not, when to stop, and what such a report shows of the person.
    """

    summary: Summary
    photo: bool
    state: ReviewState
    verdict: str
    uncorrected: str
    corrected: Sequence[str]
    facts: Sequence[tuple[str, str]]
    pictures: Sequence[KeyFrame]
    lost: Sequence[KeyFrame]
    printed: PrintLayout
    events: Sequence[Event]
    picture_angles: Sequence[AngleRow]
    holds: Sequence[tuple[HoldSummary, Sequence[AngleRow]]]
    one_side: str
    sides: Sequence[SymmetryRow]
    standing: Sequence[str]
    stood_rows: Sequence[Sequence[str]]
    gaps: Sequence[tuple[NotJudged, str, str]]
    with_care: Sequence[tuple[GateSummary, str]]
    notes: Sequence[str]
    methods: Sequence[str]
    disclaimer: str
    stop_rules: Sequence[str]
    about: str


def contents(summary: Summary, series: Series, key_frames: Iterable[KeyFrame], words: Catalogue) -> Contents:
    """Put all that a report says into words."""
    photo = summary.file.kind == "photo"
    listed = [] if photo else events(summary)
    pictures, stood = list(key_frames), summary.standing
    return Contents(
        summary=summary,
        photo=photo,
        state=summary.state,
        verdict=text_of(words, stored_message(summary.verdict, summary.verdict_message)),
        uncorrected=text_of(words, stored_message(summary.uncorrected_verdict, summary.uncorrected_verdict_message)),
        corrected=[words.text(part) for part in summary.corrections.messages()],
        facts=heading(summary, words),
        pictures=[picture for picture in pictures if picture.kind != "unjudged"],
        lost=[picture for picture in pictures if picture.kind == "unjudged"],
        printed=print_layout(summary, pictures, listed),
        events=listed,
        picture_angles=picture_angles(summary, series, words) if photo and summary.judged else [],
        holds=[(hold, hold_angles(summary, hold, series, words)) for hold in summary.holds],
        one_side=words.text(_one_side(summary)),
        sides=left_against_right(summary, series),
        standing=[words.of(f"posture.picture.{each.when}") for each in stood.occasions] if stood else [],
        stood_rows=_stood_rows(stood, words) if stood else [],
        gaps=[(gap, words.text(_what(gap)), words.text(_why(gap))) for gap in _gaps(summary)],
        with_care=[
            (gate, text_of(words, stored_message(gate.mend, gate.mend_message)))
            for gate in summary.view.gates
            if gate.degraded_share
        ],
        notes=[words.text(note) for note in _notes(summary)],
        methods=[words.text(sentence) for sentence in methods(summary)],
        disclaimer=words.text(NOT_A_DEVICE),
        stop_rules=[words.text(rule) for rule in STOP_RULES],
        about=words.text(_about(summary)),
    )


def _stood_rows(stood: StandingSummary, words: Catalogue) -> list[list[str]]:
    """Write the table of how the person stood."""
    rows = []
    for name in stood.occasions[0].values:
        values = [
            words.of("posture.value", value=each.values[name].mean, scatter=each.values[name].scatter)
            for each in stood.occasions
        ]
        change = stood.changes.get(name)
        if change is not None:
            values.append(words.of("posture.by", sign="+" if change.value > 0 else "", value=change.value))
            values.append(words.of("posture.by", sign="", value=change.least))
        rows.append([words.of(f"posture.name.{name}"), words.of(f"posture.meaning.{name}"), *values])
    return rows


def _gaps(summary: Summary) -> list[NotJudged]:
    """Order what was not judged by its share; of the many reasons why the tuck was not, only the longest."""
    tucks = [gap for gap in summary.not_judged if gap.what == "tuck"]
    least = sorted(tucks, key=lambda gap: -gap.share)[_MOST_TUCK_GAPS:]
    return sorted((gap for gap in summary.not_judged if gap not in least), key=lambda gap: -gap.share)


def _what(gap: NotJudged) -> Message:
    """Say what was not judged."""
    if gap.what == "everything":
        return message("gap.everything")
    if gap.what == "tuck":
        return message("gap.tuck_name")
    return message("gap.quantity", quantity=quantity_name(gap.what))


def _why(gap: NotJudged) -> Message:
    """Give the reason without repeating what was not judged."""
    why = stored_message(gap.why, gap.why_message)
    reason = why.parameters.get("reason", why) if why is not None else None
    return reason if isinstance(reason, Message) else message("gap.unknown")


def _notes(summary: Summary) -> list[Message]:
    """Say what was wrong with the file."""
    file = summary.file
    return file.note_messages or [message("as_written.text", text=note) for note in file.notes]


def _one_side(summary: Summary) -> Message:
    """Say why the sides cannot be compared."""
    held = sorted({hold.rear_side for hold in summary.holds})
    return Message(f"report.only_{held[0]}") if held else message("report.no_hold")


def _about(summary: Summary) -> Message:
    """Say what a page shows of the person."""
    pictures = Message(f"report.contents.{summary.pictures.replace(' ', '_')}")
    code = (message("report.contents.patient"),) if summary.patient else ()
    name = message(f"report.contents.{'name_and_time' if summary.file.recorded_at else 'name'}")
    return message("report.contents.text", what=(pictures, *code, name))
