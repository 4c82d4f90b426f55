"""Videos that are unusual, yet good: judged as any other."""

import cv2
import numpy as np
import pytest

from formcheck.results.stored import StoredReview
from tests.support import clips
from tests.support.commands import knee, review, reviewed


def test_a_video_with_the_wrong_extension(tmp_path, out, enough, plain_knee):
    clip = clips.write_clip(tmp_path / "clip.mp4", enough).rename(tmp_path / "clip.txt")
    assert knee(reviewed(review(clip, "--out", out), out / "clip")) == pytest.approx(plain_knee, abs=2)


def test_a_video_cut_off_in_its_middle_is_judged_as_far_as_it_goes(tmp_path, out):
    whole = clips.write_clip(tmp_path / "whole.mkv", clips.pictures(start=24, count=72))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 9 // 10])
    rows = reviewed(review(cut, "--out", out), out / "cut")
    assert 5 < len(rows) < 72


def test_a_video_of_one_frame_is_judged_as_a_single_picture(tmp_path, out, few):
    told = review(clips.write_clip(tmp_path / "one.mp4", few[:1]), "--out", out)
    assert len(reviewed(told, out / "one")) == 1
    assert "in a single picture" in told.output and (out / "one" / "annotated.jpg").exists()


def test_a_video_of_a_moment_is_not_judged(tmp_path, out, few):
    told = review(clips.write_clip(tmp_path / "short.mp4", few), "--out", out, "--no-video")
    assert len(reviewed(told, out / "short", code=3)) == len(few)
    assert "no half-kneeling of at least 2 s in one piece was seen" in told.output


def test_a_camera_that_stalls_stops_the_hold(tmp_path, out):
    whole = clips.pictures()[::2]
    clip = clips.write_clip(tmp_path / "stalled.mp4", [*whole[:60], *[whole[60]] * 150], fps=12)
    told = review(clip, "--out", out, "--no-video")
    reviewed(told, out / "stalled")
    assert "the picture stands still: check the camera" in told.output
    (hold,) = StoredReview.open(out / "stalled").summary.holds
    assert hold.end_s < 60 / 12 + 6  # the picture stands still for 4 s before it is certain


def test_a_black_picture_is_told_from_an_empty_room(tmp_path, out):
    clip = clips.write_clip(tmp_path / "black.mp4", [np.zeros((120, 160, 3), np.uint8)] * 12)
    told = review(clip, "--out", out, "--no-video")
    assert told.exit_code == 3
    assert "the picture is black: open the shutter or uncover the lens, or turn on a light" in told.output


@pytest.mark.parametrize(("turn", "rotation_deg"), [(1, 90), (2, 180), (3, 270)])
def test_a_phone_video_shown_upright(tmp_path, out, enough, plain_knee, turn, rotation_deg):
    turned = clips.each(lambda image: np.rot90(image, turn), enough)
    clip = clips.write_clip(tmp_path / "phone.mp4", turned, rotation_deg=rotation_deg)
    rows = reviewed(review(clip, "--out", out), out / "phone")
    assert rows[-1]["facing"] == "right"
    assert knee(rows) == pytest.approx(plain_knee, abs=2)


def test_a_video_of_uneven_frame_rate_keeps_its_times(tmp_path, out, enough):
    times = [round(0.12 * (n // 3) + (0.0, 0.01, 0.09)[n % 3], 3) for n in range(len(enough))]
    clip = clips.write_clip(tmp_path / "uneven.mp4", enough, times_s=times)
    rows = reviewed(review(clip, "--out", out), out / "uneven")
    assert [float(row["time_s"]) for row in rows] == pytest.approx(times, abs=1e-3)


@pytest.mark.parametrize("pix_fmt", ["yuv444p", "yuv420p10le"])
def test_a_video_with_unusual_colours(tmp_path, out, enough, plain_knee, pix_fmt):
    clip = clips.write_clip(tmp_path / "colours.mp4", enough, pix_fmt=pix_fmt)
    assert knee(reviewed(review(clip, "--out", out), out / "colours")) == pytest.approx(plain_knee, abs=2)


def test_a_video_of_odd_width(tmp_path, out, enough, plain_knee):
    odd = clips.each(lambda image: image[:-1, :-1], enough)
    clip = clips.write_clip(tmp_path / "odd.mp4", odd, pix_fmt="yuv444p")
    assert knee(reviewed(review(clip, "--out", out), out / "odd")) == pytest.approx(plain_knee, abs=2)


@pytest.mark.slow
def test_a_4k_video(tmp_path, out, enough, plain_knee):
    large = clips.each(lambda image: cv2.resize(image, (2880, 2160)), enough[::2])
    clip = clips.write_clip(tmp_path / "large.mp4", large, fps=12)
    assert knee(reviewed(review(clip, "--out", out), out / "large")) == pytest.approx(plain_knee, abs=3)


def test_names_that_are_not_ascii(tmp_path, enough, plain_knee):
    clip = clips.write_clip(tmp_path / "Hüfte – 左.mp4", enough)
    out = tmp_path / "Ergebnisse für Zoë"
    rows = reviewed(review(clip, "--out", out), out / "Hüfte – 左")
    assert knee(rows) == pytest.approx(plain_knee, abs=2)
    assert (out / "Hüfte – 左" / "annotated.mp4").stat().st_size > 0


def test_a_photo_gives_one_row_and_one_picture(tmp_path, out, enough, plain_knee):
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), enough[0])
    rows = reviewed(review(photo, "--out", out), out / "photo")
    assert len(rows) == 1
    assert knee(rows) == pytest.approx(plain_knee, abs=12)  # a single picture, in which the network cannot settle
    assert clips.pictures(out / "photo" / "annotated.jpg")[0].shape == enough[0].shape
    assert not (out / "photo" / "annotated.mp4").exists()


def test_below_ten_pictures_a_second_angles_are_recorded_and_nothing_is_judged(tmp_path, out, plain_knee):
    every_third = clips.pictures()[::3]
    told = review(clips.write_clip(tmp_path / "slow.mp4", every_third, fps=8), "--out", out, "--no-video")
    rows = reviewed(told, out / "slow", code=3)
    assert "the camera gives too few pictures a second" in told.output
    known = [row for row in rows if row["front_knee_deg"]]
    assert len(known) > 0.9 * len(rows)
    assert float(known[10]["front_knee_deg"]) == pytest.approx(plain_knee, abs=4)
    assert {row["front_knee_band"] for row in rows} == {row["hold_s"] for row in rows} == {""}
    assert {row["half_kneeling"] for row in rows} == {""} and {row["faults"] for row in rows} <= {"", "view"}
    summary = StoredReview.open(out / "slow").summary
    assert not summary.judged and not summary.holds
    assert {fault.kind for fault in summary.faults} <= {"view"}
