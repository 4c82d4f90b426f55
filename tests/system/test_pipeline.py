import threading

import cv2
import pytest

from formcheck.system.pipeline import Behind, ahead, one_thread_each


def test_ahead_keeps_order_and_drops_nothing():
    assert list(ahead(range(100), depth=3)) == list(range(100))


def test_ahead_reads_on_another_thread():
    def names():
        yield threading.current_thread().name

    assert list(ahead(names())) != [threading.current_thread().name]


def test_ahead_raises_after_the_items_before_the_failure():
    def broken():
        yield 1
        yield 2
        raise ValueError("torn")

    seen = []
    with pytest.raises(ValueError, match="torn"):
        for item in ahead(broken()):
            seen.append(item)
    assert seen == [1, 2]


def test_ahead_stops_its_thread_when_the_loop_is_left():
    def endless():
        while True:
            yield 0

    loop = ahead(endless(), depth=2)
    next(loop)
    loop.close()
    assert not [t for t in threading.enumerate() if t.name == "formcheck-ahead"]


def test_ahead_stays_bounded():
    made = []

    def items():
        for number in range(1000):
            made.append(number)
            yield number

    loop = ahead(items(), depth=2)
    first = [next(loop) for _ in range(3)]
    assert first == [0, 1, 2]
    assert len(made) <= 3 + 2 + 2
    loop.close()


def test_behind_does_everything_in_order_before_it_is_left():
    done: list[int] = []
    with Behind(done.append, depth=2) as later:
        for number in range(50):
            later(number)
    assert done == list(range(50))


def test_behind_raises_what_went_wrong_and_does_not_hang_on_a_full_queue():
    def fail(_number):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), Behind(fail, depth=1) as later:
        for number in range(50):
            later(number)


def test_behind_raises_a_failure_of_the_last_item():
    def fail(_number):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), Behind(fail) as later:
        later(1)


def test_behind_keeps_the_first_exception_of_the_block():
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt), Behind(done.append, depth=8):
        raise KeyboardInterrupt


def test_opencv_has_its_threads_back_afterwards():
    before = cv2.getNumThreads()
    with pytest.raises(KeyboardInterrupt), one_thread_each():
        assert cv2.getNumThreads() == 1
        raise KeyboardInterrupt
    assert cv2.getNumThreads() == before
