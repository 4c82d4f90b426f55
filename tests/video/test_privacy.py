"""The face is hidden in every picture, whichever way it is turned; where it is not known, everything is."""

import csv

import av
import cv2
import numpy as np
import pytest

from formcheck.keypoints import Keypoint
from formcheck.records import Frame, Pose
from formcheck.review.run import Options, review_file
from formcheck.settings import Privacy
from formcheck.video.privacy import FACE, Veil, face_ellipse
from tests.support import factories
from tests.support.clips import pictures, write_clip

RNG = np.random.default_rng(3)
NOISE = RNG.integers(0, 255, (480, 640, 3), np.uint8)
"""A picture in which every pixel differs from its neighbours: what is blurred is flat."""


def pose(turn: float = 1.0, head=(0.0, 0.0), people: int = 1) -> Pose:
    """A kneeling person; turn: 1 looking ahead, 0 at the camera or away from it, -1 back."""
    points = factories.kneeling_keypoints()
    points = np.where(np.isnan(points), 0.0, points)
    middle = points[Keypoint.NOSE] + head
    points[FACE] = middle
    points[Keypoint.NOSE, 0] += 30 * turn
    points[Keypoint.LEFT_EYE_INNER : Keypoint.RIGHT_EYE_OUTER + 1, 0] += 22 * turn
    points[Keypoint.LEFT_EAR, 0] -= 20 * (1 - abs(turn))
    points[Keypoint.RIGHT_EAR, 0] += 20 * (1 - abs(turn))
    return Pose((640, 480), points, np.ones(33), np.ones(33), np.zeros((33, 3)), people)


def roughness(image, x, y, half=8):
    part = image[int(y) - half : int(y) + half, int(x) - half : int(x) + half].astype(float)
    return np.abs(np.diff(part, axis=1)).mean()


@pytest.mark.parametrize("turn", [1, 0.5, 0, -0.5, -1])
def test_every_point_of_the_face_is_blurred_and_the_body_is_not(turn):
    veil, seen = Veil("face blurred", Privacy()), pose(turn)
    veil.see(Frame(0, 0.0, NOISE, seen))
    drawn = veil.draw(NOISE)
    for x, y in seen.keypoints_px[FACE]:
        assert roughness(drawn, x, y) < 8
    for name in (Keypoint.LEFT_KNEE, Keypoint.RIGHT_HIP, Keypoint.RIGHT_ANKLE):
        x, y = seen.keypoints_px[name].astype(int)
        np.testing.assert_array_equal(drawn[y - 4 : y + 4, x - 4 : x + 4], NOISE[y - 4 : y + 4, x - 4 : x + 4])


def test_the_ellipse_is_as_large_as_a_head_where_the_points_lie_together():
    together = pose()
    together.keypoints_px[FACE] = together.keypoints_px[Keypoint.NOSE]
    ellipse = face_ellipse(together, Privacy())
    assert ellipse is not None
    assert min(ellipse.axes) == pytest.approx(0.3 * 0.3 * 480, rel=0.01)


@pytest.mark.parametrize("seen", [Pose.nobody((640, 480)), pose(people=2)])
def test_the_whole_picture_is_blurred_where_a_face_may_be_anywhere(seen):
    veil = Veil("face blurred", Privacy())
    veil.see(Frame(0, 0.0, NOISE, seen))
    drawn = veil.draw(NOISE)
    assert max(roughness(drawn, x, y) for x in (50, 320, 590) for y in (50, 240, 430)) < 8


def test_before_any_pose_nothing_can_be_made_out():
    assert roughness(Veil("face blurred", Privacy()).draw(NOISE), 320, 240) < 8


def test_a_head_in_quick_motion_is_blurred_where_it_was_too():
    veil, first, second = Veil("face blurred", Privacy()), pose(), pose(head=(60, 40))
    veil.see(Frame(0, 0.0, NOISE, first))
    veil.see(Frame(1, 0.04, NOISE, second))
    drawn = veil.draw(NOISE)
    assert max(roughness(drawn, *p.keypoints_px[Keypoint.LEFT_EAR]) for p in (first, second)) < 8
    veil.see(Frame(2, 1.0, NOISE, second))
    assert roughness(veil.draw(NOISE), *(first.keypoints_px[Keypoint.LEFT_EAR] - [30, 0])) > 30


def test_a_smaller_picture_is_blurred_in_its_own_pixels():
    veil, seen = Veil("face blurred", Privacy()), pose()
    veil.see(Frame(0, 0.0, NOISE, seen))
    small = np.ascontiguousarray(NOISE[:240, :320])
    assert roughness(veil.draw(small), *(seen.keypoints_px[Keypoint.NOSE] / 2)) < 8


def test_a_face_out_of_the_picture_is_no_trouble():
    veil = Veil("face blurred", Privacy())
    veil.see(Frame(0, 0.0, NOISE, pose(head=(0, -2000))))
    np.testing.assert_array_equal(veil.draw(NOISE), NOISE)


def test_without_a_picture_nothing_of_it_is_left():
    veil = Veil("none", Privacy())
    veil.see(Frame(0, 0.0, NOISE, pose()))
    assert len(np.unique(veil.draw(NOISE).reshape(-1, 3), axis=0)) == 1


def test_as_filmed_is_as_filmed():
    assert Veil("as filmed", Privacy()).draw(NOISE) is NOISE


# --- through a review ---------------------------------------------------------------------------------------------


def frames_of(path):
    with av.open(str(path)) as container:
        assert set(container.metadata) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
        assert [stream.type for stream in container.streams] == ["video"]
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]


@pytest.mark.parametrize("shown", ["face blurred", "none"])
def test_a_review_shows_no_face_in_its_video_and_says_so(tmp_path, shown):
    images = pictures(count=4)
    write_clip(tmp_path / "clip.mp4", images)
    review_file(tmp_path / "clip.mp4", tmp_path / "out", Options(pictures=shown))
    plain = tmp_path / "plain"
    review_file(tmp_path / "clip.mp4", plain, Options())
    with (plain / "keypoints.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, hidden, open_ in zip(
        rows, frames_of(tmp_path / "out" / "annotated.mp4"), frames_of(plain / "annotated.mp4"), strict=True
    ):
        x, y = float(row["nose_x_px"]), float(row["nose_y_px"])
        assert roughness(hidden, x, y) < 0.5 * roughness(open_, x, y)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert ("face blurred" if shown == "face blurred" else "no picture of the person") in page


def test_a_photo_loses_what_the_camera_wrote_into_it(tmp_path):
    encoded = cv2.imencode(".jpg", pictures(count=1)[0])[1].tobytes()
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00" + b"GPS 47.37N 8.54E"
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(encoded[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + encoded[2:])
    review_file(photo, tmp_path / "out", Options(pictures="face blurred"))
    written = (tmp_path / "out" / "annotated.jpg").read_bytes()
    assert b"Exif" not in written
    assert not any(b"GPS 47" in path.read_bytes() for path in (tmp_path / "out").iterdir())
