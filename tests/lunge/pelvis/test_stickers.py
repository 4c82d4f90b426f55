"""Stickers and belts painted at known places of a stick body."""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.geometry import rotate_about
from formcheck.keypoints import HIPS, trunk_length_px
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.pelvis.stickers import BELT_LOST, BOTH_LOST, NONE_SEEN, ONE_LOST, Stickers
from formcheck.messages.message import Message
from formcheck.records import Frame, Side
from formcheck.settings import Markers as MarkerSettings
from tests.support import bodies

RED, GREEN, BLUE = (40, 30, 210), (60, 180, 50), (200, 90, 30)
CLOTH, WALL = (70, 66, 62), (175, 182, 186)
STEP_S = 0.1
BELIEVED = MarkerSettings().sightings


@dataclasses.dataclass
class Picture:
    """A stick body of a size, facing a way, seen by a rolled camera, with a cloth over its trunk and thighs."""

    facing: Side = "right"
    limb_px: float = 120.0
    roll_deg: float = 0.0
    cloth: tuple[int, int, int] = CLOTH

    def __post_init__(self) -> None:
        self.size = (640, 480)
        self.forward = 1.0 if self.facing == "right" else -1.0
        level = bodies.kneeling_points(
            facing=self.facing, rear_side=self.facing, limb_px=self.limb_px, knee_px=(320.0, 400.0)
        )
        self.middle = np.array(self.size) / 2
        self.points = rotate_about(level, self.middle, self.roll_deg)
        self.hip = level[HIPS].mean(axis=0)
        self.trunk = trunk_length_px(level)
        self.image = np.full((*self.size[::-1], 3), WALL, np.uint8)
        body = [(-0.22, -0.2), (-0.25, 0.9), (0.22, 0.9), (0.26, 0.15), (0.9, 0.15), (0.9, -0.2)]
        cv2.fillPoly(self.image, [np.round([self.at(p) for p in body]).astype(np.int32)], self.cloth)

    def at(self, place: tuple[float, float]) -> np.ndarray:
        """Pixels of a place given in trunk lengths ahead of and above mid-hip."""
        level = self.hip + self.trunk * np.array([self.forward * place[0], -place[1]])
        return rotate_about(level, self.middle, self.roll_deg)

    def disc(self, place, colour=RED, diameter=0.045, squeezed=1.0) -> None:
        """Paint an even disc, or one seen aslant, with soft edges."""
        x, y = self.at(place)
        rows, columns = np.mgrid[: self.size[1], : self.size[0]]
        radius = diameter * self.trunk / 2
        away = np.hypot((columns - x) / squeezed, rows - y)
        cover = np.clip(radius - away + 0.5, 0, 1)[:, :, None]
        self.image = np.round(self.image * (1 - cover) + cover * np.array(colour)).astype(np.uint8)

    def stickers(self, tilt_deg: float, apart: float = 0.36, colour=RED, **how) -> Picture:
        """Stick one on the ASIS and one on the PSIS."""
        for place in ends(tilt_deg, apart):
            self.disc(place, colour, **how)
        return self

    def band(self, tilt_deg: float, colour=RED, thickness=0.07) -> Picture:
        """Lay a belt around the pelvis."""
        t = math.radians(tilt_deg)
        along, across = np.array([math.cos(t), -math.sin(t)]), np.array([math.sin(t), math.cos(t)]) * thickness / 2
        front, back = (np.array([0.0, 0.17]) + x * along for x in (0.24, -0.24))
        corners = [front + across, front - across, back - across, back + across]
        cv2.fillPoly(self.image, [np.round([self.at(c) for c in corners]).astype(np.int32)], colour, cv2.LINE_AA)
        return self

    def frame(self, k: int, noise: float = 2.0) -> Frame:
        """Give the picture as a webcam does: a little blur and noise."""
        rng = np.random.default_rng(k)
        soft = cv2.GaussianBlur(self.image, (0, 0), 0.6).astype(float) + rng.normal(0, noise, self.image.shape)
        pose = dataclasses.replace(bodies.pose_of(self.points, size_px=self.size), roll_deg=self.roll_deg)
        return Frame(k, k * STEP_S, np.clip(soft, 0, 255).astype(np.uint8), pose)

    @property
    def stance(self) -> Stance:
        return Stance(self.points, np.ones(33), self.facing, self.facing)


def ends(tilt_deg: float, apart: float = 0.36) -> tuple[tuple[float, float], tuple[float, float]]:
    """Places of the front and the back sticker."""
    half = 0.5 * apart * np.array([math.cos(math.radians(tilt_deg)), -math.sin(math.radians(tilt_deg))])
    middle = np.array([0.02, 0.16])
    return tuple(middle + half), tuple(middle - half)


def show(source: Stickers, pictures: list[Picture], start: int = 0) -> list[Reading | Message | None]:
    """What the source says of one picture after the other."""
    return [source.look(p.frame(start + k), p.points, p.stance) for k, p in enumerate(pictures)]


def tilt_of(answer: Reading | Message | None) -> float:
    assert isinstance(answer, Reading), answer
    return answer.tilt_deg


def believed(picture: Picture, **changed) -> tuple[Stickers, Reading]:
    """Return a source that has come to believe in what the picture shows, and its first reading."""
    source = Stickers(MarkerSettings(**changed))
    *before, last = show(source, [picture] * BELIEVED)
    assert not any(isinstance(answer, Reading) for answer in before)
    assert isinstance(last, Reading), last
    return source, last


def silent(picture: Picture, **changed) -> bool:
    """Whether nothing is read, however long it looks."""
    return not any(
        isinstance(a, Reading) for a in show(Stickers(MarkerSettings(**changed)), [picture] * (2 * BELIEVED))
    )


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize("tilt_deg", [-12.0, 0.0, 11.0, 30.0])
def test_the_tilt_is_that_of_the_line_front_end_down_positive(tilt_deg, facing):
    assert tilt_of(believed(Picture(facing).stickers(tilt_deg))[1]) == pytest.approx(tilt_deg, abs=0.7)


@settings(max_examples=12, deadline=None)
@given(
    tilt_deg=st.floats(-15, 35),
    limb_px=st.floats(80, 150),
    roll_deg=st.floats(-5, 5),
    colour=st.sampled_from([RED, GREEN, BLUE]),
)
def test_size_roll_and_mirror_change_nothing(tilt_deg, limb_px, roll_deg, colour):
    read = {}
    for facing in ("right", "left"):
        roll = roll_deg if facing == "right" else -roll_deg
        read[facing] = tilt_of(believed(Picture(facing, limb_px, roll).stickers(tilt_deg, colour=colour))[1])
    assert read["right"] == pytest.approx(tilt_deg, abs=1.2)
    assert read["left"] == pytest.approx(read["right"], abs=1.2)


def test_the_points_are_given_where_the_stickers_are_in_the_picture():
    picture = Picture("left", roll_deg=3.0).stickers(12)
    points = believed(picture)[1].points_px
    for name, place in zip(("asis", "psis"), ends(12), strict=True):
        assert points[name] == pytest.approx(picture.at(place), abs=0.6)


def test_a_sticker_seen_aslant_at_the_outline_is_still_one():
    picture = Picture()
    front, back = ends(10)
    picture.disc(front)
    picture.disc(back, squeezed=0.45)
    assert tilt_of(believed(picture)[1]) == pytest.approx(10, abs=1.0)


def test_a_change_is_followed_and_its_sd_is_honest_about_it():
    source, before = believed(Picture().stickers(12))
    *_, now = show(source, [Picture().stickers(12 - k) for k in range(1, 9)], BELIEVED)
    assert isinstance(now, Reading)
    change = source.change(before, now)
    assert abs(now.tilt_deg - before.tilt_deg + 8) < 0.8
    assert abs(change.tilt_deg + 8) < 3 * change.sd_deg
    assert 0.5 < change.sd_deg < 1.6


@pytest.mark.parametrize("offset", [0.0, 0.4])
@pytest.mark.parametrize("ahead_deg", [-14.0, 14.0])
def test_a_change_seen_from_off_the_side_is_that_of_the_side(ahead_deg, offset):
    t = math.radians(ahead_deg)

    def seen(tilt_deg: float) -> Reading:
        ahead, down = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
        shown = ahead * math.cos(t) - offset * math.sin(t)
        features = np.array([ahead_deg], np.float32)
        return Reading(math.degrees(math.atan2(down, shown)), 0.6, features)

    markers = Stickers(MarkerSettings(side_offset=offset))
    assert markers.change(seen(12), seen(4)).tilt_deg == pytest.approx(-8, abs=0.25)


def test_the_median_of_several_readings_is_not_moved_by_one_that_is_off():
    ahead, places = np.array([0.0], np.float32), {"asis": np.zeros(2), "psis": np.ones(2)}
    readings = [Reading(tilt, 0.7, ahead, places) for tilt in (10.0, 10.2, 9.8, 25.0, 10.1)]
    merged = Stickers().merge(readings)
    assert merged.tilt_deg == pytest.approx(10.1)
    assert MarkerSettings().least_sd_deg <= merged.sd_deg < 0.7


def test_a_missing_sticker_is_told_and_read_again_when_it_is_back():
    whole, without = Picture().stickers(10), Picture()
    without.disc(ends(10)[0])
    source, before = believed(whole)
    lost = show(source, [without] * 3, BELIEVED)
    assert lost == [ONE_LOST] * 3
    assert show(source, [Picture()] * 2, BELIEVED + 3) == [BOTH_LOST] * 2
    assert tilt_of(show(source, [whole], BELIEVED + 5)[0]) == pytest.approx(before.tilt_deg, abs=0.5)


def test_a_half_covered_sticker_is_not_read():
    covered = Picture().stickers(10)
    x, y = np.round(covered.at(ends(10)[0])).astype(int)
    covered.image[y : y + 20, x - 20 : x + 20] = CLOTH
    source, _ = believed(Picture().stickers(10))
    assert show(source, [covered], BELIEVED) == [ONE_LOST]


def test_a_sticker_that_turns_away_bit_by_bit_is_followed_and_less_sure():
    source, before = believed(Picture().stickers(10))
    front, back = ends(10)
    answers = []
    for k in range(10):
        turned = Picture()
        turned.disc(front, squeezed=1 - 0.06 * k)
        turned.disc(back)
        answers += show(source, [turned], BELIEVED + k)
    last = answers[-1]
    assert tilt_of(last) == pytest.approx(10, abs=1.0)
    assert isinstance(last, Reading) and last.sd_deg > before.sd_deg
    gone = Picture()
    gone.disc(back)
    assert show(source, [gone], BELIEVED + 10) == [ONE_LOST]


def test_stickers_never_seen_are_looked_for_less_often_than_those_just_seen():
    searched = []

    class Counting(Stickers):
        def _search(self, window, time_s):
            searched.append(time_s)
            return super()._search(window, time_s)

    settings = MarkerSettings()
    source, bare, worn = Counting(settings), Picture(), Picture().stickers(10)
    show(source, [bare] * 13)
    assert searched == pytest.approx(np.arange(0, 1.25, settings.idle_every_s))
    searched.clear()
    answers = show(source, [worn] * 10, 13)
    assert np.diff(searched) == pytest.approx(settings.search_every_s)
    assert isinstance(answers[-1], Reading)


def test_another_thing_of_their_colour_elsewhere_is_not_taken_for_a_lost_sticker():
    source, _ = believed(Picture().stickers(10))
    other = Picture()
    front, back = ends(10)
    other.disc(front)
    other.disc((back[0] + 0.1, back[1] + 0.06))
    assert show(source, [other] * 3, BELIEVED) == [ONE_LOST] * 3


def test_turned_round_the_stickers_of_the_other_side_are_looked_for_anew():
    source, _ = believed(Picture("right").stickers(10))
    answers = show(source, [Picture("left").stickers(14, colour=GREEN)] * BELIEVED, BELIEVED)
    assert answers[0] == NONE_SEEN
    assert tilt_of(answers[-1]) == pytest.approx(14, abs=0.7)


@pytest.mark.parametrize("apart", [0.14, 0.62])
def test_a_pair_too_near_or_too_far_apart_is_no_pelvis(apart):
    assert silent(Picture().stickers(5, apart))


def test_two_colours_are_no_pair():
    picture = Picture()
    front, back = ends(10)
    picture.disc(front, RED)
    picture.disc(back, GREEN)
    assert silent(picture)


def test_one_bright_thing_is_no_pair():
    picture = Picture()
    picture.disc(ends(10)[0])
    assert silent(picture)


def test_grey_buttons_are_no_stickers():
    assert silent(Picture().stickers(10, colour=(150, 150, 150)))


def test_dotted_cloth_is_no_sticker():
    picture = Picture()
    for x in np.arange(-0.2, 0.85, 0.12):
        for y in np.arange(-0.15, 0.5, 0.12):
            if x < 0.25 or y < 0.15:
                picture.disc((x, y))
    assert silent(picture)
    assert silent(picture, colour="red")


def test_striped_cloth_is_no_sticker_and_no_belt():
    picture = Picture()
    for y in np.arange(-0.1, 0.6, 0.14):
        corners = [picture.at(p) for p in ((-0.23, y), (0.23, y), (0.23, y + 0.06), (-0.23, y + 0.06))]
        cv2.fillPoly(picture.image, [np.round(corners).astype(np.int32)], RED)
    assert silent(picture)
    assert silent(picture, colour="red")


def test_leggings_of_a_bright_colour_are_no_sticker_but_may_wear_some():
    assert silent(Picture(cloth=RED))
    assert silent(Picture(cloth=RED), colour="red")
    assert tilt_of(believed(Picture(cloth=RED).stickers(8, colour=GREEN))[1]) == pytest.approx(8, abs=1.0)


def test_only_the_named_colour_counts():
    picture = Picture().stickers(8, colour=GREEN)
    assert silent(picture, colour="red")
    assert silent(picture, colour="none")
    assert tilt_of(believed(picture, colour="green")[1]) == pytest.approx(8, abs=0.7)


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize("tilt_deg", [-8.0, 0.0, 14.0])
def test_a_belt_of_the_named_colour_is_read(tilt_deg, facing):
    source, reading = believed(Picture(facing).band(tilt_deg), colour="red")
    assert reading.tilt_deg == pytest.approx(tilt_deg, abs=1.0)
    assert not reading.points_px
    covered = Picture(facing).band(tilt_deg)
    x, y = np.round(covered.at((0.14, 0.15))).astype(int)
    covered.image[y - 40 : y + 40, x - 25 : x + 25] = CLOTH
    assert show(source, [covered], BELIEVED) == [BELT_LOST]


def test_a_belt_is_believed_less_than_stickers_and_no_more_for_being_seen_often():
    belt, worn = believed(Picture().band(5), colour="red")
    stickers, stuck = believed(Picture().stickers(5))
    unsure = belt.change(belt.merge([worn] * 20), worn).sd_deg
    assert unsure > 2.5
    assert unsure > 2 * stickers.change(stickers.merge([stuck] * 20), stuck).sd_deg


def test_no_belt_is_looked_for_unasked():
    assert silent(Picture().band(5))


def test_something_outside_the_person_is_no_sticker():
    picture = Picture().stickers(10)

    def masked(k: int, value: float) -> Frame:
        frame = picture.frame(k)
        assert frame.pose is not None
        return frame.with_pose(dataclasses.replace(frame.pose, mask=np.full((480, 640), value, np.float32)))

    on, off = Stickers(), Stickers()
    for k in range(BELIEVED):
        inside = on.look(masked(k, 1.0), picture.points, picture.stance)
        outside = off.look(masked(k, 0.0), picture.points, picture.stance)
    assert isinstance(inside, Reading)
    assert not isinstance(outside, Reading)


def test_without_a_picture_or_a_person_nothing_is_read():
    picture = Picture().stickers(10)
    frame = picture.frame(0)
    assert Stickers().look(dataclasses.replace(frame, image=None), picture.points, picture.stance) == NONE_SEEN
    nowhere = np.full((33, 2), np.nan)
    assert Stickers().look(frame, nowhere, Stance(nowhere, np.zeros(33))) == NONE_SEEN


def test_the_same_frames_give_the_same_readings():
    pictures = [Picture().stickers(10 - 0.5 * k) for k in range(BELIEVED + 4)]
    first, second = (show(Stickers(), pictures) for _ in range(2))
    assert [r.tilt_deg if isinstance(r, Reading) else r for r in first] == [
        r.tilt_deg if isinstance(r, Reading) else r for r in second
    ]
