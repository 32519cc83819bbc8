"""What the tests of the knowledge package share. No network; one export of the encoder at most."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import (
    Article,
    Evidence,
    EvidenceGrade,
    Fit,
    KnowledgeError,
    OnnxEncoder,
    Searcher,
    Section,
    Source,
    load_articles,
    load_fit,
)
from knowledge.encoder import FakeEncoder
from knowledge.encoder.adapter import read_adapter
from knowledge.encoder.onnx import EXPORT_FILE
from knowledge.models import HEADINGS

from .tiny_model import make_tiny_model

ROOT = Path(__file__).parents[2]
ENCODER = ROOT / "var" / "models" / "encoder"
INDEX = ROOT / "var" / "index"
ARTICLES = ROOT / "knowledge" / "articles"

ArticleFactory = Callable[..., Article]

TOPICS: dict[str, Sequence[str]] = {
    "street-lighting": (
        "does street lighting cut crime",
        "brighter lamps on the estate",
        "council dims the lights after midnight",
    ),
    "hare-coursing": (
        "hare coursers on the farm again",
        "dogs running over drilled wheat",
        "seize the dogs from coursers",
    ),
    "shop-theft": (
        "prolific shoplifter at the supermarket",
        "stealing meat from shops",
        "shop theft by the same man",
    ),
    "keyless-car-theft": (
        "relay attack on keyless cars",
        "car stolen without the key",
        "faraday pouch for car keys",
    ),
    "closure-powers": (
        "closure order on a drug house",
        "how do I close premises",
        "court hearing for closure notice",
    ),
}


def make_article(slug: str = "street-lighting", **changes: Any) -> Article:
    """A well-formed article; its words are those of its slug and sample questions."""
    words = slug.replace("-", " ")
    questions = tuple(TOPICS.get(slug, (f"what about {words}",)))
    article = Article(
        slug=slug,
        title=f"What works on {words}?",
        group="problem-types",
        summary=f"Start with {words} [1]. Then measure {words}.",
        sections=tuple(Section(heading, f"- {words} [1]") for heading in HEADINGS),
        evidence=Evidence(EvidenceGrade.promising, "One study [1]."),
        stages=("response",),
        problem_type="method",
        objectives=("work-with-stakeholders",),
        owner="Neighbourhood lead",
        review_date=date(2027, 5, 31),
        sources=(
            Source("College of Policing", f"On {words}", "https://example.org/a", checked=True),
        ),
        related=(),
        sample_questions=questions,
    )
    return replace(article, **changes)


@pytest.fixture
def article() -> ArticleFactory:
    """Makes articles: `article(slug, **changes)`."""
    return make_article


@pytest.fixture
def five_articles() -> tuple[Article, ...]:
    """Five articles on five topics."""
    return tuple(make_article(slug) for slug in TOPICS)


@pytest.fixture
def fake() -> FakeEncoder:
    """An encoder without a model."""
    return FakeEncoder()


@pytest.fixture
def fake_fit(fake: FakeEncoder) -> Fit:
    """The committed fit, lent to the fake encoder: for flow, not for quality.

    Its scope is for other vectors, so here every question is as likely ours as not.
    """
    nothing = np.zeros((2, fake.dim + 1), dtype=np.float32)
    return replace(load_fit(), encoder_hash=fake.source_hash, scope=nothing)


@pytest.fixture
def searcher(five_articles: tuple[Article, ...], fake: FakeEncoder, fake_fit: Fit) -> Searcher:
    """Search over the five articles with the fake encoder."""
    return Searcher.build(five_articles, fake, fake_fit)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of a few kilobytes. Leave it as you found it."""
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    """The real encoder, exported once if it is not there yet."""
    if not (ENCODER / EXPORT_FILE).is_file():
        from knowledge.encoder.export import Source as EncoderSource
        from knowledge.encoder.export import export_encoder

        export_encoder(ENCODER, EncoderSource(adapter=read_adapter()), tell=lambda _: None)
    return OnnxEncoder(ENCODER)


@pytest.fixture(scope="session")
def real_searcher(encoder: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Search over the committed articles with the real encoder. Leave it as you found it.

    Starts from a copy of a built index, if there is one that fits: encoding takes minutes.
    """
    articles = load_articles(ARTICLES)
    copy = tmp_path_factory.mktemp("index") / "copy"
    try:
        shutil.copytree(INDEX, copy)
        searcher = Searcher.open(copy, encoder)
    except (KnowledgeError, OSError):
        return Searcher.build(articles, encoder, load_fit())
    searcher.synchronise(articles)
    searcher.merge()
    return searcher
