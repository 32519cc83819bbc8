"""A labelled file is read whole, or the first bad row is named with its line and field."""

from pathlib import Path

import pytest

from bot.labelled import BadRow, Labelled, read_labelled


def written(folder: Path, text: str) -> Path:
    """Return a file with this text."""
    file = folder / "set.jsonl"
    file.write_text(text, encoding="utf-8")
    return file


class TestReadLabelled:
    """bot.labelled.read_labelled."""

    def test_rows_keep_their_lines(self, tmp_path: Path) -> None:
        """Empty lines count, other fields and a byte-order mark do not matter."""
        file = written(
            tmp_path,
            '\ufeff{"text": "hi", "intent": "greet", "noise": true}\n\n'
            '{"text": "ta\\u2028ta", "intent": "thank"}\n',
        )
        assert read_labelled(file) == [
            Labelled("hi", "greet", 1),
            Labelled("ta\u2028ta", "thank", 3),
        ]

    def test_the_label_may_have_another_name(self, tmp_path: Path) -> None:
        """As in the public sets."""
        file = written(tmp_path, '{"text": "hi", "label": "Hello"}')
        assert read_labelled(file, "label") == [Labelled("hi", "Hello", 1)]

    @pytest.mark.parametrize(
        ("row", "named"),
        [
            ("not json", "not JSON"),
            ("[]", "not an object"),
            ('{"intent": "greet"}', '"text" is missing'),
            ('{"text": "hi"}', '"intent" is missing'),
            ('{"text": "  ", "intent": "greet"}', '"text" must be text and not empty'),
            ('{"text": "hi", "intent": 3}', '"intent" must be text and not empty'),
        ],
    )
    def test_a_bad_row_is_named(self, tmp_path: Path, row: str, named: str) -> None:
        """With its line and field."""
        file = written(tmp_path, '{"text": "hi", "intent": "greet"}\n' + row)
        with pytest.raises(BadRow) as error:
            read_labelled(file)
        assert "line 2" in str(error.value)
        assert named in str(error.value)

    def test_an_empty_file_is_none(self, tmp_path: Path) -> None:
        """Nothing can be said of no rows."""
        with pytest.raises(BadRow, match="no rows"):
            read_labelled(written(tmp_path, "\n"))

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        """Rather than a traceback."""
        with pytest.raises(BadRow, match="nowhere"):
            read_labelled(tmp_path / "nowhere.jsonl")
