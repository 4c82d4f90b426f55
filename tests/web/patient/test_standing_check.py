"""The posture check on the page: led by ear through three tries, and what is said of them and of a change."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from formcheck.messages.catalogue import catalogue, languages
from formcheck.records import Pose
from formcheck.web.patient.socket_messages import Stand, StoodTry
from formcheck.web.patient.spoken import spoken_texts
from formcheck.web.patient.standing_check import LIVE, STILL_S, StandingCheck
from tests.support.standing_pose import SIZE_PX, standing_pose

FPS = 10
WORDS = catalogue("en")


class Person:
    """Somebody in front of the camera of a page that speaks every sentence for two seconds."""

    def __init__(self, **wish):
        self.check = StandingCheck(Stand(**wish))
        self.time_s, self.said, self.speaks_until_s = 0.0, [], 0.0
        self.answer: Any = None

    def look(self, pose):
        self.time_s += 1 / FPS
        self.check.voice(self.time_s < self.speaks_until_s)
        self.answer = self.check.step(self.time_s, pose, SIZE_PX, WORDS)
        if self.answer["say"]:
            self.said.append(self.answer["say"]["code"].removeprefix("page.stand.say."))
            self.speaks_until_s = self.time_s + 2
        return self.answer

    def stay(self, seconds, **body):
        for _ in range(round(seconds * FPS)):
            self.look(standing_pose(**body))
        return self.answer

    def step(self, seconds=3.0):
        for number in range(round(seconds * FPS)):
            self.look(standing_pose(shift_px=(40.0 * (number % 2), 0.0)))

    def three_tries(self, *bodies):
        for number, body in enumerate(bodies):
            if number:
                self.step()
            self.stay(8.0 if number else 10.0, **body)
        return self.answer


def stood(**body):
    """The tries of a check before."""
    result = Person().three_tries({**body, "shank_deg": 3.0}, {**body, "shank_deg": 3.4}, {**body, "shank_deg": 2.6})
    return result["result"]["tries"]


def test_three_tries_are_asked_for_by_ear_in_less_than_a_minute():
    person = Person()
    result = person.three_tries({}, {"trunk_deg": 2.5}, {"trunk_deg": 1.5})["result"]
    assert person.said == ["place", "breathe", "steps", "breathe", "steps", "breathe", "measured"]
    assert person.time_s < 60
    assert len(result["tries"]) == 3
    assert result["shown"] == 0
    assert (result["compared"], result["sentence"]["code"]) == (False, "page.stand.say.measured")
    [numbers] = result["numbers"]
    assert numbers["trunk_deg"]["n"] == 3
    assert set(numbers) == {"head_deg", "trunk_deg", "hips_deg", "knee_deg"}


def test_nobody_is_measured_while_the_voice_still_speaks():
    person = Person()
    person.stay(2.3)  # the first sentence
    assert person.said == ["place", "breathe"]
    person.stay(1.5)
    assert person.answer["share"] == 0, "they still listen"
    person.stay(STILL_S + 1.0)
    assert person.answer["tries"] == 1


def test_a_try_counts_only_after_steps():
    person = Person()
    person.stay(30.0)
    assert person.answer["tries"] == 1
    assert "more_steps" in person.said
    person.step()
    person.stay(9.0)
    assert person.answer["tries"] == 2


def test_steps_that_hide_the_standing_are_steps():
    person = Person()
    person.stay(10.0)
    person.stay(2.0, lifted_px=80.0)
    person.stay(9.0)
    assert person.answer["tries"] == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"view_deg": 60.0}, "view"),
        ({"stride_px": 120.0}, "feet"),
        ({"people": 2}, "people"),
        ({"shift_px": (0.0, -300.0)}, "whole"),
        ({"shank_deg": 35.0, "thigh_deg": -30.0}, "upright"),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_is_measured(body, said):
    person = Person()
    person.stay(25.0, **body)
    assert person.said[0] == "place"
    assert set(person.said[1:]) == {said}
    assert 2 <= len(person.said) <= 5, "it does not nag"
    assert person.answer["tries"] == 0
    assert person.answer["why"]["code"] == f"page.stand.say.{said}"
    person.stay(12.0)
    assert person.answer["tries"] == 1, "once it is mended it goes on by itself"


def test_somebody_who_leaves_is_asked_in_again():
    person = Person()
    person.stay(4.0)
    for _ in range(60):
        person.look(Pose.nobody(SIZE_PX))
    assert person.said[-1] == "nobody"
    assert person.answer["stage"] == "place"


def test_who_cannot_stay_still_is_told_so():
    person = Person()
    person.stay(4.0)
    for number in range(120):
        person.stay(1 / FPS, shift_px=(25.0 * (number % 2), 0.0))
    assert "stay" in person.said
    assert person.answer["tries"] == 0


def test_a_change_that_counts_is_told_with_how_much_the_person_varies():
    before = stood(thigh_deg=8.0)
    person = Person(after=True, before=before)
    result = person.three_tries({"thigh_deg": 2.0}, {"thigh_deg": 2.4}, {"thigh_deg": 1.6})["result"]
    said = result["sentence"]["text"]
    assert result["compared"]
    assert "your hips stand 3.1° less far forward" in said
    assert said.endswith("from one time to the next, so this counts.")
    assert "You vary by" in said


def test_nothing_is_said_to_have_changed_where_nothing_did():
    person = Person(after=True, before=stood())
    result = person.three_tries({"shank_deg": 3.2}, {"shank_deg": 2.8}, {})["result"]
    assert result["sentence"]["code"] == "posture.change.nothing"
    assert person.said[-1] == "posture.change.nothing"


def test_after_without_before_says_so():
    result = Person(after=True).three_tries({}, {}, {})["result"]
    assert result["sentence"]["code"] == "page.stand.say.alone"


def test_who_faces_the_other_way_after_than_before_is_asked_to_turn_round_at_once():
    person = Person(after=True, before=stood())
    person.stay(6.0, forward=-1)
    assert person.said == ["place", "other_side"]


def test_who_stands_nearer_than_before_is_asked_back_and_compared():
    person = Person(after=True, before=stood())
    person.stay(10.0, scale=0.8)
    assert person.said == ["place", "breathe", "same_place"]
    person.step()
    result = person.three_tries({}, {}, {})["result"]
    assert result["compared"]


def test_a_camera_that_was_moved_is_told_in_the_end():
    person = Person(after=True, before=stood())
    far = {"scale": 0.7}
    result = person.three_tries(far, far, far, far, far)["result"]
    assert person.said.count("same_place") == 2
    assert result["sentence"]["code"] == "page.stand.say.camera_moved"
    assert not result["compared"]
    assert result["numbers"] == [], "what cannot be compared is not kept"


def test_a_pause_begins_the_try_that_is_on_again():
    person = Person()
    person.stay(7.0)
    assert 0 < person.answer["share"] < 1
    person.check.rest()
    person.stay(0.2)
    assert (person.answer["stage"], person.answer["tries"]) == ("place", 0)


def test_what_the_page_keeps_of_before_is_numbers_that_come_back_as_they_were():
    before = stood()
    text = json.dumps(before)
    assert [each.model_dump(mode="json") for each in TypeAdapter(list[StoodTry]).validate_json(text)] == before
    assert "jpeg" not in text


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_the_check_without_a_number_can_be_recorded(language):
    words, spoken = catalogue(language), spoken_texts(language)
    codes = {code for code in words.sentences if code.startswith("page.stand.say.")}
    assert {said.code for said in LIVE.values()} <= codes
    for text in map(words.of, codes):
        assert text in spoken
        assert len(text.split()) <= 20
