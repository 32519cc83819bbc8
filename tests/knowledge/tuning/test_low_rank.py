"""The learned part beside a frozen layer: nothing at first, and all that is learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from transformers import BertModel

from knowledge.tuning.low_rank import SCALE, LowRank, attach, factors

from ..tiny_model import LAYERS

RANK = 3


@pytest.fixture
def model(tiny_model: Path) -> BertModel:
    """The small BERT, with nothing attached."""
    loaded: BertModel = BertModel.from_pretrained(tiny_model)
    loaded.train(False)
    return loaded


def output(model: BertModel) -> torch.Tensor:
    """Of two short texts."""
    with torch.inference_mode():
        hidden: torch.Tensor = model(torch.tensor([[2, 7, 9, 3], [2, 8, 5, 3]])).last_hidden_state
    return hidden


class TestAttach:
    """Every linear layer of the encoder stack."""

    def test_changes_nothing_at_first(self, model: BertModel) -> None:
        """B is nought until something is learned."""
        before = output(model)
        attach(model, RANK)
        assert torch.equal(output(model), before)

    def test_finds_every_linear_layer_of_the_stack(self, model: BertModel) -> None:
        """By the name that the adapter gives it, which is the plain model's; none of the pooler."""
        names = {n for n, m in model.named_modules() if isinstance(m, nn.Linear)}
        layers = attach(model, RANK)
        assert set(layers) == {name for name in names if name.startswith("encoder.")}
        assert len(layers) == 6 * LAYERS
        for name, layer in layers.items():
            assert model.get_submodule(name) is layer

    def test_only_what_was_attached_is_learned(self, model: BertModel) -> None:
        """The published weights are frozen, every one."""
        layers = attach(model, RANK)
        learned = {id(p) for layer in layers.values() for p in (layer.a, layer.b)}
        assert {id(p) for p in model.parameters() if p.requires_grad} == learned
        assert len(learned) == 2 * len(layers)


class TestLowRank:
    """One layer."""

    def test_adds_scale_times_b_a(self) -> None:
        """To what the frozen layer gives."""
        layer = LowRank(nn.Linear(6, 4), RANK)
        nn.init.normal_(layer.b)
        inputs = torch.randn(5, 6)
        with torch.inference_mode():
            wanted = layer.frozen(inputs) + SCALE * inputs @ (layer.b @ layer.a).T
            assert torch.allclose(layer(inputs), wanted, atol=1e-5)


class TestFactors:
    """What is written."""

    def test_a_and_b_in_half_precision(self, model: BertModel) -> None:
        """`(rank, in)` and `(out, rank)`."""
        layers = attach(model, RANK)
        for name, (a, b) in factors(layers).items():
            frozen = layers[name].frozen
            assert a.shape == (RANK, frozen.in_features)
            assert b.shape == (frozen.out_features, RANK)
            assert a.dtype == b.dtype == np.float16
            assert np.allclose(a, layers[name].a.detach().numpy(), atol=1e-3)
