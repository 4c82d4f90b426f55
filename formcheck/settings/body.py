"""From keypoints to a body that may be judged: smoothing, joints, the view and the shape."""

from __future__ import annotations

from pydantic import Field

from formcheck.settings.section import Range, Section


class Filters(Section):
    """Smoothing of the keypoints: One-Euro, in trunk lengths (Casiez 2012)."""

    min_cutoff_hz: float = Field(default=2.0, gt=0, description="cut-off of a point at rest, hertz")
    beta: float = Field(default=4.0, ge=0, description="rise of the cut-off with speed, hertz per (trunk length/s)")
    gap_s: float = Field(default=0.5, gt=0, description="a longer gap starts the filter again, seconds")
    vote_s: float = Field(default=1.0, gt=0, description="window of the vote on legs and facing, seconds")


class Joints(Section):
    """From the network's keypoints to the joint centres, and the angle of the view."""

    longest_shift: float = Field(
        default=0.8,
        ge=0,
        description="no joint is moved farther, trunk lengths; feet seen from 15° off the side need 0.6",
    )
    shoulder_sine: float = Field(
        default=1.3, ge=0, description="sine of the view per trunk length that the far shoulder shows ahead [C]"
    )
    view_unlike: float = Field(
        default=3.4,
        ge=0,
        description="bodies this unlike half-kneeling ones show their view by the shoulders alone [C]",
    )
    view_window_s: float = Field(default=1.0, gt=0, description="window of the median that steadies the view, seconds")


class Gates(Section):
    """Quality gates: where judging is allowed (pass), allowed with care (degrade), or not at all (block)."""

    people_ambiguous_s: float = Field(default=1.0, ge=0, description="two people for longer than this blocks, seconds")
    people_clear_s: float = Field(
        default=3.0, ge=0, description="alone for so long it is clear again who is meant, seconds [A]"
    )
    margin_pass: float = Field(default=0.05, ge=0, description="needed points this share of the picture inside: pass")
    margin_degrade: float = Field(default=0.02, ge=0, description="down to this share: degrade; less: block")
    confidence_pass: float = Field(default=0.6, ge=0, le=1, description="confidence of the needed points: pass")
    confidence_degrade: float = Field(default=0.4, ge=0, le=1, description="down to this confidence: degrade")
    confident_share: float = Field(default=0.8, ge=0, le=1, description="share of the last second's frames needed")
    view_pass_deg: float = Field(default=10, ge=0, description="camera off the pure side: pass, degrees")
    view_judged_deg: float = Field(
        default=25, ge=0, description="up to here all is judged, ever less surely; beyond it the limbs alone, degrees"
    )
    view_block_deg: float = Field(default=30, ge=0, description="farther off the side for a while: block, degrees")
    view_block_s: float = Field(default=1.0, ge=0, description="for so long, seconds")
    view_sure_sds: float = Field(
        default=1.96, ge=0, description="and only where the view lies beyond the judged ones by this many of its sd"
    )
    view_shape_deg: float = Field(default=38, ge=0, description="up to here it is told whether somebody half-kneels")
    view_hysteresis_deg: float = Field(default=2, ge=0, description="a view level is left this far past its edge")
    roll_pass_deg: float = Field(default=1, ge=0, description="camera roll: pass, degrees")
    roll_bare_deg: float = Field(
        default=3,
        ge=0,
        description="a larger roll that the room shows is believed only where the body agrees [C]",
    )
    roll_body_share: float = Field(
        default=0.5, ge=0, description="the body agrees where it leans the same way by this share of the roll [C]"
    )
    roll_body_sd_deg: float = Field(default=3.5, gt=0, description="sd of the roll as the body shows it, degrees [C]")
    roll_unknown_deg: float = Field(
        default=5, ge=0, description="a roll that is not known blocks where the body is surely rolled by more, degrees"
    )
    roll_known_deg: float = Field(
        default=15, ge=0, description="up to here a known roll is taken out of every angle: degrade, degrees"
    )
    body_height_pass: float = Field(default=0.55, ge=0, le=1, description="stature as a share of the picture: pass")
    body_height_degrade: float = Field(default=0.36, ge=0, le=1, description="down to this share: degrade [C]")
    body_height_px: float = Field(default=400, ge=0, description="or this many pixels: degrade")
    trunk_share: float = Field(default=0.31, gt=0, description="trunk as a share of the stature [C]")
    frame_rate_pass: float = Field(default=20, ge=0, description="frames per second: pass")
    frame_rate_degrade: float = Field(default=10, ge=0, description="down to this frame rate: degrade")


class Uncertainty(Section):
    """How the standard deviation of every angle grows where the picture is not a good one [C]."""

    view_growth: float = Field(
        default=0.5, ge=0, description="by this share where the camera is as far off the side as all is judged"
    )
    size_growth: float = Field(
        default=0.5, ge=0, description="by this share where the body is as small in the picture as is judged"
    )
    confidence_growth: float = Field(
        default=0.3, ge=0, description="by this share where the points are as unsure as is judged"
    )


class HalfKneeling(Section):
    """What counts as the half-kneeling shape. Lengths are in shank lengths (the longer one in the picture)."""

    knee_rise: float = Field(default=0.55, gt=0, description="front knee at least this far above the rear knee, shanks")
    rear_knee_height: float = Field(
        default=0.22, gt=0, description="near rear knee joint at most this far above the floor line, shanks"
    )
    far_rear_knee_height: float = Field(
        default=0.34, gt=0, description="far rear knee joint likewise; perspective lifts the far knee, shanks"
    )
    cushion_height: float = Field(
        default=0.22,
        ge=0,
        description="and so much farther where the rear foot lies: the knee is on a cushion, shanks [C]",
    )
    rear_foot_deg: Range = Field(
        default=(60, 80),
        description="rear foot sloping less from the ankle backwards lies, more stands on its toes [C]",
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
    look_at_knee: bool = Field(
        default=True, description="look at the picture, too, whether the rear knee rests before a kneel is believed"
    )
    knee_in_air: float = Field(
        default=0.82, gt=0.5, lt=1, description="several looks this sure that the rear knee is in the air: no kneel"
    )
    knee_in_air_photo: float = Field(
        default=0.88, gt=0.5, lt=1, description="likewise of a single picture, where there is only one look"
    )
    knee_rests: float = Field(
        default=0.25,
        gt=0,
        lt=0.5,
        description="a knee as high as on a cushion counts where this is the chance at most that it is in the air",
    )


class Stillness(Section):
    """When the body counts as still. Speeds of the rear hip in thigh lengths per second."""

    window_s: float = Field(default=0.5, gt=0, description="window of the speed, seconds")
    still: float = Field(default=0.05, gt=0, description="at most: still")
    moving: float = Field(default=0.15, gt=0, description="more: moving")
    found_s: float = Field(
        default=0.25, ge=0, description="the network still moves the joints of somebody just found, seconds [C]"
    )
    knee: float = Field(
        default=0.1, gt=0, description="a rear knee that is faster does not rest on the floor yet, shin lengths/s"
    )
    errors_off: float = Field(
        default=3.0,
        ge=0,
        description="of the speed of hip and knee so many standard errors are jitter of the network, not motion [C]",
    )


class Hands(Section):
    """Where the hands rest (information only)."""

    thigh_distance: float = Field(default=0.35, gt=0, description="wrist to front thigh, thigh lengths")
