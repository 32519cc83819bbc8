"""What was fitted, as a file: weights of fusion, confidence and scope, and the thresholds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.encoder.protocol import Vectors
from knowledge.encoder.source import file_sha256
from knowledge.errors import FitError
from knowledge.ranking import DECISION_FEATURES, FUSION_FEATURES
from knowledge.signals import Floats

DEFAULT_FIT: Final = Path(__file__).parent / "fit" / "fit.json"
OUTSIDE_NAME: Final = "outside_questions.jsonl"
_ACCEPTED: Final = "what `python -m knowledge fit` writes"


class Head(BaseModel):
    """A logistic model: a weight a feature, and an offset."""

    model_config = ConfigDict(extra="forbid")
    weights: dict[str, float]
    offset: float


class Thresholds(BaseModel):
    """From what probability on a question is answered, offered choices, or signposted.

    The first and the last were chosen on development questions to reach the precision beside them.
    """

    model_config = ConfigDict(extra="forbid")
    answered: float
    answered_target_precision: float
    choices: float
    out_of_scope: float
    out_of_scope_target_precision: float


class FitDocument(BaseModel):
    """The file. Of what it was fitted on: the articles change daily and may have moved on; the
    outside questions lie beside it and may not.
    """

    model_config = ConfigDict(extra="forbid")
    format: Literal[1] = 1
    encoder_sha256: str
    articles_sha256: str
    outside_sha256: str
    development_sha256: str
    fusion: dict[str, float]
    first_right: Head
    among_three: Head
    outside: Head
    scope_outside: list[float]
    scope_near_miss: list[float]
    thresholds: Thresholds
    measured: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class LogisticHead:
    """`weights (features,)` in the order of DECISION_FEATURES."""

    weights: Floats
    offset: float

    def probability(self, features: Floats) -> float:
        """0..1."""
        log_odds = float(self.weights @ features) + self.offset
        return float(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0))))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A checked fit, ready for use. `scope (2, dim + 1)`: outside and near miss, offset last."""

    fit_hash: str
    encoder_hash: str
    articles_hash: str
    fusion: Floats
    first_right: LogisticHead
    among_three: LogisticHead
    outside: LogisticHead
    scope: Vectors
    thresholds: Thresholds

    def require_encoder(self, source_hash: str) -> None:
        """Raises FitError if this was fitted for the vectors of another encoder."""
        if source_hash != self.encoder_hash:
            raise FitError(
                f"was fitted for the encoder with source weights {self.encoder_hash}",
                field="encoder_sha256",
                accepted=f"{source_hash}; run `python -m knowledge fit` with this encoder",
            )


def load_fit(file: Path = DEFAULT_FIT) -> Fit:
    """The fit in `file`.

    Raises FitError if it is missing, malformed, for other features than this version's, or
    fitted on other outside questions than those beside it.
    """
    try:
        document = FitDocument.model_validate(json.loads(file.read_text(encoding="utf-8")))
        _require_outside(document, file.parent / OUTSIDE_NAME)
        return make_fit(document)
    except (OSError, ValidationError, ValueError) as error:
        raise FitError(str(error), file=str(file), accepted=_ACCEPTED) from error
    except FitError as error:
        raise error.in_file(str(file)) from error


def write_fit(document: FitDocument, file: Path) -> None:
    """`file` holds `document`, or is as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(_text(document), encoding="utf-8")
    beside.replace(file)


def make_fit(document: FitDocument) -> Fit:
    """The fit a document describes. Raises FitError if its features are not this version's."""
    return Fit(
        fit_hash=hashlib.sha256(_text(document).encode()).hexdigest(),
        encoder_hash=document.encoder_sha256,
        articles_hash=document.articles_sha256,
        fusion=_ordered("fusion", document.fusion, FUSION_FEATURES),
        first_right=_head("first_right", document.first_right),
        among_three=_head("among_three", document.among_three),
        outside=_head("outside", document.outside),
        scope=np.array([document.scope_outside, document.scope_near_miss], dtype=np.float32),
        thresholds=document.thresholds,
    )


def _require_outside(document: FitDocument, outside: Path) -> None:
    if outside.is_file() and (found := file_sha256(outside)) != document.outside_sha256:
        raise FitError(
            f"was fitted on other outside questions than {outside.name}, whose sha256 is {found}",
            field="outside_sha256",
            accepted=_ACCEPTED,
        )


def _head(name: str, head: Head) -> LogisticHead:
    return LogisticHead(_ordered(name, head.weights, DECISION_FEATURES), head.offset)


def _ordered(name: str, weights: dict[str, float], features: tuple[str, ...]) -> Floats:
    if set(weights) != set(features):
        raise FitError("has other features", field=name, accepted=", ".join(features))
    return np.array([weights[feature] for feature in features], dtype=np.float32)


def _text(document: FitDocument) -> str:
    """Numbers of a vector on one line, everything else one a line."""
    plain = document.model_dump()
    vectors = {name: plain.pop(name) for name in ("scope_outside", "scope_near_miss")}
    body = json.dumps(plain, indent=1)[:-2]
    lines = [f' "{name}": {json.dumps(values)}' for name, values in vectors.items()]
    return body + ",\n" + ",\n".join(lines) + "\n}\n"
