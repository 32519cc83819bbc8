"""`python -m knowledge import FILE --out DRAFT.md`."""

from pathlib import Path

from typer.testing import CliRunner

from knowledge import parse_article
from knowledge.cli import app
from tests.knowledge.importing import documents

RUN = CliRunner()


class TestImport:
    """A draft as a file."""

    def test_writes_an_article_that_is_read_back(self, tmp_path: Path) -> None:
        """And says what to check."""
        source, out = tmp_path / "sheds.docx", tmp_path / "draft.md"
        source.write_bytes(documents.docx())
        result = RUN.invoke(app, ["import", str(source), "--out", str(out)])
        assert result.exit_code == 0, result.output
        assert "The evidence grade" in result.output
        article = parse_article(out.read_text(encoding="utf-8"), ())
        assert article.title == "How do we stop shed burglaries?"
        assert article.slug == "how-do-we-stop-shed-burglaries"
        assert not article.sources[0].checked

    def test_refuses_with_a_sentence(self, tmp_path: Path) -> None:
        """Exit code 2, nothing written."""
        source, out = tmp_path / "a.docx", tmp_path / "draft.md"
        source.write_bytes(documents.old_office(encrypted=True))
        result = RUN.invoke(app, ["import", str(source), "--out", str(out)])
        assert result.exit_code == 2
        assert "password" in result.output and not out.exists()

    def test_overwrites_nothing(self, tmp_path: Path) -> None:
        """A draft that somebody worked on stays."""
        source, out = tmp_path / "a.md", tmp_path / "draft.md"
        source.write_text("# A title\n\nSome words of text for it.")
        out.write_text("mine")
        assert RUN.invoke(app, ["import", str(source), "--out", str(out)]).exit_code == 2
        assert out.read_text() == "mine"

    def test_no_such_file(self, tmp_path: Path) -> None:
        missing = str(tmp_path / "none.docx")
        result = RUN.invoke(app, ["import", missing, "--out", str(tmp_path / "o.md")])
        assert result.exit_code == 2
