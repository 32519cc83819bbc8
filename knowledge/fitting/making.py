"""The whole fit: from articles and outside questions to the document that is committed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.documents import content_hash
from knowledge.encoder.protocol import Encoder
from knowledge.encoder.source import file_sha256
from knowledge.errors import KnowledgeError
from knowledge.evaluation.cases import Case, read_cases
from knowledge.fit_file import DEFAULT_FIT, OUTSIDE_NAME, FitDocument, Head, Thresholds
from knowledge.fitting.learning import Doubles, learn_fusion, learn_head
from knowledge.fitting.measuring import Judged, measure
from knowledge.fitting.scope import OUTSIDE, PREVENTION, fit_scope
from knowledge.fitting.simulation import ROUNDS, Asked, OutsideQuestion, outside_of, simulate
from knowledge.holdout import is_held_out
from knowledge.models import Article
from knowledge.ranking import decision_vector, rank
from knowledge.signals import Floats
from knowledge.text import clean
from knowledge.vectors import CachedEncoder

OUTSIDE_FILE: Final = DEFAULT_FIT.parent / OUTSIDE_NAME
DEVELOPMENT_FILE: Final = DEFAULT_FIT.parent.parent / "evaluation" / "fit.jsonl"

# What officers are taken to ask: the share of each kind of question. A probability is only
# calibrated for such a mixture.
MIXTURE: Final = {
    "dev": 0.42,
    "base": 0.06,
    "runtime": 0.06,
    "paraphrase": 0.06,
    "absent": 0.05,
    "near_miss": 0.12,
    "out_of_scope": 0.16,
    "small_talk": 0.02,
    "hub": 0.05,
}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OutsideQuestions:
    """Questions that nothing here answers, and the sha256 of the file they came from."""

    questions: tuple[OutsideQuestion, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Development:
    """Development questions to fit on, and the sha256 of the file they came from."""

    cases: tuple[Case, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Targets:
    """What a fit is to reach.

    Of questions answered, the share with the right article first; of those sent to another
    service, the share that belong there. Choices are offered from this probability on that the
    right article is one of them.
    """

    answered: float = 0.94
    choices: float = 0.2
    out_of_scope: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class _Heads:
    first_right: Head
    among_three: Head
    outside: Head


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One row a question asked: features, and what was true of its ranking."""

    features: Floats
    first_right: npt.NDArray[np.bool_]
    among_three: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    weights: Doubles
    rounds: npt.NDArray[np.int64]


def make_document(
    articles: Sequence[Article],
    outside: OutsideQuestions,
    development: Development,
    encoder: Encoder,
    tell: Progress = print,
    *,
    targets: Targets = Targets(),
    rounds: int = ROUNDS,
) -> FitDocument:
    """A fit of `articles`, `outside` and `development` for `encoder`; the same for the same input.

    Every figure in `measured` and every threshold rests on rounds the heads were not fitted on.
    """
    _require_enough(articles)
    cached = CachedEncoder(encoder)
    tell(f"Asking {rounds} rounds of questions of simulated knowledge bases")
    asked = list(simulate(articles, outside.questions, development.cases, cached, rounds))
    weights = _weights(asked)
    tell(f"Learning from {len(asked)} questions")
    fusion = learn_fusion(asked, weights)
    table = _tabulate(asked, np.array(list(fusion.values()), dtype=np.float32), weights)
    held_out = _held_out(table)
    thresholds = _thresholds(held_out, table, targets)
    judged = Judged(asked, table.first_right, table.among_three, weights, *held_out)
    heads = _learn_heads(table, np.ones(len(asked), dtype=np.bool_))
    negatives = [*outside.questions, *outside_of(development.cases)]
    scope = _scope(articles, negatives, cached)
    return FitDocument(
        encoder_sha256=encoder.source_hash,
        articles_sha256=articles_hash(articles),
        outside_sha256=outside.sha256,
        development_sha256=development.sha256,
        fusion=fusion,
        first_right=heads.first_right,
        among_three=heads.among_three,
        outside=heads.outside,
        scope_outside=scope[0],
        scope_near_miss=scope[1],
        thresholds=thresholds,
        measured=measure(judged, thresholds),
    )


def read_outside(file: Path = OUTSIDE_FILE) -> OutsideQuestions:
    """The outside questions of a file of JSON lines with question and kind."""
    questions = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            questions.append(OutsideQuestion(str(row["question"]), str(row["kind"])))
        except (ValueError, KeyError, TypeError) as error:
            raise KnowledgeError(str(error), file=str(file), field=f"line {number}") from error
        if questions[-1].kind not in OUTSIDE:
            accepted = ", ".join(OUTSIDE)
            raise KnowledgeError("kind", file=str(file), field=f"line {number}", accepted=accepted)
    return OutsideQuestions(tuple(questions), file_sha256(file))


def read_development(file: Path = DEVELOPMENT_FILE) -> Development:
    """The development questions of a file."""
    return Development(read_cases(file), file_sha256(file))


def articles_hash(articles: Sequence[Article]) -> str:
    """A sha256 in hex over all articles, in whatever order."""
    parts = sorted(content_hash(article) for article in articles)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _require_enough(articles: Sequence[Article]) -> None:
    taught = [article for article in articles if len(article.sample_questions) >= 8]
    if len(taught) < 10:
        raise KnowledgeError(
            f"{len(taught)} articles have eight sample questions or more",
            accepted="at least 10, to leave some out and still have a knowledge base",
        )


def _weights(asked: Sequence[Asked]) -> Doubles:
    """How much each question counts, so that together they are MIXTURE."""
    roles = np.array([a.role for a in asked])
    weights = np.zeros(len(asked))
    for role, share in MIXTURE.items():
        of_role = roles == role
        count = max(1, int(of_role.sum()))
        weights[of_role] = share * len(asked) / count
    return weights


def _tabulate(asked: Sequence[Asked], fusion: Floats, weights: Doubles) -> _Table:
    features, first, three = [], [], []
    for question in asked:
        ranking = rank(question.signals, fusion)
        features.append(decision_vector(question.signals, ranking, question.scope))
        first.append(int(ranking.order[0]) in question.right)
        three.append(not set(question.right).isdisjoint(ranking.order[:3].tolist()))
    return _Table(
        features=np.stack(features),
        first_right=np.array(first),
        among_three=np.array(three),
        outside=np.array([a.role in ("out_of_scope", "small_talk") for a in asked]),
        weights=weights,
        rounds=np.array([a.round for a in asked]),
    )


def _learn_heads(table: _Table, rows: npt.NDArray[np.bool_]) -> _Heads:
    def head(labels: npt.NDArray[np.bool_]) -> Head:
        return learn_head(table.features[rows], labels[rows], table.weights[rows])

    return _Heads(head(table.first_right), head(table.among_three), head(table.outside))


def _held_out(table: _Table) -> tuple[Doubles, Doubles, Doubles]:
    """Probabilities of the three heads for each row, from heads fitted on other rounds."""
    found = np.zeros((3, len(table.rounds)))
    for fold in range(3):
        rows = table.rounds % 3 == fold
        heads = _learn_heads(table, ~rows)
        for number, head in enumerate((heads.first_right, heads.among_three, heads.outside)):
            log_odds = table.features[rows] @ np.array(list(head.weights.values())) + head.offset
            found[number, rows] = 1.0 / (1.0 + np.exp(-log_odds))
    return found[0], found[1], found[2]


def _thresholds(
    held_out: tuple[Doubles, Doubles, Doubles], table: _Table, targets: Targets
) -> Thresholds:
    first, _, outside = held_out
    answered = threshold(first, table.first_right, table.weights, targets.answered)
    open_rows = first < answered
    other_services = threshold(
        outside[open_rows],
        table.outside[open_rows],
        table.weights[open_rows],
        targets.out_of_scope,
    )
    return Thresholds(
        answered=answered,
        answered_target_precision=targets.answered,
        choices=targets.choices,
        out_of_scope=other_services,
        out_of_scope_target_precision=targets.out_of_scope,
    )


def threshold(
    probabilities: Doubles, labels: npt.NDArray[np.bool_], weights: Doubles, precision: float
) -> float:
    """The lowest probability from which on `precision` of the weight is labelled true.

    1.0, which nothing reaches, if there is none.
    """
    order = np.argsort(-probabilities)
    right = np.cumsum(weights[order] * labels[order])
    enough = np.flatnonzero(right >= precision * np.cumsum(weights[order]))
    enough = enough[enough >= 20]  # fewer say nothing of a share
    return round(float(probabilities[order[enough[-1]]]), 4) if len(enough) else 1.0


def _scope(
    articles: Sequence[Article], outside: Sequence[OutsideQuestion], encoder: Encoder
) -> list[list[float]]:
    asked = (q for a in articles for q in a.sample_questions if is_held_out(q))
    texts = [(clean(question), PREVENTION) for question in asked]
    texts += [(clean(q.question), OUTSIDE[q.kind]) for q in outside]
    vectors = encoder.encode([text for text, _ in texts])
    against = fit_scope(vectors, [label for _, label in texts])
    return [[round(float(value), 4) for value in row] for row in against]
