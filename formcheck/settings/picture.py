"""What is made of a picture: the look of the pose network, the drawing, and the face that is not to be seen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from formcheck.settings.section import Section


class CameraRoll(Section):
    """The camera's roll from the upright lines of the room. Lengths in picture heights."""

    lines: int = Field(default=480, ge=120, description="larger pictures are scaled down to this many lines first")
    every_s: float = Field(default=2.0, gt=0, description="seconds between two measurements")
    remembered: int = Field(default=9, ge=1, description="how many measurements the median is taken of")
    shortest: float = Field(default=0.06, gt=0, description="shorter lines are not looked at, picture heights")
    steepest: float = Field(default=0.36, gt=0, description="lines leaning more (x per y) are not upright lines")
    tolerance: float = Field(default=0.006, gt=0, description="lines agree within this slope (x per y)")
    least_support: float = Field(
        default=0.1, gt=0, description="line length that must agree, picture heights; less: roll not known"
    )
    least_spread: float = Field(
        default=0.004,
        gt=0,
        description="length times squared distance from their middle, picture heights cubed; less: not known",
    )
    usual_deg: float = Field(default=1.8, gt=0, description="how far most cameras lean, standard deviation, degrees")
    largest_sd_deg: float = Field(
        default=1.3, gt=0, description="where the lines leave a larger standard deviation: roll not known, degrees"
    )


class PictureCheck(Section):
    """When a picture shows nothing, or nothing new. Brightness from 0 to 255."""

    cells: int = Field(default=80, ge=8, description="cells along the longer side, whose mean brightness is compared")
    black: float = Field(default=20, ge=0, description="99 of 100 cells darker than this: black")
    dark: float = Field(
        default=60, ge=0, description="99 of 100 cells darker than this: too dark, where the body is not seen well [C]"
    )
    blank_sd: float = Field(default=8, ge=0, description="cells differ by less (standard deviation): of one colour")
    still_s: float = Field(
        default=4.0, gt=0, description="unchanged for longer stands still: a breath moves something sooner, seconds [A]"
    )
    lag_s: float = Field(default=0.5, gt=0, description="each picture is compared with that of so long ago, seconds")
    still_change: float = Field(default=1.5, ge=0, description="a cell that changes by less has not changed [C]")
    changed_share: float = Field(
        default=0.3,
        ge=0,
        lt=1,
        description="a stalled stream changes in this share of pictures at most (key frames)",
    )
    still_cells: int = Field(default=10, ge=1, description="this many cells must have changed")


class Picture(Section):
    """What the pose network is given."""

    inference_lines: int = Field(default=480, ge=120, description="longer pictures are scaled down to this many lines")
    people_every_s: float = Field(default=1.0, ge=0, description="how often other people are looked for, seconds")
    person_confidence: float = Field(
        default=0.3, gt=0, le=1, description="confidence from which a detected body counts as one more person"
    )
    same_person: float = Field(
        default=0.5, ge=0, le=1, description="boxes overlapping by more than this share are one person, found twice"
    )
    wait_for_person_s: float = Field(
        default=3.0, ge=0, description="somebody elsewhere is not taken for the person lost so recently, seconds"
    )
    camera_roll: CameraRoll = Field(default=CameraRoll(), description="the camera's roll")
    check: PictureCheck = Field(default=PictureCheck(), description="whether the picture shows anything new")
    photo_estimates: int = Field(default=5, ge=1, description="how often a photo is looked at, plain and mirrored each")
    estimates_fps: float = Field(
        default=10, gt=0, description="a recording is looked at so often or more; joints go straight between, a second"
    )
    farthest_between_estimates: float = Field(
        default=0.08, gt=0, description="what moves farther has been taken for another joint, share of the height"
    )


Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]


class AnnotatedVideo(Section):
    """The video with the drawing over it."""

    lines: int = Field(default=720, ge=120, description="a larger picture's shorter side is scaled down to this")
    most_fps: float = Field(
        default=30, gt=0, description="of a film of many more pictures a second every second (third …) is drawn"
    )
    preset: Preset = Field(
        default="ultrafast", description="of the encoder x264: slower ones make smaller files of the same look"
    )
    quality: float = Field(
        default=26, ge=0, le=51, description="the encoder's CRF: lower looks better and is larger; 22 with veryfast"
    )


class Privacy(Section):
    """Where a face is to be blurred."""

    head_radius: float = Field(default=0.3, gt=0, description="half the width blurred at least, trunk lengths")
    face_margin: float = Field(default=1.6, ge=1, description="or this many times the farthest point of the face")
    stretch: float = Field(default=1.25, ge=1, description="longer than wide, from neck to crown")
    remembered_s: float = Field(default=0.25, ge=0, description="blurred where the face was so recently, too, seconds")
    cells: int = Field(default=5, ge=1, le=12, description="cells of colour left along a blurred head")
