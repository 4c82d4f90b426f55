"""The words of a review in another language: nothing is left in English, and in English nothing changes."""

import itertools

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import catalogue, languages
from formcheck.messages.words import FAULT_NAMES, QUANTITY_NAMES, TUCK_NOT_MEASURED, verdict
from formcheck.records import Fault, Hold, Side
from formcheck.report.translation import retold_reasons, retold_verdict
from formcheck.results import summary_builder as builder
from formcheck.settings import Settings
from tests.support import stored

OTHERS = [tag for tag in languages() if tag != "en"]


def verdicts(tell):
    """Every kind of verdict."""
    left, right = Hold(2.0, 9.0, 6.04, "left"), Hold(12.0, 19.0, 5.0, "right")
    kinds = [Fault(kind, 1.0, 1.5, 2.0, quantity="lunge_deg", worst=60.0) for kind in FaultKind]
    faults = [[], [kinds[4]] * 2, [*kinds * 3, Fault(FaultKind.TRUNK_LEAN, 3.0, 3.5, 4.0, "trunk_deg", 30.0)]]
    limits = targets(Settings())
    yield verdict(False, "", False, set(), [], [], limits, tell)
    yield verdict(False, "The legs cannot be seen.", False, set(), [], [], limits, tell)
    sides_down: list[set[Side]] = [set(), {"left"}, {"right"}, {"left", "right"}]
    for sides, holds, found, photo in itertools.product(
        sides_down, [[], [left], [left] * 2, [left, right]], faults, [False, True]
    ):
        yield verdict(True, "", photo, sides, holds, found, limits, tell)


@pytest.mark.parametrize("tag", OTHERS)
def test_whatever_a_verdict_says_can_be_said_in_every_language(tag):
    asked = set()

    def tell(english):
        asked.add(english)
        return catalogue(tag).tell(english)

    assert all(list(verdicts(tell)))
    reasons = {TUCK_NOT_MEASURED, builder.NO_BASELINE, builder.PHOTO_BASELINE, builder.UNSURE, builder.JOINTS_ONLY}
    wanted = asked | reasons | {*QUANTITY_NAMES.values(), *FAULT_NAMES.values()}
    words = catalogue(tag)
    assert wanted - words.told.keys() - words.said.keys() == set()


def test_a_verdict_in_spanish():
    said = set(verdicts(catalogue("es").tell))
    assert "No se ha podido valorar nada – no se ven las piernas." in said
    assert (
        "Rodilla izquierda apoyada: mantuvo la postura 7 s, de ellos 6 s con buena técnica; ningún fallo en lo medido."
        in said
    )
    assert any("avanzó demasiado dos veces (60° más que en la postura neutra)" in verdict for verdict in said)


def test_told_again_in_english_it_is_what_the_review_said(tmp_path):
    summary = stored.store(tmp_path / "left").summary
    assert retold_verdict(summary, str) == summary.verdict
    assert retold_reasons(summary, str) == [gap.why for gap in summary.not_judged]


def test_reasons_with_a_number_or_of_two_sentences_are_told_again(tmp_path):
    summary = stored.store(tmp_path / "left").summary
    gap = summary.not_judged[0]
    why = [builder.NO_BASELINE.format(2.0), f"{TUCK_NOT_MEASURED} {builder.JOINTS_ONLY}"]
    some = summary.model_copy(update={"not_judged": [gap.model_copy(update={"why": each}) for each in why]})
    first, second = retold_reasons(some, catalogue("es").tell)
    assert first.startswith("No se vio") and "2 s" in first
    assert second.startswith("El movimiento del coxis no se midió. La posición")
