"""Names of files: what an upload is called, and where a draft is kept."""

import pytest

from knowledge.importing.naming import file_name, slug_of


class TestFileName:
    """What an upload is called."""

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\jo\guide.docx", "guide.docx"),
            ("a\x00b\nc.pdf", "a b c.pdf"),
            ("", "document"),
            ("x" * 300, "x" * 150),
        ],
    )
    def test_is_one_short_line_without_folders(self, given: str, name: str) -> None:
        assert file_name(given) == name


class TestSlugOf:
    """A file's name for a title."""

    def test_words_and_hyphens(self) -> None:
        assert slug_of("How do we stop it?") == "how-do-we-stop-it"
        assert slug_of("???") == "article"
