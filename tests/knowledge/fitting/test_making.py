"""Fitting: reproducible, honest about thresholds, refused when there is too little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import Article, KnowledgeError
from knowledge.encoder import FakeEncoder
from knowledge.encoder.source import file_sha256
from knowledge.evaluation.cases import FIT_SET, Kind
from knowledge.fit_file import make_fit
from knowledge.fitting.making import (
    DEVELOPMENT_FILE,
    MIXTURE,
    OUTSIDE_FILE,
    Development,
    OutsideQuestions,
    articles_hash,
    make_document,
    read_development,
    read_outside,
    threshold,
)


class TestMakeDocument:
    """The whole of it, small."""

    def test_is_reproducible_and_usable(
        self,
        many: tuple[Article, ...],
        outside: OutsideQuestions,
        development: Development,
        fake: FakeEncoder,
    ) -> None:
        """The same input, the same file; it names its data and encoder, and loads."""
        first, second = (
            make_document(many, outside, development, fake, lambda _: None, rounds=3)
            for _ in range(2)
        )
        assert first == second
        assert first.encoder_sha256 == "fake"
        assert first.articles_sha256 == articles_hash(many)
        assert first.outside_sha256 == "hash"
        assert first.development_sha256 == "development hash"
        fit = make_fit(first)
        fit.require_encoder("fake")
        assert fit.scope.shape == (2, fake.dim + 1)
        assert first.measured["base.hit_at_1"] > 0.8
        assert first.measured["dev.hit_at_1"] > 0.8

    def test_refuses_too_few_articles(
        self,
        many: tuple[Article, ...],
        outside: OutsideQuestions,
        development: Development,
        fake: FakeEncoder,
    ) -> None:
        """There must be some to leave out."""
        with pytest.raises(KnowledgeError, match="at least 10"):
            make_document(many[:5], outside, development, fake, lambda _: None)

    def test_the_mixture_is_whole(self) -> None:
        """Shares of all that officers are taken to ask."""
        assert sum(MIXTURE.values()) == pytest.approx(1.0)


class TestArticlesHash:
    """What a fit was made of."""

    def test_is_of_the_content_in_whatever_order(self, many: tuple[Article, ...]) -> None:
        """An article less is another knowledge base."""
        assert articles_hash(many) == articles_hash(many[::-1])
        assert articles_hash(many) != articles_hash(many[1:])


class TestThreshold:
    """The lowest probability that keeps the promise."""

    def test_keeps_the_precision(self) -> None:
        """Above it the share of right ones is what was asked for; just below, less."""
        probabilities = np.linspace(1.0, 0.0, 100)
        labels = np.arange(100) < 60
        found = threshold(probabilities, labels, np.ones(100), 0.9)
        assert labels[probabilities >= found].mean() >= 0.9
        assert labels[probabilities >= found - 0.02].mean() < 0.9

    def test_counts_by_weight(self) -> None:
        """What weighs nothing cannot break the promise."""
        probabilities = np.linspace(1.0, 0.0, 100)
        labels = np.arange(100) < 60
        weights = np.where(labels, 1.0, 0.0)
        assert threshold(probabilities, labels, weights, 0.9) == 0.0

    def test_nothing_reaches_an_impossible_promise(self) -> None:
        """Then nothing is served that way."""
        assert threshold(np.linspace(1, 0, 50), np.zeros(50, dtype=bool), np.ones(50), 0.9) == 1.0

    def test_a_handful_says_nothing(self) -> None:
        """Twenty rows that happen to be right are no share yet."""
        few = np.linspace(1.0, 0.0, 20)
        assert threshold(few, np.ones(20, dtype=bool), np.ones(20), 0.9) == 1.0


class TestReadOutside:
    """The committed negatives."""

    def test_reads_the_committed_file(self) -> None:
        """All three kinds, under the hash of the file."""
        read = read_outside(OUTSIDE_FILE)
        assert {q.kind for q in read.questions} == {"near_miss", "out_of_scope", "small_talk"}
        assert read.sha256 == file_sha256(OUTSIDE_FILE)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("no json", "line 2"),
            ('{"question": "x"}', "line 2.*kind|kind.*line 2"),
            ('{"question": "x", "kind": "odd"}', "near_miss"),
        ],
    )
    def test_names_the_line(self, tmp_path: Path, line: str, said: str) -> None:
        """And the kinds there are."""
        file = tmp_path / "outside.jsonl"
        file.write_text('{"question": "ours", "kind": "near_miss"}\n' + line + "\n")
        with pytest.raises(KnowledgeError, match=said):
            read_outside(file)


class TestReadDevelopment:
    """The half of the development questions that may be fitted on."""

    def test_is_never_the_half_that_is_checked(self) -> None:
        """It is the fit half, under the hash of its file, and has answerable questions."""
        read = read_development()
        assert DEVELOPMENT_FILE.samefile(FIT_SET)
        assert read.sha256 == file_sha256(FIT_SET)
        assert sum(case.kind is Kind.answerable for case in read.cases) > 50
