"""A tactic that is known not to work is named, whatever else is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import EvidenceGrade, KnowledgeError, load_articles
from knowledge.failed_tactics import FailedTactics, load_failed_tactics

from .conftest import ARTICLES

# A pattern that ignores case takes these for i, `casefold` does not.
DOTTED = str.maketrans({"i": "ı", "I": "İ"})


@pytest.fixture
def tactics(tmp_path: Path) -> FailedTactics:
    """Three names of two articles."""
    file = tmp_path / "failed_tactics.yml"
    file.write_text(
        "tactics:\n"
        "- {article: shocks, names: [Scared Straight, shock visit]}\n"
        "- {article: visits, names: [shock visit to a prison]}\n"
    )
    return load_failed_tactics(file)


class TestLoadFailedTactics:
    """Reading the file."""

    def test_every_committed_tactic_has_its_article(self) -> None:
        """Which is there, and does not call it a success."""
        grades = {article.slug: article.evidence.grade for article in load_articles(ARTICLES)}
        named = set(load_failed_tactics().articles.values())
        assert named
        assert named <= set(grades)
        assert EvidenceGrade.worked not in {grades[slug] for slug in named}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("tactics: [", "failed_tactics.yml"),
            ("tactics: [{article: a, names: []}]", "names"),
            ("tactics: [{names: [x]}]", "article"),
            ("tactics: [{article: a, names: [x], grade: bad}]", "grade"),
        ],
    )
    def test_names_what_is_wrong(self, tmp_path: Path, text: str, said: str) -> None:
        """The file and the field."""
        file = tmp_path / "failed_tactics.yml"
        file.write_text(text)
        with pytest.raises(KnowledgeError, match=said):
            load_failed_tactics(file)


class TestArticle:
    """The article for a question."""

    @pytest.mark.parametrize(
        ("question", "slug"),
        [
            ("is SCARED STRAIGHT any good for year nine", "shocks"),
            ("a shock visit for the lads", "shocks"),
            ("a shock visit to a prison for the lads", "visits"),
            ("shock visits", None),
            ("unscared straight", None),
            ("how to calm a scared child", None),
            ("", None),
        ],
    )
    def test_whole_names(self, tactics: FailedTactics, question: str, slug: str | None) -> None:
        """In any case, the longest of two; part of a word or of a name is none."""
        assert tactics.article(question) == slug

    @pytest.mark.parametrize("question", ["scared straıght", "SCARED STRAİGHT"])
    def test_a_dotless_i_names_none(self, tactics: FailedTactics, question: str) -> None:
        """As another keyboard types it; a name that is right still counts after it."""
        assert tactics.article(question) is None
        assert tactics.article(f"{question}, then a shock visit") == "shocks"

    def test_no_committed_name_with_a_dotless_i_fails(self) -> None:
        """In small letters and in capitals, before a name that is right."""
        tactics = load_failed_tactics()
        right, slug = next(iter(tactics.articles.items()))
        typed = [form.translate(DOTTED) for n in tactics.articles for form in (n, n.upper())]
        changed = [text for text in typed if text.casefold() not in tactics.articles]
        assert changed
        assert {tactics.article(f"{text}; {right}") for text in changed} == {slug}
