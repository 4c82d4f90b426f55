"""From a placement of the body's parts to its skin and joints: forward kinematics and skinning.

A `Placement` says where the hips, knees and ankles are and how pelvis, trunk, head and arms are turned, all in the
world frame (x forward, y left, z up, metres, floor at z = 0). Builders such as `lab.kneeling` make placements from
few named angles; `pose` turns one into a `Posed` body. Angles are absolute (against the upright rest position), not
relative to the parent, so the trunk keeps its lean when the pelvis tilts under it: the lumbar spine gives way, as a
person's does.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lab.arms import ArmGoal, arm_pose
from lab.bodies import SKIN_VERTICES, Body
from lab.rotations import Array, between, pitch, roll, swing, yaw
from lab.softness import SPINE

SIDES = ("left", "right")

LANDMARK_VERTICES = {
    "nose": 5054,
    "left_ear": 12038,
    "right_ear": 5439,
    "left_heel": 12453,
    "right_heel": 5856,
    "left_foot_index": 11551,
    "right_foot_index": 4933,
}
"""Skin vertices for the keypoints that are no joints."""

PELVIS_VERTICES = {"left_asis": 10947, "right_asis": 4318, "left_psis": 10831, "right_psis": 4192}
"""Skin vertices over the anterior and posterior superior iliac spines, found on the average body: the front one
5.3 cm ahead of, 7.5 cm above and 3.6 cm outside the hip joint (Bell 1990), the back one 4.5 cm off the mid line."""

JOINT_BONES = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}


@dataclass(frozen=True, eq=False)
class Leg:
    """One leg's place.

    Attributes
    ----------
    knee, ankle
        Shape (3,), metres; the lengths must be those of the body's bones.
    foot
        Shape (3, 3): turn of the foot from its rest position (flat, pointing forward).
    toes_deg
        How far the toes are bent up against the foot.
    """

    knee: Array
    ankle: Array
    foot: Array
    toes_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class Placement:
    """Where everything is; see the module.

    Attributes
    ----------
    mid_hip
        Shape (3,), metres: the middle between the hip joints.
    legs
        By anatomical side.
    yaw_deg, tilt_deg, obliquity_deg
        Pelvis: turned to the left +, anterior tilt + (0 as at rest), left side up +.
    lean_deg, twist_deg, kyphosis_deg
        Trunk: chest turned forward +, to the left +, and the upper back bent further forward +.
    kyphosis_shares
        How much of that bend the third and the second spine bone take already, 0-1; the first has all of it.
    protraction_deg
        Both shoulders drawn forward +, as they are when the chest is rounded.
    head_pitch_deg, head_yaw_deg
        Head: looking down +, to the left +.
    arms
        By anatomical side.
    breath
        0 breathed out, 1 breathed in.
    lumbar_share
        How much of the turn from pelvis to chest the lowest lumbar joint takes, 0-1; the next ones take the rest.
        A body with flesh of its own brings its own shares.
    spine_bend
        Power that those shares are raised to: below 1 the turn sits lower in the spine, above 1 higher.
    belly, squeeze, ripple
        Belly pushed out (or drawn in, -), buttocks tightened, and how cloth and flesh happen to lie, in units of a
        body's `Softness`.
    """

    mid_hip: Array
    legs: Mapping[str, Leg]
    yaw_deg: float = 0.0
    tilt_deg: float = 0.0
    obliquity_deg: float = 0.0
    lean_deg: float = 0.0
    twist_deg: float = 0.0
    kyphosis_deg: float = 0.0
    kyphosis_shares: tuple[float, float] = (0.0, 0.0)
    protraction_deg: float = 0.0
    head_pitch_deg: float = 0.0
    head_yaw_deg: float = 0.0
    arms: Mapping[str, ArmGoal] = field(default_factory=dict)
    breath: float = 0.0
    lumbar_share: float = 0.42
    spine_bend: float = 1.0
    belly: float = 0.0
    squeeze: float = 0.0
    ripple: tuple[float, ...] = ()

    @property
    def pelvis(self) -> Array:
        """Turn of the pelvis from rest, shape (3, 3)."""
        return yaw(self.yaw_deg) @ pitch(self.tilt_deg) @ roll(self.obliquity_deg)

    @property
    def chest(self) -> Array:
        """Turn of the chest from rest, shape (3, 3)."""
        return yaw(self.yaw_deg + self.twist_deg) @ pitch(self.lean_deg + self.kyphosis_deg)


@dataclass(frozen=True, eq=False)
class Posed:
    """A body in a pose.

    Attributes
    ----------
    vertices
        Shape (n, 3), metres: skin, then eyes, in the order of `Body.vertices`.
    joints
        Shape (3,) each, metres, by BlazePose's names in lower case: ``left_hip``, ``nose``, ...
    pelvis_points
        ``left_asis``, ``right_asis``, ``left_psis``, ``right_psis``: shape (3,), metres, moved with the pelvis bone
        (not with the skin over it).
    """

    vertices: Array
    joints: Mapping[str, Array]
    pelvis_points: Mapping[str, Array]


def bone(name: str, side: str) -> str:
    """Name of a bone of the rig: ``bone("foot", "left")`` is ``foot.L``."""
    return f"{name}.{side[0].upper()}"


def rest_mid_hip(body: Body) -> Array:
    """Middle between the hip joints at rest, shape (3,), metres."""
    return (body.joint("upperleg01.L") + body.joint("upperleg01.R")) / 2


def hip(body: Body, side: str, placement: Placement) -> Array:
    """Place of a hip joint, shape (3,), metres."""
    return placement.mid_hip + placement.pelvis @ (body.joint(bone("upperleg01", side)) - rest_mid_hip(body))


def limb_lengths(body: Body, side: str) -> tuple[float, float]:
    """Lengths of thigh and shank, metres."""
    h, k, a = (body.joint(bone(name, side)) for name in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(k - h)), float(np.linalg.norm(a - k))


def trunk_line(body: Body, placement: Placement) -> Array:
    """Return mid-hip → mid-shoulder in the world, shape (3,), metres."""
    rotations = _spine_rotations(body, placement)
    at = placement.mid_hip + placement.pelvis @ (body.joint("root") - rest_mid_hip(body))
    chain = ["root", "spine05", "spine04", "spine03", "spine02", "spine01"]
    for parent, child in itertools.pairwise(chain):
        at = at + rotations[parent] @ (body.joint(child) - body.joint(parent))
    shoulders = np.zeros(3)
    for side in SIDES:
        clavicle, shoulder = body.joint(bone("clavicle", side)), body.joint(bone("upperarm01", side))
        shoulders += rotations["spine01"] @ (clavicle - body.joint("spine01")) / 2
        shoulders += rotations[bone("clavicle", side)] @ (shoulder - clavicle) / 2
    return at + shoulders - placement.mid_hip


def pose(body: Body, placement: Placement) -> Posed:
    """Pose a body.

    Parameters
    ----------
    body
        The body at rest.
    placement
        Where its parts are.

    Returns
    -------
    Posed
        Skin, joints and pelvis points; skin that would sink into the floor lies on it.
    """
    rotations, heads = _skeleton(body, placement)
    moves = _bone_moves(body, rotations, heads)
    vertices = _skin(body, placement, moves, slice(None)) + placement.breath * breath_offsets(body) @ placement.chest.T
    vertices[:, 2] = np.maximum(vertices[:, 2], 0.001)

    joints = {
        f"{side}_{name}": heads[body.bone_index[bone(bone_name, side)]]
        for side in SIDES
        for name, bone_name in JOINT_BONES.items()
    }
    joints |= {name: vertices[i] for name, i in LANDMARK_VERTICES.items()}
    root = body.joint("root")
    root_now = heads[body.bone_index["root"]]
    points = {name: root_now + placement.pelvis @ (body.vertices[i] - root) for name, i in PELVIS_VERTICES.items()}
    return Posed(vertices=vertices, joints=joints, pelvis_points=points)


def lowest_skin(body: Body, placement: Placement, vertices: NDArray[np.int64]) -> float:
    """Height of the lowest of some skin vertices in a pose, metres, before the floor holds them up."""
    rotations, heads = _skeleton(body, placement, arms=False)
    return float(_skin(body, placement, _bone_moves(body, rotations, heads), vertices)[:, 2].min())


def _skeleton(body: Body, placement: Placement, arms: bool = True) -> tuple[Array, Array]:
    """Turn (bones, 3, 3) and head (bones, 3) of every bone."""
    turns = _spine_rotations(body, placement)
    fixed: dict[str, Array] = {
        "root": placement.mid_hip + placement.pelvis @ (body.joint("root") - rest_mid_hip(body)),
    }
    for side in SIDES:
        leg_turns, leg_heads = _leg(body, side, placement)
        turns |= leg_turns
        fixed |= leg_heads
    rotations, heads = _forward(body, turns, fixed)
    if arms and placement.arms:
        for side, goal in placement.arms.items():
            arm_turns, arm_heads = arm_pose(body, side, goal, rotations, heads, placement.chest)
            turns |= arm_turns
            fixed |= arm_heads
        rotations, heads = _forward(body, turns, fixed)
    return rotations, heads


def _spine_rotations(body: Body, placement: Placement) -> dict[str, Array]:
    pelvis = placement.pelvis
    turns = dict.fromkeys(("root", "spine05", "pelvis.L", "pelvis.R"), pelvis)
    low = placement.lumbar_share
    shares: tuple[tuple[str, float], ...] = (("spine04", low), ("spine03", low + 0.65 * (1 - low)), ("spine02", 1.0))
    if body.softness is not None:
        shares = tuple(zip(SPINE, body.softness.spine_shares, strict=True))
    rounded = dict(zip(("spine03", "spine02"), placement.kyphosis_shares, strict=True))
    for name, whole in shares:
        share = whole**placement.spine_bend
        turns[name] = yaw(placement.yaw_deg + share * placement.twist_deg) @ pitch(
            placement.tilt_deg
            + share * (placement.lean_deg - placement.tilt_deg)
            + rounded.get(name, 0.0) * placement.kyphosis_deg
        )
    turns["spine01"] = placement.chest
    for side, out in zip(SIDES, (1.0, -1.0), strict=True):
        turns[bone("clavicle", side)] = placement.chest @ yaw(-out * placement.protraction_deg)
    head = yaw(placement.yaw_deg + placement.head_yaw_deg) @ pitch(placement.lean_deg * 0.3 + placement.head_pitch_deg)
    turns["neck01"] = turns["neck02"] = turns["neck03"] = between(placement.chest, head, 0.5)
    turns["head"] = head
    return turns


def _leg(body: Body, side: str, placement: Placement) -> tuple[dict[str, Array], dict[str, Array]]:
    leg = placement.legs[side]
    at_hip = hip(body, side, placement)
    rest_hip, rest_knee, rest_ankle = (body.joint(bone(n, side)) for n in ("upperleg01", "lowerleg01", "foot"))
    thigh = swing(rest_knee - rest_hip, leg.knee - at_hip)
    shank = swing(rest_ankle - rest_knee, leg.ankle - leg.knee)
    turns = {
        bone("upperleg01", side): between(placement.pelvis, thigh, body.softness.hip_follow if body.softness else 0.85),
        bone("upperleg02", side): thigh,
        bone("lowerleg01", side): shank,
        bone("lowerleg02", side): shank,
        bone("foot", side): leg.foot,
    }
    if leg.toes_deg:
        toes = leg.foot @ pitch(-leg.toes_deg)
        turns |= {bone(f"toe{k}-1", side): toes for k in range(1, 6)}
    heads = {
        bone("upperleg01", side): at_hip,
        bone("upperleg02", side): at_hip + thigh @ (body.joint(bone("upperleg02", side)) - rest_hip),
        bone("lowerleg01", side): leg.knee,
        bone("foot", side): leg.ankle,
    }
    return turns, heads


def _forward(body: Body, turns: Mapping[str, Array], fixed: Mapping[str, Array]) -> tuple[Array, Array]:
    """Walk down the bones: a bone not named turns with its parent, a head not named hangs on its parent."""
    top = body.topology
    rotations, heads = np.zeros((len(top.bones), 3, 3)), np.zeros((len(top.bones), 3))
    for i, (name, parent) in enumerate(zip(top.bones, top.parents, strict=True)):
        turn, head = turns.get(name), fixed.get(name)
        rotations[i] = rotations[parent] if turn is None else turn
        heads[i] = heads[parent] + rotations[parent] @ (body.joints[i] - body.joints[parent]) if head is None else head
    return rotations, heads


def _bone_moves(body: Body, rotations: Array, heads: Array) -> Array:
    """Affine move of each bone, shape (bones, 12)."""
    shifts = heads - np.einsum("nij,nj->ni", rotations, body.joints)
    return np.concatenate([rotations, shifts[:, :, None]], axis=2).reshape(len(heads), 12)


def _skin(body: Body, placement: Placement, moves: Array, vertices: slice | NDArray[np.int64]) -> Array:
    blended = (_weights(body, None if isinstance(vertices, slice) else tuple(vertices)) @ moves).reshape(-1, 3, 4)
    rest, soft = body.vertices[vertices], body.softness
    if soft is not None:
        off = soft.offsets(placement.tilt_deg, placement.lean_deg, placement.belly, placement.squeeze, placement.ripple)
        rest = rest + off[vertices]
    skin = np.einsum("vij,vj->vi", blended[:, :, :3], rest) + blended[:, :, 3]
    return soft.strain.applied(skin) if soft and soft.strain and isinstance(vertices, slice) else skin


@functools.lru_cache(maxsize=16)
def _weights(body: Body, vertices: tuple[int, ...] | None):
    weights = body.softness.weights if body.softness else body.topology.weights
    return weights if vertices is None else weights[list(vertices)]


@functools.lru_cache(maxsize=16)
def breath_offsets(body: Body) -> Array:
    """How far a full breath moves each vertex at rest, shape (n, 3), metres: belly 6 mm, chest 4 mm forward."""
    offsets = np.zeros_like(body.vertices)
    z, low, high = body.vertices[:, 2], body.joint("spine05")[2], body.joint("spine01")[2]
    trunk = body.vertices_of(*[f"spine0{k}" for k in range(1, 6)], "breast.L", "breast.R", "root")
    height = (z[trunk] - low) / (high - low)
    belly, chest = np.exp(-(((height - 0.35) / 0.3) ** 2)), np.exp(-(((height - 1.1) / 0.35) ** 2))
    front = np.clip(body.vertices[trunk, 0] / 0.06, 0, 1)
    offsets[trunk, 0] = front * (0.006 * belly + 0.004 * chest)
    return offsets


def knee_region(body: Body, side: str) -> NDArray[np.int64]:
    """Skin vertices that may touch the floor under a kneeling knee."""
    distance = np.linalg.norm(body.vertices[:SKIN_VERTICES] - body.joint(bone("lowerleg01", side)), axis=1)
    return np.flatnonzero(distance < 0.11)
