"""The loss that holds a person's stills in their order and to their size."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from lab.train_tilt import order_loss  # noqa: E402

TRUE = torch.tensor([[-8.0, 0.0, 10.0], [1.0, -5.0, 5.0]])


def test_stills_told_as_they_are_cost_nothing_wherever_their_zero_lies():
    assert float(order_loss(TRUE, TRUE)) == 0
    assert float(order_loss(TRUE + torch.tensor([[3.0], [-7.0]]), TRUE)) == 0


def test_a_tuck_told_as_an_arch_costs_more_than_one_told_too_small_and_that_more_than_a_little_too_small():
    reversed_, half, nearly = (float(order_loss(share * TRUE, TRUE)) for share in (-1.0, 0.5, 0.85))
    assert reversed_ > half > nearly == 0


def test_stills_that_hardly_differ_may_be_told_in_any_order():
    true = torch.tensor([[0.0, 1.0, 0.5]])
    assert float(order_loss(-true, true)) == 0
