"""Where the arms go: hands on the front thigh, on the hips, hanging, or at a given place; elbows clear of the trunk."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lab.bodies import Body
from lab.rotations import Array, about, between, frame, shortest, unit

ArmKind = Literal["thigh", "hips", "down", "along", "forward", "up", "behind", "folded", "crossed", "collarbones"]

ARM_RADIUS_M = 0.05
"""Half the thickness of an upper arm with its sleeve."""
_UPPER, _LOWER = np.array([[0.6], [0.8], [1.0]]), np.array([[0.2], [0.4], [0.6], [0.8]])
"""Shares of the upper and the lower arm that are kept out of the trunk."""


@dataclass(frozen=True, eq=False)
class ArmGoal:
    """What one arm does.

    Attributes
    ----------
    kind
        ``thigh`` hand flat on a thigh, ``hips`` hand at the waist, ``down`` hanging, ``along`` the trunk, ``forward``
        and ``up`` stretched out, ``behind`` hands on the low back, ``folded`` forearms in front of the belly,
        ``crossed`` in front of the chest, ``collarbones`` fingertips on one's own collarbones.
    thigh_side
        Which thigh, for ``thigh``.
    reach
        Where on the thigh: 0 at the hip, 1 at the knee. Drawn back where the arm is too short.
    swing_deg
        How far a hanging arm swings forward.
    curl_deg
        How far each finger joint is bent.
    """

    kind: ArmKind = "thigh"
    thigh_side: str = "left"
    reach: float = 0.84
    swing_deg: float = 0.0
    curl_deg: float = 12.0


def arm_pose(
    body: Body, side: str, goal: ArmGoal, rotations: Array, heads: Array, chest: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return turns and heads of one arm's bones.

    Parameters
    ----------
    body, side, goal
        Whose arm, which, and what it does.
    rotations, heads
        Shapes (bones, 3, 3) and (bones, 3): the skeleton with legs and trunk in place.
    chest
        Shape (3, 3): turn of the chest.

    Returns
    -------
    turns, heads
        By bone name.
    """
    s = side[0].upper()
    index, out = body.bone_index, 1.0 if side == "left" else -1.0
    shoulder = heads[index[f"upperarm01.{s}"]]
    rest_upper = body.joint(f"lowerarm01.{s}") - body.joint(f"upperarm01.{s}")
    rest_lower = body.joint(f"wrist.{s}") - body.joint(f"lowerarm01.{s}")
    upper, lower = float(np.linalg.norm(rest_upper)), float(np.linalg.norm(rest_lower))
    length = 0.985 * (upper + lower)

    hand = None
    if goal.kind == "thigh":
        wrist, hand_ahead, hand_normal = _on_thigh(body, goal, out, heads, shoulder, length)
        hand = (hand_ahead, hand_normal)
    else:
        wrist = _free_wrist(body, s, out, goal, heads, shoulder, length, chest)
        if goal.kind == "behind":
            hand = (chest @ [0.0, -0.8 * out, -0.6], chest @ [1.0, 0.0, 0.0])
    to_wrist = wrist - shoulder
    if np.linalg.norm(to_wrist) > length:
        wrist = shoulder + unit(to_wrist) * length

    elbow = _elbow(body, shoulder, wrist, upper, lower, out, chest, heads[index["spine01"]])
    turn_upper = shortest(chest @ rest_upper, elbow - shoulder) @ chest
    turn_lower = shortest(turn_upper @ rest_lower, wrist - elbow) @ turn_upper
    turns = {
        f"shoulder01.{s}": between(chest, turn_upper, 0.12),
        f"upperarm01.{s}": turn_upper,
        f"upperarm02.{s}": turn_upper,
        f"lowerarm01.{s}": between(turn_upper, turn_lower, 0.97),
        f"lowerarm02.{s}": turn_lower,
    }
    if hand is not None:
        turns |= _flat_hand(body, s, out, hand, goal.curl_deg, turn_lower, rest_lower, wrist - elbow)
    return turns, {f"upperarm01.{s}": shoulder, f"lowerarm01.{s}": elbow, f"wrist.{s}": wrist}


def _on_thigh(
    body: Body, goal: ArmGoal, out: float, heads: Array, shoulder: Array, length: float
) -> tuple[Array, Array, Array]:
    """Wrist, direction of the fingers and normal of the palm for a hand flat on a thigh."""
    t = goal.thigh_side[0].upper()
    at_hip, knee = heads[body.bone_index[f"upperleg01.{t}"]], heads[body.bone_index[f"lowerleg01.{t}"]]
    along = unit(knee - at_hip)
    up = unit(np.cross(along, [0.0, 1.0, 0.0]))
    aside = 0.032

    def wrist_at(reach: float) -> Array:
        radius = thigh_radius(body, goal.thigh_side, reach)
        height = np.sqrt(max(radius**2 - aside**2, 0.0)) + 0.024
        return at_hip + (knee - at_hip) * reach + up * height + np.array([0.0, out * aside, 0.0])

    near, far = 0.3, goal.reach
    if np.linalg.norm(wrist_at(far) - shoulder) > 0.99 * length:
        for _ in range(20):
            middle = (near + far) / 2
            near, far = (middle, far) if np.linalg.norm(wrist_at(middle) - shoulder) < 0.99 * length else (near, middle)
        far = near
    fingers = unit(along * 0.95 - up * 0.08 + np.array([0.0, -out * 0.15, 0.0]))
    return wrist_at(far), fingers, -up


def _free_wrist(
    body: Body, s: str, out: float, goal: ArmGoal, heads: Array, shoulder: Array, length: float, chest: Array
) -> Array:
    if goal.kind == "hips":
        scale = body.stature_m / 1.75
        return heads[body.bone_index[f"upperleg01.{s}"]] + scale * np.array([0.0, out * 0.12, 0.14])
    if goal.kind in ("behind", "folded"):
        scale, waist = body.stature_m / 1.75, heads[body.bone_index["spine03"]]
        behind = goal.kind == "behind"
        return waist + chest @ (scale * np.array([-0.13, out * 0.1, -0.07] if behind else [0.22, -out * 0.06, 0.08]))
    if goal.kind in ("crossed", "collarbones"):
        scale, s_out = body.stature_m / 1.75, -0.06 if goal.kind == "crossed" else 0.11
        ahead, down = (0.19, -0.17) if goal.kind == "crossed" else (0.15, -0.10)
        middle = (heads[body.bone_index["upperarm01.L"]] + heads[body.bone_index["upperarm01.R"]]) / 2
        return middle + chest @ (scale * np.array([ahead, out * s_out, down]))
    swing = np.radians(goal.swing_deg + 1)
    directions = {
        "down": np.array([np.sin(swing), out * 0.16, -np.cos(swing)]),
        "along": chest @ np.array([0.02, out * 0.2, -1.0]),
        "forward": chest @ np.array([1.0, out * 0.05, 0.0]),
        "up": chest @ np.array([0.15, out * 0.1, 1.0]),
    }
    return shoulder + unit(directions[goal.kind]) * length * 0.985


def _elbow(
    body: Body,
    shoulder: Array,
    wrist: Array,
    upper: float,
    lower: float,
    out: float,
    chest: Array,
    chest_head: Array,
) -> Array:
    """Place the elbow: backward and as little outward as keeps the arm out of the trunk."""
    u = unit(wrist - shoulder)
    distance = float(np.linalg.norm(wrist - shoulder))
    cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
    bend = np.arccos(np.clip(cosine, -1, 1))

    def elbow_at(outward: float) -> Array:
        pole = chest @ np.array([-1.0, out * outward, -0.25])
        pole = unit(pole - (pole @ u) * u)
        return shoulder + upper * (np.cos(bend) * u + np.sin(bend) * pole)

    def clear(outward: float) -> bool:
        elbow = elbow_at(outward)
        arm = np.concatenate([shoulder + _UPPER * (elbow - shoulder), elbow + _LOWER * (wrist - elbow)])
        return bool(np.all(_trunk_depth(body, (arm - chest_head) @ chest + body.joint("spine01")) > 1))

    low, high = 0.3, 6.0
    if clear(low):
        return elbow_at(low)
    for _ in range(14):
        middle = (low + high) / 2
        low, high = (low, middle) if clear(middle) else (middle, high)
    return elbow_at(high)


def _trunk_depth(body: Body, points: Array) -> Array:
    """Where points lie against the trunk's ellipse at their height (rest frame): below 1 inside, above 1 outside."""
    height, middle, depth, width = _trunk_sections(body)
    z = points[:, 2]
    x = (points[:, 0] - np.interp(z, height, middle)) / (np.interp(z, height, depth) + ARM_RADIUS_M)
    y = points[:, 1] / (np.interp(z, height, width) + ARM_RADIUS_M)
    inside = np.hypot(x, y)
    return np.where((z > height[0]) & (z < height[-1]), inside, np.inf)


@functools.lru_cache(maxsize=16)
def _trunk_sections(body: Body) -> tuple[Array, Array, Array, Array]:
    """Heights and the middle (x), half depth (x) and half width (y) of the trunk there, metres."""
    trunk = body.vertices[body.vertices_of(*[f"spine0{k}" for k in range(1, 6)], "breast.L", "breast.R", "root")]
    edges = np.linspace(body.joint("spine05")[2], body.joint("upperarm01.L")[2] - 0.02, 12)
    rows = []
    for low, high in itertools.pairwise(edges):
        ring = trunk[(trunk[:, 2] >= low) & (trunk[:, 2] < high)]
        if len(ring) > 5:
            front, back = ring[:, 0].max(), ring[:, 0].min()
            rows.append(((low + high) / 2, (front + back) / 2, (front - back) / 2, np.abs(ring[:, 1]).max()))
    table = np.array(rows).T
    return table[0], table[1], table[2], table[3]


@functools.lru_cache(maxsize=32)
def _thigh_profile(body: Body, side: str) -> tuple[Array, Array]:
    s = side[0].upper()
    at_hip, knee = body.joint(f"upperleg01.{s}"), body.joint(f"lowerleg01.{s}")
    skin = body.vertices[body.vertices_of(f"upperleg01.{s}", f"upperleg02.{s}", f"lowerleg01.{s}")]
    share = (skin - at_hip) @ (knee - at_hip) / np.sum((knee - at_hip) ** 2)
    off = skin - at_hip - share[:, None] * (knee - at_hip)
    at = np.linspace(0.3, 0.95, 14)
    return at, np.array([off[np.abs(share - a) < 0.05, 0].max() for a in at])


def thigh_radius(body: Body, side: str, reach: float) -> float:
    """Distance from the thigh's axis to the skin on its front, metres, at a share of its length."""
    return float(np.interp(reach, *_thigh_profile(body, side)))


def _flat_hand(
    body: Body,
    s: str,
    out: float,
    hand: tuple[Array, Array],
    curl_deg: float,
    turn_lower: Array,
    rest_lower: Array,
    lower_now: Array,
) -> dict[str, Array]:
    """Return the turns of the hand and fingers lying flat, and the forearm's twist towards them."""
    wrist = body.joint(f"wrist.{s}")
    fingers = body.joint(f"finger3-1.{s}") - wrist
    palm = np.cross(body.joint(f"finger2-1.{s}") - wrist, body.joint(f"finger5-1.{s}") - wrist) * -out
    ahead, normal = hand
    turn = frame(ahead, normal) @ frame(fingers, palm).T
    twist = shortest(turn @ rest_lower, lower_now) @ turn
    turns = {f"wrist.{s}": turn, f"lowerarm02.{s}": between(turn_lower, twist, 0.5)}
    axis = np.cross(ahead, normal)
    for finger in range(2, 6):
        for joint in (1, 2, 3):
            turns[f"finger{finger}-{joint}.{s}"] = about(axis, curl_deg * joint) @ turn
    return turns
