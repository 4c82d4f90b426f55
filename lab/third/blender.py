"""Blender's part of the third domain: cloth, then pictures. Runs in an environment of its own, with ``bpy`` and numpy.

    python blender.py simulate IN.npz OUT.npz
    python blender.py render IN.npz JOB.json FOLDER

It imports nothing of the laboratory, and nothing imports it: bpy is under the GPL. Both commands go on where they were
interrupted: the cloth is written whole, of the pictures only those are drawn that the folder lacks.
"""

from __future__ import annotations

import json
import math
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np

SETTLE = 25
"""Frames of stillness in which the cloth falls into place."""
SUBSTEPS_A_SECOND = 80
FRICTION, AIR = 12.0, 1.5
BRIGHTNESS = 0.42
"""Mean of the picture that the exposure is set to."""


def simulate(source: Path, target: Path) -> None:
    """Hang the garments on the moving body and write where their points are in each frame."""
    data = dict(np.load(source))
    fps, count = float(data["fps"]), len(data["body"])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 100, 100 / fps
    scene.frame_start, scene.frame_end = 1, count + SETTLE
    with tempfile.TemporaryDirectory() as folder:
        body = _moving("body", data["body"], data["body_tri"], Path(folder))
        _solid(body, 0.003, 0.05)
        names = [str(name) for name in data["garments"]]
        cloths = [_cloth(name, data, Path(folder), fps) for name in names]
        for thing in cloths[:-1]:  # what is worn under the others holds them off
            _solid(thing, 0.002, 0.01)
        found: dict[str, list[np.ndarray]] = {name: [] for name in names}
        for frame in range(1, count + SETTLE + 1):
            if frame % 20 == 0:
                print("frame", frame, time.process_time(), flush=True)
            scene.frame_set(frame)
            graph = bpy.context.evaluated_depsgraph_get()
            for name, thing in zip(names, cloths, strict=True):
                points = _points(thing.evaluated_get(graph).data)
                if frame > SETTLE:
                    found[name].append(points)
        whole: dict[str, Any] = {name: np.array(points, dtype=np.float32) for name, points in found.items()}
        np.savez(target, **whole)


def _points(mesh) -> np.ndarray:
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def _mesh(name: str, points: np.ndarray, triangles: np.ndarray):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(points.tolist(), [], triangles.tolist())
    mesh.shade_smooth()
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _moving(name: str, frames: np.ndarray, triangles: np.ndarray, folder: Path):
    """Make a mesh whose points come from the frames, by a point cache file."""
    thing = _mesh(name, frames[0], triangles)
    path = folder / f"{name}.pc2"
    whole = np.concatenate([np.repeat(frames[:1], SETTLE, axis=0), frames]).astype("<f4")
    header = struct.pack("<12siiffi", b"POINTCACHE2\0", 1, whole.shape[1], 1.0, 1.0, len(whole))
    path.write_bytes(header + whole.tobytes())
    cache = thing.modifiers.new("cache", "MESH_CACHE")
    cache.cache_format, cache.filepath, cache.frame_start = "PC2", str(path), 1
    return thing


def _solid(thing, outer_m: float, inner_m: float) -> None:
    thing.modifiers.new("collision", "COLLISION")
    solid = thing.collision
    solid.thickness_outer, solid.thickness_inner, solid.cloth_friction = outer_m, inner_m, FRICTION


def _cloth(name: str, data: dict[str, np.ndarray], folder: Path, fps: float):
    thing = _mesh(name, data[name][0], data[f"{name}_tri"])
    thing.shape_key_add(name="Basis")
    lengths = thing.shape_key_add(name="pattern")
    lengths.data.foreach_set("co", data[f"{name}_pattern"].astype(np.float32).ravel())
    lengths.value = 0.0
    path = folder / f"{name}.pc2"
    whole = np.concatenate([np.repeat(data[name][:1], SETTLE, axis=0), data[name]]).astype("<f4")
    header = struct.pack("<12siiffi", b"POINTCACHE2\0", 1, whole.shape[1], 1.0, 1.0, len(whole))
    path.write_bytes(header + whole.tobytes())
    cache = thing.modifiers.new("cache", "MESH_CACHE")
    cache.cache_format, cache.filepath, cache.frame_start = "PC2", str(path), 1
    group = thing.vertex_groups.new(name="pin")
    group.add([int(k) for k in np.flatnonzero(data[f"{name}_pin"])], 1.0, "REPLACE")
    cloth = thing.modifiers.new("cloth", "CLOTH")
    settings = cloth.settings
    tension, bending, mass = (float(x) for x in data[f"{name}_cloth"])
    settings.quality, settings.mass, settings.air_damping = max(5, round(SUBSTEPS_A_SECOND / fps)), mass, AIR
    settings.tension_stiffness = settings.compression_stiffness = tension
    settings.shear_stiffness, settings.bending_stiffness = tension / 3, bending
    settings.vertex_group_mass, settings.rest_shape_key = "pin", lengths
    cloth.collision_settings.collision_quality, cloth.collision_settings.distance_min = 3, 0.004
    cloth.point_cache.frame_start, cloth.point_cache.frame_end = 1, len(whole)
    return thing


def render(source: Path, job_file: Path, folder: Path) -> None:
    """Draw the frames that the folder lacks: the whole picture once, then only the part in which somebody moves."""
    job, data = json.loads(job_file.read_text(encoding="utf-8")), np.load(source)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    _prepare(scene, job)
    _room(job["room"])
    figures = []
    for part in job["parts"]:
        name = part["name"]
        thing = _mesh(name, data[name][0], data[f"{name}_tri"])
        _attribute(thing.data, "rest", data[f"{name}_rest"])
        _attribute(thing.data, "tint", data[f"{name}_tint"])
        thing.data.materials.append(_MATERIALS[part["material"]](part))
        if part["material"] == "fabric":
            finer = thing.modifiers.new("finer", "SUBSURF")
            finer.levels = finer.render_levels = 1
        figures.append((thing, data[name]))
    folder.mkdir(parents=True, exist_ok=True)
    look, whole = folder / "exposure.json", folder / "whole.png"
    if look.exists():
        scene.view_settings.exposure = json.loads(look.read_text())["exposure"]
    else:
        _expose(scene, folder)
        look.write_text(json.dumps({"exposure": scene.view_settings.exposure}))
    if not whole.exists():
        scene.cycles.samples = 2 * job["samples"]
        _draw(scene, whole)
    left, top, right, bottom = job["moving_px"]
    width, height = job["size_px"]
    scene.cycles.samples = job["samples"]
    scene.render.use_border = scene.render.use_crop_to_border = True
    scene.render.border_min_x, scene.render.border_max_x = left / width, right / width
    scene.render.border_min_y, scene.render.border_max_y = 1 - bottom / height, 1 - top / height
    for k in job["frames"]:
        target = folder / f"{k:04d}.png"
        if target.exists():
            continue
        for thing, frames in figures:
            thing.data.vertices.foreach_set("co", frames[k].ravel())
            thing.data.update()
        scene.cycles.seed = k
        _draw(scene, target)


def _draw(scene, target: Path) -> None:
    """Draw a picture; its file appears when it is whole."""
    part = target.with_name(f"part_{target.name}")
    scene.render.filepath = str(part)
    bpy.ops.render.render(write_still=True)
    part.replace(target)
    print(target.name, "by", round(time.process_time(), 1), "s of processor time", flush=True)


def _expose(scene, folder: Path) -> None:
    """Set the exposure as a webcam does, by small pictures."""
    percent, samples = scene.render.resolution_percentage, scene.cycles.samples
    scene.render.resolution_percentage, scene.cycles.samples = 20, 8
    target = folder / "exposure.png"
    for _ in range(3):
        _draw(scene, target)
        picture = bpy.data.images.load(str(target))
        pixels = np.array(picture.pixels[:], dtype=np.float32).reshape(-1, 4)
        mean = float(pixels[:, :3].mean())
        bpy.data.images.remove(picture)
        scene.view_settings.exposure += 2.0 * math.log2(BRIGHTNESS / max(mean, 0.01))
    target.unlink()
    scene.render.resolution_percentage, scene.cycles.samples = percent, samples


def _prepare(scene, job: dict) -> None:
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    cycles.device, cycles.samples, cycles.use_adaptive_sampling = "CPU", job["samples"], False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2, 1, 1
    cycles.transmission_bounces, cycles.caustics_reflective, cycles.caustics_refractive = 0, False, False
    cycles.sample_clamp_indirect = 4.0
    render.use_persistent_data = True
    render.threads_mode, render.threads = "FIXED", job["threads"]
    render.resolution_x, render.resolution_y = job["size_px"]
    render.resolution_percentage = 100
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGB"
    scene.view_settings.view_transform = job["tone"]
    world = bpy.data.worlds.new("world")
    scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (*job["sky"], 1.0)
    background.inputs["Strength"].default_value = job["sky_strength"]
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit, camera.angle = "VERTICAL", math.radians(job["camera"]["fov_deg"])
    camera.clip_start = 0.05
    thing = bpy.data.objects.new("camera", camera)
    thing.matrix_world = mathutils.Matrix(job["camera"]["matrix"])
    scene.collection.objects.link(thing)
    scene.camera = thing


def _attribute(mesh, name: str, values: np.ndarray) -> None:
    mesh.attributes.new(name, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", values.astype(np.float32).ravel())


def _room(room: dict) -> None:
    for box in room["boxes"]:
        x, y, z = (side / 2 for side in box["size"])
        corners = np.array([(a, b, c) for a in (-x, x) for b in (-y, y) for c in (-z, z)])
        sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
        mesh = bpy.data.meshes.new("box")
        mesh.from_pydata(corners.tolist(), [], sides)
        thing = bpy.data.objects.new("box", mesh)
        thing.location, thing.rotation_euler = box["centre"], (0.0, 0.0, math.radians(box["turn_deg"]))
        if box["round_m"]:
            bevel = thing.modifiers.new("bevel", "BEVEL")
            bevel.width, bevel.segments = box["round_m"], 3
        mesh.materials.append(_surface(box["look"], box["colours"], box["scale"], box["rough"]))
        bpy.context.scene.collection.objects.link(thing)
    for lamp in room["lamps"]:
        light = bpy.data.lights.new("lamp", "AREA")
        light.shape = "RECTANGLE"
        light.size, light.size_y = lamp["size"]
        light.energy, light.color = lamp["watts"], lamp["colour"]
        thing = bpy.data.objects.new("lamp", light)
        aim = mathutils.Vector(lamp["aim"]) - mathutils.Vector(lamp["at"])
        thing.location, thing.rotation_euler = lamp["at"], aim.to_track_quat("-Z", "Y").to_euler()
        bpy.context.scene.collection.objects.link(thing)


class _Nodes:
    """A material that is put together node by node."""

    def __init__(self, name: str, rough: float) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]
        self.surface.inputs["Roughness"].default_value = rough

    def add(self, kind: str, inputs: dict | None = None, **settings):
        node = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(node, name, value)
        for name, value in (inputs or {}).items():
            self.put(value, node.inputs[name])
        return node

    def put(self, value, socket) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def mixed(self, share, first, second):
        node = self.add("ShaderNodeMix", data_type="RGBA")
        for socket, value in ((node.inputs[0], share), (node.inputs[6], first), (node.inputs[7], second)):
            self.put(value, socket)
        return node.outputs[2]

    def coloured(self, colour):
        self.put(colour, self.surface.inputs["Base Color"])
        return self.material

    def bumped(self, height, strength: float, distance: float) -> None:
        bump = self.add("ShaderNodeBump", {"Strength": strength, "Distance": distance, "Height": height})
        self.put(bump.outputs["Normal"], self.surface.inputs["Normal"])


def _painted(nodes: _Nodes, where, look: str, first, second, scale: float):
    """Return the colour of a pattern that is painted at `where`."""

    def wave(direction: str, sharp: bool):
        node = nodes.add("ShaderNodeTexWave", {"Vector": where, "Scale": scale / 6.0}, bands_direction=direction)
        if not sharp:
            return node.outputs["Fac"]
        return nodes.add("ShaderNodeMath", {0: node.outputs["Fac"], 1: 0.6}, operation="GREATER_THAN").outputs[0]

    def noise(size: float, detail: float = 3.0):
        return nodes.add("ShaderNodeTexNoise", {"Vector": where, "Scale": size, "Detail": detail}).outputs["Fac"]

    if look in ("stripes", "upright stripes"):
        return nodes.mixed(wave("Z" if look == "stripes" else "X", True), first, second)
    if look == "checks":
        both = nodes.add("ShaderNodeMath", {0: wave("Z", True), 1: wave("X", True)}, operation="ADD").outputs[0]
        half = nodes.add("ShaderNodeMath", {0: both, 1: 0.5}, operation="MULTIPLY").outputs[0]
        return nodes.mixed(half, first, second)
    if look == "dots":
        cells = nodes.add("ShaderNodeTexVoronoi", {"Vector": where, "Scale": scale}).outputs["Distance"]
        inside = nodes.add("ShaderNodeMath", {0: cells, 1: 0.33}, operation="LESS_THAN").outputs[0]
        return nodes.mixed(inside, first, second)
    if look == "print":
        blots = nodes.add("ShaderNodeMath", {0: noise(0.35 * scale), 1: 0.55}, operation="GREATER_THAN").outputs[0]
        return nodes.mixed(blots, first, second)
    if look == "melange":
        return nodes.mixed(noise(180.0, 1.0), first, second)
    if look == "boards":
        brick = nodes.add(
            "ShaderNodeTexBrick",
            {"Vector": where, "Scale": scale, "Color1": first, "Color2": second, "Mortar": (0.05, 0.04, 0.03, 1.0)},
        )
        brick.inputs["Mortar Size"].default_value = 0.004
        return nodes.mixed(
            nodes.add("ShaderNodeMath", {0: noise(9.0), 1: 0.35}, operation="MULTIPLY").outputs[0],
            brick.outputs["Color"],
            second,
        )
    if look == "carpet":
        return nodes.mixed(noise(90.0), first, second)
    if look == "wall":
        return nodes.mixed(noise(1.2, 2.0), first, second)
    return first


def _surface(look: str, colours: list, scale: float, rough: float):
    nodes = _Nodes(look, rough)
    where = nodes.add("ShaderNodeNewGeometry").outputs["Position"]
    first, second = ((*colour, 1.0) for colour in colours)
    return nodes.coloured(_painted(nodes, where, look, first, second, scale))


def _skin(part: dict):
    nodes = _Nodes("skin", 0.5)
    tint, rest = (nodes.add("ShaderNodeAttribute", attribute_name=name).outputs["Vector"] for name in ("tint", "rest"))
    blotch = nodes.add("ShaderNodeTexNoise", {"Vector": rest, "Scale": 14.0, "Detail": 4.0}).outputs["Fac"]
    darker = nodes.add("ShaderNodeVectorMath", {0: tint, 1: (0.82, 0.74, 0.72)}, operation="MULTIPLY").outputs[0]
    fine = nodes.add("ShaderNodeTexNoise", {"Vector": rest, "Scale": 300.0, "Detail": 1.0}).outputs["Fac"]
    nodes.bumped(fine, 0.12, 0.002)
    nodes.surface.inputs["Sheen Weight"].default_value = 0.15
    return nodes.coloured(nodes.mixed(blotch, tint, darker))


def _hair(part: dict):
    nodes = _Nodes("hair", 0.45)
    tint, rest = (nodes.add("ShaderNodeAttribute", attribute_name=name).outputs["Vector"] for name in ("tint", "rest"))
    stretched = nodes.add("ShaderNodeVectorMath", {0: rest, 1: (130.0, 130.0, 14.0)}, operation="MULTIPLY").outputs[0]
    strands = nodes.add("ShaderNodeTexNoise", {"Vector": stretched, "Scale": 1.0, "Detail": 2.0}).outputs["Fac"]
    nodes.bumped(strands, 0.9, 0.01)
    lighter = nodes.add("ShaderNodeVectorMath", {0: tint, 1: (1.9, 1.8, 1.7)}, operation="MULTIPLY").outputs[0]
    return nodes.coloured(nodes.mixed(strands, tint, lighter))


def _fabric(part: dict):
    nodes = _Nodes("fabric", 0.9)
    rest = nodes.add("ShaderNodeAttribute", attribute_name="rest").outputs["Vector"]
    first, second = ((*colour, 1.0) for colour in part["colours"])
    colour = _painted(nodes, rest, part["pattern"], first, second, part["scale"])
    if part["band_m"]:
        height = nodes.add("ShaderNodeSeparateXYZ", {"Vector": rest}).outputs["Z"]
        limit = part["upper_m"] - part["band_m"]
        band = nodes.add("ShaderNodeMath", {0: height, 1: limit}, operation="GREATER_THAN").outputs[0]
        colour = nodes.mixed(band, colour, second)
    weave = nodes.add("ShaderNodeTexNoise", {"Vector": rest, "Scale": 350.0, "Detail": 1.0}).outputs["Fac"]
    crease = nodes.add("ShaderNodeTexNoise", {"Vector": rest, "Scale": part["crease_scale"], "Detail": 2.0}).outputs[
        "Fac"
    ]
    scaled = nodes.add("ShaderNodeMath", {0: crease, 1: part["crease"]}, operation="MULTIPLY").outputs[0]
    fine = nodes.add("ShaderNodeMath", {0: weave, 1: 0.05}, operation="MULTIPLY").outputs[0]
    height = nodes.add("ShaderNodeMath", {0: scaled, 1: fine}, operation="ADD").outputs[0]
    nodes.bumped(height, 0.6, 0.012)
    nodes.surface.inputs["Sheen Weight"].default_value = 0.2
    nodes.surface.inputs["Specular IOR Level"].default_value = 0.15
    return nodes.coloured(colour)


def _eye(part: dict):
    nodes = _Nodes("eye", 0.15)
    return nodes.coloured(nodes.add("ShaderNodeAttribute", attribute_name="tint").outputs["Vector"])


_MATERIALS = {"skin": _skin, "hair": _hair, "fabric": _fabric, "eye": _eye}


if __name__ == "__main__":
    what, *paths = sys.argv[1:]
    if what == "simulate":
        simulate(*map(Path, paths))
    else:
        render(*map(Path, paths))
