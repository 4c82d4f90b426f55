"""What a clinic needs: its page and its own validation."""

from __future__ import annotations

from pydantic import Field

from formcheck.settings.section import Section


class ReviewPage(Section):
    """The clinician's page."""

    largest_video_mb: int = Field(default=4000, ge=1, description="a larger video is refused, megabytes")
    spare_mb: int = Field(default=500, ge=0, description="stays free on the disk, megabytes")
    videos: int = Field(default=100, ge=1, description="how many videos may be there at once")
    note_letters: int = Field(default=5000, ge=1, description="a longer note is refused")
    curve_points: int = Field(default=1500, ge=10, description="most points of a curve that is drawn")


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
    least_estimated: float = Field(
        default=0.5, ge=0, le=1, description="formcheck must have had a reading in this share of a posture"
    )
    around_s: float = Field(
        default=1.0, gt=0, description="compared with an instrument's reading from so long before to after, seconds"
    )
    clear_deg: float = Field(default=4.0, ge=0, description="the direction counts from a change of this size, degrees")
    neither_deg: float = Field(default=2.0, ge=0, description="a word for a smaller change is wrong, degrees")
    resamples: int = Field(default=1000, ge=100, description="draws of people for the intervals of ICC and scale")
