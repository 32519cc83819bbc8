"""The record of runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from knowledge.benchmark.corpus import BenchmarkError
from knowledge.benchmark.measuring import Ranks
from knowledge.benchmark.runs import (
    Run,
    append_run,
    configuration_hash,
    git_state,
    write_report,
)


def run(at: str = "2027-01-01T00:00:00+00:00") -> Run:
    """A run that found something."""
    ranks = {"ours": Ranks(0.8, 0.7, 0.9, 0.6, 5.0)}
    return Run(at, "abc", False, "conf", {"ours": "e"}, {"corpus": "c"}, 4, 4, ranks, {})


class TestAppendRun:
    """One line a run."""

    def test_keeps_earlier_runs(self, tmp_path: Path) -> None:
        """The folder is made if need be; each line is the whole run."""
        log = tmp_path / "docs" / "runs.jsonl"
        append_run(run("first"), log)
        append_run(run("second"), log)
        rows = [json.loads(line) for line in log.read_text().splitlines()]
        assert [row["at"] for row in rows] == ["first", "second"]
        assert rows[0]["ranks"]["ours"]["ndcg_at_10"] == 0.8
        assert {"commit", "dirty", "configuration", "files", "encoders"} <= set(rows[0])

    def test_cannot_write(self, tmp_path: Path) -> None:
        """A folder is no log."""
        with pytest.raises(BenchmarkError, match="accepted: a file"):
            append_run(run(), tmp_path)


class TestWriteReport:
    """The same as JSON to read."""

    def test_writes(self, tmp_path: Path) -> None:
        """Over what was there."""
        write_report(run(), tmp_path / "a" / "report.json")
        assert json.loads((tmp_path / "a" / "report.json").read_text())["documents"] == 4


class TestGitState:
    """Which code ran."""

    def test_clean_then_dirty(self, tmp_path: Path) -> None:
        """Untracked files do not count."""
        git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
        (tmp_path / "a").write_text("1")
        for words in (["init", "-q"], ["add", "a"], ["commit", "-qm", "a"]):
            subprocess.run([*git, *words], check=True)
        (tmp_path / "b").write_text("1")
        commit, dirty = git_state(tmp_path)
        assert commit is not None
        assert len(commit) == 40
        assert dirty is False
        (tmp_path / "a").write_text("2")
        assert git_state(tmp_path) == (commit, True)

    def test_no_checkout(self, tmp_path: Path) -> None:
        """Nothing is known."""
        assert git_state(tmp_path / "none") == (None, None)


class TestConfigurationHash:
    """Names what made the figures."""

    def test_every_part_counts(self) -> None:
        """And their order."""
        assert configuration_hash("a", "b") == configuration_hash("a", "b")
        assert configuration_hash("a", "b") != configuration_hash("b", "a")
