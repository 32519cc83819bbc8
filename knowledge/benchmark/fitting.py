"""Makes plain.json from collections that are named, and measures it on our own articles too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.benchmark.arrays import Floats
from knowledge.benchmark.corpus import BenchmarkError, Collection, Files, Text, read_collection
from knowledge.benchmark.learning import (
    Lesson,
    confidence_rows,
    learn_confidence,
    learn_ranking,
)
from knowledge.benchmark.measuring import measure_ranks, measure_sureness
from knowledge.benchmark.plain_file import (
    PLAIN_FILE,
    FittedOn,
    PlainDocument,
    Settings,
    write_plain,
)
from knowledge.benchmark.ranking import (
    CONFIDENCE_FEATURES,
    RANKING_FEATURES,
    PlainIndex,
    Side,
    order,
)
from knowledge.benchmark.reading import KeepingReader, OnnxReader, Reader
from knowledge.documents import load_articles
from knowledge.encoder.source import file_sha256
from knowledge.models import Article
from knowledge.text import plain

Progress = Callable[[str], None]

SEED: Final = 1000  # far from the seeds that --remove-half measures with
ROUNDS: Final = 4
QUESTIONS: Final = Path(__file__).parents[1] / "evaluation" / "fit.jsonl"


def fit_plain(
    articles: Path,
    fit_on: Sequence[Path],
    check_on: Sequence[Path],
    encoders: tuple[Path, Path],
    out: Path | None,
    tell: Progress,
) -> Mapping[str, Mapping[str, float]]:
    """The weights are in `out`, or in the committed file; the figures they reach are returned.

    Fitted on the collections in the folders `fit_on`, and measured there, on those in `check_on`
    and on the articles; not fitted on these, as the large of the two `encoders` (small, large) was
    tuned on their sample questions. Raises BenchmarkError if there is nothing to fit on.
    """
    if not fit_on:
        raise BenchmarkError("nothing to fit on", accepted="a folder of a collection, or more")
    fit = {folder.name: read_folder(folder) for folder in fit_on}
    check = {folder.name: read_folder(folder) for folder in check_on}
    check["articles"] = article_collection(load_articles(articles), QUESTIONS)
    small, large = (OnnxReader(folder) for folder in encoders)
    document = make_plain(fit, check, small, large, tell)
    write_plain(document, out or PLAIN_FILE)
    return document.measured


def read_folder(folder: Path) -> Collection:
    """The collection in corpus.jsonl, queries.jsonl and qrels.jsonl of `folder`."""
    names = (f"{part}.jsonl" for part in ("corpus", "queries", "qrels"))
    return read_collection(Files(*(folder / name for name in names)))


def article_collection(articles: Sequence[Article], questions: Path) -> Collection:
    """Each article's summary as a document; what officers ask of it as the questions.

    `questions` is a labelled set as for `evaluate`; of it the rows that expect an article count.
    """
    documents = tuple(Text(a.slug, plain(a.summary)) for a in articles)
    slugs = {article.slug for article in articles}
    asked, relevant = [], {}
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right = frozenset(row["expect"]) & slugs
        if right:
            asked.append(Text(row["id"], row["question"]))
            relevant[row["id"]] = right
    if not asked:
        raise BenchmarkError("no row expects an article", file=str(questions))
    return Collection(documents, tuple(asked), relevant, {"questions": file_sha256(questions)})


def make_plain(
    fit_on: Mapping[str, Collection],
    check_on: Mapping[str, Collection],
    small: Reader,
    large: Reader,
    tell: Progress,
) -> PlainDocument:
    """Weights fitted on `fit_on`, with the figures they reach there and on `check_on`."""
    keeping = KeepingReader(small), KeepingReader(large)
    lessons: dict[str, list[Lesson]] = {}
    for name, collection in {**fit_on, **check_on}.items():
        tell(f"Reading {len(collection.documents)} documents of {name}")
        lessons[name] = _lessons(collection, *keeping)
    taught = [lessons[name] for name in fit_on]
    tell("Learning")
    ranking = np.round(learn_ranking(taught), 4)
    seeds = range(SEED, SEED + ROUNDS)
    confidence, offset = learn_confidence(taught, ranking, seeds)
    measured = {
        f"{'fit' if name in fit_on else 'check'}: {name}": _measured(
            lessons[name], ranking, confidence
        )
        for name in lessons
    }
    return PlainDocument(
        ranking=_named(RANKING_FEATURES, ranking),
        confidence=_named(CONFIDENCE_FEATURES, confidence),
        confidence_offset=round(offset, 4),
        settings=Settings(),
        encoders={"small": small.source_hash, "large": large.source_hash},
        seed=SEED,
        fitted_on={
            name: FittedOn(
                documents=len(c.documents), questions=len(c.questions), hashes=dict(c.hashes)
            )
            for name, c in fit_on.items()
        },
        measured=measured,
    )


def _lessons(collection: Collection, small: KeepingReader, large: KeepingReader) -> list[Lesson]:
    texts = [document.text for document in collection.documents]
    numbers = {document.id: n for n, document in enumerate(collection.documents)}
    sides = (Side(reader.read_all(texts), reader) for reader in (small, large))
    index = PlainIndex(texts, *sides)
    return [
        Lesson(
            index.signals(question.text),
            np.array(sorted(numbers[d] for d in collection.relevant[question.id])),
        )
        for question in collection.questions
    ]


def _measured(lessons: Sequence[Lesson], ranking: Floats, confidence: Floats) -> dict[str, float]:
    """nDCG@10 with all documents, and AUROC with a half of the relevant ones removed."""
    found = [order(lesson.signals, ranking).documents.astype(str).tolist() for lesson in lessons]
    relevant = [set(lesson.relevant.astype(str).tolist()) for lesson in lessons]
    ranks = measure_ranks(found, relevant, [0.0])
    rows, answerable = confidence_rows(lessons, ranking, range(SEED + 50, SEED + 50 + ROUNDS))
    sureness = measure_sureness((rows @ confidence).astype(np.float64), answerable, answerable)
    return {"ndcg_at_10": round(ranks.ndcg_at_10, 4), "auroc": round(sureness.auroc, 4)}


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
