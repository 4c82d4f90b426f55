"""Every threshold of formcheck, with its unit and its meaning, in one place.

The defaults here are those of the project's measurement specification. A patient's own targets are a TOML file
laid over them (`load_settings`); a key that does not exist is refused by name. `formcheck settings` prints them all.

Evidence marks in the descriptions: [S] a published source, [C] computed from geometry, [A] an assumption.
"""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Literal, Self, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.errors import FormcheckError
from formcheck.measured import limb_errors

Range = tuple[float, float]
MarkerColour = Literal["auto", "none", "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink"]


class SettingsError(FormcheckError, ValueError):
    """A settings file that cannot be used; the message is one sentence that says what to mend."""


class Section(BaseModel):
    """Base of every table of settings: unknown keys are refused, values cannot change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BandLimits(Section):
    """Edges of one quantity's bands."""

    green: Range = Field(description="target, degrees")
    yellow: Range = Field(description="warning range around the target, degrees; outside it is red")
    hysteresis_deg: float = Field(ge=0, description="a band is left only this far past its edge, degrees")
    dwell_s: float = Field(ge=0, description="seconds in red before it counts as a fault")

    @model_validator(mode="after")
    def _nested(self) -> Self:
        (g0, g1), (y0, y1) = self.green, self.yellow
        if not y0 <= g0 <= g1 <= y1:
            raise ValueError(f"green {self.green} must lie inside yellow {self.yellow}")
        return self


def _band(green: Range, yellow: Range, hysteresis_deg: float, dwell_s: float) -> BandLimits:
    return BandLimits(green=green, yellow=yellow, hysteresis_deg=hysteresis_deg, dwell_s=dwell_s)


class Bands(Section):
    """Bands of the judged quantities."""

    front_knee_deg: BandLimits = Field(
        default=_band((80, 100), (70, 115), 3, 1.0), description="90° asked for; width = error of one camera [A]"
    )
    front_shin_deg: BandLimits = Field(
        default=_band((-8, 8), (-15, 15), 3, 1.0), description="knee directly over the ankle; 15° is 11 cm [C]"
    )
    rear_thigh_deg: BandLimits = Field(
        default=_band((-5, 15), (-12, 22), 3, 1.0), description="hip extension range 7-20° [S]"
    )
    lunge_deg: BandLimits = Field(
        default=_band((-math.inf, 6), (-math.inf, 10), 2, 1.0), description="without lunging deeper [A]"
    )
    trunk_deg: BandLimits = Field(default=_band((-5, 10), (-10, 20), 3, 1.0), description="upright line [S], edges [A]")


class TuckBands(Section):
    """Bands of the tuck: change of the pelvic tilt from the own neutral, posterior positive. These are for stickers."""

    tucked_deg: float = Field(default=4, gt=0, description="from here on tucked (target), degrees")
    own_share: float = Field(
        default=0.5, ge=0, le=1, description="or from this share of the own largest tuck on, where that is more"
    )
    lost_deg: float = Field(default=2, description="once tucked, below this the tuck is lost (red), degrees")
    arched_deg: float = Field(default=-3, lt=0, description="below this arching (red), degrees")
    hysteresis_deg: float = Field(default=1.5, ge=0, description="a word is left only this far past its edge, degrees")
    lost_dwell_s: float = Field(default=1.5, ge=0, description="seconds of a lost tuck before it counts as a fault")
    arched_dwell_s: float = Field(default=1.0, ge=0, description="seconds of arching before it counts as a fault")


class ContourTuckBands(TuckBands):
    """Bands of the tuck where it is seen from the outline: it is never called lost, only tucked or arching."""

    own_share: float = Field(default=0, ge=0, le=1, description="share of the own largest tuck (not used)")
    lost_deg: float = Field(default=-math.inf, description="a tuck is not called lost from the outline, degrees")
    arched_deg: float = Field(default=-5, lt=0, description="below this arching (red), degrees")
    hysteresis_deg: float = Field(default=2, ge=0, description="a word is left only this far past its edge, degrees")
    lost_dwell_s: float = Field(default=2.0, ge=0, description="seconds of a lost tuck before it counts (not used)")
    arched_dwell_s: float = Field(default=2.0, ge=0, description="seconds of arching before it counts as a fault")


class Calibration(Section):
    """The person's own range, in live practice: "arch your back, now tuck"."""

    rounds: int = Field(default=2, ge=1, description="how often arching and tucking is asked for")
    step_s: float = Field(default=5.0, gt=0, description="time for each, seconds; the program then goes on")
    react_s: float = Field(default=1.5, ge=0, description="of that, time to begin, in which nothing counts, seconds")
    least_deg: float = Field(default=3, ge=0, description="a smaller largest tuck cannot be measured reliably, degrees")
    range_deg: Range = Field(default=(5, 15), description="the own largest tuck is taken to lie in here, degrees")


class Pelvis(Section):
    """When the pelvic tilt is believed and spoken of. Every change is against the own neutral."""

    outline: bool = Field(default=True, description="look at the outline of the low back, where no stickers are seen")
    sure_sds: float = Field(default=2.5, gt=0, description="said only of changes larger than so many of their sd")
    most_deg: float = Field(default=20, gt=0, description="a larger change is no pelvis: it is not read, degrees")
    outline_every_s: float = Field(
        default=0.08, ge=0, description="the outline is looked at so often: neighbours tell hardly more, seconds"
    )
    fuse_s: float = Field(
        default=1.0, gt=0, description="readings of this long are taken together while still, seconds"
    )
    fuse_moving_s: float = Field(default=0.5, gt=0, description="likewise while the hips or the pelvis move, seconds")
    least_readings: int = Field(default=2, ge=1, description="fewer readings in that time are too few")
    fresh_s: float = Field(default=0.4, gt=0, description="without a reading for longer nothing is known, seconds")
    shared_error: float = Field(
        default=0.9, ge=0, le=1, description="share of a reading's error (variance) that its neighbours make too [C]"
    )
    view_sd_growth: float = Field(
        default=0.5, ge=0, description="the sd is larger by this share at the edge of the view the pelvis is judged in"
    )
    neutral_readings: int = Field(default=5, ge=1, description="readings in the still kneel that make a neutral")
    drop_after_s: float = Field(
        default=1.5,
        ge=0,
        description="the next way of seeing takes over where a better one is lost for longer, seconds",
    )
    markers: TuckBands = Field(default=TuckBands(), description="bands where stickers or a belt are seen")
    contour: ContourTuckBands = Field(
        default=ContourTuckBands(), description="bands where the outline of the low back is all there is"
    )
    calibration: Calibration = Field(default=Calibration(), description="the own range, asked for in live practice")


class HalfKneeling(Section):
    """What counts as the half-kneeling shape. Lengths are in shank lengths (the longer one in the picture)."""

    knee_rise: float = Field(default=0.55, gt=0, description="front knee at least this far above the rear knee, shanks")
    rear_knee_height: float = Field(
        default=0.22, gt=0, description="near rear knee joint at most this far above the floor line, shanks"
    )
    far_rear_knee_height: float = Field(
        default=0.34, gt=0, description="far rear knee joint likewise; perspective lifts the far knee, shanks"
    )
    rear_thigh_deg: Range = Field(default=(-20, 42), description="range of the rear thigh: hip above the knee, degrees")
    front_knee_deg: Range = Field(default=(30, 155), description="range of the front knee, degrees")
    rear_knee_deg: Range = Field(default=(50, 150), description="range of the rear knee, degrees")
    rear_shank_deg: float = Field(default=35, gt=0, description="rear shank at most this far from level, degrees")
    trunk_deg: Range = Field(default=(-40, 55), description="range of the trunk, degrees")
    level_trunk_deg: float = Field(default=60, gt=0, description="a trunk further from upright lies or planks, degrees")
    straight_knee_deg: float = Field(
        default=145, gt=0, description="both knees straighter than this: standing, degrees"
    )
    sitting_thigh_deg: float = Field(
        default=-40, description="rear thigh further back with knees level: sitting or squatting, degrees"
    )
    slack: float = Field(default=0.15, ge=0, le=0.5, description="share every limit is wider by once kneeling")


class Gates(Section):
    """Quality gates: where judging is allowed (pass), allowed with care (degrade), or not at all (block)."""

    people_ambiguous_s: float = Field(default=1.0, ge=0, description="two people for longer than this blocks, seconds")
    margin_pass: float = Field(default=0.05, ge=0, description="needed points this share of the picture inside: pass")
    margin_degrade: float = Field(default=0.02, ge=0, description="down to this share: degrade; less: block")
    confidence_pass: float = Field(default=0.6, ge=0, le=1, description="confidence of the needed points: pass")
    confidence_degrade: float = Field(default=0.4, ge=0, le=1, description="down to this confidence: degrade")
    seen_share: float = Field(default=0.8, ge=0, le=1, description="share of the last second's frames needed")
    view_pass_deg: float = Field(default=10, ge=0, description="camera off the pure side: pass, degrees")
    view_pelvis_deg: float = Field(default=15, ge=0, description="up to here the pelvis is judged, degrees")
    view_limbs_deg: float = Field(default=25, ge=0, description="up to here the limbs are judged, degrees")
    view_shape_deg: float = Field(default=38, ge=0, description="up to here it is told whether somebody half-kneels")
    view_hysteresis_deg: float = Field(default=2, ge=0, description="a view level is left this far past its edge")
    roll_pass_deg: float = Field(default=1, ge=0, description="camera roll: pass, degrees")
    roll_degrade_deg: float = Field(default=3, ge=0, description="camera roll: degrade, degrees")
    body_height_pass: float = Field(default=0.55, ge=0, le=1, description="stature as a share of the picture: pass")
    body_height_px: float = Field(default=400, ge=0, description="or this many pixels: degrade")
    trunk_share: float = Field(default=0.31, gt=0, description="trunk as a share of the stature [C]")
    frame_rate_pass: float = Field(default=20, ge=0, description="frames per second: pass")
    frame_rate_degrade: float = Field(default=10, ge=0, description="down to this frame rate: degrade")


class Joints(Section):
    """From the network's keypoints to the joint centres, and the angle of the view."""

    longest_shift: float = Field(
        default=0.8,
        ge=0,
        description="no joint is moved farther, trunk lengths; feet seen from 15° off the side need 0.6",
    )
    shoulder_gain: float = Field(
        default=1.65, description="view of other shapes: tangent per trunk length the far shoulder shows ahead"
    )
    view_disagreement_deg: float = Field(
        default=25,
        ge=0,
        description="where the shoulders show the view so much farther off the side, they are believed",
    )
    view_window_s: float = Field(default=1.0, gt=0, description="window of the median that steadies the view, seconds")


class Phases(Section):
    """Times of the exercise, seconds."""

    frame_s: float = Field(default=1.0, ge=0, description="quality gates pass for this long")
    setup_s: float = Field(default=1.5, ge=0, description="half-kneeling shape for this long")
    blink_s: float = Field(default=0.3, ge=0, description="shape missing for longer starts the baseline anew")
    lost_shape_s: float = Field(default=1.5, ge=0, description="seen in another shape for longer ends the kneel")
    baseline_s: float = Field(default=2.0, gt=0, description="still kneel that becomes the baseline")
    baseline_least_s: float = Field(
        default=1.4, gt=0, description="a still kneel at least this long is taken where movement then begins [A]"
    )
    resume_s: float = Field(default=0.8, ge=0, description="good form for this long resumes the hold clock")
    end_after_s: float = Field(default=10.0, ge=0, description="out of good form for longer ends the hold")
    view_pause_s: float = Field(default=1.5, ge=0, description="view lost for longer pauses the hold")
    hold_target_s: float = Field(default=30.0, gt=0, description="seconds in good form that complete a hold (30-45)")


class Stillness(Section):
    """When the body counts as still. Speeds of the rear hip in thigh lengths per second."""

    window_s: float = Field(default=0.5, gt=0, description="window of the speed, seconds")
    still: float = Field(default=0.05, gt=0, description="at most: still")
    moving: float = Field(default=0.15, gt=0, description="more: moving")


class Hands(Section):
    """Where the hands rest (information only)."""

    thigh_distance: float = Field(default=0.35, gt=0, description="wrist to front thigh, thigh lengths")


class Filters(Section):
    """Smoothing of the keypoints: One-Euro, in trunk lengths (Casiez 2012)."""

    min_cutoff_hz: float = Field(default=2.0, gt=0, description="cut-off of a point at rest, hertz")
    beta: float = Field(default=4.0, ge=0, description="rise of the cut-off with speed, hertz per (trunk length/s)")
    gap_s: float = Field(default=0.5, gt=0, description="a longer gap starts the filter anew, seconds")
    vote_s: float = Field(default=1.0, gt=0, description="window of the vote on legs and facing, seconds")


class Coaching(Section):
    """Pauses between spoken cues, seconds."""

    cue_gap_s: float = Field(default=5.0, ge=0, description="between any two cues")
    same_cue_gap_s: float = Field(default=10.0, ge=0, description="before the same cue again")
    repeats: int = Field(default=3, ge=1, description="how often the same cue is said for one fault")
    guide_after_s: float = Field(default=5.0, ge=0, description="a lost view or shape is spoken of after this long")
    remind_after_s: float = Field(
        default=2.0, ge=0, description="a tuck no longer clear for so long is asked for again, but not called lost"
    )
    breathe_after_s: float = Field(default=10.0, ge=0, description="into a hold, 'Keep breathing.'")
    shown_s: float = Field(default=4.0, ge=0, description="a cue stays in the picture this long, seconds")


class Practice(Section):
    """The patient's page."""

    ready_s: float = Field(default=1.0, ge=0, description="all is well for this long before the countdown, seconds")
    countdown_s: float = Field(default=3.0, ge=0, description="counted down before the first still kneel, seconds")
    ask_after_s: float = Field(default=10.0, ge=0, description="into a hold, whether the stretch is felt, seconds")
    hold_range_s: Range = Field(default=(30, 45), description="a hold may be chosen from here, seconds in good form")
    picture_lines: int = Field(default=480, ge=240, description="the browser sends pictures of so many lines")
    largest_frame_kb: int = Field(default=1024, ge=16, description="a larger picture is refused, kilobytes")
    largest_frame_mpx: float = Field(default=4.0, gt=0, description="a larger picture is refused, million pixels")
    frames_per_s: float = Field(default=60.0, gt=0, description="pictures that come faster are not looked at")
    patients: int = Field(default=4, ge=1, description="how many may practise at once")
    forget_after_s: float = Field(default=900.0, gt=0, description="a practice nobody comes back to is ended, seconds")


class ReviewPage(Section):
    """The clinician's page."""

    largest_video_mb: int = Field(default=4000, ge=1, description="a larger video is refused, megabytes")
    spare_mb: int = Field(default=500, ge=0, description="stays free on the disk, megabytes")
    videos: int = Field(default=100, ge=1, description="how many videos may be there at once")
    note_letters: int = Field(default=5000, ge=1, description="a longer note is refused")
    curve_points: int = Field(default=1500, ge=10, description="a curve is drawn with so many points at most")


class CameraLevel(Section):
    """The camera's roll from the upright lines of the room. Lengths in picture heights."""

    lines: int = Field(default=480, ge=120, description="larger pictures are scaled down to this many lines first")
    every_s: float = Field(default=2.0, gt=0, description="seconds between two measurements")
    remembered: int = Field(default=9, ge=1, description="how many measurements the median is taken of")
    shortest: float = Field(default=0.08, gt=0, description="shorter lines are not looked at, picture heights")
    steepest: float = Field(default=0.2, gt=0, description="lines leaning more (x per y) are not upright lines")
    tolerance: float = Field(default=0.008, gt=0, description="lines agree within this slope (x per y)")
    least_support: float = Field(
        default=0.6, gt=0, description="line length that must agree, picture heights; less: roll not known"
    )
    least_spread: float = Field(
        default=0.02,
        gt=0,
        description="length times squared distance from their middle, picture heights cubed; less: not known",
    )


class Picture(Section):
    """What the pose network is given."""

    inference_lines: int = Field(default=480, ge=120, description="longer pictures are scaled down to this many lines")
    people_every_s: float = Field(default=1.0, ge=0, description="how often other people are looked for, seconds")
    person_confidence: float = Field(
        default=0.3, gt=0, le=1, description="confidence from which a detected body counts as one more person"
    )
    same_person: float = Field(
        default=0.5, ge=0, le=1, description="boxes overlapping by more than this share are one person, seen twice"
    )
    wait_for_person_s: float = Field(
        default=3.0, ge=0, description="somebody elsewhere is not taken for the person lost so recently, seconds"
    )
    level: CameraLevel = Field(default=CameraLevel(), description="the camera's roll")
    photo_looks: int = Field(default=5, ge=1, description="how often a photo is looked at, plain and mirrored each")
    looks_fps: float = Field(
        default=10, gt=0, description="a recording is looked at so often or more; joints go straight between, a second"
    )
    farthest_between_looks: float = Field(
        default=0.08, gt=0, description="what moves farther has been taken for another joint, share of the height"
    )


class AnnotatedVideo(Section):
    """The video with the drawing over it."""

    lines: int = Field(default=720, ge=120, description="a larger picture's shorter side is scaled down to this")


class Markers(Section):
    """Two stickers, on the bony points of the pelvis in front and behind, or a belt. Lengths in trunk lengths.

    The trunk is the distance of mid-hip and mid-shoulder as the network sees them, about 48 cm; places are counted from
    mid-hip forward and up, in the level picture.
    """

    colour: MarkerColour = Field(
        default="auto", description="auto, none, or a colour: with a colour named, a belt of it is looked for too"
    )
    window_lines: int = Field(default=200, ge=100, description="the search scales the trunk to this many pixels")
    search_spread_deg: float = Field(default=45, gt=0, lt=90, description="hues this far from a colour's are not it")
    spread_deg: float = Field(default=32, gt=0, lt=90, description="the same, once the stickers' own hue is known")
    least_chroma: float = Field(default=16, gt=0, description="how colourful a sticker is against its surroundings")
    hue_tolerance_deg: float = Field(default=25, gt=0, description="both stickers' hues at most this far apart")
    diameter: Range = Field(default=(0.02, 0.12), description="of a sticker and its blur (20 mm is 0.042)")
    roundness: float = Field(default=0.28, gt=0, le=1, description="narrowest across by widest across: seen aslant")
    upright: float = Field(default=0.5, gt=0, le=1, description="less round than this it must stand upright, not lie")
    fill: float = Field(default=0.45, gt=0, le=1, description="colour in the ellipse around a sticker, share")
    front_ahead: Range = Field(default=(-0.06, 0.42), description="front sticker ahead of mid-hip")
    front_above: Range = Field(default=(-0.14, 0.42), description="front sticker above mid-hip")
    back_ahead: Range = Field(default=(-0.45, 0.02), description="back sticker ahead of mid-hip")
    back_above: Range = Field(default=(0.0, 0.45), description="back sticker above mid-hip")
    apart: Range = Field(default=(0.17, 0.55), description="distance between the stickers")
    slope_deg: Range = Field(default=(-30, 55), description="line through the stickers, front end down, degrees")
    mass_ratio: float = Field(default=6.0, ge=1, description="the stickers' sizes differ by this factor at most")
    chroma_ratio: float = Field(default=2.5, ge=1, description="the stickers' colourfulness likewise")
    clutter: float = Field(default=0.8, ge=0, description="as much again of the colour in small pieces: a pattern")
    clutter_chroma: float = Field(
        default=0.65, gt=0, description="pieces count from this share of the paler sticker on"
    )
    idle_every_s: float = Field(default=0.3, ge=0, description="how often stickers never seen are looked for, seconds")
    search_every_s: float = Field(default=0.1, ge=0, description="and how often until those seen are believed, seconds")
    sightings: int = Field(default=5, ge=1, description="seen in so many searches on end they are believed")
    steady: float = Field(default=0.05, gt=0, description="from search to search they stay within this")
    step: float = Field(default=0.04, gt=0, description="a believed sticker jumps at most this far")
    speed: float = Field(default=0.5, ge=0, description="and moves at most so fast, trunk lengths per second")
    farthest: float = Field(default=0.2, gt=0, description="however long unseen, it is looked for within this")
    apart_tolerance: float = Field(default=0.12, gt=0, description="share the distance between them may change")
    size_kept: Range = Field(default=(0.45, 1.9), description="share of its known size; less: partly covered")
    size_step: Range = Field(default=(0.65, 1.55), description="or of its last one, where it turns away bit by bit")
    size_least: float = Field(default=0.25, gt=0, le=1, description="and then this share of its known size is left")
    forget_s: float = Field(default=20, gt=0, description="unseen for longer they are looked for anew, seconds")
    band_thickness: Range = Field(default=(0.02, 0.13), description="of a belt")
    band_length: Range = Field(default=(0.28, 0.8), description="of a belt from front to back, as seen")
    band_above: Range = Field(default=(-0.05, 0.45), description="middle of a belt above mid-hip")
    band_bend: float = Field(default=0.03, gt=0, description="a belt strays from its line at most this far")
    noise_px: float = Field(default=0.15, gt=0, description="sd of a sticker's middle, pixels of the picture")
    least_sd_deg: float = Field(default=0.5, gt=0, description="skin and cloth slide over the bone, degrees [A]")
    band_sd_deg: float = Field(
        default=2.0,
        gt=0,
        description="a belt goes with the flesh more than with the bone, degrees [lab/TILT_MARKERS.md]",
    )
    scale_sd: float = Field(
        default=0.06, ge=0, description="sd of a change, share of it: the view is not known exactly"
    )
    side_offset: float = Field(
        default=0.0, description="front sticker farther out to the side than the back one, distances ahead"
    )
    widest_view_deg: float = Field(default=30, ge=0, description="a view is corrected for up to here, degrees")


class Validation(Section):
    """What a clinic's own validation compares: the tilt told without stickers beside that of an instrument."""

    hidden: float = Field(
        default=0.09, gt=0, description="so much of the picture is filled in around a sticker, trunk lengths across"
    )
    steady_deg: float = Field(
        default=1.5, gt=0, description="a posture lasts as long as the reference stays within this range, degrees"
    )
    least_s: float = Field(default=1.5, gt=0, description="a shorter posture is not compared, seconds")
    longest_gap_s: float = Field(default=0.4, ge=0, description="a longer gap in the reference ends a posture, seconds")
    least_told: float = Field(
        default=0.5, ge=0, le=1, description="formcheck must have had a reading in this share of a posture"
    )
    around_s: float = Field(
        default=1.0, gt=0, description="compared with an instrument's reading from so long before to after, seconds"
    )
    clear_deg: float = Field(default=4.0, ge=0, description="the direction counts from a change of this size, degrees")
    neither_deg: float = Field(default=2.0, ge=0, description="a word for a smaller change is wrong, degrees")
    resamples: int = Field(default=1000, ge=100, description="draws of people for the intervals of ICC and scale")


def _within_95(angle: str) -> float:
    return limb_errors().errors[angle].within_95_deg


class Errors(Section):
    """What 95 % of the errors stay within; a change between two visits means something from √2 times that on."""

    front_knee_deg: float = Field(
        default=_within_95("front_knee_deg"), ge=0, description="degrees, as measured (lab/ACCURACY.md)"
    )
    front_shin_deg: float = Field(default=_within_95("front_shin_deg"), ge=0, description="degrees, likewise")
    rear_thigh_deg: float = Field(default=_within_95("rear_thigh_deg"), ge=0, description="degrees, likewise")
    rear_knee_deg: float = Field(default=_within_95("rear_knee_deg"), ge=0, description="degrees, likewise")
    trunk_deg: float = Field(default=_within_95("trunk_deg"), ge=0, description="degrees, likewise")
    lunge_deg: float = Field(default=_within_95("lunge_deg"), ge=0, description="degrees, likewise")
    longest_hold_s: float = Field(default=2.0, ge=0, description="of the hold clock, seconds [A]")


class Privacy(Section):
    """Where a face is to be blurred."""

    head_radius: float = Field(default=0.3, gt=0, description="half the width blurred at least, trunk lengths")
    face_margin: float = Field(default=1.6, ge=1, description="or so many times the farthest point of the face")
    stretch: float = Field(default=1.25, ge=1, description="longer than wide, from neck to crown")
    remembered_s: float = Field(default=0.25, ge=0, description="blurred where the face was so recently, too, seconds")
    cells: int = Field(default=5, ge=1, le=12, description="cells of colour left along a blurred head")


class Settings(Section):
    """All settings."""

    bands: Bands = Bands()
    pelvis: Pelvis = Pelvis()
    half_kneeling: HalfKneeling = HalfKneeling()
    gates: Gates = Gates()
    joints: Joints = Joints()
    phases: Phases = Phases()
    stillness: Stillness = Stillness()
    hands: Hands = Hands()
    filters: Filters = Filters()
    coaching: Coaching = Coaching()
    practice: Practice = Practice()
    review_page: ReviewPage = ReviewPage()
    picture: Picture = Picture()
    annotated_video: AnnotatedVideo = AnnotatedVideo()
    markers: Markers = Markers()
    validation: Validation = Validation()
    errors: Errors = Errors()
    privacy: Privacy = Privacy()


def load_settings(path: Path | None = None) -> Settings:
    """Read a TOML file over the defaults.

    Parameters
    ----------
    path
        The file; None gives the defaults.

    Returns
    -------
    Settings
        Complete and validated.

    Raises
    ------
    SettingsError
        The file is missing, not TOML, names a key that does not exist or holds a value that cannot be.
    """
    if path is None:
        return Settings()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"Cannot read the settings file {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not a valid TOML file: {error}.") from error
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str) -> Settings:
    """Read the text of a TOML file over the defaults.

    Parameters
    ----------
    text
        What the file holds.
    name
        What to call it where it cannot be used.

    Raises
    ------
    SettingsError
        It is not TOML, names a key that does not exist or holds a value that cannot be.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name} is not a valid TOML file: {error}.") from error
    try:
        return Settings.model_validate(_over_defaults(data))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise SettingsError(
                f"Unknown setting '{key}' in {name}; 'formcheck settings' prints the ones there are."
            ) from error
        raise SettingsError(f"Setting '{key}' in {name} cannot be used: {first['msg']}.") from error


def with_marker_colour(settings: Settings, colour: str | None) -> Settings:
    """Return settings that look for stickers of a colour; None keeps the colour they have.

    Raises
    ------
    SettingsError
        There is no such colour.
    """
    if colour is None:
        return settings
    names = get_args(MarkerColour)
    if colour.lower() not in names:
        raise SettingsError(f"Stickers cannot be '{colour}': --markers takes {', '.join(names[:-1])} or {names[-1]}.")
    markers = settings.markers.model_copy(update={"colour": cast(MarkerColour, colour.lower())})
    return settings.model_copy(update={"markers": markers})


def _over_defaults(data: dict) -> dict:
    """Lay given band tables over the default ones, so that a file may name only the edge it changes."""
    bands = data.get("bands")
    if not isinstance(bands, dict):
        return data
    defaults = Bands().model_dump()
    merged = {
        name: {**defaults.get(name, {}), **value} if isinstance(value, dict) else value for name, value in bands.items()
    }
    return {**data, "bands": merged}


def settings_toml(settings: Settings) -> str:
    """Write settings as TOML with the meaning of each as a comment; `load_settings` reads it back."""
    lines: list[str] = ["# formcheck settings: keep the lines you change, delete the rest."]
    for name in type(settings).model_fields:
        section = getattr(settings, name)
        lines += _section_lines(name, section)
    return "\n".join(lines) + "\n"


def _section_lines(path: str, section: Section) -> list[str]:
    lines = ["", f"[{path}]"]
    tables: list[str] = []
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            sub = _section_lines(f"{path}.{name}", value)
            tables += ["", f"# {field.description}", *sub[1:]]
        else:
            lines.append(f"{name} = {_toml(value)}  # {field.description}")
    if len(lines) == 2 and tables:
        lines = []
    return lines + tables


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
    return repr(value)
