"""The trained networks back from the ONNX files of `models/`, to go on training from them; torch and onnx.

The export folds each batch normalisation into the convolution before it. Its statistics are measured again on examples,
so that the restored networks give the same answers and can be trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn


def restore(module: nn.Module, path: Path) -> None:
    """Fill a module with the weights of its ONNX file: the layers of both are in the same order.

    Raises
    ------
    ValueError
        The file is of another network.
    """
    graph = onnx.load(str(path)).graph
    kept = {each.name: torch.from_numpy(numpy_helper.to_array(each).copy()) for each in graph.initializer}
    stored = [[kept[name] for name in node.input[1:]] for node in graph.node if node.op_type in ("Conv", "Gemm")]
    layers = _layers(module)
    if [each[0].shape for each in stored] != [layer.weight.shape for layer, _ in layers]:
        raise ValueError(f"{path.name} holds another network")
    with torch.no_grad():
        for (weight, bias), (layer, norm) in zip(stored, layers, strict=True):
            layer.weight.copy_(weight)
            if norm is None:
                layer.bias.copy_(bias)
                continue
            norm.running_mean.zero_()
            norm.running_var.fill_(1 - norm.eps)
            norm.weight.fill_(1)
            norm.bias.copy_(bias)


def _layers(module: nn.Module) -> list[tuple[Any, Any]]:
    """Convolutions and linear layers in order, each with the normalisation after it, if any."""
    leaves = [each for each in module.modules() if isinstance(each, (nn.Conv2d, nn.Linear, nn.BatchNorm2d))]
    found: list[tuple[Any, Any]] = []
    for each in leaves:
        if isinstance(each, nn.BatchNorm2d):
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, None))
    return found


def renormalise(module: nn.Module, run: Callable[[], object]) -> None:
    """Measure the normalisations' statistics again; the module's answers stay what they are.

    Parameters
    ----------
    module
        As `restore` leaves it.
    run
        Sends examples through it.
    """

    def measure(norm: Any, inputs: tuple[Tensor, ...]) -> None:
        mean, variance = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), unbiased=False) + norm.eps
        norm.bias.add_(mean)
        norm.weight.copy_(variance.sqrt())
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance - norm.eps)

    norms = [each for each in module.modules() if isinstance(each, nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(measure) for norm in norms]
    with torch.no_grad():
        module.eval()
        run()
    for hook in hooks:
        hook.remove()
