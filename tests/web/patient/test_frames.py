"""Pictures as the page sends them: whole, or the part round the body, which takes its place in the last whole one."""

import dataclasses
import struct

import cv2
import numpy as np
import pytest

from formcheck.keypoints import KEYPOINT_COUNT
from formcheck.records import Pose
from formcheck.settings import Practice
from formcheck.web.patient.frames import BadFrameError, WholePicture, part_of_body, unpack
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.socket_messages import Begin
from tests.support import clips
from tests.support.browser import QUICK, Kneeler

SIZE_PX = (640, 480)
LEFT, TOP, WIDTH, HEIGHT = 160, 96, 256, 320


def jpeg(image):
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 82])[1].tobytes()


def pictures():
    images = clips.pictures(count=9)
    return [cv2.resize(images[number], SIZE_PX) for number in (0, 8)]


def cut(image):
    return np.ascontiguousarray(image[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH])


def sent(image, time_ms, place=None):
    head = struct.pack("<d", time_ms) + (struct.pack("<HH", *place) if place else b"")
    return head + jpeg(image)


def taken(whole, packet):
    _, image, place = unpack(packet, Practice())
    return whole.take(image, place)


def test_a_part_takes_its_place_in_the_last_whole_picture_as_if_that_had_been_sent_whole():
    first, second = pictures()
    whole = WholePicture()
    before = taken(whole, sent(first, 0.0))
    kept = before.copy()
    joined = taken(whole, sent(cut(second), 100.0, (LEFT, TOP)))
    of_second = taken(WholePicture(), sent(second, 100.0))
    assert np.abs(cut(joined).astype(int) - cut(of_second)).mean() < 0.5
    rest = np.ones(joined.shape[:2], bool)
    rest[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH] = False
    assert (joined[rest] == before[rest]).all()
    assert (before == kept).all()


@pytest.mark.parametrize("place", [(LEFT + 300, TOP), (LEFT, TOP + 300), (65535, 65535)])
def test_a_part_of_another_picture_is_refused(place):
    first, second = pictures()
    whole = WholePicture()
    with pytest.raises(BadFrameError, match="outside"):
        taken(whole, sent(cut(second), 0.0, (LEFT, TOP)))
    taken(whole, sent(first, 100.0))
    with pytest.raises(BadFrameError, match="outside"):
        taken(whole, sent(cut(second), 200.0, place))


def body(low, high, people=1):
    at = np.linspace(low, high, KEYPOINT_COUNT)
    return dataclasses.replace(Pose.nobody(SIZE_PX), keypoints_px=at, people=people)


def test_the_part_lies_round_the_body_with_room_and_stays_while_it_breathes():
    part = part_of_body(body((200, 100), (330, 400)), SIZE_PX)
    assert part == {"left": 128, "top": 32, "width": 256, "height": 416}
    assert part_of_body(body((202, 101), (328, 399)), SIZE_PX) == part


@pytest.mark.parametrize(
    "pose",
    [
        None,
        Pose.nobody(SIZE_PX),
        body((200, 100), (330, 400), people=2),
        body((-5, 100), (330, 400)),
        body((200, 100), (330, 490)),
        body((20, 20), (600, 460)),
    ],
    ids=["not looked at", "nobody", "two", "leaves to the left", "feet outside", "fills it"],
)
def test_the_whole_is_asked_for_where_a_part_would_not_do(pose):
    assert part_of_body(pose, SIZE_PX) is None


def test_a_patient_is_asked_for_parts_and_judged_by_them():
    patient = Patient(QUICK, Kneeler)
    patient.arrive()
    assert patient.look(sent(pictures()[0], 0.0))["kind"] == "bad"
    patient.begin(Begin())
    refused = patient.look(sent(cut(pictures()[0]), 20.0, (LEFT, TOP)))
    assert refused["kind"] == "bad"
    assert refused["code"] == "refused.part"
    whole = patient.look(sent(pictures()[0], 40.0))
    told = patient.look(sent(cut(pictures()[1]), 80.0, (LEFT, TOP)))
    assert whole["kind"] == "seen"
    assert told["kind"] == "seen"
    assert "part" in told
    assert told["points"] == whole["points"]
