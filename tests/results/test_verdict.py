"""The verdict: the English words of every version, the same facts in every language, and nothing lost on the way."""

import itertools
import json
import math
from pathlib import Path

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.gates import TURN
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import catalogue, languages
from formcheck.messages.message import Message
from formcheck.records import Fault, Hold, Side
from formcheck.results.summary import Summary, stored_message
from formcheck.results.verdict import verdict
from formcheck.settings import Settings
from tests.support import stored

KEPT = json.loads((Path(__file__).parent / "verdicts_0_1_0.json").read_text(encoding="utf-8"))
"""What version 0.1.0 found in every sample, and the sentence it made of it."""
LIMITS = targets(Settings())


def fault_of(facts) -> Fault:
    worst = math.nan if facts["worst_deg"] is None else facts["worst_deg"]
    times = (facts["start_s"], facts["found_s"], facts["end_s"])
    return Fault(FaultKind(facts["kind"]), *times, facts["quantity"] or "", worst)


def verdicts():
    """Every kind of verdict."""
    left, right = Hold(2.0, 9.0, 6.04, "left"), Hold(12.0, 19.0, 5.0, "right")
    kinds = [Fault(kind, 1.0, 1.5, 2.0, quantity="lunge_deg", worst=60.0) for kind in FaultKind]
    faults = [[], [kinds[4]] * 2, [*kinds * 3, Fault(FaultKind.TRUNK_LEAN, 3.0, 3.5, 4.0, "trunk_deg", 30.0)]]
    yield verdict(False, None, False, set(), [], [], LIMITS)
    yield verdict(False, TURN, False, set(), [], [], LIMITS)
    sides_down: list[set[Side]] = [set(), {"left"}, {"right"}, {"left", "right"}]
    for sides, holds, found, photo in itertools.product(
        sides_down, [[], [left], [left] * 2, [left, right]], faults, [False, True]
    ):
        yield verdict(True, None, photo, sides, holds, found, LIMITS)


@pytest.mark.parametrize("name", KEPT)
def test_every_sample_has_the_english_verdict_of_the_first_version(name):
    found = KEPT[name]
    holds = [Hold(h["start_s"], h["end_s"], h["good_s"], h["rear_side"], h["complete"]) for h in found["holds"]]
    faults = [fault_of(facts) for facts in found["faults"]]
    reason = Message(found["reason"]) if found["reason"] else None
    said = verdict(found["judged"], reason, found["kind"] == "photo", set(found["sides"]), holds, faults, LIMITS)
    assert str(said) == found["verdict"]


@pytest.mark.parametrize("tag", languages())
def test_every_kind_of_verdict_is_a_sentence_in_every_language(tag):
    words = catalogue(tag)
    sentences = {words.text(said) for said in verdicts()}
    assert len(sentences) > 40
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)


def test_a_verdict_in_spanish():
    said = {catalogue("es").text(said) for said in verdicts()}
    assert "No se ha podido valorar nada – póngase de lado a la cámara." in said
    assert (
        "Rodilla izquierda apoyada: mantuvo la postura 7 s, de ellos 6 s con buena técnica; ningún fallo en lo medido."
        in said
    )
    assert any("avanzó demasiado dos veces (60° más que en la postura neutra)" in sentence for sentence in said)


def test_the_stored_message_gives_the_very_words_that_are_stored_beside_it(tmp_path):
    summary = Summary.from_json(stored.store(tmp_path / "left").summary.to_json())
    assert str(summary.verdict_message) == summary.verdict
    assert [str(gap.why_message) for gap in summary.not_judged] == [gap.why for gap in summary.not_judged]
    assert [side.baseline_missing_message is None for side in summary.sides] == [True]
    assert [gate.mend_message and str(gate.mend_message) for gate in summary.view.gates] == [
        gate.mend or None for gate in summary.view.gates
    ]


def test_a_summary_of_before_the_codes_opens_and_keeps_its_english(tmp_path):
    data = json.loads(stored.store(tmp_path / "left").summary.to_json())
    for part in (data, *data["sides"], *data["faults"], *data["not_judged"], *data["view"]["gates"], data["file"]):
        for name in [name for name in part if "message" in name]:
            del part[name]
    del data["language"]
    old = Summary.from_json(json.dumps(data))
    assert old.verdict_message is None
    assert str(stored_message(old.verdict, old.verdict_message)) == old.verdict
    assert old.language == "en"


def test_a_code_that_this_version_does_not_know_falls_back_on_its_english():
    known = Message("verdict.nothing_because", {"reason": TURN})
    nested = Message("verdict.nothing_because", {"reason": Message("gate.of_a_later_version")})
    assert stored_message("English.", known) == known
    for unknown in (nested, Message("verdict.renamed"), Message("verdict.nothing_because")):
        assert str(stored_message("English.", unknown)) == "English."
    assert stored_message("", None) is None
