"""The committed weights for corpora without sample questions, and what they were fitted on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.benchmark.arrays import Floats
from knowledge.benchmark.corpus import BenchmarkError
from knowledge.benchmark.lexical import K1, PIECE_CHARS, B
from knowledge.benchmark.ranking import (
    CANDIDATES,
    CONFIDENCE_FEATURES,
    KEPT,
    RANKING_FEATURES,
)

PLAIN_FILE: Final = Path(__file__).parent / "plain.json"
_ACCEPTED: Final = "what `python -m knowledge benchmark-fit` writes"


class Settings(BaseModel):
    """What the features depend on, beside the encoders: weights are for these alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    k1: float = K1
    b: float = B
    piece_chars: int = PIECE_CHARS
    candidates: int = CANDIDATES
    kept: int = KEPT


class FittedOn(BaseModel):
    """One collection of the fit: how many of what, and the sha256 of its files."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    documents: int
    questions: int
    hashes: dict[str, str]


class PlainDocument(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    ranking: dict[str, float]
    confidence: dict[str, float]
    confidence_offset: float
    settings: Settings
    encoders: dict[str, str]
    seed: int
    fitted_on: dict[str, FittedOn]
    measured: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """The weights in the order of their features.

    `encoders` has the sha256 of the source of the small and the large one they were fitted with,
    `file_hash` is that of the file.
    """

    ranking: Floats
    confidence: Floats
    offset: float
    encoders: Mapping[str, str]
    file_hash: str


def read_plain(file: Path = PLAIN_FILE) -> Plain:
    """The weights in `file`. Raises BenchmarkError if it is malformed or for other features."""
    try:
        text = file.read_text(encoding="utf-8")
        document = PlainDocument.model_validate(json.loads(text))
    except (OSError, ValueError, ValidationError) as error:
        raise BenchmarkError(str(error), file=str(file), accepted=_ACCEPTED) from error
    if document.settings != Settings():
        raise BenchmarkError(
            "was fitted with other settings", file=str(file), field="settings", accepted=_ACCEPTED
        )
    return Plain(
        ranking=_in_order(file, "ranking", document.ranking, RANKING_FEATURES),
        confidence=_in_order(file, "confidence", document.confidence, CONFIDENCE_FEATURES),
        offset=document.confidence_offset,
        encoders=document.encoders,
        file_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def write_plain(document: PlainDocument, file: Path = PLAIN_FILE) -> None:
    """`file` holds `document`."""
    file.write_text(document.model_dump_json(indent=1) + "\n", encoding="utf-8")


def _in_order(
    file: Path, field: str, weights: Mapping[str, float], names: tuple[str, ...]
) -> Floats:
    if set(weights) != set(names):
        raise BenchmarkError(
            f"has weights for {sorted(weights)}", file=str(file), field=field, accepted=_ACCEPTED
        )
    return np.array([weights[name] for name in names], dtype=np.float32)
