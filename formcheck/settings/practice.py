"""The course of the exercise, what is said, and the patient's page."""

from __future__ import annotations

from pydantic import Field

from formcheck.settings.section import Range, Section


class Phases(Section):
    """Times of the exercise, seconds."""

    frame_s: float = Field(default=1.0, ge=0, description="quality gates pass for this long")
    setup_s: float = Field(
        default=1.5,
        ge=0,
        description="nothing is judged before the half-kneeling shape, its rear knee still, has stood for this long",
    )
    blink_s: float = Field(default=0.3, ge=0, description="shape missing for longer starts the baseline again")
    lost_shape_s: float = Field(default=1.5, ge=0, description="seen in another shape for longer ends the kneel")
    baseline_s: float = Field(default=2.0, gt=0, description="still kneel that becomes the baseline")
    baseline_least_s: float = Field(
        default=1.4, gt=0, description="a still kneel at least this long is taken where movement then begins [A]"
    )
    resume_s: float = Field(default=0.8, ge=0, description="good form for this long resumes the hold clock")
    end_after_s: float = Field(default=10.0, ge=0, description="out of good form for longer ends the hold")
    view_pause_s: float = Field(default=1.5, ge=0, description="view lost for longer pauses the hold")
    shortest_hold_s: float = Field(default=1.0, ge=0, description="what was held for less is no hold [A]")
    judged_least_s: float = Field(
        default=2.0, ge=0, description="half-kneeling in one piece for less is not judged at all, except a photo [A]"
    )
    hold_target_s: float = Field(default=30.0, gt=0, description="seconds in good form that complete a hold (30-45)")


class Coaching(Section):
    """Pauses between spoken cues, seconds."""

    cue_gap_s: float = Field(default=5.0, ge=0, description="between two corrections, and before anything else")
    small_gap_s: float = Field(default=2.5, ge=0, description="between a reminder, praise or help and a correction")
    same_cue_gap_s: float = Field(default=10.0, ge=0, description="before the same cue again")
    repeats: int = Field(default=3, ge=1, description="how often the same cue is said before another help is given")
    again_after_s: float = Field(
        default=30.0, ge=0, description="after a rest was offered, before the cue is said again [A]"
    )
    longest_sentence_s: float = Field(
        default=12.0, gt=0, description="a voice that speaks for longer is taken to have ended, seconds"
    )
    enough_share: float = Field(
        default=0.5, ge=0, le=1, description="at this share of the own tuck nobody is asked to tuck [C]"
    )
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
    hold_range_s: Range = Field(
        default=(10, 45), description="a hold may be chosen from here, seconds in good form; beginners begin short"
    )
    most_sets: int = Field(default=3, ge=1, le=5, description="most sets of both sides that may be chosen")
    picture_lines: int = Field(default=480, ge=240, description="lines of the pictures that the browser sends")
    largest_frame_kb: int = Field(default=1024, ge=16, description="a larger picture is refused, kilobytes")
    largest_frame_mpx: float = Field(default=4.0, gt=0, description="a larger picture is refused, million pixels")
    least_frames_per_s: float = Field(
        default=6.0, gt=0, description="a slow computer is served down to so many pictures a second, in honest words"
    )
    frames_per_s: float = Field(default=60.0, gt=0, description="pictures that come faster are not looked at")
    patients: int = Field(default=4, ge=1, description="how many may practise at once")
    rest_after_s: float = Field(
        default=20.0, gt=0, description="the networks of a page that has gone are freed after so long, seconds"
    )
    forget_after_s: float = Field(default=900.0, gt=0, description="a practice nobody comes back to is ended, seconds")
