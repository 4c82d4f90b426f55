"""Fitting the head for the rear knee: what tells knees apart is learned, and certainty is scaled to be true."""

import numpy as np
import pytest

from formcheck.lunge.knee.head import FEATURES
from lab.train_hover import Known, fit, scaled, scores


def known(count, seed, *, apart):
    """People whose first number says how high the knee is, the rest noise."""
    rng = np.random.default_rng(seed)
    height = np.where(np.arange(count) % 2 == 0, 0.0, 0.1)
    features = rng.normal(size=(count, FEATURES)) * 0.05
    features[:, -1] = apart * (height > 0) + rng.normal(size=count)
    return Known(features, height, [{}] * count)


@pytest.fixture(scope="module")
def fitted():
    return fit(known(300, 1, apart=4.0))


def test_what_tells_the_knees_apart_is_learned_and_holds_for_others(fitted):
    weights, bias = fitted
    others = known(200, 2, apart=4.0)
    assert scores(others.features @ weights + bias, others.height)["auc"] > 0.97


def test_others_who_are_harder_to_tell_make_it_less_sure(fitted):
    odds = [
        np.abs(check.features @ weights + bias).mean()
        for check in (known(400, 3, apart=4.0), known(400, 3, apart=0.5))
        for weights, bias in [scaled(fitted[0], fitted[1], check)]
    ]
    assert odds[1] < 0.5 * odds[0]


def test_the_edge_is_passed_by_one_resting_knee_in_a_hundred():
    height = np.array([0.0] * 200 + [0.05] * 10 + [0.2] * 10)
    found = scores(np.concatenate([np.arange(200) / 100, np.full(10, 1.5), np.full(10, 5.0)]), height)
    assert found["rests"] == pytest.approx(0.01, abs=0.006)
    assert found["4-8 cm"] == 0.0
    assert found["15-40 cm"] == 1.0
