"""The camera: where it stands, what it sees, and how a webcam spoils the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lab.parts import Array


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera.

    Attributes
    ----------
    size_px
        Width, height.
    azimuth_deg
        Off the pure side view: 0 sees the person's right side, + stands ahead of it and sees the face more.
    target
        Shape (3,), metres: what the middle of the picture shows.
    distance_m
        Horizontal distance to the target.
    height_m
        Height of the lens above the floor.
    roll_deg
        Turned about its own axis, + turns the picture's content clockwise on the screen.
    fov_deg
        Field of view from top to bottom.
    """

    size_px: tuple[int, int]
    azimuth_deg: float
    target: Array
    distance_m: float
    height_m: float
    roll_deg: float = 0.0
    fov_deg: float = 36.0

    @property
    def eye(self) -> Array:
        """Place of the lens, shape (3,), metres."""
        a = np.radians(self.azimuth_deg)
        flat = self.target[:2] + self.distance_m * np.array([np.sin(a), -np.cos(a)])
        return np.array([flat[0], flat[1], self.height_m])

    @property
    def view(self) -> Array:
        """World to camera space (x right, y up, -z ahead), shape (4, 4)."""
        r = np.radians(-self.roll_deg)
        turn = np.eye(4)
        turn[:2, :2] = [[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]]
        return turn @ look_at(self.eye, self.target)

    @property
    def view_projection(self) -> Array:
        """World to clip space, shape (4, 4)."""
        width, height = self.size_px
        return perspective(np.radians(self.fov_deg), width / height) @ self.view

    def project(self, points: Array) -> Array:
        """Pixels (x right, y down) of points in the world.

        Parameters
        ----------
        points
            Shape (..., 3), metres, in front of the camera.

        Returns
        -------
        ndarray
            Shape (..., 2).
        """
        p = np.asarray(points, dtype=float)
        clip = np.concatenate([p, np.ones((*p.shape[:-1], 1))], axis=-1) @ self.view_projection.T
        ndc = clip[..., :2] / clip[..., 3:]
        width, height = self.size_px
        return np.stack([(ndc[..., 0] * 0.5 + 0.5) * width, (0.5 - ndc[..., 1] * 0.5) * height], axis=-1)


def framed(
    size_px: tuple[int, int],
    points: Array,
    azimuth_deg: float = 0.0,
    height_m: float = 0.8,
    roll_deg: float = 0.0,
    fov_deg: float = 36.0,
    share: float = 0.78,
    margin: float = 0.08,
) -> Camera:
    """Return the camera that has all given points in the picture.

    Parameters
    ----------
    size_px, azimuth_deg, height_m, roll_deg, fov_deg
        As in `Camera`.
    points
        Shape (n, 3), metres: all places the body reaches during the clip.
    share
        The body's largest height as a share of the picture's, if the margins allow.
    margin
        Least free share of the picture on every side.
    """
    width, height = size_px
    camera = Camera(size_px, azimuth_deg, points.mean(axis=0), 3.0, height_m, roll_deg, fov_deg)
    for _ in range(12):
        seen = camera.project(points)
        low, high = seen.min(axis=0), seen.max(axis=0)
        zoom = max((high[1] - low[1]) / (share * height), (high[0] - low[0]) / ((1 - 2 * margin) * width))
        metres = 2 * camera.distance_m * np.tan(np.radians(fov_deg) / 2) / height
        shift = ((low + high) / 2 - np.array([width, height]) / 2) * metres
        a = np.radians(azimuth_deg)
        target = camera.target + np.array([np.cos(a), np.sin(a), 0]) * shift[0] - np.array([0, 0, 1]) * shift[1]
        camera = Camera(size_px, azimuth_deg, target, camera.distance_m * zoom, height_m, roll_deg, fov_deg)
    return camera


def look_at(eye: Array, target: Array) -> Array:
    """World to camera space (x right, y up, -z ahead), shape (4, 4)."""
    ahead = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = [right, np.cross(right, ahead), -ahead]
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def perspective(fov_rad: float, aspect: float, near: float = 0.1, far: float = 60.0) -> Array:
    """Camera to clip space, shape (4, 4)."""
    t = 1 / np.tan(fov_rad / 2)
    matrix = np.zeros((4, 4))
    matrix[0, 0], matrix[1, 1], matrix[3, 2] = t / aspect, t, -1
    matrix[2, 2], matrix[2, 3] = (far + near) / (near - far), 2 * far * near / (near - far)
    return matrix


def orthographic(half_width: float, near: float, far: float) -> Array:
    """Camera to clip space without perspective, shape (4, 4)."""
    matrix = np.diag([1 / half_width, 1 / half_width, -2 / (far - near), 1.0])
    matrix[2, 3] = -(far + near) / (far - near)
    return matrix


@dataclass(frozen=True)
class Webcam:
    """What the picture suffers.

    Attributes
    ----------
    blur_px
        Standard deviation of the lens's blur, pixels.
    noise
        Standard deviation of the sensor's noise, grey levels.
    gain, offset
        Brightness: ``gain * value + offset`` (grey levels).
    jpeg_quality
        1-100; None leaves out the compression.
    """

    blur_px: float = 0.6
    noise: float = 2.0
    gain: float = 1.0
    offset: float = 0.0
    jpeg_quality: int | None = None

    def spoil(self, image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """Return the picture as the webcam gives it, shape and type kept."""
        x = cv2.GaussianBlur(image, (0, 0), self.blur_px) if self.blur_px > 0.2 else image
        noise = rng.standard_normal(x.shape, dtype=np.float32) * self.noise
        x = np.clip(x * np.float32(self.gain) + np.float32(self.offset) + noise, 0, 255).astype(np.uint8)
        if self.jpeg_quality is None:
            return x
        _, packed = cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, self.jpeg_quality])
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)


def random_webcam(rng: np.random.Generator, dim: bool = False) -> Webcam:
    """Draw a webcam; a dim room gives more noise."""
    return Webcam(
        blur_px=float(rng.uniform(0.5, 1.1)),
        noise=float(rng.uniform(4, 9) if dim else rng.uniform(0.5, 5)),
        gain=float(rng.uniform(0.85, 1.12)),
        offset=float(rng.uniform(-8, 8)),
        jpeg_quality=int(rng.integers(55, 95)),
    )
