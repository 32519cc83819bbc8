"""Article files: what is read is what was written, and what is refused is refused by name."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import KnowledgeError, content_hash, format_article, load_articles, parse_article
from knowledge.documents import format_questions, load_article
from knowledge.errors import ArticleError
from knowledge.models import Article, Evidence, EvidenceGrade, Section, Source

from .conftest import ARTICLES, ArticleFactory, make_article

LINE = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
BODY = st.lists(LINE.filter(lambda line: not line.startswith("#")), min_size=1, max_size=4).map(
    "\n".join
)


class TestParseArticle:
    """A text becomes an article, or an error that names the field and what is accepted."""

    def test_reads_every_part(self, article: ArticleFactory) -> None:
        """Front matter, summary, sections and questions all arrive."""
        given_article = article("hare-coursing")
        read = parse_article(format_article(given_article), given_article.sample_questions)
        assert read == given_article

    @pytest.mark.parametrize(
        ("old", "new", "field", "accepted"),
        [
            ("grade: promising", "grade: strong", "evidence.grade", "did_not_work"),
            ("- response", "- guessing", "stages", "scanning"),
            ("problem_type: method", "problem_type: x", "problem_type", "vehicle-crime"),
            ("review_date: 2027-05-31", "review_date: soon", "review_date", "YYYY-MM-DD"),
            ("slug: street-lighting", "slug: Street Lighting", "slug", "lower-case"),
            ("owner: Neighbourhood lead", "owner: ''", "owner", "one line"),
            ("owner:", "keeper:", "owner", "one line"),
            ("https://example.org/a", "javascript:alert(1)", "sources", "url"),
            ("title: What works", "title: [What works", "front matter", "YAML"),
            ("---\nslug", "slug", "front matter", "a first line ---"),
        ],
    )
    def test_names_what_is_wrong(
        self, article: ArticleFactory, old: str, new: str, field: str, accepted: str
    ) -> None:
        """The field, and what would be accepted in it."""
        text = format_article(article())
        assert old in text
        with pytest.raises(KnowledgeError) as caught:
            parse_article(text.replace(old, new, 1), [])
        assert caught.value.field is not None
        assert caught.value.field.startswith(field)
        assert accepted in str(caught.value)

    def test_refuses_a_field_nobody_knows(self, article: ArticleFactory) -> None:
        """A misspelt optional field would otherwise be lost in silence."""
        text = format_article(article()).replace("related:", "relatd:")
        with pytest.raises(KnowledgeError, match="relatd"):
            parse_article(text, [])

    def test_refuses_an_empty_summary(self, article: ArticleFactory) -> None:
        """There is always an answer before the first heading."""
        text = format_article(article()).replace(article().summary, "")
        with pytest.raises(KnowledgeError, match="summary"):
            parse_article(text, [])

    def test_reads_windows_line_ends(self, article: ArticleFactory) -> None:
        """A file from another system is the same article."""
        text = format_article(article()).replace("\n", "\r\n")
        assert parse_article(text, article().sample_questions) == article()


class TestHostileFrontMatter:
    """An imported file may be made to do harm: each is an ArticleError, and soon."""

    @pytest.mark.parametrize(
        ("title", "said"),
        [
            ("!!int abc", "not YAML"),
            ("!!int ''", "not YAML"),
            ("!!bool abc", "not YAML"),
            ("!!timestamp abc", "not YAML"),
            ("2026-02-31", "not YAML"),
            ("9" * 5_000, "not YAML"),
            ("0x" + "f" * 5_000, "valid string"),
            ("[" * 5_000, "nested too deeply"),
            ("[" + "x, " * 5_000 + "]", "valid string"),
        ],
    )
    def test_values_that_are_none(self, article: ArticleFactory, title: str, said: str) -> None:
        """PyYAML lets other errors than its own out of them."""
        text = re.sub(r"(?m)^title: .*$", f"title: {title}", format_article(article()))
        with pytest.raises(ArticleError, match=said) as caught:
            parse_article(text, [])
        assert len(str(caught.value)) < 500

    def test_aliases(self, article: ArticleFactory) -> None:
        """They are refused where the first stands, before any is followed."""
        names = "abcdefghi"
        bomb = "a: &a [" + ", ".join(["x"] * 9) + "]\n"
        for one, other in pairwise(names):
            bomb += f"{other}: &{other} [" + ", ".join([f"*{one}"] * 9) + "]\n"
        text = format_article(article()).replace("---\n", f"---\n{bomb}slug: *i\n", 1)
        began = monotonic()
        with pytest.raises(ArticleError, match="front matter: line 3: an alias"):
            parse_article(text, [])
        assert monotonic() - began < 5

    @pytest.mark.parametrize(
        "body", ["## a" + " " * 39_990 + "b", "##" + " " * 39_990, "## a\n" * 8_000]
    )
    def test_headings(self, article: ArticleFactory, body: str) -> None:
        """No heading takes longer than its length is worth."""
        began = monotonic()
        with contextlib.suppress(ArticleError):
            parse_article(f"{format_article(article())}\n{body}\n", [])
        assert monotonic() - began < 2

    @pytest.mark.parametrize("questions", ["a: &a 1\nquestions: [*a]", "questions: 2026-02-31"])
    def test_questions(self, article: ArticleFactory, tmp_path: Path, questions: str) -> None:
        """The file beside it is read as carefully; the error names it."""
        file = tmp_path / "street-lighting.md"
        file.write_text(format_article(article()), encoding="utf-8")
        file.with_name("street-lighting.questions.yml").write_text(questions)
        with pytest.raises(ArticleError) as caught:
            load_article(file)
        assert caught.value.file is not None
        assert caught.value.file.endswith(".questions.yml")


class TestFormatArticle:
    """Export and seed are one another's inverse."""

    @settings(max_examples=60, deadline=None)
    @given(title=LINE, reason=LINE, owner=LINE, source=LINE, summary=BODY, body=BODY)
    def test_round_trip(
        self, title: str, reason: str, owner: str, source: str, summary: str, body: str
    ) -> None:
        """Whatever an article says, it says after being written and read."""
        made = replace(
            make_article(),
            title=title,
            evidence=Evidence(EvidenceGrade.worked, reason),
            owner=owner,
            sources=(Source(source, source),),
            summary=summary.strip(),
            sections=(Section("What to do", body.strip()),),
        )
        first = parse_article(format_article(made), made.sample_questions)
        assert parse_article(format_article(first), made.sample_questions) == first
        assert (first.title, first.owner, first.summary) == (title, owner, summary.strip())
        assert first.sections == made.sections


class TestContentHash:
    """The hash changes when anything an officer could see or find by changes, and only then."""

    def test_same_article_same_hash(self, article: ArticleFactory) -> None:
        """A value, not an identity."""
        assert content_hash(article()) == content_hash(article())

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "Another?"},
            {"summary": "Another. Answer."},
            {"sample_questions": ("another",)},
            {"evidence": Evidence(EvidenceGrade.worked, "One study [1].")},
        ],
    )
    def test_other_article_other_hash(
        self, article: ArticleFactory, changes: dict[str, object]
    ) -> None:
        """Each part counts."""
        assert content_hash(article()) != content_hash(article(**changes))


class TestLoadArticles:
    """A folder of files becomes articles, each in its place."""

    def write(self, folder: Path, made: Article) -> Path:
        """One article as the project keeps it."""
        place = folder / made.group
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"{made.slug}.md"
        file.write_text(format_article(made), encoding="utf-8")
        file.with_name(f"{made.slug}.questions.yml").write_text(format_questions(made))
        return file

    def test_reads_questions_beside(self, tmp_path: Path, article: ArticleFactory) -> None:
        """The questions file of the same name belongs to the article."""
        self.write(tmp_path, article())
        assert load_articles(tmp_path) == (article(),)

    def test_names_the_file(self, tmp_path: Path, article: ArticleFactory) -> None:
        """An error says in which of many files it is."""
        file = self.write(tmp_path, article())
        file.write_text("nothing", encoding="utf-8")
        with pytest.raises(KnowledgeError, match=file.name):
            load_articles(tmp_path)

    def test_refuses_a_slug_in_the_wrong_place(
        self, tmp_path: Path, article: ArticleFactory
    ) -> None:
        """File name and slug are one; so are folder and group."""
        file = self.write(tmp_path, article())
        moved = file.rename(file.with_name("other.md"))
        with pytest.raises(KnowledgeError, match="slug"):
            load_article(moved)

    def test_refuses_questions_that_are_no_list(
        self, tmp_path: Path, article: ArticleFactory
    ) -> None:
        """The other file of an article is checked too, and named."""
        file = self.write(tmp_path, article())
        questions = file.with_name("street-lighting.questions.yml")
        questions.write_text("questions: one\n")
        with pytest.raises(KnowledgeError, match=r"questions\.yml"):
            load_articles(tmp_path)

    def test_refuses_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        """No articles and no folder are different things."""
        with pytest.raises(KnowledgeError, match="no such folder"):
            load_articles(tmp_path / "missing")

    def test_committed_articles_survive_the_round_trip(self) -> None:
        """Every article of the project can be exported and read again."""
        articles = load_articles(ARTICLES)
        assert len(articles) >= 40
        for made in articles:
            assert parse_article(format_article(made), made.sample_questions) == made
