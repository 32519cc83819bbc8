"""A set that anyone may bring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.evaluation import Case, Kind, read_cases


class TestReadCases:
    """JSON lines in, cases out."""

    def test_reads(self, tmp_path: Path) -> None:
        """Rows in order, empty lines skipped, unknown fields let be."""
        file = tmp_path / "set.jsonl"
        line = {"id": "1", "question": "q", "expect": ["a"], "kind": "answerable", "odd": 1}
        file.write_text(json.dumps(line) + "\n\n" + json.dumps(line | {"two_part": True}))
        one = Case("1", "q", ("a",), Kind.answerable)
        assert read_cases(file) == (one, Case("1", "q", ("a",), Kind.answerable, two_part=True))

    @pytest.mark.parametrize(
        "line", ["{", '{"id": "1"}', '{"id":"1","question":"q","expect":[],"kind":"x"}']
    )
    def test_names_the_line(self, tmp_path: Path, line: str) -> None:
        """And what is accepted."""
        file = tmp_path / "set.jsonl"
        file.write_text(f"\n{line}\n")
        with pytest.raises(KnowledgeError, match=r"line 2.*near_miss"):
            read_cases(file)

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        """By name."""
        with pytest.raises(KnowledgeError, match=r"none\.jsonl"):
            read_cases(tmp_path / "none.jsonl")
