"""The export: close to its source or refused, and never half of one in place of a whole one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge import KnowledgeError, OnnxEncoder
from knowledge.encoder import ReferenceEncoder
from knowledge.encoder import export as export_module
from knowledge.encoder.export import SENTENCES, TOLERANCE_COSINE, Source, export_encoder
from knowledge.encoder.onnx import EXPORT_FILE, MODEL_FILE, TOKENIZER_FILE, Export
from knowledge.encoder.source import weights_sha256

from ..tiny_model import DIM
from .adapters import make_adapter

FILES = {EXPORT_FILE, MODEL_FILE, TOKENIZER_FILE}


@pytest.fixture(scope="module")
def exported(
    tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, ReferenceEncoder, Export]:
    """The folder, what it was made from, and what was said of it."""
    folder = tmp_path_factory.mktemp("exported")
    model = ReferenceEncoder(tiny_model).model[0].auto_model
    adapter = make_adapter(folder / "adapter", model, weights_sha256(tiny_model))
    source = Source(folder=tiny_model, adapter=adapter)
    export = export_encoder(folder / "out", source, tell=lambda _: None)
    return folder / "out", ReferenceEncoder(tiny_model, adapter), export


class TestExportEncoder:
    """On the small model: all steps, none of the minutes."""

    def test_is_as_close_as_it_says(self, exported: tuple[Path, ReferenceEncoder, Export]) -> None:
        """On the sentences it was measured on, with the adapter in it."""
        folder, reference, export = exported
        cosines = np.sum(
            reference.encode(SENTENCES) * OnnxEncoder(folder).encode(SENTENCES), axis=1
        )
        assert export.parity_min_cosine == pytest.approx(cosines.min(), abs=1e-3)
        assert export.parity_min_cosine >= TOLERANCE_COSINE == export.tolerance_cosine

    def test_says_what_it_is(self, exported: tuple[Path, ReferenceEncoder, Export]) -> None:
        """The name of weights and adapter together, and the size; three files and no more."""
        folder, reference, export = exported
        assert export.source_sha256 == reference.source_hash == OnnxEncoder(folder).source_hash
        assert export.dim == OnnxEncoder(folder).dim == DIM
        assert json.loads((folder / EXPORT_FILE).read_text()) == export.model_dump()
        assert {path.name for path in folder.iterdir()} == FILES

    def test_leaves_nothing_else_behind(
        self, exported: tuple[Path, ReferenceEncoder, Export]
    ) -> None:
        """What it worked in is gone."""
        folder, _, _ = exported
        assert {path.name for path in folder.parent.iterdir()} == {"adapter", "out"}

    def test_refuses_what_is_too_far_from_its_source(
        self, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The encoder that was there stays, whole."""
        out = tmp_path / "out"
        out.mkdir()
        for name in FILES:
            (out / name).write_text("as it was")
        monkeypatch.setattr(export_module, "TOLERANCE_COSINE", 1.01)
        with pytest.raises(KnowledgeError, match=r"1\.01"):
            export_encoder(out, Source(folder=tiny_model), tell=lambda _: None)
        assert {(path.name, path.read_text()) for path in out.iterdir()} == {
            (name, "as it was") for name in FILES
        }
        assert list(tmp_path.iterdir()) == [out]

    def test_refuses_a_folder_without_weights(self, tmp_path: Path) -> None:
        """Before anything is written."""
        (tmp_path / "empty").mkdir()
        with pytest.raises(KnowledgeError, match="sentence-transformers"):
            export_encoder(tmp_path / "out", Source(folder=tmp_path / "empty"), lambda _: None)
        assert [path.name for path in tmp_path.iterdir()] == ["empty"]

    def test_a_missing_package_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With what puts it there."""
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
        with pytest.raises(KnowledgeError, match=r"part-001 is not installed.*set-up"):
            export_encoder(tmp_path / "out", Source(), tell=lambda _: None)
