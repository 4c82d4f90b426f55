"""What changed over the weeks: only what is beyond the own scatter and the error of the measurement is told."""

import pytest

from formcheck.messages.catalogue import catalogue
from formcheck.results.what_changed import in_short, what_changed
from tests.support.weeks import checks, sessions, visits


def told(changes):
    return [catalogue("en").text(sentence) for sentence in in_short(changes)]


def by_measure(changes):
    return {change.measure: change for change in changes}


def test_seconds_that_rise_beyond_the_own_scatter_are_told_with_their_side():
    changes = what_changed([], sessions(10, 11, 12, 20, 21, 22, 28, 29, 30))
    assert by_measure(changes)["practised_s"].value == 18
    assert told(changes) == [
        "Since the first time, with the left knee down, you hold the stretch 18 s longer in good form and your "
        "tailbone stays tucked 9 s longer."
    ]


def test_who_varies_as_much_every_day_is_told_of_no_change():
    assert told(what_changed([], sessions(10, 28, 9, 27, 11, 29, 12, 28, 10, 29))) == [
        "So far nothing changed by more than it varies anyway."
    ]


def test_one_bad_last_day_is_no_change():
    changes = by_measure(what_changed([], sessions(28, 29, 30, 29, 28, 29, 30, 5)))
    assert not changes["practised_s"].counts


def test_of_few_sessions_nothing_is_told():
    changes = what_changed([], sessions(5, 30, 30))
    assert not any(change.counts for change in changes)
    assert told(changes) == []


def test_a_tuck_that_could_not_be_observed_is_no_tuck_of_no_seconds():
    assert "tucked_s" not in by_measure(what_changed([], sessions(*[20] * 8, unseen=20.0)))


@pytest.mark.parametrize(("last", "counts"), [(4, False), (3, True)])
def test_pain_counts_from_two_points_on(last, counts):
    changes = by_measure(what_changed([], sessions(20, 20, pain=[5, last])))
    assert changes["pain_before"].counts is counts


def test_posture_is_compared_before_stretching_and_with_a_camera_set_up_anew():
    near, far = by_measure(what_changed([], [], checks(6, 4))), by_measure(what_changed([], [], checks(6, 1)))
    assert near["hips_deg"].smallest > 2, "the camera stands elsewhere each time"
    assert (near["hips_deg"].counts, far["hips_deg"].counts) == (False, True)
    assert "head_deg" not in near, "what was not kept is not told"
    assert told(what_changed([], [], checks(6, 1))) == ["Since the first time, your hips stand 5.0° less far forward."]


def test_hip_extension_and_the_longest_hold_come_from_the_visits():
    changes = by_measure(
        what_changed(
            visits(
                {"hip_extension_deg": 4.0, "hip_extension_sd_deg": 2.0, "longest_hold_s": 12.0},
                {"hip_extension_deg": 14.0, "hip_extension_sd_deg": 2.0, "longest_hold_s": 30.0},
            )
        )
    )
    assert changes["hip_extension_deg"].counts
    assert (changes["longest_hold_s"].first, changes["longest_hold_s"].last) == (12.0, 30.0)


def test_one_of_each_is_no_change():
    assert what_changed([], sessions(20), checks(5)) == []


def extended(*degrees, sd=2.0):
    done = sessions(*[20] * len(degrees))
    for one, value in zip(done, degrees, strict=True):
        one.parts[0].hip_extension_deg, one.parts[0].hip_extension_sd_deg = float(value), sd
    return done


def test_hip_extension_of_practice_at_home_counts_beyond_its_error_and_the_own_scatter():
    few, many = by_measure(what_changed([], extended(4, 12))), by_measure(what_changed([], extended(4, 7, 2, 12)))
    assert few["hip_extension_deg"].counts, "8 degrees, of which 5.5 could be error"
    assert many["hip_extension_deg"].smallest > few["hip_extension_deg"].smallest, "who varies has to change by more"
    assert not by_measure(what_changed([], extended(4, 8)))["hip_extension_deg"].counts
    assert "your hip opens 8° further" in " ".join(told(what_changed([], extended(4, 12))))


def test_hip_extension_of_the_clinic_goes_before_that_of_home():
    own = {"hip_extension_deg": 1.0, "hip_extension_sd_deg": 2.0}
    [found] = [c for c in what_changed(visits(own, own), extended(4, 12)) if c.measure == "hip_extension_deg"]
    assert found.value == 0


def test_a_posture_check_of_after_a_practice_alone_is_not_compared_with_one_of_before():
    before, after = checks(6, 1)
    alone = after.model_copy(update={"after_practice": True})
    assert what_changed([], [], [before, alone]) == []
    assert by_measure(what_changed([], [], [alone, alone]))["hips_deg"].value == 0
