"""The adapter: what is added to public weights, and that it is the one that was made."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from knowledge import KnowledgeError
from knowledge.encoder.adapter import (
    DESCRIPTION,
    FACTORS,
    merge_adapter,
    read_adapter,
    write_adapter,
)
from knowledge.tuning.low_rank import SCALE, attach, factors

from .adapters import about, make_adapter, random_factors


class Small(nn.Module):
    """Two linear layers where an encoder has its stack, of unlike shapes."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.encoder = nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 3))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """`(n, 6)` to `(n, 3)`."""
        outputs: torch.Tensor = self.encoder(inputs)
        return outputs


class TestWriteAndRead:
    """Two files that belong together."""

    def test_round_trip(self, tmp_path: Path) -> None:
        """The factors bit by bit, and their description."""
        wanted = random_factors(Small())
        described = write_adapter(tmp_path / "new", wanted, about())
        read = read_adapter(tmp_path / "new")
        assert read.description == described
        assert read.sha256 == described.factors_sha256
        assert set(read.factors) == set(wanted) == {"encoder.0", "encoder.2"}
        for name, (a, b) in wanted.items():
            assert np.array_equal(read.factors[name][0], a)
            assert np.array_equal(read.factors[name][1], b)

    def test_refuses_altered_factors(self, tmp_path: Path) -> None:
        """One changed bit; the hash that was wanted is said."""
        made = make_adapter(tmp_path, Small())
        content = bytearray((tmp_path / FACTORS).read_bytes())
        content[-1] ^= 1
        (tmp_path / FACTORS).write_bytes(content)
        with pytest.raises(KnowledgeError, match=made.sha256):
            read_adapter(tmp_path)

    @pytest.mark.parametrize("missing", [FACTORS, DESCRIPTION])
    def test_refuses_half_of_it(self, tmp_path: Path, missing: str) -> None:
        """And says what writes both."""
        make_adapter(tmp_path, Small())
        (tmp_path / missing).unlink()
        with pytest.raises(KnowledgeError, match="tune-encoder"):
            read_adapter(tmp_path)

    def test_refuses_another_description(self, tmp_path: Path) -> None:
        """The field that is wrong is named."""
        make_adapter(tmp_path, Small())
        described = json.loads((tmp_path / DESCRIPTION).read_text())
        (tmp_path / DESCRIPTION).write_text(json.dumps(described | {"surprise": 1}))
        with pytest.raises(KnowledgeError, match="surprise"):
            read_adapter(tmp_path)


class TestMergeAdapter:
    """Its cost is paid once, before the export."""

    def test_adds_scale_times_b_a(self, tmp_path: Path) -> None:
        """To every layer it names; offsets stay."""
        model, adapter = Small(), make_adapter(tmp_path, Small())
        before = {name: p.detach().numpy().copy() for name, p in model.named_parameters()}
        merge_adapter(model, adapter)
        for name, (a, b) in adapter.factors.items():
            product = b.astype(np.float32) @ a.astype(np.float32)
            found = model.get_parameter(f"{name}.weight").detach().numpy()
            assert np.allclose(found, before[f"{name}.weight"] + 2.0 * product, atol=1e-6)
            assert not np.allclose(found, before[f"{name}.weight"], atol=1e-2)
        for name in ("encoder.0.bias", "encoder.2.bias"):
            assert np.array_equal(model.get_parameter(name).detach().numpy(), before[name])

    def test_gives_what_was_learned(self, tmp_path: Path) -> None:
        """The merged model answers as the one that was tuned, but for half precision."""
        plain = Small()
        tuned = copy.deepcopy(plain)
        layers = attach(tuned, rank=2)
        with torch.no_grad():
            for layer in layers.values():
                layer.b.normal_(std=0.2)
        write_adapter(tmp_path, factors(layers), about(scale=SCALE))
        inputs = torch.randn(8, 6)
        with torch.inference_mode():
            before, wanted = plain(inputs), tuned(inputs)
        merge_adapter(plain, read_adapter(tmp_path))
        with torch.inference_mode():
            assert torch.allclose(plain(inputs), wanted, atol=0.02)
            assert not torch.allclose(before, wanted, atol=0.2)

    @pytest.mark.parametrize(
        "other",
        [
            nn.Sequential(nn.Linear(6, 4)),
            nn.ModuleDict({"encoder": nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(4, 3))}),
        ],
        ids=["no such layer", "another shape"],
    )
    def test_refuses_another_model(self, tmp_path: Path, other: nn.Module) -> None:
        """The layer that is wanted is named, with its shape."""
        with pytest.raises(KnowledgeError, match=r"no linear layer encoder\.0 of 4 x 6"):
            merge_adapter(other, make_adapter(tmp_path, Small()))


class TestCommittedAdapter:
    """knowledge/encoder/adapter."""

    def test_is_whole_and_finite(self) -> None:
        """Its hash is checked when it is read; every layer has the rank that is stated."""
        adapter = read_adapter()
        assert adapter.factors
        for a, b in adapter.factors.values():
            assert a.shape[0] == b.shape[1] == adapter.description.rank
            assert np.isfinite(a).all()
            assert np.isfinite(b).all()
            assert np.abs(b).max() > 0
