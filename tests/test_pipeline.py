import threading
import time
from contextlib import closing

import cv2
import pytest

from formcheck.pipeline import Behind, ahead, in_turns, one_thread_each


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


def test_in_turns_settles_every_item_once_and_in_order():
    def slow_if_even(number):
        time.sleep(0.002 * (number % 2 == 0))
        return number * 10

    done = list(in_turns(range(41), slow_if_even, lambda number, found, _: (number, found), workers=3))
    assert done == [(number, number * 10) for number in range(41)]


def test_in_turns_works_on_several_items_at_once():
    together = threading.Barrier(2, timeout=10)
    done = list(in_turns(range(6), lambda _: together.wait(), lambda number, *_: number, workers=2))
    assert done == list(range(6))


@pytest.mark.parametrize(("worker_s", "settling_s"), [(0.003, 0.0), (0.0, 0.003)])
def test_in_turns_a_worker_does_what_is_asked_between_the_item_in_hand_and_the_next(worker_s, settling_s):
    """Always there, whether the worker or the one who settles is the slower."""
    done: list[list[str]] = [[], []]

    def find(number):
        time.sleep(worker_s)
        done[number % 2].append(f"{number}")

    def settle(number, _, later):
        time.sleep(settling_s)
        if number in (2, 5):
            later(lambda: done[number % 2].append(f"asked by {number}"))

    list(in_turns(range(12), find, settle, workers=2))
    assert done[0] == ["0", "2", "4", "asked by 2", "6", "8", "10"]
    assert done[1] == ["1", "3", "5", "7", "asked by 5", "9", "11"]


def test_in_turns_reads_no_further_ahead_than_its_workers():
    made = []

    def items():
        for number in range(1000):
            made.append(number)
            yield number

    with closing(in_turns(items(), lambda n: n, lambda n, *_: n, workers=2)) as turns:
        assert [next(turns) for _ in range(3)] == [0, 1, 2]
        assert len(made) <= 3 + 2 * 2


@pytest.mark.parametrize("half", ["find", "settle", "items"])
def test_in_turns_raises_after_what_came_before_the_failure(half):
    def fail_at(number, where):
        if where == half and number == 3:
            raise ValueError("torn")
        return number

    items = (fail_at(number, "items") for number in range(10))
    seen = []
    with pytest.raises(ValueError, match="torn"):
        for done in in_turns(items, lambda n: fail_at(n, "find"), lambda n, *_: fail_at(n, "settle"), workers=2):
            seen.append(done)
    assert seen == [0, 1, 2]


def test_in_turns_leaves_no_thread_behind_when_left_early():
    turns = in_turns(range(100), lambda n: n, lambda n, *_: n, workers=2)
    next(turns)
    turns.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("formcheck-turn")]


def test_opencv_has_its_threads_back_afterwards():
    before = cv2.getNumThreads()
    with pytest.raises(KeyboardInterrupt), one_thread_each():
        assert cv2.getNumThreads() == 1
        raise KeyboardInterrupt
    assert cv2.getNumThreads() == before
