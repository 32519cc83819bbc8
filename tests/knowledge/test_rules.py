"""The house rules: a good article passes, and each fault is found and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge import Section, Source, load_articles
from knowledge.models import Article
from knowledge.rules import (
    UNCHECKED_REVIEW_DAYS,
    Finding,
    Weight,
    check_article,
    check_articles,
    shared_questions,
)

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

    def test_a_source_nobody_opened_is_looked_at_soon(self, article: ArticleFactory) -> None:
        """The longest review date it may have is the last that passes; the source is named."""
        opened = article().sources[0]
        sources = (opened, Source("A force", "Its report"))
        latest = TODAY + timedelta(days=UNCHECKED_REVIEW_DAYS)
        made = article(sources=sources, summary="One [1]. Two [2].", review_date=latest)
        assert errors(made) == []
        (said,) = errors(replace(made, review_date=latest + timedelta(days=1)))
        assert "([2])" in said
        assert str(latest) in said
        assert errors(replace(made, sources=(opened, opened), review_date=date(2030, 1, 1))) == []

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


class TestCheckArticles:
    """What two articles have of each other; one of them says so, as a warning."""

    def said(self, *made: Article) -> list[Finding]:
        """What is said of one that names the other."""
        findings = check_articles(made, TODAY)
        slugs = [article.slug for article in made]
        return [f for f in findings if any(s in f.message for s in slugs if s != f.slug)]

    def test_lists_articles_that_say_much_the_same(self, article: ArticleFactory) -> None:
        """With how like they are; of five on their own topics, none."""
        one = article("lamps", sample_questions=("brighter lamps",))
        two = replace(one, slug="lights", title="Lights?", sample_questions=("dark paths",))
        others = [article(slug) for slug in ("hare-coursing", "shop-theft", "keyless-car-theft")]
        (found,) = self.said(one, two, *others)
        assert found.weight is Weight.warning
        assert "says much the same as" in found.message
        assert self.said(one, *others) == []

    def test_lists_questions_that_are_nearly_the_same(self, article: ArticleFactory) -> None:
        """Both, as they stand in their files."""
        one = article("dogs", sample_questions=("hare coursers run dogs over drilled wheat",))
        two = article("farms", sample_questions=("Drilled wheat, dogs run over: hare coursers",))
        (found,) = self.said(one, two)
        assert found.weight is Weight.warning
        assert one.sample_questions[0] in found.message
        assert two.sample_questions[0] in found.message


class TestCommittedArticles:
    """The project's own articles keep the rules."""

    def test_no_errors(self) -> None:
        """What `python -m knowledge check` would refuse."""
        today = datetime.now(UTC).date()
        found = check_articles(load_articles(ARTICLES), today)
        assert [f for f in found if f.weight is Weight.error] == []
