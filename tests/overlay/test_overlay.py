"""What the overlay draws, and what it must not."""

import dataclasses
import math

import cv2
import numpy as np
import pytest

from formcheck.coaching.cues import CUES, PRAISE, TUCK_REMINDER
from formcheck.keypoints import Keypoint
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import Message
from formcheck.overlay.drawing import Font, Pen
from formcheck.overlay.limbs import COLOURS
from formcheck.overlay.overlay import Overlay
from formcheck.records import Assessment, Band, Cue, Fault, Hold, PelvisEstimate, Phase
from formcheck.settings import Settings
from tests.support import factories

SETTINGS = Settings()


def picture(size_px=factories.SIZE_PX):
    return np.full((size_px[1], size_px[0], 3), 110, np.uint8)


def judged(**angles) -> Assessment:
    m = factories.measurement(**angles)
    return Assessment(5, 1.0, Phase.TUCK, m, factories.bands(m.angles_deg))


def share_of(colour, image, box=None) -> float:
    """Share of pixels of nearly one colour."""
    left, top, right, bottom = box or (0, 0, image.shape[1], image.shape[0])
    part = image[top:bottom, left:right].astype(int)
    return float((np.abs(part - colour).max(axis=2) < 12).mean())


def draw(assessment, image=None, **kw):
    image = picture() if image is None else image
    return Overlay(factories.SIZE_PX, SETTINGS, **kw).draw(image, assessment)


def words(monkeypatch) -> list[str]:
    """Every text written from now on."""
    written: list[str] = []
    write = Pen.text

    def listen(self, text, *args, **kw):
        written.append(text)
        return write(self, text, *args, **kw)

    monkeypatch.setattr(Pen, "text", listen)
    return written


def test_the_given_picture_stays_as_it_was():
    image = picture()
    draw(judged(), image)
    assert (image == 110).all()


def test_drawn_in_place_it_looks_the_same():
    image = picture()
    drawn = Overlay(factories.SIZE_PX, SETTINGS).draw(image, judged(), in_place=True)
    assert drawn is image and np.array_equal(drawn, draw(judged()))


def test_each_limb_takes_the_colour_of_its_band():
    good = draw(judged())
    assert share_of(COLOURS[Band.GREEN], good) > 0.003
    assert share_of(COLOURS[Band.RED], good) == 0
    leaning = draw(judged(trunk=30))
    assert share_of(COLOURS[Band.RED], leaning) > 0.001


def test_bands_differ_without_colour():
    grey = {}
    for name, lean in (("green", 0), ("yellow", 15), ("red", 30)):
        m = factories.measurement(trunk=lean)
        still = dataclasses.replace(m, keypoints_px=factories.kneeling_keypoints())
        a = Assessment(5, 1.0, Phase.TUCK, still, factories.bands(m.angles_deg))
        grey[name] = cv2.cvtColor(draw(a), cv2.COLOR_BGR2GRAY)
    hip, shoulder = (factories.kneeling_keypoints()[k] for k in (Keypoint.LEFT_HIP, Keypoint.LEFT_SHOULDER))
    along = np.linspace(hip, shoulder, 200)[30:-30].round().astype(int)
    middle = {name: image[along[:, 1], along[:, 0]] for name, image in grey.items()}
    assert (middle["green"] > 100).all()
    assert 0.2 < (middle["yellow"] > 100).mean() < 0.9
    assert (middle["red"] < 100).all()


def test_an_unknown_angle_is_not_written(monkeypatch):
    written = words(monkeypatch)
    draw(judged(trunk=math.nan, front_knee=88))
    assert "88°" in written
    assert "trunk" not in written
    assert not any("nan" in text for text in written)


def test_the_shin_is_named_only_when_it_is_off(monkeypatch):
    written = words(monkeypatch)
    draw(judged(front_shin=3))
    assert "shin" not in written
    draw(judged(front_shin=20))
    assert {"shin", "20°"} <= set(written)


def test_nothing_is_judged_on_the_picture_when_it_is_not_the_exercise(monkeypatch):
    written = words(monkeypatch)
    standing = dataclasses.replace(factories.measurement(), half_kneeling=False)
    image = draw(Assessment(0, 0.0, Phase.SETUP, standing, message=factories.STANDING))
    assert not any("°" in text for text in written if "camera" not in text)
    assert str(factories.STANDING) in " ".join(written)
    assert share_of(COLOURS[Band.GREEN], image) == 0


def test_every_word_on_the_picture_is_of_its_language(monkeypatch):
    written = words(monkeypatch)
    cue = Cue(1.0, CUES[FaultKind.TRUNK_LEAN], FaultKind.TRUNK_LEAN)
    for phase in Phase:
        draw(dataclasses.replace(judged(trunk=30, front_shin=20, lunge=30), phase=phase, cue=cue))
    lost = dataclasses.replace(judged().measurement, pelvis=PelvisEstimate(1.0, 0.5, "markers", "tuck lost"))
    draw(dataclasses.replace(judged(), measurement=lost, bands={"tuck_deg": Band.RED}, message=factories.STANDING))
    english = {text for text in written if any(letter.isalpha() for letter in text)} - {"s"}
    written.clear()
    for phase in Phase:
        draw(dataclasses.replace(judged(trunk=30, front_shin=20, lunge=30), phase=phase, cue=cue), language="es")
    draw(
        dataclasses.replace(judged(), measurement=lost, bands={"tuck_deg": Band.RED}, message=factories.STANDING),
        language="es",
    )
    assert not english & set(written)
    assert {"COXIS SUELTO", "Meta el coxis", "tronco"} <= set(written)
    assert "Los hombros sobre las caderas." in " ".join(written)


def test_a_body_that_left_leaves_no_lines():
    image = draw(Assessment(0, 0.0, Phase.FRAME, factories.not_kneeling(), message=factories.NOBODY))
    assert (image[120:380] == 110).all()


def test_a_cue_stays_to_be_read_and_then_goes():
    overlay = Overlay(factories.SIZE_PX, SETTINGS)
    cue = Cue(1.0, CUES[FaultKind.TRUNK_LEAN], FaultKind.TRUNK_LEAN)

    def at(t, cue=None):
        a = dataclasses.replace(judged(), time_s=t, cue=cue)
        return overlay.draw(picture(), a)

    without = at(0.5)
    assert not np.array_equal(at(1.0, cue), without)
    assert not np.array_equal(at(4.5), without)
    assert np.array_equal(at(5.5), without)


def test_a_correction_goes_with_its_fault_and_praise_with_the_first_red():
    lean = Fault(FaultKind.TRUNK_LEAN, 0.0, 1.0, 2.0)
    over = {"trunk_deg": Band.RED}
    for cue, later in (
        (Cue(1.0, CUES[FaultKind.TRUNK_LEAN], FaultKind.TRUNK_LEAN), {"ended_faults": (lean,)}),
        (Cue(1.0, PRAISE, "praise"), {"bands": over}),
    ):
        overlay = Overlay(factories.SIZE_PX, SETTINGS)
        shown = overlay.draw(picture(), dataclasses.replace(judged(), time_s=1.0, cue=cue))
        assert not np.array_equal(shown, draw(dataclasses.replace(judged(), time_s=1.0)))
        after = dataclasses.replace(judged(), time_s=2.0, **later)
        assert np.array_equal(overlay.draw(picture(), after), draw(after))


def test_nobody_who_is_tucked_reads_that_they_are_to_tuck():
    def then(word):
        overlay = Overlay(factories.SIZE_PX, SETTINGS)
        overlay.draw(picture(), dataclasses.replace(judged(), time_s=1.0, cue=Cue(1.0, TUCK_REMINDER, "remind")))
        told = dataclasses.replace(judged().measurement.pelvis, statement=word)
        after = dataclasses.replace(
            judged(), time_s=2.0, measurement=dataclasses.replace(judged().measurement, pelvis=told)
        )
        return np.array_equal(overlay.draw(picture(), after), draw(after))

    assert then("tucked") and not then("no clear change")


def test_a_cue_of_another_recording_does_not_stay():
    overlay = Overlay(factories.SIZE_PX, SETTINGS)
    cue = Cue(9.0, CUES[FaultKind.TRUNK_LEAN], FaultKind.TRUNK_LEAN)
    overlay.draw(picture(), dataclasses.replace(judged(), time_s=9.0, cue=cue))
    again = overlay.draw(picture(), dataclasses.replace(judged(), time_s=0.0))
    assert np.array_equal(again, draw(dataclasses.replace(judged(), time_s=0.0)))


def test_the_hold_clock_shows_that_it_pauses():
    def clock(running):
        hold = Hold(0.0, None, 12.0, "right")
        return draw(dataclasses.replace(judged(), hold=hold, hold_running=running))[:110, 520:]

    corner = (0, 0, 120, 110)
    assert share_of(COLOURS[Band.GREEN], clock(True), corner) > 0.03
    assert share_of(COLOURS[Band.YELLOW], clock(False), corner) > 0.03
    assert share_of(COLOURS[Band.GREEN], clock(False), corner) == 0


def test_the_ring_fills_towards_the_target():
    def filled(good_s):
        image = draw(dataclasses.replace(judged(), hold=Hold(0.0, None, good_s, "right"), hold_running=True))
        return share_of(COLOURS[Band.GREEN], image, (520, 0, 640, 110))

    assert filled(1) < filled(10) < filled(20) < filled(30)
    assert filled(45) == pytest.approx(filled(30), rel=0.05)


def test_mirroring_turns_the_picture_and_the_body_but_not_the_words():
    plain = Assessment(0, 0.0, Phase.SETUP, dataclasses.replace(factories.measurement(), half_kneeling=False))
    image = picture()
    image[:, :100] = 200
    straight, mirrored = draw(plain, image.copy()), draw(plain, image.copy(), mirror=True)
    assert (mirrored[300:, -99:] == 200).all()
    assert np.abs(straight[150:, ::-1].astype(int) - mirrored[150:]).mean() < 0.2
    assert not np.array_equal(straight[:70, ::-1], mirrored[:70])


def test_mirroring_says_the_facing_that_is_seen(monkeypatch):
    written = words(monkeypatch)
    draw(judged(), mirror=True)
    assert any(text.startswith("Facing left · right knee down") for text in written)


def test_keypoints_are_placed_on_a_picture_of_another_size():
    a = judged()
    large = Overlay(factories.SIZE_PX, SETTINGS).draw(picture((1280, 960)), a)
    small = cv2.resize(draw(a), (1280, 960))
    assert np.abs(large.astype(int) - small).mean() < 3


@pytest.mark.parametrize("size_px", [(64, 48), (33, 401), (1920, 1080), (270, 480)])
def test_any_size_of_picture_can_be_drawn_on(size_px):
    hold = Hold(0.0, None, 12.0, "right")
    cue = Cue(1.0, CUES[FaultKind.OVER_LUNGING], FaultKind.OVER_LUNGING)
    a = dataclasses.replace(judged(rear_thigh=30), hold=hold, cue=cue)
    image = Overlay(factories.SIZE_PX, SETTINGS).draw(picture(size_px), a)
    assert image.shape == (size_px[1], size_px[0], 3)


def test_points_far_outside_the_picture_do_no_harm():
    points = factories.kneeling_keypoints() * 1e7
    m = dataclasses.replace(factories.measurement(), keypoints_px=points)
    image = draw(Assessment(0, 0.0, Phase.TUCK, m, factories.bands(m.angles_deg)))
    assert image.shape == (480, 640, 3)


def test_values_do_not_lie_over_one_another(monkeypatch):
    boxes = []
    monkeypatch.setattr(Pen, "panel", lambda self, box, *a, **k: boxes.append(box))
    draw(judged(rear_thigh=30, front_shin=30, front_knee=60, trunk=30))
    labels = [box for box in boxes if box[3] - box[1] == 25]
    assert len(labels) == 5
    for i, a in enumerate(labels):
        for b in labels[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_long_sentence_is_broken_into_lines_that_fit():
    pen = Pen(picture((300, 480)), Font())
    sentence = "Turn so your side faces the camera and step back a little."
    lines = pen.wrap(sentence, 29, 600, 280)
    assert " ".join(lines) == sentence
    assert len(lines) > 1
    assert all(pen.text_width(line, 29, 600) <= 280 for line in lines)


def test_a_photo_has_no_phase_to_name(monkeypatch):
    written = words(monkeypatch)
    draw(judged(), photo=True)
    assert "Tuck" not in written
    assert any("right knee down" in text for text in written)


BANDS_OF = {"tucked": Band.GREEN, "no clear change": Band.YELLOW, "tuck lost": Band.RED, "arching": Band.RED}


def tucked(tuck=8.0, statement="tucked", source="markers", points=None, **how) -> Assessment:
    """A body whose limbs are all green, so that another colour is the pelvis's."""
    pelvis = PelvisEstimate(-tuck, 0.8, source, statement, points_px=points or {})
    m = dataclasses.replace(factories.measurement(tuck=tuck, **how), pelvis=pelvis)
    bands = factories.bands(m.angles_deg)
    return Assessment(5, 1.0, Phase.HOLD, m, bands | ({"tuck_deg": BANDS_OF[statement]} if statement else {}))


@pytest.mark.parametrize("statement", ["tucked", "tuck lost", "arching"])
def test_what_is_said_of_the_pelvis_stands_at_the_hip_in_one_word(monkeypatch, statement):
    written = words(monkeypatch)
    draw(tucked(statement=statement))
    assert statement.upper() in written
    assert "8°" not in written  # the direction, not the size


@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_tuck_lifts_the_front_of_the_pelvis_and_an_arch_its_back(facing):
    hip = factories.kneeling_keypoints(facing=facing)[Keypoint.LEFT_HIP]

    def red_above_the_hip(tuck):
        image = draw(tucked(tuck, "arching", facing=facing)).astype(int)
        y, x = np.nonzero(np.abs(image - COLOURS[Band.RED]).max(axis=2) < 12)
        near = (np.abs(x - hip[0]) < 45) & (y < hip[1] - 4) & (y > hip[1] - 60)
        return float(np.mean(x[near]) - hip[0]) * (1 if facing == "right" else -1)

    assert red_above_the_hip(8.0) > 5
    assert red_above_the_hip(-8.0) < -5


def test_an_unclear_tuck_is_grey_and_has_no_word(monkeypatch):
    written = words(monkeypatch)
    image = draw(tucked(2.0, "no clear change"))
    assert "NO CLEAR CHANGE" not in written
    assert share_of(COLOURS[Band.YELLOW], image) == 0
    assert not np.array_equal(image, draw(tucked(2.0, "", "none")))


def test_a_pelvis_that_is_not_seen_is_not_drawn():
    unseen = tucked(math.nan, "", "none")
    never = dataclasses.replace(unseen, measurement=dataclasses.replace(unseen.measurement, pelvis=PelvisEstimate()))
    assert np.array_equal(draw(unseen), draw(never))
    assert share_of(COLOURS[Band.RED], draw(unseen)) == 0


def test_stickers_are_ringed_where_they_are_also_in_a_mirror():
    point = (250.0, 150.0)
    plain, ringed = draw(tucked()), draw(tucked(points={"asis": point}))
    y, x = np.nonzero((plain != ringed).any(axis=2))
    assert (x.mean(), y.mean()) == pytest.approx(point, abs=1.5)
    plain, ringed = draw(tucked(), mirror=True), draw(tucked(points={"asis": point}), mirror=True)
    assert np.nonzero((plain != ringed).any(axis=2))[1].mean() == pytest.approx(639 - 250, abs=1.5)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_the_word_lies_over_no_value(monkeypatch, facing):
    boxes = []
    monkeypatch.setattr(Pen, "panel", lambda self, box, *a, **k: boxes.append(box))
    draw(tucked(rear_thigh=30, trunk=30, facing=facing))
    *labels, word = [box for box in boxes if box[3] - box[1] in (25, 34)]
    assert word[3] - word[1] == 34
    for box in labels:
        assert word[2] <= box[0] or box[2] <= word[0] or word[3] <= box[1] or box[3] <= word[1]


DIAL = (520, 110, 640, 205)
"""Where the dial is on a picture of 640x480: under the clock."""


def on_dial(at, phase=Phase.HOLD, source="contour", **how) -> Assessment:
    pelvis = PelvisEstimate(-4.0, 1.0, source, on_dial=at, on_dial_sd=0.1, **how)
    m = dataclasses.replace(factories.measurement(), pelvis=pelvis)
    return Assessment(5, 1.0, phase, m, factories.bands(m.angles_deg))


def test_the_dial_shows_which_way_the_pelvis_is_turned_from_the_neutral():
    def needle_px(at):
        image = draw(on_dial(at))
        bare = draw(on_dial(0.0))
        left, top, right, bottom = DIAL
        moved = np.abs(image[top:bottom, left:right].astype(int) - bare[top:bottom, left:right]).max(axis=2) > 60
        white = (image[top:bottom, left:right] > 240).all(axis=2) & moved
        return float(np.nonzero(white)[1].mean())

    assert needle_px(-0.8) + 20 < needle_px(0.8)


def test_the_dial_has_its_zones_only_where_the_tuck_is_judged():
    assert share_of(COLOURS[Band.GREEN], draw(on_dial(0.2)), DIAL) > 0.02
    assert share_of(COLOURS[Band.RED], draw(on_dial(0.2)), DIAL) > 0.01
    shown = draw(on_dial(0.9, Phase.CALIBRATE))  # what was asked for is neither right nor wrong
    assert share_of(COLOURS[Band.GREEN], shown, DIAL) == share_of(COLOURS[Band.RED], shown, DIAL) == 0


def test_the_dial_is_grey_where_the_pelvis_is_not_observed_and_not_there_where_nothing_observes_it():
    hidden = on_dial(math.nan, source="none", reason=Message("pelvis.hidden"))
    image = draw(hidden)
    assert share_of(COLOURS[Band.GREEN], image, DIAL) == 0
    assert not (image[DIAL[1] : DIAL[3], DIAL[0] : DIAL[2]] == 110).all()
    assert (draw(on_dial(math.nan, source="none"))[DIAL[1] : DIAL[3], DIAL[0] : DIAL[2]] == 110).all()
    assert (draw(on_dial(0.5, Phase.SETUP))[DIAL[1] : DIAL[3], DIAL[0] : DIAL[2]] == 110).all()
