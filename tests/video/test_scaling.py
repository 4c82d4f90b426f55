import numpy as np
import pytest

from formcheck.video.scaling import shrunk


@pytest.mark.parametrize("rows", [1080, 720, 480, 1439, 2160])
def test_a_shrunk_picture_has_the_size_asked_for_and_keeps_places_and_colours(rows):
    columns = rows * 4 // 3
    x, y = np.meshgrid(np.linspace(0, 255, columns), np.linspace(0, 255, rows))
    image = np.dstack([x, y, 255 - x]).astype(np.uint8)
    small = shrunk(image, (640, 480))
    x, y = np.meshgrid(np.linspace(0, 255, 640), np.linspace(0, 255, 480))
    assert small.shape == (480, 640, 3) and small.dtype == np.uint8
    assert np.abs(small - np.dstack([x, y, 255 - x])).max() <= 2


def test_a_picture_of_the_right_size_is_not_touched():
    image = np.zeros((480, 640, 3), np.uint8)
    assert shrunk(image, (640, 480)) is image


def test_fine_stripes_become_grey_not_other_stripes():
    """Every third row white: taking the nearest rows of a 3 times larger picture would give black or white."""
    image = np.zeros((1440, 960, 3), np.uint8)
    image[::3] = 255
    small = shrunk(image, (320, 480))
    assert small.mean() == pytest.approx(85, abs=5)
    assert small.min() > 20 and small.max() < 150
