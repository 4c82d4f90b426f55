"""What goes back: file and QR code of the same practices, numbers alone, and nothing that is damaged."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.lunge.faults import FaultKind
from formcheck.results.exports.as_json import schema
from formcheck.results.home.done import PracticeFile, PracticeFileError, read_practice_file
from formcheck.results.home.qr import MOST_LETTERS, find_code
from formcheck.results.practice import PartDone, PracticeDone
from tests.support import weeks
from tests.support.plans import ID, came_back, code_picture, photographed, practised, signed

OF_FORM = [kind for kind in FaultKind if kind.of_form]
TENTHS = st.integers(0, 9000).map(lambda n: n / 10)
PARTS = st.builds(
    PartDone,
    side=st.sampled_from(["left", "right"]),
    target_s=TENTHS,
    good_s=TENTHS,
    held_s=TENTHS,
    tucked_s=TENTHS,
    unseen_s=TENTHS,
    lost_s=st.lists(TENTHS, max_size=5),
    own_tuck_deg=st.none() | st.integers(0, 300).map(lambda n: n / 10),
    felt=st.sampled_from(["", "yes", "no", "pain"]),
    fault_s=st.dictionaries(st.sampled_from(OF_FORM), st.integers(5, 900).map(lambda n: n / 10), max_size=3),
)
EXTENDED = st.builds(
    lambda part, degrees, sd: part.model_copy(update={"hip_extension_deg": degrees, "hip_extension_sd_deg": sd}),
    PARTS,
    st.integers(-300, 400).map(lambda n: n / 10),
    st.integers(0, 60).map(lambda n: n / 10),
)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PRACTICES = st.builds(
    PracticeDone,
    started_at=st.datetimes(datetime(2026, 1, 1), datetime(2090, 1, 1), timezones=ZONES).map(
        lambda time: time.replace(microsecond=0)
    ),
    rest_s=st.integers(0, 600),
    ball_s=st.integers(0, 300),
    hurt=st.booleans(),
    pain_before=st.none() | st.integers(0, 10),
    pain_after=st.none() | st.integers(0, 10),
    plan=st.just(ID),
    parts=st.lists(PARTS | EXTENDED, max_size=10),
)


def at_random(done: PracticeDone, rng: np.random.Generator) -> PracticeDone:
    """The same practice with numbers as they come: nothing in them repeats."""
    parts = []
    for part in done.parts:
        held, tucked, lost = rng.uniform(20, 45), rng.uniform(0, 20), rng.uniform(0, 20)
        faults = {kind: rng.uniform(0, 9) for kind in rng.permutation(np.array(OF_FORM))[:2]}
        update = {"held_s": held, "good_s": tucked, "tucked_s": tucked, "lost_s": [lost], "fault_s": faults}
        parts.append(part.model_copy(update=update))
    began = done.started_at + timedelta(seconds=float(rng.uniform(0, 7200)))
    return done.model_copy(update={"parts": parts, "started_at": began, "pain_before": int(rng.integers(0, 6))})


@settings(max_examples=150, deadline=None)
@given(st.lists(PRACTICES, min_size=1, max_size=4))
def test_practices_come_back_whole_from_the_file_and_to_a_tenth_from_the_code(practices):
    given_back = came_back(*practices)
    assert read_practice_file(given_back.as_file()) == given_back
    text, count = given_back.latest_as_text()
    read = read_practice_file(text)
    assert read == given_back.model_copy(update={"practices": given_back.practices[len(practices) - count :]})
    assert [done.started_at.utcoffset() for done in read.practices] == [
        done.started_at.utcoffset() for done in practices[len(practices) - count :]
    ]


def test_a_code_holds_the_latest_practices_that_fit_and_is_read_by_a_webcam():
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(200)]
    rng = np.random.default_rng(0)
    given_back = came_back(*[at_random(practised(day), rng) for day in days])
    text, count = given_back.latest_as_text()
    assert 10 < count < 200
    assert len(text) <= MOST_LETTERS
    assert read_practice_file(text).practices[-1].started_at.date() == days[-1]
    assert find_code(code_picture(text)) == text
    assert find_code(photographed(text, (1280, 960))) == text


def test_the_file_is_what_its_schema_describes_and_nothing_in_it_is_a_name():
    file = json.loads(came_back(practised(date(2026, 3, 2), pain_before=3)).as_file())
    jsonschema.validate(file, schema(PracticeFile))
    assert set(file) == {"formcheck_practice", "patient", "plan", "consent_at", "practices", "postures"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "none"),
        ("{}", "none"),
        (signed().as_text(), "none"),
        (came_back().as_file().replace('"patient": "P017"', '"patient": "Maria"'), "damaged"),
        (came_back().as_file()[:60], "damaged"),
        (came_back().as_file().replace('practice": 1', 'practice": 2'), "newer"),
        (came_back(practised(date(2026, 3, 2))).latest_as_text()[0][:-3], "damaged"),
        ("FORMCHECK.DONE.1:", "damaged"),
        ("FORMCHECK.DONE.9:AB", "newer"),
    ],
)
def test_what_did_not_come_back_from_formcheck_is_told_in_one_sentence(text, code):
    with pytest.raises(PracticeFileError) as refused:
        read_practice_file(text)
    assert refused.value.message.code == f"plan.returned.{code}"


def test_the_moment_of_consent_is_kept():
    assert read_practice_file(came_back().as_file()).consent_at == datetime(2026, 3, 30, 9, tzinfo=UTC)


def test_the_posture_checks_come_back_from_the_file_and_the_first_and_the_last_from_the_code():
    given_back = came_back(practised(date(2026, 3, 2))).model_copy(update={"postures": weeks.checks(6, 5, 4.25)})
    assert read_practice_file(given_back.as_file()) == given_back
    read = read_practice_file(given_back.latest_as_text()[0])
    assert read.postures == [given_back.postures[0], given_back.postures[2]]


def test_what_came_back_before_posture_checks_did_is_still_read():
    old = json.loads(came_back(practised(date(2026, 3, 2))).as_file())
    del old["postures"]
    assert read_practice_file(json.dumps(old)).postures == []
