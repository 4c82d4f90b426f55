"""Sessions drawn wider than `lab.tilt_sessions` alone does: what else moves in the spine, standing, and other views.

The networks took a rounded chest for a tuck, because in the sessions it went with the pelvis or hardly moved. Here it
is rounded and opened by 15 degrees whatever the pelvis does, over shoulders that stay above the hips or go along; in
the course ``chest`` half of the stills have a still pelvis, so that nothing but the chest changes. How the turn is
shared out over the spine differs from person to person and a little from still to still.

Views go to 30 degrees off the side, the camera is rolled by up to 15, some people are small or in dim rooms: all that
is judged in use. The person, clothes and flesh are those of `draw_session` with the same seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from lab.flesh import RIPPLES
from lab.kneeling import Kneel
from lab.outfits import Outfit
from lab.rooms import random_room
from lab.scenes import View
from lab.standing import Stand
from lab.suits import Suit, read_suit, suits_in
from lab.tilt_sessions import (
    NEUTRALS,
    STILLS,
    TILT_RANGE_DEG,
    TILT_SPLITS,
    Session,
    Stills,
    TiltSplit,
    draw_session,
)

Posture = Literal["kneeling", "standing"]
POSTURES: tuple[Posture, ...] = get_args(Posture)
ROUNDING_DEG = 15.0
CHEST_SHARE = 0.3
"""Of the sessions, those in which the chest moves and the pelvis mostly does not."""
ROLL_DEG, FAR_VIEW_DEG, SIDE_VIEW_DEG = 15.0, 30.0, 15.0
SMALL = (0.34, 0.5)
"""Height of a person who stands far away, as a share of the picture's."""
SUIT_SHARE = 0.4
"""Of the sessions, those in a real cut, where a folder of them is given."""
HELD_OUT_SPLITS = ("validation", "test", "other_flesh")
STANDING_ARMS = ("down", "collarbones", "crossed", "hips")
_STANDING_ARM_SHARES = (0.35, 0.3, 0.15, 0.2)
_COURSES = ("free", "balanced", "quiet", "chest")


def draw_wide(
    seed: int, split: TiltSplit = "train", posture: Posture = "kneeling", suits: Path | None = None
) -> Session:
    """Draw a session.

    Parameters
    ----------
    seed, split
        As in `draw_session`: the same seed gives the same session.
    posture
        ``standing`` has the same person stand.
    suits
        Folder of real cuts, see `lab.suits`, for some of the people; the rest of the session does not depend on it.
    """
    session = draw_session(seed, split)
    rng = np.random.default_rng((seed, 8, TILT_SPLITS.index(split), POSTURES.index(posture)))
    stills: tuple[Kneel | Stand, ...]
    if posture == "standing":
        stills, neutral, course = _standing(rng)
    else:
        stills, neutral, course = _kneeling(session, rng)
    scene, dim = session.scene, bool(session.about["dim"])
    if not dim and rng.random() < 0.12:
        dim = True
        scene = replace(scene, room=random_room(np.random.default_rng(session.about["room"]), dim))
    act = Stills(stills)
    about = {**session.about, "course": course, "posture": posture, "dim": dim}
    scene = replace(scene, name=f"{posture}_{scene.name}", act=act, view=_view(scene.view, rng), about=about)
    if suits is not None and rng.random() < SUIT_SHARE:
        cuts = suits_in(suits, split in HELD_OUT_SPLITS)
        suit = read_suit(cuts[rng.integers(len(cuts))])
        about |= {"fit": "suit", "suit": suit.name}
        scene = replace(scene, outfit=_suited(scene.outfit, suit, rng))
    return replace(session, scene=scene, neutral=neutral, about=about)


def _suited(outfit: Outfit, suit: Suit, rng: np.random.Generator) -> Outfit:
    banded = rng.random() < 0.3
    return replace(
        outfit,
        suit=suit,
        loose_top=0.0,
        loose_bottom=0.0,
        draped_top=None,
        draped_bottom=None,
        waistband_m=float(rng.uniform(0.02, 0.06)) if banded else 0.0,
    )


def _spine(rng: np.random.Generator) -> Callable[[float, bool], dict[str, object]]:
    """Draw how a person's spine shares a turn out; return what a chest rounded by so many degrees does to a still."""
    third = float(rng.uniform(0, 0.6))
    shares = (third, third + float(rng.uniform(0, 1)) * (1 - third))
    bend, shoulders = float(np.exp(rng.normal(0, 0.2))), float(rng.uniform(0, 0.9))

    def at(rounding_deg: float, moved: bool) -> dict[str, object]:
        return {
            "kyphosis_shares": shares,
            "spine_bend": bend * float(np.exp(rng.normal(0, 0.12 if moved else 0.03))),
            "protraction_deg": float(np.clip(shoulders * rounding_deg + rng.normal(0, 2 if moved else 0.7), -12, 18)),
        }

    return at


def _rounding(rng: np.random.Generator, course: str) -> float:
    """How far the chest is rounded (opened -) in one moved still, degrees."""
    often = {"chest": 0.9, "free": 0.6, "balanced": 0.5, "quiet": 0.0}[course]
    return float(rng.uniform(-ROUNDING_DEG, ROUNDING_DEG) if rng.random() < often else rng.normal(0, 2))


def _kneeling(session: Session, rng: np.random.Generator) -> tuple[tuple[Kneel, ...], tuple[bool, ...], str]:
    course = "chest" if rng.random() < CHEST_SHARE else str(session.about["course"])
    spine, along = _spine(rng), float(rng.uniform(0, 0.6) if rng.random() < 0.5 else 0.0)
    resting = [k for k, neutral in zip(session.kneels, session.neutral, strict=True) if neutral]
    kyphosis, trunk, thigh = (
        float(np.mean([getattr(k, name) for k in resting])) for name in ("kyphosis_deg", "trunk_deg", "rear_thigh_deg")
    )
    stills = []
    for kneel, neutral in zip(session.kneels, session.neutral, strict=True):
        rounding = 0.0 if neutral else _rounding(rng, course)
        changed = {"kyphosis_deg": kneel.kyphosis_deg + rounding, **spine(rounding, not neutral)}
        if course == "chest" and not neutral:
            changed |= {
                "kyphosis_deg": kyphosis + rounding + float(rng.normal(0, 1)),
                "trunk_deg": trunk + along * rounding + float(rng.normal(0, 1.3)),
                "rear_thigh_deg": thigh + float(rng.normal(0, 1)),
                "foot_ahead_m": resting[0].foot_ahead_m,
            }
            if rng.random() < 0.5:
                changed["tilt_deg"] = float(rng.normal(0, 0.8))
        stills.append(replace(kneel, **changed))  # type: ignore[arg-type]
    return tuple(stills), session.neutral, course


def _standing(rng: np.random.Generator) -> tuple[tuple[Stand, ...], tuple[bool, ...], str]:
    course = str(rng.choice(_COURSES, p=(0.35, 0.15, 0.25, 0.25)))
    spine, along = _spine(rng), float(rng.uniform(0, 0.6) if rng.random() < 0.5 else 0.0)
    arms = str(rng.choice(STANDING_ARMS, p=_STANDING_ARM_SHARES))
    base = Stand(
        trunk_deg=float(rng.normal(-1, 2)),
        neutral_tilt_deg=float(rng.normal(0, 5)),
        knees_soft=float(rng.uniform(0.001, 0.012)),
        hips_ahead_m=float(rng.uniform(-0.01, 0.07)),
        left_ahead_m=float(rng.normal(0, 0.02)),
        spread_m=float(rng.uniform(-0.03, 0.05)),
        kyphosis_deg=float(rng.normal(3, 4)),
        pelvis_yaw_deg=float(rng.normal(0, 2.5)),
        twist_deg=float(rng.normal(0, 3)),
        head_pitch_deg=float(rng.normal(3, 6)),
        head_yaw_deg=float(rng.normal(0, 8)),
        arms=arms,  # type: ignore[arg-type]
    )
    softens = float(rng.uniform(0, 0.0025))  # a tuck comes easier with soft knees
    coupling = float(rng.uniform(-0.4, 1.0))
    stills = []
    for k in range(STILLS):
        moved = k >= NEUTRALS
        tilt = float(rng.uniform(*TILT_RANGE_DEG) if moved else rng.normal(0, 0.8))
        if moved and course == "chest" and rng.random() < 0.5:
            tilt = float(rng.normal(0, 0.8))
        rounding = _rounding(rng, course) if moved else 0.0
        shaken = 2.0 if moved and course in ("free", "balanced") else 1.0
        lean = {"free": float(rng.uniform(-7, 9)), "balanced": -coupling * tilt, "chest": along * rounding}
        trunk = base.trunk_deg + (lean.get(course, 0.0) if moved else 0.0) + float(rng.normal(0, 1.0))
        stills.append(
            replace(
                base,
                tilt_deg=tilt,
                trunk_deg=trunk,
                knees_soft=base.knees_soft + max(softens * -tilt + float(rng.normal(0, 0.003 * shaken)), 0.0),
                hips_ahead_m=base.hips_ahead_m + float(rng.normal(0, 0.012 * shaken)),
                kyphosis_deg=base.kyphosis_deg + rounding + float(rng.normal(0, 1.1 * shaken)),
                obliquity_deg=float(rng.normal(0, 0.6 * shaken)),
                pelvis_yaw_deg=base.pelvis_yaw_deg + float(rng.normal(0, 0.8 * shaken)),
                twist_deg=base.twist_deg + float(rng.normal(0, shaken)),
                head_pitch_deg=base.head_pitch_deg + float(rng.normal(0, 3.5 * shaken)),
                head_yaw_deg=base.head_yaw_deg + float(rng.normal(0, 4 * shaken)),
                breath=float(rng.uniform(0, 1)),
                belly=float(rng.normal(0, 0.2 * shaken)),
                squeeze=float(rng.normal(0, 0.2 * shaken)),
                ripple=tuple(map(float, rng.normal(0, 0.3 * shaken, RIPPLES))),
                **spine(rounding, moved),  # type: ignore[arg-type]
            )
        )
    order = rng.permutation(STILLS)
    return tuple(stills[i] for i in order), tuple(bool(i < NEUTRALS) for i in order), course


def _view(view: View, rng: np.random.Generator) -> View:
    far = rng.random() < 0.35
    return replace(
        view,
        azimuth_deg=float(
            rng.uniform(-FAR_VIEW_DEG, FAR_VIEW_DEG) if far else rng.uniform(-SIDE_VIEW_DEG, SIDE_VIEW_DEG)
        ),
        roll_deg=float(rng.uniform(-ROLL_DEG, ROLL_DEG)) if rng.random() < 0.2 else view.roll_deg,
        share=float(rng.uniform(*SMALL)) if rng.random() < 0.2 else view.share,
    )
