"""Learn the weights from the examples: logistic regression over signs and vectors.

Messages are judged by their parts, and so they are learnt: every part of a calm message is calm,
and of an urgent one the part that looks most urgent is. Which part that is, is found by turns.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from api.guard.clauses import WHOLE_MAX_WORDS, parts_of
from api.guard.examples import Example
from api.guard.reading import words_of
from api.guard.signs import signs_of
from api.guard.vocabulary import Vocabulary
from api.guard.weights import Weights
from knowledge.encoder import Encoder
from knowledge.encoder.protocol import Vectors

_SOFTNESS = 0.5  # of the regression: smaller is smoother
_MEANING_COUNTS = 4.0  # a vector's components are small beside a sign, which is 0 or 1
_NO_MEANING = 1.0  # on the safe side of what most vectors come to
_MIN_EXAMPLES = 2  # a sign seen once says nothing
_ROUNDS = 2
_SMALLEST = 0.035  # weights nearer to nought are left out of the file
_OF_KINDS = ("w ", "c ", "m ", "r ")  # what is said tells the kind, its order does not
ANY = "any"


@dataclass(frozen=True, slots=True)
class Read:
    """An example, read: the signs and the vector of each part, the whole message (if short) first.

    `vectors` is (parts, dim).
    """

    example: Example
    parts: tuple[frozenset[str], ...]
    vectors: Vectors
    whole: bool


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What a regression found: a weight for each sign and each component of a vector."""

    signs: dict[str, float]
    meaning: Vectors
    bias: float

    def most_urgent(self, row: Read) -> int:
        """Return which part of the example looks most urgent."""
        by_signs = [sum(self.signs.get(sign, 0.0) for sign in part) for part in row.parts]
        return int(np.argmax(by_signs + row.vectors @ self.meaning))


def read(example: Example, vocabulary: Vocabulary, encoder: Encoder) -> Read:
    """Return the example in signs and vectors."""
    words = [vocabulary.meant(word) for word in words_of(example.text)]
    parts = parts_of(words)
    return Read(
        example,
        tuple(frozenset(signs_of(part, vocabulary)) for part in parts),
        encoder.encode([part.text for part in parts]),
        whole=len(words) <= WHOLE_MAX_WORDS,
    )


def fit(
    examples: Sequence[Read], fitted_on: str, encoder: str, margin: float, part_margin: float
) -> Weights:
    """Return weights under which a score of `margin` by the regression is just urgent."""
    examples = [row for row in examples if row.parts]
    chosen = dict.fromkeys(map(id, examples), 0)
    for _ in range(_ROUNDS):
        learnt = _regress(examples, chosen)
        chosen |= {id(row): learnt.most_urgent(row) for row in examples if row.example.urgent}
    kinds, kind_bias = _regress_kinds(examples, chosen)
    return Weights(
        fitted_on=fitted_on,
        encoder=encoder,
        urgent_bias=round(learnt.bias - margin, 3),
        part_bias=round(learnt.bias - part_margin, 3),
        urgent=learnt.signs,
        meaning=tuple(round(float(weight), 3) for weight in learnt.meaning),
        no_meaning=_NO_MEANING,
        kind_bias=kind_bias,
        kinds=kinds,
    )


def _regress(examples: Sequence[Read], chosen: dict[int, int]) -> _Learnt:
    rows: list[frozenset[str]] = []
    vectors: list[Vectors] = []
    urgent: list[bool] = []
    weight: list[float] = []
    for row in examples:
        parts = list(range(len(row.parts)))
        if row.example.urgent:
            parts = sorted({chosen[id(row)], *((0,) if row.whole else ())})
        rows += [row.parts[at] for at in parts]
        vectors.append(row.vectors[parts])
        urgent += [row.example.urgent] * len(parts)
        # parts beside the whole message count for less than another message would
        weight += [row.example.weight * (1.0 if at == 0 else 0.5) for at in range(len(parts))]
    signs = _signs(rows, _MIN_EXAMPLES)
    meaning = csr_matrix(np.concatenate(vectors) * _MEANING_COUNTS)
    model = _model(_SOFTNESS)
    model.fit(
        hstack([_matrix(rows, signs), meaning]).tocsr(),
        np.array(urgent),
        sample_weight=np.array(weight),
    )
    weights = model.coef_[0]
    return _Learnt(
        _kept(signs, weights[: len(signs)]),
        (weights[len(signs) :] * _MEANING_COUNTS).astype(np.float32),
        float(model.intercept_[0]),
    )


def _regress_kinds(
    examples: Sequence[Read], chosen: dict[int, int]
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    known = [r for r in examples if r.example.urgent and r.example.kind != ANY]
    rows = [frozenset(s for s in r.parts[chosen[id(r)]] if s[:2] in _OF_KINDS) for r in known]
    signs = _signs(rows, 3)
    matrix = _matrix(rows, signs)
    weights: dict[str, dict[str, float]] = {}
    bias: dict[str, float] = {}
    for kind in sorted({row.example.kind for row in known}):
        model = LogisticRegression(
            C=1.0, solver="liblinear", max_iter=500, random_state=0, class_weight="balanced"
        )
        model.fit(matrix, np.array([row.example.kind == kind for row in known]))
        weights[kind] = _kept(signs, model.coef_[0])
        bias[kind] = round(float(model.intercept_[0]), 3)
    return weights, bias


def _model(softness: float, class_weight: str | None = None) -> LogisticRegression:
    return LogisticRegression(
        C=softness, class_weight=class_weight, solver="liblinear", max_iter=500, random_state=0
    )


def _signs(rows: Sequence[frozenset[str]], at_least: int) -> list[str]:
    count = Counter(sign for row in rows for sign in row)
    return sorted(sign for sign, times in count.items() if times >= at_least)


def _matrix(rows: Sequence[frozenset[str]], signs: list[str]) -> csr_matrix:
    column = {sign: at for at, sign in enumerate(signs)}
    found = [(at, column[sign]) for at, row in enumerate(rows) for sign in row if sign in column]
    cells = np.array(found, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(cells.shape[1])
    return csr_matrix((ones, (cells[0], cells[1])), shape=(len(rows), len(signs)))


def _kept(signs: list[str], weights: NDArray[np.float64]) -> dict[str, float]:
    rounded = zip(signs, (round(float(weight), 3) for weight in weights), strict=True)
    return {sign: weight for sign, weight in rounded if abs(weight) >= _SMALLEST}
