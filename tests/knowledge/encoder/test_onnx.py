"""The fast encoder: as its source, sound on any text, and refused if altered."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge import KnowledgeError, OnnxEncoder
from knowledge.encoder import ReferenceEncoder
from knowledge.encoder.adapter import read_adapter
from knowledge.encoder.export import SENTENCES, TOLERANCE_COSINE
from knowledge.encoder.onnx import EXPORT_FILE, MODEL_FILE, read_export
from knowledge.encoder.source import EncoderName, packaged_folder

from ..conftest import ENCODER, ROOT

ODD = ["", " ", "🚓🚓🚓", "\0", "\ufffd", "a" * 2000, "why " * 500, "<b>x</b>", "/restart"]


class TestEncode:
    """Vectors for texts."""

    @pytest.mark.slow
    def test_equals_its_source(self, encoder: OnnxEncoder, tmp_path: Path) -> None:
        """Within the tolerance the export states, on short, usual and long texts."""
        texts = [*SENTENCES, "we have tried patrols and letters and nothing helps " * 40]
        folder, _ = packaged_folder(EncoderName.mpnet, tmp_path)
        reference = ReferenceEncoder(folder, read_adapter())
        assert reference.source_hash == encoder.source_hash
        cosines = np.sum(reference.encode(texts) * encoder.encode(texts), axis=1)
        assert cosines.min() >= TOLERANCE_COSINE

    def test_unit_vectors_whatever_the_text(self, encoder: OnnxEncoder) -> None:
        """Shape, type and length hold for text that is no language."""
        vectors = encoder.encode(ODD)
        assert vectors.shape == (len(ODD), encoder.dim)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)

    def test_no_texts(self, encoder: OnnxEncoder) -> None:
        """Nothing in, nothing out."""
        assert encoder.encode([]).shape == (0, encoder.dim)

    def test_a_text_has_one_vector(self, encoder: OnnxEncoder) -> None:
        """Company does not change it: an index stays comparable with a question."""
        alone = encoder.encode(["off-road bikes"])[0]
        assert np.array_equal(alone, encoder.encode([*ODD, "off-road bikes"])[-1])

    def test_a_long_text_is_read_to_its_end(self, encoder: OnnxEncoder) -> None:
        """The point of a ramble often comes last, beyond one window."""
        ramble = "it has been a long week and we have had a lot of calls from everyone " * 12
        with_point, without, bikes = encoder.encode(
            [f"{ramble} off-road motorbikes in the park", ramble, "off-road motorbikes"]
        )
        assert with_point @ bikes > without @ bikes + 0.02


class TestReadExport:
    """What was not exported by us, or was altered since, is not loaded."""

    def test_names_the_source(self, encoder: OnnxEncoder) -> None:
        """The pinned weights and our adapter, not the bytes the quantiser happened to write."""
        adapter = read_adapter()
        both = f"{adapter.description.base_sha256} {adapter.sha256}"
        assert encoder.source_hash == hashlib.sha256(both.encode()).hexdigest()
        assert read_export(ENCODER).parity_min_cosine >= TOLERANCE_COSINE

    def test_refuses_another_model(self, encoder: OnnxEncoder, tmp_path: Path) -> None:
        """One changed byte."""
        folder = tmp_path / "encoder"
        shutil.copytree(ENCODER, folder)
        with (folder / MODEL_FILE).open("r+b") as stream:
            stream.seek(5000)
            stream.write(b"\xff")
        with pytest.raises(KnowledgeError, match="sha256"):
            OnnxEncoder(folder)

    def test_refuses_an_empty_folder(self, tmp_path: Path) -> None:
        """And says which command fills it."""
        with pytest.raises(KnowledgeError, match="export-encoder"):
            OnnxEncoder(tmp_path)

    def test_refuses_a_description_that_is_none(self, encoder: OnnxEncoder, tmp_path: Path) -> None:
        """A half-written export."""
        shutil.copytree(ENCODER, tmp_path / "encoder")
        (tmp_path / "encoder" / EXPORT_FILE).write_text(json.dumps({"dim": 384}))
        with pytest.raises(KnowledgeError, match="source_sha256"):
            OnnxEncoder(tmp_path / "encoder")


class TestImport:
    """Searching needs no torch."""

    def test_does_not_import_torch(self) -> None:
        """It would cost seconds and hundreds of megabytes in a process that never uses it."""
        code = "import knowledge, sys; print('torch' in sys.modules, 'sklearn' in sys.modules)"
        said = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert said.stdout.split() == ["False", "False"]
