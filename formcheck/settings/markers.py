"""The stickers on the pelvis, or the belt."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from formcheck.settings.section import Range, Section

MarkerColour = Literal["auto", "none", "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink"]


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
    sightings: int = Field(default=5, ge=1, description="they are believed once found in this many searches on end")
    steady: float = Field(default=0.05, gt=0, description="from search to search they stay within this")
    step: float = Field(default=0.04, gt=0, description="a believed sticker jumps at most this far")
    speed: float = Field(default=0.5, ge=0, description="and moves at most so fast, trunk lengths per second")
    farthest: float = Field(default=0.2, gt=0, description="however long unseen, it is looked for within this")
    apart_tolerance: float = Field(default=0.12, gt=0, description="share the distance between them may change")
    size_kept: Range = Field(default=(0.45, 1.9), description="share of its known size; less: partly covered")
    size_step: Range = Field(default=(0.65, 1.55), description="or of its last one, where it turns away bit by bit")
    size_least: float = Field(default=0.25, gt=0, le=1, description="and then this share of its known size is left")
    forget_s: float = Field(default=20, gt=0, description="once lost for longer they are searched for again, seconds")
    belt_thickness: Range = Field(default=(0.02, 0.13), description="of a belt")
    belt_length: Range = Field(default=(0.28, 0.8), description="of a belt from front to back, as seen")
    belt_above: Range = Field(default=(-0.05, 0.45), description="middle of a belt above mid-hip")
    belt_bend: float = Field(default=0.03, gt=0, description="a belt strays from its line at most this far")
    noise_px: float = Field(default=0.15, gt=0, description="sd of a sticker's middle, pixels of the picture")
    least_sd_deg: float = Field(default=0.5, gt=0, description="skin and cloth slide over the bone, degrees [A]")
    belt_sd_deg: float = Field(
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
