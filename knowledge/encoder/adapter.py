"""A low-rank adapter: the few megabytes that make public weights ours.

LoRA (Hu et al., 2021): each linear layer's weights W become W + scale * B A, with A `(rank, in)`
and B `(out, rank)`. It is merged before the export, so search pays nothing for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors.numpy import load_file, save_file

from knowledge.encoder.source import file_sha256
from knowledge.errors import EncoderError

DEFAULT_ADAPTER: Final = Path(__file__).parent / "adapter"
FACTORS: Final = "adapter.safetensors"
DESCRIPTION: Final = "adapter.json"
_ACCEPTED: Final = "what `python -m knowledge tune-encoder` writes"

Halves = npt.NDArray[np.float16]


class Description(BaseModel):
    """What made an adapter: enough to make it again."""

    model_config = ConfigDict(extra="forbid")
    base: str  # name of the packaged encoder
    base_sha256: str
    factors_sha256: str
    scale: float
    rank: int
    seed: int
    steps: int
    questions: int  # sample questions it was tuned on
    questions_sha256: str
    outside_sha256: str
    command: str
    versions: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """`factors` are A and B by the name of the linear layer they belong to."""

    description: Description
    factors: Mapping[str, tuple[Halves, Halves]]

    @property
    def sha256(self) -> str:
        """The hash of the factors."""
        return self.description.factors_sha256


def read_adapter(folder: Path = DEFAULT_ADAPTER) -> Adapter:
    """The adapter in `folder`. Raises EncoderError if a file is missing or altered."""
    file = folder / FACTORS
    try:
        description = Description.model_validate(
            json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        )
        found = file_sha256(file)
    except (OSError, ValueError, ValidationError) as error:
        raise EncoderError(str(error), file=str(folder), accepted=_ACCEPTED) from error
    if found != description.factors_sha256:
        raise EncoderError(
            f"sha256 is {found}", file=str(file), accepted=description.factors_sha256
        )
    tensors = load_file(file)
    names = {name.rsplit(".", 1)[0] for name in tensors}
    return Adapter(
        description, {name: (tensors[f"{name}.A"], tensors[f"{name}.B"]) for name in sorted(names)}
    )


def write_adapter(
    folder: Path, factors: Mapping[str, tuple[Halves, Halves]], about: Mapping[str, Any]
) -> Description:
    """`folder` holds the factors and a description of `about` and their hash."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"{name}.A": a for name, (a, _) in factors.items()}
    tensors |= {f"{name}.B": b for name, (_, b) in factors.items()}
    save_file(tensors, folder / FACTORS)
    description = Description(factors_sha256=file_sha256(folder / FACTORS), **about)
    text = json.dumps(description.model_dump(), indent=1) + "\n"
    (folder / DESCRIPTION).write_text(text, encoding="utf-8")
    return description


def merge_adapter(model: Any, adapter: Adapter) -> None:
    """`model`, a torch module, has the adapter in its weights.

    Raises EncoderError if it lacks a layer of the adapter or a layer has another shape.
    """
    import torch

    layers = dict(model.named_modules())
    for name, (a, b) in adapter.factors.items():
        layer = layers.get(name)
        if layer is None or tuple(layer.weight.shape) != (b.shape[0], a.shape[1]):
            raise EncoderError(
                f"the model has no linear layer {name} of {b.shape[0]} x {a.shape[1]}",
                accepted="the model the adapter was made for",
            )
        update = b.astype(np.float32) @ a.astype(np.float32) * adapter.description.scale
        with torch.no_grad():
            layer.weight += torch.from_numpy(update)
