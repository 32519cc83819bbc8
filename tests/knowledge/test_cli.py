"""The command line: what it says, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge import OnnxEncoder, format_article
from knowledge.cli import app
from knowledge.documents import format_questions

from .conftest import ENCODER, TOPICS, ArticleFactory

run = CliRunner().invoke


@pytest.fixture
def articles(tmp_path: Path, article: ArticleFactory) -> Path:
    """A folder of five articles."""
    place = tmp_path / "articles" / "problem-types"
    place.mkdir(parents=True)
    for slug in TOPICS:
        made = article(slug)
        (place / f"{slug}.md").write_text(format_article(made), encoding="utf-8")
        (place / f"{slug}.questions.yml").write_text(format_questions(made), encoding="utf-8")
    return place.parent


class TestCheck:
    """`check` stops a release over errors, not over warnings."""

    def test_passes(self, articles: Path) -> None:
        """Five good articles, each with few questions."""
        result = run(app, ["check", "--articles", str(articles)])
        assert result.exit_code == 0
        assert "5 articles, 0 error(s)" in result.output
        assert "warning" in result.output

    def test_fails(self, articles: Path, article: ArticleFactory) -> None:
        """And names the article and the rule."""
        broken = articles / "problem-types" / "shop-theft.md"
        broken.write_text(format_article(article("shop-theft", summary="One [9].")))
        result = run(app, ["check", "--articles", str(articles)])
        assert result.exit_code == 1
        assert "shop-theft" in result.output
        assert "cites [9]" in result.output

    def test_cannot_read(self, articles: Path) -> None:
        """A file that is no article is another exit code."""
        (articles / "problem-types" / "odd.md").write_text("no front matter")
        result = run(app, ["check", "--articles", str(articles)])
        assert result.exit_code == 2
        assert "odd.md" in result.output


class TestBuildSearchEvaluate:
    """From a folder of articles to figures."""

    def test_the_way(self, articles: Path, tmp_path: Path, encoder: OnnxEncoder) -> None:
        """Build, search as JSON, evaluate."""
        index, encoder_at = str(tmp_path / "index"), ["--encoder", str(ENCODER)]
        built = run(app, ["build", "--articles", str(articles), "--index", index, *encoder_at])
        assert built.exit_code == 0, built.output
        question = ["search", "dogs", "running", "over", "drilled", "wheat", "--json"]
        found = run(app, [*question, "--index", index, *encoder_at])
        assert found.exit_code == 0, found.output
        result = json.loads(found.stdout)
        assert result["outcome"] == "answered"
        assert result["hits"][0]["slug"] == "hare-coursing"
        case = {"id": "1", "question": "car stolen without the key", "kind": "answerable"}
        case_set, out = tmp_path / "set.jsonl", tmp_path / "out.json"
        case_set.write_text(json.dumps(case | {"expect": ["keyless-car-theft"]}))
        asked = ["evaluate", "--set", str(case_set), "--out", str(out), "--index", index]
        measured = run(app, [*asked, *encoder_at])
        assert measured.exit_code == 0, measured.output
        assert "hit@1" in measured.output
        assert json.loads(out.read_text())["metrics"]["hit_at_1"] == 1.0

    def test_says_what_is_missing(self, tmp_path: Path) -> None:
        """And which command makes it; no traceback."""
        result = run(app, ["search", "x", "--encoder", str(tmp_path), "--index", str(tmp_path)])
        assert result.exit_code == 2
        assert "export-encoder" in result.output
        assert "Traceback" not in result.output
