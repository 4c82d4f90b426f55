"""Clothes and hair on a body: tight ones are painted on the skin, loose ones are shells that hang around it.

A loose top hangs from whatever sticks out above (shoulder blades, bust, belly), so it hides the hollow of the back,
which is what makes loose clothes hard for a measurement of the pelvis.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from lab.bodies import SKIN_VERTICES, Body
from lab.drape import draped
from lab.hair import hair_pieces
from lab.outfits import Outfit
from lab.parts import Array, Figure, Material, Part
from lab.posing import PELVIS_VERTICES, Posed
from lab.stickers import sticker_parts
from lab.suits import BARE_Z, FittedSuit


class Dresser:
    """Puts one outfit on one body, in any pose.

    Parameters
    ----------
    body, outfit
        Who wears what. What does not depend on the pose is computed here, once.
    """

    def __init__(self, body: Body, outfit: Outfit) -> None:
        self.body, self.outfit = body, outfit
        self._triangles = body.topology.skin_triangles
        count = len(body.vertices)
        edges = np.concatenate([self._triangles[:, [0, 1]], self._triangles[:, [1, 2]], self._triangles[:, [2, 0]]])
        link = sp.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count)).tocsr()
        self._neighbours = ((link + link.T) > 0).astype(float)
        faces = np.arange(len(self._triangles))
        self._faces_at = sp.csr_matrix(
            (np.ones(3 * len(faces)), (self._triangles.ravel(), np.repeat(faces, 3))), shape=(count, len(faces))
        )
        self._suit = FittedSuit(body, outfit.suit, outfit.waistband_m) if outfit.suit else None
        self._cut = self._cuts()
        self._hair = self._region(self._hair_vertices())
        self._top = self._region(self._top_vertices())
        self._bottom = self._region(self._bottom_vertices())

    def dress(self, posed: Posed) -> Figure:
        """Return the person as parts to draw: skin with painted clothes, eyes, hair and loose garments."""
        body, outfit, skin = self.body, self.outfit, posed.vertices
        normals = self._normals(skin)
        eyes = Part(skin, normals, body.vertices, body.topology.eye_triangles, Material.EYE)
        parts = [Part(skin, normals, body.vertices, self._triangles, Material.SKIN), eyes]
        if outfit.hair_style != "bald":
            parts.append(self._part(skin + normals * outfit.hair_m, self._hair, Material.HAIR))
            parts += hair_pieces(body, posed, outfit.hair_style)
        worn = skin
        if self._suit:
            return Figure(parts + self._suit.parts(skin, normals), self.paint())
        if outfit.loose_top:
            worn = self._loose_top(posed, normals)
            parts.append(self._part(worn, self._top, Material.TOP))
        if outfit.loose_bottom:
            shell = self._shell(skin, normals, self._bottom, 0.006 + 0.010 * outfit.loose_bottom, outfit.loose_bottom)
            parts.append(self._part(shell, self._bottom, Material.BOTTOM))
        if outfit.draped_bottom:
            parts.append(draped(body, posed, skin, outfit.draped_bottom, Material.DRAPED_BOTTOM))
        if outfit.draped_top:
            parts.append(draped(body, posed, worn, outfit.draped_top, Material.DRAPED_TOP))
        if outfit.stickers:
            layers = (Material.SKIN, Material.TOP, Material.BOTTOM, Material.DRAPED_TOP, Material.DRAPED_BOTTOM)
            parts += sticker_parts(body, posed, outfit.stickers, [p for p in parts if p.material in layers])
        return Figure(parts, self.paint())

    def paint(self) -> dict[str, object]:
        """Colours and garment edges for the shader."""
        o, body = self.outfit, self.body
        return {
            **self._cut,
            "skin_colour": o.skin,
            "hair_colour": o.hair,
            "shoe_colour": o.shoe,
            "top_colour": o.top_colours[0],
            "top_colour2": o.top_colours[1],
            "bottom_colour": o.bottom_colours[0],
            "bottom_colour2": o.bottom_colours[1],
            "top_pattern": o.top_pattern,
            "bottom_pattern": o.bottom_pattern,
            "pattern_scale": o.pattern_scale,
            "wrinkle": o.wrinkle,
            **self._bands(),
            "hair_cut": 1.0 if o.hair_style == "bald" else o.hair_cut_m,
            "head_centre": tuple(body.joint("head") + np.array([0.02, 0, 0.06])),
            "left_eye": tuple(body.joint("eye.L")),
            "right_eye": tuple(body.joint("eye.R")),
            "mouth": tuple(self._mouth()),
            "ear": tuple(body.vertices[12038]),
        }

    def _cuts(self) -> dict[str, float]:
        """Where garments begin and end, metres in the rest frame."""
        joint, o = self.body.joint, self.outfit
        hips, knee, ankle = joint("upperleg01.L")[2], joint("lowerleg01.L")[2], joint("foot.L")[2]
        upper, elbow, wrist = (abs(joint(f"{b}.L")[1]) for b in ("upperarm01", "lowerarm01", "wrist"))
        waist = hips + o.rise_m
        end = {"shorts": 0.5 * (hips + knee), "bike": knee + 0.08, "leggings": ankle + 0.04}[o.bottom]
        low = waist - o.tight_hem_m if o.hem_m >= 0 else waist - min(o.hem_m, o.tight_hem_m)
        if self._suit:  # painted below its bottom alone, so that skin that comes through a crease is no gap
            end, waist = self._suit.bottom_z
            low = BARE_Z
        return {
            "waist_z": waist,
            "hem_z": waist - o.hem_m,
            "hem_front_z": max(waist - o.hem_m, hips + 0.035),
            "leg_end_z": end,
            "top_low_z": low,
            "neck_z": joint("neck01")[2] - 0.015,
            "sleeve_y": {"tank": upper, "tee": 0.55 * upper + 0.45 * elbow, "long": wrist - 0.02}[o.top],
            "shoe_z": ankle,
            "leg_y": 0.5 * (wrist + abs(joint("foot.L")[1])),
        }

    def _bands(self) -> dict[str, object]:
        """Waistband, belt and the stickers' colour."""
        o, point = self.outfit, {name: self.body.vertices[i] for name, i in PELVIS_VERTICES.items()}
        ahead = point["left_asis"] + point["right_asis"] - point["left_psis"] - point["right_psis"]
        normal = np.array([-ahead[2], 0.0, ahead[0]]) / np.hypot(ahead[0], ahead[2])
        marked = o.belt or (o.stickers.colour if o.stickers else o.waistband)
        return {
            "waistband_m": o.waistband_m,
            "waistband_colour": o.waistband,
            "sticker_colour": marked,
            "belt_plane": (*normal, float(normal @ point["left_asis"])),
            "belt_half_m": 0.018 if o.belt else 0.0,
        }

    def _mouth(self) -> Array:
        eye_z = self.body.joint("eye.L")[2]
        skin = self.body.vertices[:SKIN_VERTICES]
        lips = skin[(np.abs(skin[:, 1]) < 0.02) & (np.abs(skin[:, 2] - (eye_z - 0.068)) < 0.01)]
        return np.array([lips[:, 0].max(), 0.0, eye_z - 0.068])

    def _hair_vertices(self) -> NDArray[np.bool_]:
        v, eye_z = self.body.vertices, self.body.joint("eye.L")[2]
        return (v[:, 2] > eye_z - 0.12) & (v[:, 2] > self.body.joint("neck02")[2])

    def _top_vertices(self) -> NDArray[np.bool_]:
        v, cut = self.body.vertices, self._cut
        side, hips = np.abs(v[:, 1]), self.body.joint("upperleg01.L")[2]
        body_part = (v[:, 2] > hips + 0.05) | (side < cut["leg_y"])
        return (
            (v[:, 2] > cut["hem_z"] - 0.04)
            & (v[:, 2] < cut["neck_z"] + 0.03)
            & (side < cut["sleeve_y"] + 0.05)
            & body_part
        )

    def _bottom_vertices(self) -> NDArray[np.bool_]:
        v, cut = self.body.vertices, self._cut
        return (
            (v[:, 2] < cut["waist_z"] + 0.06) & (v[:, 2] > cut["leg_end_z"] - 0.04) & (np.abs(v[:, 1]) < cut["leg_y"])
        )

    def _region(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32], sp.csr_matrix]:
        """Vertices, triangles and averaging matrix of a patch of skin; its border averages to itself."""
        chosen = chosen & (np.arange(len(chosen)) < SKIN_VERTICES)
        index = np.flatnonzero(chosen)
        inner = self._neighbours[index][:, index]
        whole = np.asarray(self._neighbours[index].sum(axis=1)).ravel()
        degree = np.asarray(inner.sum(axis=1)).ravel()
        border = degree < whole
        smooth = sp.diags(np.where(border, 0, 1 / np.maximum(degree, 1))) @ inner + sp.diags(border.astype(float))
        return index, self._triangles[chosen[self._triangles].all(axis=1)], smooth.tocsr()

    def _normals(self, vertices: Array) -> Array:
        t = self._triangles
        faces = np.cross(vertices[t[:, 1]] - vertices[t[:, 0]], vertices[t[:, 2]] - vertices[t[:, 0]])
        normals = self._faces_at @ faces
        eyes = slice(SKIN_VERTICES, None)
        for side in np.array_split(np.arange(SKIN_VERTICES, len(vertices)), 2):
            normals[side] = vertices[side] - vertices[side].mean(axis=0)
        normals[eyes] += 1e-12
        return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)

    def _part(self, shell: Array, region: tuple, material: Material) -> Part:
        return Part(shell, self._normals(shell), self.body.vertices, region[1], material)

    def _shell(self, skin: Array, normals: Array, region: tuple, off_m: float, loose: float) -> Array:
        """Inflate a patch and smooth it, so that it bridges hollows; it never comes nearer the skin than 4 mm."""
        index, _, smooth = region
        at, out = skin[index], normals[index]
        cloth = at + out * off_m
        for _ in range(int(6 + 30 * loose)):
            cloth = smooth @ cloth
            depth = np.einsum("vi,vi->v", cloth - at, out)
            cloth += out * np.maximum(0.004 - depth, 0)[:, None]
        shell = skin.copy()
        shell[index] = cloth
        return shell

    def _loose_top(self, posed: Posed, normals: Array) -> Array:
        """Let a top hang from what sticks out above it; the sleeves are only inflated."""
        loose = self.outfit.loose_top
        shell = self._shell(posed.vertices, normals, self._top, 0.006 + 0.012 * loose, 0.6 * loose)
        index = self._top[0]
        trunk = np.intersect1d(index, self._trunk_vertices())
        base = (posed.joints["left_hip"] + posed.joints["right_hip"]) / 2
        top = (posed.joints["left_shoulder"] + posed.joints["right_shoulder"]) / 2
        length = float(np.linalg.norm(top - base))
        up = (top - base) / length
        left = posed.joints["left_shoulder"] - posed.joints["right_shoulder"]
        left = left - (left @ up) * up
        left /= np.linalg.norm(left)
        ahead = np.cross(left, up)

        at = shell[trunk] - base
        height, x, y = at @ up / length, at @ ahead, at @ left
        angle, radius = np.arctan2(y, x), np.hypot(x, y)
        rings, spokes = 26, 40
        ring = np.clip(((height + 0.2) / 1.2 * rings).astype(int), 0, rings - 1)
        spoke = ((angle + np.pi) / (2 * np.pi) * spokes).astype(int) % spokes
        reach = np.zeros((rings, spokes))
        np.maximum.at(reach, (ring, spoke), radius)
        reach = np.where(reach > 0, reach, gaussian_filter(reach, 1.5, mode=("nearest", "wrap")))

        step = 1.2 * length / rings
        towards = np.cos(np.linspace(-np.pi, np.pi, spokes, endpoint=False))
        falling = np.clip(np.tan(np.arctan2(up @ np.array([1.0, 0, 0]), up[2])) * towards, -0.6, 0.25)
        for k in range(rings - 2, -1, -1):
            if (k + 1) / rings * 1.2 - 0.2 < 0.85:  # cloth is free below the armpits
                reach[k] = np.maximum(reach[k], reach[k + 1] + step * (falling - 0.45 + 0.4 * loose))
        reach = gaussian_filter(reach, 1.0, mode=("nearest", "wrap"))
        hung = np.maximum(radius, reach[ring, spoke])
        free = np.clip((0.85 - height) / 0.2, 0, 1)
        target = radius + loose**0.5 * free * (hung - radius)
        shell[trunk] += ((target / np.maximum(radius, 1e-6) - 1) * x)[:, None] * ahead
        shell[trunk] += ((target / np.maximum(radius, 1e-6) - 1) * y)[:, None] * left
        for _ in range(6):
            shell[index] = self._top[2] @ shell[index]
        return shell

    def _trunk_vertices(self) -> NDArray[np.int64]:
        return self.body.vertices_of(
            *[f"spine0{k}" for k in range(1, 6)], "breast.L", "breast.R", "root", "pelvis.L", "pelvis.R"
        )
