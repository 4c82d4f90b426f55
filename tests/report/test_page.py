"""The report: complete in itself, right in what it shows, and the pictures it is given."""

import dataclasses
import math
import re

import cv2
import numpy as np
import pytest

from formcheck.error_figures import limb_errors
from formcheck.errors import OutputError
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue
from formcheck.messages.formats import clock
from formcheck.messages.names import target_name
from formcheck.records import Assessment, Band, Baseline, Fault, Hold, Phase
from formcheck.report.key_frames import LONGEST_PX, KeyFrames
from formcheck.report.page import render_report, write_report
from formcheck.results.series import Series, thinned
from formcheck.results.summary import FileProvenance, ProgramProvenance
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.settings import Bands, Settings
from tests.support import factories, pelvises, reports

SETTINGS = Settings()


def grey():
    return np.full((480, 640, 3), 110, np.uint8)


def report(assessments, faults=(), hold=None, *, photo=False, name="clip.mp4", notes=()) -> str:
    summary, series, pictures = SummaryBuilder(SETTINGS, photo=photo), Series(), KeyFrames(SETTINGS, photo=photo)
    for a in assessments:
        summary.add(a)
        series.add(a)
        pictures.add(a, grey)
    summary.finish(faults, hold)
    file = FileProvenance(
        name=name,
        sha256="cd",
        size_bytes=1,
        kind="photo" if photo else "video",
        duration_s=None if photo else 40.0,
        frame_rate=None,
        frames=1,
        width_px=640,
        height_px=480,
        scale=1.0,
        rotation_deg=0,
        recorded_at=None,
        notes=list(notes),
    )
    program = ProgramProvenance(formcheck="0.1", mediapipe="1", opencv="5", model="full.task", model_sha256="ab")
    return render_report(summary.build(file, program), series, pictures)


def without_library(html: str) -> str:
    """The page without the code of Plotly, which is not ours."""
    return re.sub(r"<script.*?</script>", "", html, flags=re.S)


def judged(time_s=0.0, index=0, phase=Phase.TUCK, **angles) -> Assessment:
    m = factories.measurement(**angles)
    return Assessment(index, time_s, phase, m, factories.bands(m.angles_deg))


@pytest.fixture(scope="module")
def whole() -> str:
    return report(factories.session())


def test_the_verdict_comes_before_everything_else(whole):
    page = without_library(whole)
    verdict = "Right knee down: held 33 s in good form of 35 s (30 s asked for), the tuck could not be seen;"
    sections = ("Side by side", "Over time", "against its targets", "What could not be judged", "How it was measured")
    places = [page.index(text) for text in (verdict, *sections)]
    assert places == sorted(places)


def test_nothing_is_asked_from_outside(whole):
    page = without_library(whole)
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    assert "url(" not in page
    assert "@import" not in page
    assert re.search(r"<script[^>]*\ssrc=", whole) is None


def test_each_fault_and_hold_is_shown_with_a_picture(whole):
    page = without_library(whole)
    titles = re.findall(r"<figcaption><h3>(?:<svg.*?</svg>)?\s*(.*?)</h3>", page, flags=re.S)
    assert titles == ["Neutral", "Best second", "Over-lunging"]
    assert page.count("data:image/jpeg;base64,") == 3
    assert "At worst 16° past neutral" in page


def test_the_hold_is_told_with_its_shares(whole):
    page = without_library(whole)
    assert "<b>33 s</b> in good form of 30 s asked for: complete" in page
    assert re.search(r"86\s*·\s*4\s*·\s*10\s*%", page)


def test_the_plots_carry_bands_faults_and_holds(whole):
    script = whole[whole.rindex('id="timeline"') :]
    for word in ("Rear thigh", "target", "warn", "fault", "hold 1", "neutral", "Over-lunging 16"):
        assert word in script


def tuck_report(source):
    out = pelvises.judge(source, seconds=12)
    open_faults = [dataclasses.replace(f, end_s=12.0) for f in out[-1].faults]
    return report(out, tuple(open_faults), out[-1].hold)


def test_a_tuck_that_was_seen_is_shown_with_its_source_and_its_uncertainty():
    html = tuck_report(pelvises.Scripted(lambda t: 7.0 if 3 < t < 7 else 0.0, sd_deg=1.0))
    page = without_library(html)
    assert re.search(r"lost the tuck from 0:0\d\.\d on\.", page)  # in words, without a size
    assert re.search(r"Tuck</td><td><svg.*?<b>\d° ± 1\.0°</b></td>.*?<td>at least 4°</td>", page, flags=re.S)
    assert page.index("<td>Tuck</td>") < page.index("<td>Front knee</td>")
    assert re.search(r"Tuck seen from</dt><dd>stickers, (100|over 99) % of the time", page)
    assert "The tuck was not measured" not in page
    for words in (
        "seen from stickers",
        "grey: \\u00b11, \\u00b12 sd",
    ):
        assert words in html


def test_why_a_tuck_was_not_seen_is_told_with_its_time():
    hidden = pelvises.Scripted(lambda t: pelvises.HIDDEN if t > 6 else 0.0, name="contour")
    page = without_library(tuck_report(hidden))
    assert re.search(r"<b>The tuck was not measured</b>, 4\d % of the time .*?: " + str(pelvises.HIDDEN), page)
    assert "the outline of the low back" in page


def test_where_everything_could_be_judged_the_report_says_so_instead_of_nothing():
    seen = without_library(tuck_report(pelvises.Scripted(lambda t: 0.0, sd_deg=1.0)))
    hidden = without_library(tuck_report(pelvises.Scripted(lambda t: pelvises.HIDDEN if t > 6 else 0.0)))
    assert "Everything could be judged" not in hidden
    assert ("Everything could be judged" in seen) == (
        "<li>" not in seen[seen.index("What could not") : seen.index("<footer")]
    )


def test_a_tuck_never_seen_leaves_no_row_and_no_plot(whole):
    assert "<td>Tuck</td>" not in without_library(whole)
    assert "\\u00b12 sd" not in whole


def test_the_tuck_is_said_not_to_be_measured(whole):
    assert "<b>The tuck was not measured</b>, " in without_library(whole)


def test_it_says_that_it_is_no_medical_device_and_when_to_stop(whole):
    page = without_library(whole)
    assert "Not a medical device" in page
    assert "Stop at sharp, shooting or electric pain." in page


def test_a_recording_without_anything_judged_says_why():
    reason = factories.STANDING
    fault = Fault(FaultKind.NOT_KNEELING, 0, 0.6, reason=reason)
    blank = Assessment(0, 0.0, Phase.FRAME, factories.not_kneeling(reason), message=reason)
    steps = [dataclasses.replace(blank, time_s=t / 10, faults=(fault,) if t > 6 else ()) for t in range(20)]
    page = report(steps)
    assert "Nothing could be judged – you are standing" in page
    assert "Plotly" not in page
    assert page.count("data:image/jpeg;base64,") == 1
    assert "Side by side" not in page


def test_a_report_of_both_sides_compares_them_and_quotes_the_measured_errors(tmp_path):
    reports.make(tmp_path, video=False)
    page = without_library((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "<dt>Patient</dt><dd>P017</dd>" in page
    assert "the patient&#39;s code" in page[page.index("This page contains") :]
    assert re.search(r"<td>Trunk</td><td><b>2°</b></td><td><b>2°</b></td><td>0°</td><td>no clear difference</td>", page)
    error = limb_errors().errors["trunk_deg"]
    assert f"trunk {error.mean_deg:.1f}° ({error.within_95_deg:.1f}°)" in page
    assert "<video" not in page


def test_an_empty_recording_gives_a_page():
    assert "Nothing could be judged." in report([])


def test_a_photo_is_shown_with_a_table_instead_of_plots():
    a = judged(rear_thigh=25, lunge=math.nan)
    fault = Fault(FaultKind.OVER_LUNGING, 0, 0, None, "rear_thigh_deg", 25.0, 0, 0.0)
    page = report([dataclasses.replace(a, faults=(fault,))], (fault,), photo=True, name="photo.jpg")
    assert "in a single picture: over-lunging (rear thigh 25°)" in page
    assert "Plotly" not in page
    assert re.search(r"Rear thigh</td><td><svg.*?<b>25°</b></td><td>−5° to 15°", page, flags=re.S)
    assert re.search(r"Lunge</td><td><b>–</b>", page)


def test_a_name_of_a_file_cannot_write_into_the_page():
    page = report([judged()], name="<script>alert(1)</script>.mp4")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_notes_about_the_file_are_told():
    assert "clip.mp4 ends early" in report([judged()], notes=["clip.mp4 ends early; what could be read was used."])


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path):
    summary = SummaryBuilder(SETTINGS, photo=True)
    summary.finish()
    program = ProgramProvenance(formcheck="0.1", mediapipe="1", opencv="5", model="full.task", model_sha256="ab")
    file = FileProvenance.model_construct(name="a.jpg", kind="photo", sha256="", notes=[], recorded_at=None)
    with pytest.raises(OutputError):
        write_report(tmp_path / "no" / "report.html", summary.build(file, program), Series(), [])


@pytest.mark.parametrize(("time_s", "text"), [(0.0, "0:00.0"), (64.24, "1:04.2"), (59.96, "1:00.0"), (600, "10:00.0")])
def test_moments_are_minutes_and_seconds(time_s, text):
    assert clock(time_s) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.005, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_a_share_is_never_rounded_to_none_or_all(share, text):
    assert catalogue("en").number(share, "percent") == text


def test_targets_are_written_in_words():
    assert str(target_name(*Bands().trunk_deg.green)) == "−5° to 10°"
    assert str(target_name(*Bands().lunge_deg.green)) == "at most 6°"
    assert str(target_name(4, math.inf)) == "at least 4°"


class TestSeries:
    def test_thinning_keeps_every_peak(self):
        times = np.arange(10_000.0)
        values = np.sin(times / 500)
        values[7_777] = 9.0
        values[1_234] = -9.0
        few_times, few = thinned((times, values), 500)
        assert len(few) <= 500
        assert (few.max(), few.min()) == (9.0, -9.0)
        assert (np.diff(few_times) > 0).all()

    def test_thinning_keeps_gaps(self):
        values = np.r_[np.zeros(4_000), np.full(2_000, np.nan), np.ones(4_000)]
        times, few = thinned((np.arange(10_000.0), values), 500)
        assert np.isnan(few[(times > 4_100) & (times < 5_900)]).all()
        assert np.isfinite(few[(times < 3_900) | (times > 6_100)]).all()

    def test_a_short_curve_stays_as_it_is(self):
        curve = (np.arange(10.0), np.arange(10.0))
        assert thinned(curve, 500) is curve

    def test_what_is_not_known_is_left_out_of_a_span(self):
        series = Series()
        for t in range(10):
            series.add(judged(float(t), trunk=math.nan if t == 4 else float(t)))
        assert series.within("trunk_deg", 3, 6).tolist() == [3, 5, 6]
        assert np.isnan(series.curve("tuck_deg")[1]).all()


class TestKeyFrames:
    def test_pictures_are_drawn_only_when_they_are_kept(self):
        drawn = 0

        def picture():
            nonlocal drawn
            drawn += 1
            return grey()

        pictures, steps = KeyFrames(SETTINGS), 0
        for a in factories.session():
            pictures.add(a, picture)
            steps += 1
        assert len(list(pictures)) == 3
        assert drawn < 0.1 * steps

    def test_a_fault_is_shown_at_its_worst(self):
        pictures = KeyFrames(SETTINGS)
        for index, lunge in enumerate((11.0, 14.0, 17.0, 13.0)):
            worst = max(lunge, 17.0 if index == 3 else 0)
            fault = Fault(FaultKind.OVER_LUNGING, 0.0, 1.0, None, "lunge_deg", worst, min(index, 2), 0.0)
            a = dataclasses.replace(judged(index / 10, index, lunge=lunge), faults=(fault,))
            pictures.add(a, grey)
        (kept,) = pictures
        assert (kept.frame_index, str(kept.title), str(kept.caption)) == (2, "Over-lunging", "17° past neutral")

    def test_of_a_fault_that_comes_again_and_again_the_worst_are_kept(self):
        pictures = KeyFrames(SETTINGS)
        worsts = [12.0, 20.0, 11.0, 15.0, 18.0, 13.0]
        for index, worst in enumerate(worsts):
            fault = Fault(FaultKind.OVER_LUNGING, index * 10.0, index * 10.0 + 1, None, "lunge_deg", worst, index, 0.0)
            pictures.add(dataclasses.replace(judged(index * 10.0 + 1, index), faults=(fault,)), grey)
        assert [k.frame_index for k in pictures] == [1, 3, 4]

    def test_of_a_hold_the_second_nearest_to_the_targets_is_shown_and_not_a_lucky_moment(self):
        pictures = KeyFrames(SETTINGS)
        for index in range(300):
            best, lucky = 120 <= index < 140, index == 200
            hold = Hold(0.0, None, index / 10, "right")
            a = judged(index / 10, index, Phase.HOLD, trunk=2.5 if lucky else 4.0 if best else 9.0)
            pictures.add(dataclasses.replace(a, hold=hold, hold_running=True), grey)
        (kept,) = pictures
        assert (kept.kind, kept.rear_side) == ("best", "right")
        assert 125 <= kept.frame_index < 141  # it ends in the calm seconds
        assert str(kept.caption) == "Every judged angle in its target."

    def test_a_hold_shorter_than_a_second_has_no_best_second(self):
        pictures = KeyFrames(SETTINGS)
        for index in range(9):
            a = dataclasses.replace(judged(index / 10, index), hold=Hold(0.0, None, 1.0, "right"), hold_running=True)
            pictures.add(a, grey)
        assert list(pictures) == []

    def test_the_number_of_pictures_is_bounded(self):
        pictures = KeyFrames(SETTINGS)
        for index in range(400):
            t = float(index)
            hold = Hold(t // 4 * 4, None, 1.0, "right")
            neutral = Baseline(t, t + 2, "right", 4.0)
            a = dataclasses.replace(judged(t, index), hold=hold, hold_running=True, baseline=neutral)
            pictures.add(a, grey)
        assert [sum(k.kind == kind for k in pictures) for kind in ("neutral", "best")] == [8, 8]

    def test_pictures_are_scaled_down(self):
        pictures = KeyFrames(SETTINGS, photo=True)
        pictures.add(judged(), lambda: np.zeros((1080, 1920, 3), np.uint8))
        (kept,) = pictures
        image = cv2.imdecode(np.frombuffer(kept.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        assert image.shape[1] == LONGEST_PX

    def test_a_paused_hold_is_not_shown_as_one(self):
        pictures = KeyFrames(SETTINGS)
        hold = Hold(0.0, None, 5.0, "right")
        a = dataclasses.replace(judged(), bands={"trunk_deg": Band.RED}, hold=hold, hold_running=False)
        pictures.add(a, grey)
        assert list(pictures) == []


def test_a_report_of_half_a_minute_is_light_without_its_pictures():
    html = report(factories.session(rate=30.0))
    pictures = sum(len(found) for found in re.findall(r"data:image/[^\"')]*", html))
    assert "Plotly.newPlot" in html
    assert len(html.encode()) - pictures <= 1_500_000
