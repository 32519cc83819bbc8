"""Adapters for tests: of the linear layers of a torch module, with random factors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoder.adapter import Adapter, Halves, read_adapter, write_adapter

RANK = 2


def about(base_sha256: str = "of the base", scale: float = 2.0) -> dict[str, Any]:
    """What a description needs beside the hash of the factors."""
    return {
        "base": "tiny",
        "base_sha256": base_sha256,
        "scale": scale,
        "rank": RANK,
        "seed": 1,
        "steps": 1,
        "questions": 1,
        "questions_sha256": "q",
        "outside_sha256": "o",
        "command": "none",
        "versions": {},
    }


def random_factors(model: Any, size: float = 0.3) -> dict[str, tuple[Halves, Halves]]:
    """A and B for every linear layer of `model`, the same for the same layers."""
    from torch import nn

    random = np.random.default_rng(1)

    def half(*shape: int) -> Halves:
        return (size * random.standard_normal(shape)).astype(np.float16)

    layers = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear)]
    return {
        name: (half(RANK, layer.in_features), half(layer.out_features, RANK))
        for name, layer in layers
    }


def make_adapter(folder: Path, model: Any, base_sha256: str = "of the base") -> Adapter:
    """An adapter of `model`, written to `folder` and read again."""
    write_adapter(folder, random_factors(model), about(base_sha256))
    return read_adapter(folder)
