"""The layer that is learned beside a frozen one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import torch
from torch import nn

from knowledge.encoder.adapter import Halves

SCALE: Final = 2.0


class LowRank(nn.Module):
    """A frozen linear layer plus `SCALE` times a product of two thin matrices, zero at first."""

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen
        self.a = nn.Parameter(torch.randn(rank, frozen.in_features) / frozen.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The frozen layer's output and the learned part of it."""
        learned: torch.Tensor = (inputs @ self.a.T) @ self.b.T
        frozen: torch.Tensor = self.frozen(inputs)
        return frozen + SCALE * learned


def attach(model: Any, rank: int) -> Mapping[str, LowRank]:
    """Every linear layer of the encoder stack of `model` has a LowRank in its place, by name.

    All other weights of `model` are frozen.
    """
    for parameter in model.parameters():
        parameter.requires_grad = False
    layers: dict[str, LowRank] = {}
    linear = [(n, m) for n, m in model.encoder.named_modules() if isinstance(m, nn.Linear)]
    for name, layer in linear:
        parent_name, _, child = name.rpartition(".")
        layers[f"encoder.{name}"] = LowRank(layer, rank)
        setattr(model.encoder.get_submodule(parent_name), child, layers[f"encoder.{name}"])
    return layers


def factors(layers: Mapping[str, LowRank]) -> dict[str, tuple[Halves, Halves]]:
    """A and B of every layer, in half precision."""

    def half(values: torch.Tensor) -> Halves:
        return values.detach().numpy().astype(np.float16)

    return {name: (half(layer.a), half(layer.b)) for name, layer in layers.items()}
