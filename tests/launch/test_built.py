"""Whether what the set-up built is still whole."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.index import folder as written
from launch.built import is_index_whole


def write_version(index: Path, name: str) -> Path:
    """Return the folder of a version of two files, which CURRENT names from now on."""
    version = index / name
    version.mkdir(parents=True)
    contents = {"articles.json": b"[]", "vectors.faiss": b"vectors"}
    for file, content in contents.items():
        (version / file).write_bytes(content)
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()}
    (version / "manifest.json").write_text(json.dumps({"format": 2, "files": hashes}))
    (index / "CURRENT").write_text(f"{name}\n")
    return version


DAMAGE: dict[str, Callable[[Path], object]] = {
    "pointer gone": lambda index: (index / "CURRENT").unlink(),
    "pointer empty": lambda index: (index / "CURRENT").write_text(""),
    "pointer no text": lambda index: (index / "CURRENT").write_bytes(b"\xff\0"),
    "pointer to nothing": lambda index: (index / "CURRENT").write_text("other\n"),
    "manifest gone": lambda index: (index / "one" / "manifest.json").unlink(),
    "manifest cut": lambda index: (index / "one" / "manifest.json").write_text('{"files": {'),
    "manifest a list": lambda index: (index / "one" / "manifest.json").write_text("[]"),
    "no files": lambda index: (index / "one" / "manifest.json").write_text('{"files": {}}'),
    "files a number": lambda index: (index / "one" / "manifest.json").write_text('{"files": 1}'),
    "file gone": lambda index: (index / "one" / "vectors.faiss").unlink(),
    "file cut": lambda index: (index / "one" / "vectors.faiss").write_bytes(b"vec"),
    "file altered": lambda index: (index / "one" / "vectors.faiss").write_bytes(b"Vectors"),
}


class TestIsIndexWhole:
    """`is_index_whole`."""

    def test_a_version_as_written_is_whole(self, tmp_path: Path) -> None:
        """An older one beside it may be in any state."""
        (write_version(tmp_path, "zero") / "vectors.faiss").unlink()
        write_version(tmp_path, "one")
        assert is_index_whole(tmp_path)

    @pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
    def test_damage_is_found(self, tmp_path: Path, damage: Callable[[Path], object]) -> None:
        """By what the files hold, not by their being there."""
        write_version(tmp_path, "one")
        damage(tmp_path)
        assert not is_index_whole(tmp_path)

    def test_no_folder_is_not_whole(self, tmp_path: Path) -> None:
        """Nothing was built."""
        assert not is_index_whole(tmp_path / "none")

    def test_the_names_are_those_that_knowledge_writes(self) -> None:
        """The launcher cannot import them: it runs before anything is installed."""
        assert (written.POINTER, written.MANIFEST) == ("CURRENT", "manifest.json")
        assert "files" in written.Manifest.model_fields
