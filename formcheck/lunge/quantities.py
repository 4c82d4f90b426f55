"""The table of angles: one line each. Columns, plots, rows, labels and texts of an angle are derived from it.

A new angle is a line here and its words in each language (`formcheck/messages/*.toml`, ``[quantity.NAME]``); one with
bands has its edges in the settings besides (`formcheck.settings.Bands`).
"""

from __future__ import annotations

from dataclasses import dataclass

LIMBS: dict[str, tuple[str, str]] = {
    "front_foot": ("front.ankle", "front.toe"),
    "rear_shin": ("rear.knee", "rear.ankle"),
    "trunk": ("hips", "shoulders"),
    "front_thigh": ("front.hip", "front.knee"),
    "front_shin": ("front.knee", "front.ankle"),
    "rear_thigh": ("rear.hip", "rear.knee"),
}
"""The lines drawn over the picture, in the order in which they are drawn, and the points they join."""


@dataclass(frozen=True)
class Arc:
    """How an angle is drawn over the picture, with its value.

    Attributes
    ----------
    share
        Radius of the arc as a share of the line it is measured on (the shorter one where there are two).
    side
        On which side its value is written: 1 ahead of the line, -1 behind it.
    quiet
        Drawn only where it is yellow or red.
    """

    share: float = 0.55
    side: float = 1.0
    quiet: bool = False


@dataclass(frozen=True)
class Quantity:
    """One angle, in degrees.

    Its words stand in the catalogue: ``quantity.NAME.name``, ``short`` (beside a curve of the page), ``meaning`` (what
    + means) and ``label`` (beside its arc).

    Attributes
    ----------
    name
        Its column, ending in ``_deg``.
    points
        What it is measured on: three points for the angle at the middle one (180 is straight), two for the inclination
        of the line from the first up to the second against the vertical (+ the second is ahead); none where it is
        measured in another way. A point is one of a leg (``front.knee``) or the middle of a pair (``hips``).
    limbs
        The limbs (see `LIMBS`) drawn in the colour of its band.
    banded
        Whether it has bands in the settings. The tuck's come with its source.
    rank
        Its place among the plots and among what is compared from visit to visit, 1 the most important; 0 not shown.
    arc
        How it is drawn over the picture; None where it is not.
    neutral_of
        The quantity of which it is the change since the person's own neutral; empty where it is none.
    of_pelvis
        Whether it is of the pelvis, which the joints alone do not show.
    added
        Whether it came after the order of the columns was fixed: its columns follow the others, so that programs which
        read them by their place go on working.
    """

    name: str
    points: tuple[str, ...] = ()
    limbs: tuple[str, ...] = ()
    banded: bool = False
    rank: int = 0
    arc: Arc | None = None
    neutral_of: str = ""
    of_pelvis: bool = False
    added: bool = False

    @property
    def band_column(self) -> str:
        """The column of its band."""
        return self.name.removesuffix("_deg") + "_band"


TABLE: tuple[Quantity, ...] = (
    Quantity(
        "front_knee_deg",
        ("front.hip", "front.knee", "front.ankle"),
        limbs=("front_thigh", "front_shin"),
        banded=True,
        rank=4,
        arc=Arc(share=0.3),
    ),
    Quantity(
        "front_shin_deg",
        ("front.ankle", "front.knee"),
        limbs=("front_shin",),
        banded=True,
        rank=5,
        arc=Arc(quiet=True),
    ),
    Quantity(
        "rear_thigh_deg",
        ("rear.knee", "rear.hip"),
        limbs=("rear_thigh",),
        banded=True,
        rank=3,
        arc=Arc(side=-1.0),
    ),
    Quantity("rear_knee_deg", ("rear.hip", "rear.knee", "rear.ankle")),
    Quantity("trunk_deg", ("hips", "shoulders"), limbs=("trunk",), banded=True, rank=6, arc=Arc(share=0.6, side=-1.0)),
    Quantity("lunge_deg", limbs=("rear_thigh",), banded=True, rank=2, neutral_of="rear_thigh_deg"),
    Quantity("pelvic_tilt_deg", of_pelvis=True),
    Quantity("tuck_deg", rank=1, neutral_of="pelvic_tilt_deg", of_pelvis=True),
)
"""Every angle, in the order of the columns."""

QUANTITIES = tuple(quantity.name for quantity in TABLE)
"""Names of the angles, in the order of the columns."""

MEASURED = tuple(quantity for quantity in TABLE if quantity.points)
"""Angles measured on points of the body."""
BETWEEN_LIMBS = frozenset(quantity.name for quantity in MEASURED if len(quantity.points) == 3)
"""Those of them that lie between two limbs."""

PLOTTED = tuple(q.name for q in sorted((q for q in TABLE if q.rank), key=lambda q: q.rank))
"""Names of the angles that are plotted and compared, the most important first."""

BANDED = tuple(quantity.name for quantity in TABLE if quantity.banded)
"""Names of the angles with bands in the settings."""

LIMB_QUANTITIES: dict[str, tuple[str, ...]] = {
    limb: names for limb in LIMBS if (names := tuple(q.name for q in TABLE if limb in q.limbs))
}
"""For each limb that is drawn in the colour of a band, the angles of which it shows the worst."""


def quantity(name: str) -> Quantity:
    """Return the line of an angle.

    Raises
    ------
    KeyError
        There is no such angle.
    """
    return _BY_NAME[name]


_BY_NAME = {line.name: line for line in TABLE}
