"""Only the weights we know are read without being asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.encoder import source
from knowledge.encoder.source import PACKAGE_SHA256, WEIGHTS, file_sha256, source_folder


class TestSourceFolder:
    """Where weights come from."""

    def test_the_package_has_the_pinned_weights(self) -> None:
        """Byte for byte."""
        folder, found = source_folder()
        assert found == PACKAGE_SHA256 == file_sha256(folder / WEIGHTS)

    def test_refuses_other_weights_in_the_package(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """A package of the same name with another model."""
        (tmp_path / WEIGHTS).write_bytes(b"other")
        monkeypatch.setattr(source, "_packaged_folder", lambda: tmp_path)
        with pytest.raises(KnowledgeError, match=PACKAGE_SHA256):
            source_folder()

    def test_takes_a_folder_that_was_named(self, tmp_path: Path) -> None:
        """Who names a folder chooses its weights; their hash goes with them."""
        (tmp_path / WEIGHTS).write_bytes(b"other")
        assert source_folder(tmp_path) == (tmp_path, file_sha256(tmp_path / WEIGHTS))

    def test_refuses_a_folder_without_weights(self, tmp_path: Path) -> None:
        """And says what is wanted."""
        with pytest.raises(KnowledgeError, match="sentence-transformers"):
            source_folder(tmp_path)
