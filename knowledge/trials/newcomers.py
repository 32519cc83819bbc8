"""How well an article ranks that nothing was trained for.

Some topics are left out of everything that learns: the encoder's adapter, the fit, the base. Then
each is published with a few sample questions, as a curator would, and asked what officers ask.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from knowledge.documents import load_articles
from knowledge.encoder.adapter import DESCRIPTION, read_adapter
from knowledge.encoder.export import export_encoder
from knowledge.encoder.onnx import OnnxEncoder
from knowledge.encoder.source import EncoderName
from knowledge.errors import KnowledgeError
from knowledge.evaluation.asking import search_rows
from knowledge.evaluation.cases import Case, Kind, Row, read_cases
from knowledge.evaluation.measuring import Metrics, measure
from knowledge.fit_file import Fit, load_fit, make_fit
from knowledge.fitting import making as fitting
from knowledge.models import Article
from knowledge.searcher import MERGE_AFTER, Searcher
from knowledge.tuning.lessons import questions_sha256, taught_questions
from knowledge.vectors import VECTORS_FILE, CachedEncoder

EPOCHS: Final = 2.0
RANK: Final = 16
_SETS: Final = ("fit.jsonl", "check.jsonl")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What to leave out, and where the trial keeps what it trains: a second run reuses it."""

    articles: Path
    sets: Path  # the folder with the development questions
    shipped: Path  # the encoder as it ships
    untuned: Path  # the one that says which topics are neighbours, as for the shipped adapter
    folder: Path
    topics: int = 30
    questions: int = 8
    seed: int = 20261123


def try_newcomers(trial: Trial, tell: Progress) -> dict[str, Metrics]:
    """Figures by what was asked of whom, over the development questions of both halves."""
    articles = load_articles(trial.articles)
    left_out = choose(articles, trial.topics, trial.seed)
    old = [article for article in articles if article.slug not in left_out]
    new = [few_questions(article, trial) for article in articles if article.slug in left_out]
    cases = [
        c for name in _SETS for c in read_cases(trial.sets / name) if c.kind is Kind.answerable
    ]
    of_new = [case for case in cases if left_out & set(case.expect)]
    of_old = [case for case in cases if not left_out & set(case.expect)]
    encoder = CachedEncoder(OnnxEncoder(_encoder(trial, old, tell), threads=2))
    fit = _fit(trial, old, left_out, encoder, tell)
    tell("Publishing the topics left out, and asking")
    rows: list[Row] = []
    for start in range(0, len(new), MERGE_AFTER - 1):  # so few that nothing is merged
        published = new[start : start + MERGE_AFTER - 1]
        slugs = {article.slug for article in published}
        searcher = Searcher.build(old, encoder, fit)
        searcher.synchronise(published, withdraw_others=False)
        rows += search_rows([c for c in of_new if slugs & set(c.expect)], searcher)
    merged = Searcher.build([*old, *new], encoder, fit)
    shipped_encoder = CachedEncoder(OnnxEncoder(trial.shipped, threads=2))
    shipped_encoder.read(trial.folder / "shipped.npz")
    shipped = Searcher.build(articles, shipped_encoder, load_fit())
    shipped_encoder.write(trial.folder / "shipped.npz")
    slugs_of_all = {article.slug for article in articles}

    def ask(asked: Sequence[Case], searcher: Searcher) -> Metrics:
        return measure(search_rows(asked, searcher), slugs_of_all, chat=False)

    return {
        "left out, just published": measure(rows, slugs_of_all, chat=False),
        "left out, once merged": ask(of_new, merged),
        "the same topics as shipped": ask(of_new, shipped),
        "other topics, beside them": ask(of_old, merged),
        "other topics as shipped": ask(of_old, shipped),
    }


def choose(articles: Sequence[Article], count: int, seed: int) -> frozenset[str]:
    """The slugs left out: the same for the same articles and seed."""
    slugs = sorted(article.slug for article in articles)
    if count >= len(slugs):
        raise KnowledgeError(f"{count} topics to leave out", accepted=f"fewer than {len(slugs)}")
    return frozenset(random.Random(seed).sample(slugs, count))


def few_questions(article: Article, trial: Trial) -> Article:
    """`article` as it would be published: so many of its own sample questions."""
    chance = random.Random(f"{trial.seed} {article.slug}")
    count = min(trial.questions, len(article.sample_questions))
    few = chance.sample(article.sample_questions, count)
    return replace(article, sample_questions=tuple(few))


def _encoder(trial: Trial, old: Sequence[Article], tell: Progress) -> Path:
    """The encoder of an adapter that never saw a question left out."""
    from knowledge.tuning.making import make_adapter  # torch takes seconds to import
    from knowledge.tuning.training import Recipe

    adapter, out = trial.folder / "adapter", trial.folder / "encoder"
    wanted = questions_sha256(taught_questions(old))
    if not _is_of(adapter, wanted, trial.seed):
        plain = OnnxEncoder(trial.untuned)
        outside, recipe = fitting.read_outside(), Recipe(RANK, EPOCHS, trial.seed)
        make_adapter(adapter, EncoderName.mpnet, old, outside, plain, recipe, tell)
    if not (out / "of").is_file() or (out / "of").read_text() != wanted:
        from knowledge.encoder.export import Source

        export_encoder(out, Source(adapter=read_adapter(adapter)), tell)
        (out / "of").write_text(wanted)
    return out


def _is_of(adapter: Path, questions: str, seed: int) -> bool:
    if not (adapter / DESCRIPTION).is_file():
        return False
    about = read_adapter(adapter).description
    return (about.questions_sha256, about.seed, about.rank) == (questions, seed, RANK)


def _fit(
    trial: Trial,
    old: Sequence[Article],
    left_out: frozenset[str],
    encoder: CachedEncoder,
    tell: Progress,
) -> Fit:
    development = fitting.read_development(trial.sets / "fit.jsonl")
    kept = tuple(case for case in development.cases if not left_out & set(case.expect))
    development = replace(development, cases=kept)
    encoder.read(trial.folder / VECTORS_FILE)
    document = fitting.make_document(old, fitting.read_outside(), development, encoder, tell)
    encoder.write(trial.folder / VECTORS_FILE)
    return make_fit(document)
