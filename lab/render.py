"""Draws figures in a room to pictures, off screen, with moderngl on EGL (a graphics card or Mesa's software)."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import moderngl
import numpy as np
from numpy.typing import NDArray

from lab.camera import Camera, look_at, orthographic
from lab.parts import Array, Figure, Part
from lab.rooms import Room

SHADERS = Path(__file__).parent / "shaders"
SHADOW_PX = 1024
LAYOUT = ("in_position", "in_normal", "in_rest", "in_material")


class GraphicsError(RuntimeError):
    """No EGL device that moderngl can draw on."""


class _Mesh:
    """Triangles of some parts on the device."""

    def __init__(self, context: moderngl.Context, parts: Sequence[Part]) -> None:
        rows, triangles, first = [], [], 0
        for part in parts:
            material = np.full((len(part.vertices), 1), part.material)
            rows.append(np.hstack([part.vertices, part.normals, part.rest, material]).astype("f4"))
            triangles.append(part.triangles + first)
            first += len(part.vertices)
        self._context = context
        self._points = context.buffer(np.concatenate(rows).tobytes())
        self._index = context.buffer(np.concatenate(triangles).astype("i4").tobytes())

    def draw(self, program: moderngl.Program) -> None:
        sizes = dict(zip(LAYOUT, (3, 3, 3, 1), strict=True))
        used = [name for name in LAYOUT if name in program]
        form = " ".join(f"{n}f" if name in used else f"{4 * n}x" for name, n in sizes.items())
        array = self._context.vertex_array(program, [(self._points, form, *used)], self._index)
        array.render()
        array.release()

    def release(self) -> None:
        self._points.release()
        self._index.release()


@functools.cache
def _context() -> moderngl.Context:
    """Return the one context of all renderers: of several only the newest would be drawn to, whatever their sizes."""
    try:
        return moderngl.create_context(standalone=True, backend="egl")  # type: ignore[arg-type]
    except Exception as error:
        raise GraphicsError(f"No EGL device to draw on ({error}); install Mesa's EGL drivers.") from error


class Renderer:
    """Draws pictures of one size.

    Parameters
    ----------
    size_px
        Width, height.

    Raises
    ------
    GraphicsError
        There is no EGL device.
    """

    def __init__(self, size_px: tuple[int, int]) -> None:
        self.size_px = size_px
        context = self._context = _context()
        source = {path.name: path.read_text(encoding="utf-8") for path in SHADERS.iterdir()}
        self._rooms = context.program(source["scene.vert"], source["scene.frag"])
        version, rest = source["scene.frag"].split("\n", 1)
        self._people = context.program(source["scene.vert"], f"{version}\n#define PERSON\n{rest}")
        self._shadow = context.program(source["shadow.vert"], source["shadow.frag"])
        self._mask = context.program(source["scene.vert"], source["mask.frag"])
        self._target = context.framebuffer([context.renderbuffer(size_px, 3)], context.depth_renderbuffer(size_px))
        self._shadow_map = context.depth_texture((SHADOW_PX, SHADOW_PX))
        self._shadow_map.compare_func = "<="
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadow_map.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._shadow_target = context.framebuffer(depth_attachment=self._shadow_map)
        context.enable(moderngl.DEPTH_TEST)
        self._room: Room | None = None
        self._camera: Camera | None = None
        self._room_mesh: _Mesh | None = None
        self._empty: NDArray[np.uint8] = np.zeros((size_px[1], size_px[0], 3), np.uint8)

    def picture(self, room: Room, camera: Camera, people: Sequence[Figure]) -> NDArray[np.uint8]:
        """Draw people in a room.

        Parameters
        ----------
        room, camera
            Where, and seen from where. Kept between calls: the empty room is drawn once.
        people
            From `Dresser.dress`.

        Returns
        -------
        ndarray
            Shape (height, width, 3), uint8, BGR.
        """
        self._enter(room, camera)
        if not people:
            return self._empty.copy()
        left, top, right, bottom = self._changed(room, camera, people)
        image = self._empty.copy()
        if right > left and bottom > top:
            height = self.size_px[1]
            drawn = self._draw(room, camera, people, (left, height - bottom, right - left, bottom - top))
            image[top:bottom, left:right] = drawn[top:bottom, left:right]
        return image

    def once(
        self,
        room: Room,
        camera: Camera,
        people: Sequence[Figure],
        within: tuple[int, int, int, int] | None = None,
    ) -> NDArray[np.uint8]:
        """Draw as `picture` does, but nothing is kept: cheaper where each room or camera is used a single time.

        `within` (left, top, right, bottom) draws only that part of the picture; the rest is left as it comes.
        """
        if self._room_mesh is not None:
            self._room_mesh.release()
        self._room_mesh, self._room, self._camera = _Mesh(self._context, room.figure.parts), None, None
        scissor = None
        if within is not None:
            left, top, right, bottom = within
            scissor = left, self.size_px[1] - bottom, right - left, bottom - top
        return self._draw(room, camera, people, scissor)

    def mask(self, room: Room, camera: Camera, person: Figure, others: Sequence[Figure] = ()) -> NDArray[np.uint8]:
        """Return 255 where the person is seen, 0 elsewhere (others too), shape (height, width)."""
        self._enter(room, camera)
        self._target.use()
        self._target.scissor = None  # type: ignore[assignment]
        self._target.clear()
        _set(self._mask, {"view_projection": camera.view_projection, "inside": 0.0})
        self._room_mesh.draw(self._mask)  # type: ignore[union-attr]
        for figure in others:
            self._draw_once(figure, self._mask)
        _set(self._mask, {"inside": 1.0})
        self._draw_once(person, self._mask)
        return self._read()[:, :, 2].copy()

    def _enter(self, room: Room, camera: Camera) -> None:
        if room is not self._room:
            if self._room_mesh is not None:
                self._room_mesh.release()
            self._room_mesh = _Mesh(self._context, room.figure.parts)
        if room is not self._room or camera is not self._camera:
            self._room, self._camera = room, camera
            self._empty = self._draw(room, camera, (), None)

    def _draw(
        self, room: Room, camera: Camera, people: Sequence[Figure], scissor: tuple[int, int, int, int] | None
    ) -> NDArray[np.uint8]:
        assert self._room_mesh is not None
        light = _light_projection(room)
        meshes = [_Mesh(self._context, figure.parts) for figure in people]
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        _set(self._shadow, {"light_projection": light})
        for mesh in (self._room_mesh, *meshes):
            mesh.draw(self._shadow)

        self._target.use()
        self._target.scissor = scissor  # type: ignore[assignment]
        self._target.clear(0.5, 0.5, 0.5)
        self._shadow_map.use(0)
        view = {
            "view_projection": camera.view_projection,
            "light_projection": light,
            "shadow_map": 0,
            "eye_position": camera.eye,
            "light_direction": room.light_direction,
            "light_colour": room.light_colour,
            "sky_colour": room.sky_colour,
            "ground_colour": room.ground_colour,
        }
        _set(self._people, view)
        for figure, mesh in zip(people, meshes, strict=True):  # first, so that the room behind them costs nothing
            _set(self._people, figure.paint)
            mesh.draw(self._people)
            mesh.release()
        _set(self._rooms, {**view, **room.figure.paint})
        self._room_mesh.draw(self._rooms)
        return self._read()

    def _draw_once(self, figure: Figure, program: moderngl.Program) -> None:
        mesh = _Mesh(self._context, figure.parts)
        mesh.draw(program)
        mesh.release()

    def _read(self) -> NDArray[np.uint8]:
        width, height = self.size_px
        data = np.frombuffer(self._target.read(components=3), np.uint8).reshape(height, width, 3)
        return data[::-1, :, ::-1].copy()

    def _changed(self, room: Room, camera: Camera, people: Sequence[Figure]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of what people and their shadows on the floor can change."""
        points = np.concatenate([figure.parts[0].vertices[::7] for figure in people])
        shadows = points - room.light_direction * (points[:, 2:] / room.light_direction[2])
        seen = camera.project(np.concatenate([points, shadows]))
        width, height = self.size_px
        low, high = np.floor(seen.min(axis=0)).astype(int) - 16, np.ceil(seen.max(axis=0)).astype(int) + 16
        return max(low[0], 0), max(low[1], 0), min(high[0], width), min(high[1], height)


def _light_projection(room: Room) -> Array:
    middle = np.array([0.1, 0.0, 0.5])
    return orthographic(1.7, 0.1, 12.0) @ look_at(middle + room.light_direction * 6, middle)


def _set(program: moderngl.Program, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if name not in program:
            continue
        uniform = program[name]
        if isinstance(value, np.ndarray) and value.ndim == 2:
            uniform.write(value.T.astype("f4").tobytes())  # type: ignore[union-attr]
        elif isinstance(value, list):
            uniform.write(np.asarray(value, dtype="f4").tobytes())  # type: ignore[union-attr]
        else:
            uniform.value = tuple(float(v) for v in value) if isinstance(value, (tuple, np.ndarray)) else value  # type: ignore[union-attr]
