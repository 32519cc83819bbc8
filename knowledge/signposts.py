"""Where to send a question that is not for us: other services, as data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.text import clean

SIGNPOSTS_FILE: Final = Path(__file__).parent / "signposts.yml"
GENERAL: Final = "general"
_BEST: Final = 3


class _Signpost(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    examples: Annotated[list[str], Field(min_length=1)]


class _SignpostFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    signposts: dict[str, _Signpost]


def load_signposts(file: Path = SIGNPOSTS_FILE) -> Mapping[str, tuple[str, ...]]:
    """The examples of each signpost, by its text key."""
    try:
        loaded = _SignpostFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, ValidationError, yaml.YAMLError) as error:
        raise KnowledgeError(str(error), file=str(file)) from error
    return {key: tuple(signpost.examples) for key, signpost in loaded.signposts.items()}


def examples_hash(examples: Mapping[str, Sequence[str]]) -> str:
    """A sha256 in hex over keys and examples, in order."""
    text = json.dumps([[key, *texts] for key, texts in examples.items()])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Signposts:
    """Examples of what each other service is asked: `vectors (examples, dim)`, key by key."""

    counts: Mapping[str, int]
    vectors: Vectors
    examples_hash: str

    @classmethod
    def of(cls, examples: Mapping[str, Sequence[str]], vectors: Vectors) -> Signposts:
        """With the vectors at hand, in the order of the examples."""
        counts = {key: len(texts) for key, texts in examples.items()}
        return cls(counts, vectors, examples_hash(examples))

    @classmethod
    def build(cls, examples: Mapping[str, Sequence[str]], encoder: Encoder) -> Signposts:
        """Encodes every example."""
        texts = [clean(text) for key in examples for text in examples[key]]
        return cls.of(examples, encoder.encode(texts))

    def nearest(self, vector: Vectors) -> str:
        """The key whose best examples are most like the question; `general` if there are none."""
        cosines = self.vectors @ vector
        best, best_mean, start = GENERAL, -1.0, 0
        for key, count in self.counts.items():
            mean = float(np.sort(cosines[start : start + count])[-_BEST:].mean())
            if mean > best_mean:
                best, best_mean = key, mean
            start += count
        return best
