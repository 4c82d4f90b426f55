"""Simulated patients at the real page and server, in Chromium: what they hear, uncut, and what is credited."""

import pytest

from lab.closed_loop_page import practise_at_page
from lab.simulated_patient import SCENARIOS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


@pytest.mark.parametrize(
    ("name", "word", "praised"),
    [
        ("good", "Do you feel a mild stretch?", True),
        ("foot too far", "Front foot about 15 centimetres closer.", True),
        ("never tucks", "No tuck seen. Go by feel.", False),
    ],
)
def test_a_patient_is_led_through_both_sides_and_no_sentence_is_cut_off(tmp_path, name, word, praised):
    done = practise_at_page(BY_NAME[name], tmp_path)
    texts = [row["text"] for row in done.heard]
    assert [row["text"] for row in done.heard if row["cut"] or row["over"]] == []
    assert any(word in text for text in texts)
    assert done.progress["now"] == 2
    assert any(text.startswith("Well done. Rest") for text in texts) is praised
    parts = done.progress["parts"]
    assert sum(part["tucked_s"] for part in parts) <= done.true_tucked_s + 4.0
    unseen = any(part["unseen_s"] > part["good_s"] / 2 for part in parts)
    assert ("tuck could not be seen" in done.summary) is unseen
