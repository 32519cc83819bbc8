"""The command from end to end, with a real encoder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from knowledge.benchmark.corpus import BenchmarkError
from knowledge.benchmark.plain_file import PLAIN_FILE, read_plain
from knowledge.benchmark.reading import OnnxReader
from knowledge.cli import app
from knowledge.encoder import OnnxEncoder

from ..conftest import ENCODER
from .conftest import WriteFiles

invoke = CliRunner().invoke


class TestBenchmark:
    """One table, one report, one line in the log."""

    def test_all_of_it(self, write_files: WriteFiles, tmp_path: Path, encoder: OnnxEncoder) -> None:
        """Four ways, with half removed as well."""
        files = write_files()
        log, out = tmp_path / "runs.jsonl", tmp_path / "report.json"
        words = ["benchmark", "--remove-half", "--out", str(out), "--log", str(log)]
        for name in ("corpus", "queries", "qrels"):
            words += [f"--{name}", str(getattr(files, name))]
        for name in ("encoder", "small-encoder"):
            words += [f"--{name}", str(ENCODER)]
        result = invoke(app, words, env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        assert "plain fusion (RRF)" in result.output
        row = json.loads(log.read_text())
        assert row == json.loads(out.read_text())
        assert row["documents"] == 4
        assert set(row["ranks"]) == set(row["sureness"])
        assert row["ranks"]["ours"]["hit_at_1"] >= 0.75

    def test_bad_input(self, write_files: WriteFiles) -> None:
        """Ends with the place of the error and exit code 2."""
        files = write_files(corpus='{"_id": "a"}\n')
        words = ["benchmark"]
        for name in ("corpus", "queries", "qrels"):
            words += [f"--{name}", str(getattr(files, name))]
        result = invoke(app, words, env={"COLUMNS": "500"})
        assert result.exit_code == 2
        assert "corpus.jsonl:1: text: is missing" in result.output.replace("\n", "")


class TestOnnxReader:
    """The same vector as the encoder, and the tokens beside it."""

    @pytest.mark.parametrize("text", ["off-road bikes on the rec", "word " * 300, ""])
    def test_whole_is_the_encoders(self, encoder: OnnxEncoder, text: str) -> None:
        """For short, long and empty texts."""
        reading = OnnxReader(ENCODER).read(text)
        assert float(reading.whole @ encoder.encode([text])[0]) == pytest.approx(1.0, abs=1e-4)
        assert reading.tokens.shape[1] == encoder.dim
        assert bool(len(reading.tokens)) is bool(text)

    def test_tokens_make_the_whole(self, encoder: OnnxEncoder) -> None:
        """The mean of all tokens, marks included, is the vector: without them it is near it."""
        reading = OnnxReader(ENCODER).read("kids on off-road bikes tear up the rec every night")
        mean = reading.tokens.mean(axis=0)
        assert float(mean @ reading.whole / np.linalg.norm(mean)) > 0.95


class TestPlainFile:
    """The committed weights."""

    def test_can_be_read(self) -> None:
        """And every reading speaks for a document."""
        assert (read_plain().ranking >= 0.0).all()

    @pytest.mark.parametrize("change", ["ranking", "settings"])
    def test_other_features_are_refused(self, tmp_path: Path, change: str) -> None:
        """Weights for other features or settings would mean something else."""
        document = json.loads(PLAIN_FILE.read_text())
        if change == "ranking":
            del document["ranking"]["words"]
        else:
            document["settings"]["k1"] = 2.0
        copy = tmp_path / "plain.json"
        copy.write_text(json.dumps(document))
        with pytest.raises(BenchmarkError, match=change):
            read_plain(copy)
