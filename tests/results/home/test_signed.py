"""A signed plan: file and QR code say the same, and whatever was changed or damaged is noticed."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import cv2
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.results.exports.as_json import schema
from formcheck.results.home.plan import Plan, PlanTarget, Stress
from formcheck.results.home.qr import MOST_LETTERS, find_code
from formcheck.results.home.signed import PlanError, PlanFile, new_key, read_plan, sign
from tests.support.plans import KEY, code_picture, photographed, plan, signed

_DAYS = st.dates(date(2026, 1, 1), date(2040, 1, 1))
_EDGES = st.tuples(*[st.integers(-90, 90)] * 4).map(sorted)


@st.composite
def plans(draw):
    begins = draw(_DAYS)
    target = draw(_EDGES)
    return Plan(
        id=draw(st.text("0123456789abcdef", min_size=8, max_size=8)),
        patient=draw(st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,20}[0-9]", fullmatch=True)),
        clinic=draw(st.text(max_size=60)),
        made_at=draw(st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),
        valid_from=begins,
        valid_until=begins + timedelta(days=draw(st.integers(0, 366))),
        language=draw(st.sampled_from(["en", "es", "pt"])),
        days_a_week=draw(st.integers(1, 7)),
        sides=draw(st.sampled_from([("left",), ("right",), ("left", "right")])),
        hold_s=draw(st.integers(5, 120)),
        sets=draw(st.integers(1, 5)),
        rest_minutes=draw(st.sampled_from([0, 5, 10])),
        ball_s=draw(st.sampled_from([0, 30, 60])),
        stress=tuple(draw(st.lists(st.sampled_from(get_args(Stress)), max_size=3, unique=True))),
        targets={"trunk_deg": PlanTarget(green=(target[1], target[2]), yellow=(target[0], target[3]))},
        flags=(1, 2, 5, *draw(st.sets(st.sampled_from([3, 4, 6, 7])))),
        note=draw(st.text(max_size=200)),
        own_tuck_deg=draw(st.dictionaries(st.sampled_from(["left", "right"]), st.floats(0, 30))),
    )


@settings(max_examples=150, deadline=None)
@given(plans())
def test_every_plan_comes_back_whole_from_its_file_and_from_its_code(made):
    done = sign(made, KEY)
    assert read_plan(done.as_text()) == done
    assert read_plan(done.as_file()) == done
    assert read_plan(done.as_file()).plan == made


_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_AFTER_PLAN = 12
"""So many letters at the end hold the packed plan's last byte and its checksum of four bytes."""


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_one_letter_that_is_changed_in_the_code_is_noticed(data):
    text = signed().as_text()
    at = data.draw(st.integers(text.index(":") + 1, len(text) - _AFTER_PLAN - 1))
    letter = data.draw(st.sampled_from(_LETTERS))
    if letter != text[at]:
        with pytest.raises(PlanError) as refused:
            read_plan(text[:at] + letter + text[at + 1 :])
        assert refused.value.message.code == "plan.refused.damaged"


def test_one_letter_that_is_changed_at_the_end_of_the_code_is_noticed_or_changes_nothing():
    """Deflate leaves up to seven bits at its end without a meaning: whatever they are, the very same plan unpacks."""
    text, same = signed().as_text(), 0
    for at in range(len(text) - _AFTER_PLAN, len(text)):
        for letter in set(_LETTERS) - {text[at]}:
            try:
                assert read_plan(text[:at] + letter + text[at + 1 :]) == signed()
                same += 1
            except PlanError as refused:
                assert refused.message.code == "plan.refused.damaged"
    assert same < 2**7


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda file: file["plan"].update(hold_s=60), "damaged"),
        (lambda file: file["plan"].update(added=1), "damaged"),
        (lambda file: file["plan"].pop("note"), "damaged"),
        (lambda file: file.update(signature=""), "damaged"),
        (lambda file: file.update(clinic_key=[1]), "damaged"),
        (lambda file: file.update(plan=[]), "damaged"),
        (lambda file: file.update(formcheck_plan=0), "damaged"),
        (lambda file: file.update(formcheck_plan="one"), "damaged"),
        (lambda file: file.update(formcheck_plan=2), "newer"),
        (lambda file: file.pop("formcheck_plan"), "none"),
    ],
)
def test_a_file_that_was_changed_is_refused_with_the_reason(change, code):
    file = json.loads(signed().as_file())
    change(file)
    with pytest.raises(PlanError) as refused:
        read_plan(json.dumps(file))
    assert refused.value.message.code == f"plan.refused.{code}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "none"),
        ("hello", "none"),
        ("[]", "none"),
        ("null", "none"),
        ("[" * 100_000, "none"),
        ('{"a": 1}', "none"),
        (signed().as_file()[:200], "damaged"),
        (signed().as_text()[:150], "damaged"),
        (signed().as_text() + "0", "damaged"),
        ("FORMCHECK.PLAN.1:", "damaged"),
        ("FORMCHECK.PLAN.1:ñ", "damaged"),
        ("FORMCHECK.PLAN.2:ABC", "newer"),
        ("FORMCHECK.DONE.1:ABC", "none"),
    ],
)
def test_what_is_no_plan_is_told_in_one_sentence(text, code):
    with pytest.raises(PlanError) as refused:
        read_plan(text)
    assert refused.value.message.code == f"plan.refused.{code}"


def test_a_plan_signed_with_a_later_schema_is_called_newer_and_not_damaged():
    done = signed()
    later = sign(plan(), KEY)
    raw = done.raw | {"schema_version": 2}
    forged = json.loads(later.as_file()) | {"plan": raw}
    with pytest.raises(PlanError) as refused:  # with the old signature it was changed
        read_plan(json.dumps(forged))
    assert refused.value.message.code == "plan.refused.damaged"
    with pytest.raises(PlanError) as refused:
        read_plan(sign(plan().model_copy(update={"schema_version": 2}), KEY).as_text())
    assert refused.value.message.code == "plan.refused.newer"


def test_who_signs_with_another_key_has_another_fingerprint():
    assert signed().fingerprint == signed(note="other").fingerprint
    assert signed(new_key()).fingerprint != signed().fingerprint


def test_the_file_is_what_its_schema_describes():
    jsonschema.validate(json.loads(signed(stress=("tuck",)).as_file()), schema(PlanFile))


def test_the_longest_plan_fits_one_code_that_a_webcam_reads():
    target = PlanTarget(green=(-12.5, 17.5), yellow=(-18.5, 23.5))
    longest = signed(
        patient="Patient-0123456789-0123456789-01",
        clinic="Praxis für Physiotherapie, Übungen und Rückenschule Süd 1",
        note="".join(chr(0xC0 + n * 37 % 64) + "xq7Z"[n % 4] for n in range(100)),
        stress=("front_knee", "deeper", "upright"),
        targets=dict.fromkeys(["front_knee_deg", "front_shin_deg", "rear_thigh_deg", "lunge_deg", "trunk_deg"], target),
        flags=(1, 2, 4, 5, 7),
        own_tuck_deg={"left": 7.35, "right": 6.15},
        rest_minutes=7,
        ball_s=45,
    )
    text = longest.as_text()
    assert len(text) < 1.4 * MOST_LETTERS
    assert find_code(code_picture(text)) == text


@pytest.mark.parametrize("turn_deg", [0, 8, -25, 90, 180])
def test_a_code_held_before_a_webcam_is_read(turn_deg):
    text = signed(note="Slowly, and breathe.").as_text()
    assert find_code(photographed(text, turn_deg=turn_deg)) == text


def test_the_plain_detector_of_opencv_reads_a_code_too():
    text = signed().as_text()
    assert cv2.QRCodeDetector().detectAndDecode(code_picture(text))[0] == text


def test_a_picture_without_a_code_has_none():
    assert find_code(photographed("x")[:100]) == ""
