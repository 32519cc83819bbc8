"""The house rules: a good article passes, and each fault is found and said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from knowledge import Section, Source, load_articles
from knowledge.models import Article
from knowledge.rules import Weight, check_article, check_articles, shared_questions

from .conftest import ARTICLES, ArticleFactory

TODAY = date(2026, 11, 23)


def errors(article: Article) -> list[str]:
    """What stops a release."""
    found = check_article(article, {article.slug}, TODAY)
    return [finding.message for finding in found if finding.weight is Weight.error]


def warnings(article: Article) -> list[str]:
    """What somebody should look at."""
    found = check_article(article, {article.slug}, TODAY)
    return [finding.message for finding in found if finding.weight is Weight.warning]


class TestCheckArticle:
    """One article against every rule."""

    def test_a_good_article_has_no_errors(self, article: ArticleFactory) -> None:
        """The rules can be met."""
        assert errors(article()) == []

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"sections": (Section("What to do", "Go [1]."),)}, "sections"),
            ({"summary": "One sentence only [1]"}, "0 sentence"),
            ({"summary": "Only one [1]."}, "1 sentence"),
            ({"summary": "Cites what is not there [7]. Twice."}, "[7]"),
            ({"sources": ()}, "no source"),
            ({"sources": (Source("A", "A"), Source("B", "Never cited"))}, "Never cited"),
            ({"sample_questions": ()}, "no sample questions"),
        ],
    )
    def test_finds_the_fault(
        self, article: ArticleFactory, changes: dict[str, object], said: str
    ) -> None:
        """Each broken rule is an error that says what is wrong."""
        assert any(said in message for message in errors(article(**changes)))

    def test_sections_must_be_in_order(self, article: ArticleFactory) -> None:
        """The five headings stand where officers look for them."""
        backwards = tuple(reversed(article().sections))
        assert any("in this order" in m for m in errors(article(sections=backwards)))

    def test_an_empty_section_is_an_error(self, article: ArticleFactory) -> None:
        """A heading promises something."""
        first, *rest = article().sections
        emptied = (Section(first.heading, ""), *rest)
        assert any("is empty" in m for m in errors(article(sections=emptied)))

    def test_a_link_is_no_citation(self, article: ArticleFactory) -> None:
        """[2](address) is Markdown for a link."""
        text = "See [2](https://example.org) [1]. Then go."
        assert errors(article(summary=text)) == []

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"related": ("not-written",)}, "not-written"),
            ({"related": ("street-lighting",)}, "itself"),
            ({"review_date": date(2026, 11, 22)}, "due for review"),
        ],
    )
    def test_warns(self, article: ArticleFactory, changes: dict[str, object], said: str) -> None:
        """What may be so for a while is a warning."""
        assert errors(article(**changes)) == []
        assert any(said in message for message in warnings(article(**changes)))


class TestSharedQuestions:
    """A question has one article."""

    def test_finds_the_same_question_however_written(self, article: ArticleFactory) -> None:
        """Case, punctuation and spacing do not make a question another one."""
        one = article("street-lighting", sample_questions=("Do lamps help?",))
        two = article("shop-theft", sample_questions=("do  lamps HELP",))
        assert shared_questions([one, two]) == (
            ("do lamps help", ("shop-theft", "street-lighting")),
        )
        found = check_articles([one, two], TODAY)
        assert any("claimed by street-lighting too" in finding.message for finding in found)


class TestCommittedArticles:
    """The project's own articles keep the rules."""

    def test_no_errors(self) -> None:
        """What `python -m knowledge check` would refuse."""
        today = datetime.now(UTC).date()
        found = check_articles(load_articles(ARTICLES), today)
        assert [f for f in found if f.weight is Weight.error] == []
