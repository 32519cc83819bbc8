"""What was learnt from the messages in `messages/`: how much each sign and the meaning count.

`weights.json` is written by `python -m api.guard` and committed; loading refuses one that was
fitted on other messages, words or reading than those that lie beside it.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
FILE = HERE / "weights.json"
_FITTED_ON = (
    "words.yml",
    "phrases.yml",
    "known.txt",
    "reading.py",
    "clauses.py",
    "signs.py",
    "phrases.py",
    "vocabulary.py",
)


_OF_PARTS = ("part", "beside")
_DANGER_ALONE = frozenset(f"r danger {many}{now} calm 0" for many in "12" for now in ("", " now"))
_SURER = 2.2
_NO_DANGER = frozenset(f"calm {calm} danger 0" for calm in range(4))
_SHORT = frozenset({"length 0", "length 1"})
_MOST_WITHOUT_DANGER = 2.5


class Weights(BaseModel):
    """The learnt weights. A score above 0 is urgent.

    `meaning` has one weight for each component of the vectors of `encoder` (its source hash).
    `no_meaning` stands in for what they add up to where there is no such encoder.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    encoder: str
    meaning: tuple[float, ...]
    no_meaning: float
    urgent_bias: float
    part_bias: float
    urgent: dict[str, float]
    kind_bias: dict[str, float]
    kinds: dict[str, dict[str, float]]

    def meant(self, vector: NDArray[np.float32]) -> float:
        """Return how urgent a part is by what it is about, from its vector, (dim,)."""
        return float(vector @ np.array(self.meaning, dtype=np.float32))

    def score(self, signs: set[str], meant: float, *, part: bool) -> float:
        """Return how urgent `signs` are, a part with what stands beside it, or by itself.

        By itself it has to say a danger, nothing calm, and be far surer; but then nothing that
        stands beside it can silence it. What a few words that name no danger are about can add
        little: they are near to everything.
        """
        if signs & _NO_DANGER and signs & _SHORT:
            meant = min(meant, _MOST_WITHOUT_DANGER)
        weights = self.urgent
        total = meant + sum(weights[sign] for sign in signs if sign in weights)
        if not part:
            return total + self.urgent_bias
        if not signs & _DANGER_ALONE:
            return total + self.part_bias
        beside = sum(weights.get(sign, 0.0) for sign in signs if sign.startswith(_OF_PARTS))
        return max(total + self.part_bias, total - beside + self.urgent_bias - _SURER)

    def kind(self, signs: set[str]) -> str:
        """Return the kind that an urgent part most likely is."""
        totals = {
            kind: bias + sum(self.kinds[kind].get(sign, 0.0) for sign in signs)
            for kind, bias in self.kind_bias.items()
        }
        return max(totals, key=lambda kind: totals[kind])


def fingerprint(folder: Path = HERE) -> str:
    """Return a mark of everything the weights depend on, the order of files included."""
    files = [folder / name for name in _FITTED_ON]
    files += sorted((folder / "messages").rglob("*.*"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def load_weights(file: Path = FILE) -> Weights:
    """Return the weights of `file`; ValueError if they were fitted on something else."""
    weights = Weights.model_validate(json.loads(file.read_text("utf-8")))
    if weights.fitted_on != fingerprint():
        raise ValueError(f"{file.name} is older than what it is fitted on: run make fit-guard")
    return weights


@lru_cache
def weights() -> Weights:
    """Return this process's weights, read once."""
    return load_weights()
