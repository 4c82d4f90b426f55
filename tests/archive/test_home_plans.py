"""The plan that leads practice here: remembered, refused where it must be, never taken from somebody else unasked."""

import os
from datetime import timedelta

import pytest

from formcheck.archive.home_plans import HomePlans, today
from formcheck.results.home.signed import OtherClinicError, PlanError, new_key
from tests.support.plans import signed


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "plans.json"


def test_a_plan_that_was_taken_leads_at_the_next_start_too(file):
    made = signed()
    HomePlans(file).take(made.as_file())
    assert HomePlans(file).in_force() == made
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0


def test_one_that_has_ended_is_refused_and_the_one_before_stays(file):
    plans, made = HomePlans(file), signed()
    plans.take(made.as_text())
    with pytest.raises(PlanError, match="ended"):
        plans.take(signed(id="00000001", valid_until=today() - timedelta(days=1)).as_text())
    assert plans.in_force() == made


def test_one_that_begins_later_is_kept_but_does_not_lead_yet(file):
    later = signed(valid_from=today() + timedelta(days=2))
    plans = HomePlans(file)
    plans.take(later.as_text())
    assert plans.of() == later
    assert plans.in_force() is None


def test_a_plan_that_somebody_else_has_signed_is_taken_only_where_the_person_wants_it(file):
    plans, made, other = HomePlans(file), signed(), signed(new_key(), id="00000001")
    plans.take(made.as_text())
    with pytest.raises(OtherClinicError, match=f"{other.fingerprint}.*{made.fingerprint}"):
        plans.take(other.as_text())
    assert plans.in_force() == made
    plans.take(other.as_text(), anyway=True)
    assert HomePlans(file).in_force() == other
    HomePlans(file).take(signed(id="00000002").as_text())  # both are known now


def test_who_has_signed_stays_known_when_a_plan_is_forgotten(file):
    HomePlans(file).take(signed().as_text())
    HomePlans(file).forget()
    assert HomePlans(file).of() is None
    with pytest.raises(OtherClinicError):
        HomePlans(file).take(signed(new_key()).as_text())


def test_each_person_has_their_own_and_passers_by_are_not_written_down(file):
    plans, mine, hers = HomePlans(file), signed(), signed(new_key(), patient="P018")
    plans.take(mine.as_text())
    plans.take(hers.as_text(), "phone")
    assert (plans.of(), plans.of("phone"), plans.of("other")) == (mine, hers, None)
    assert HomePlans(file).of("phone") is None
    lasting = HomePlans(file, lasting=True)
    lasting.take(hers.as_text(), "phone")
    assert HomePlans(file, lasting=True).of("phone") == hers


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"people": []}', '{"people": {"": {"plan": 1, "keys": ["x"]}}}'])
def test_a_damaged_file_is_as_none(file, text):
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    plans = HomePlans(file)
    assert plans.of() is None
    plans.take(signed().as_text())
    assert HomePlans(file).of() is not None


def test_a_plan_that_was_changed_in_the_file_leads_nobody(file):
    HomePlans(file).take(signed().as_text())
    text = file.read_text(encoding="utf-8")
    at = text.index("FORMCHECK.PLAN.1:") + 60
    file.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], encoding="utf-8")
    assert HomePlans(file).of() is None
