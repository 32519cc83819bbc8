"""Content hashes and stamps."""

import os
from pathlib import Path

import pytest

from launch.stamps import Stamps, content_hash, pins


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree of two files."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yml").write_text("one")
    (tmp_path / "data" / "b.yml").write_text("two")
    return tmp_path


class TestContentHash:
    """`content_hash`."""

    def test_changes_with_content_name_and_number_of_files(self, tree: Path) -> None:
        """Another byte, another name or another file gives another hash."""
        seen = {content_hash(tree, ["data/*"])}
        (tree / "data" / "a.yml").write_text("ONE")
        seen.add(content_hash(tree, ["data/*"]))
        (tree / "data" / "a.yml").rename(tree / "data" / "c.yml")
        seen.add(content_hash(tree, ["data/*"]))
        (tree / "data" / "d.yml").write_text("")
        seen.add(content_hash(tree, ["data/*"]))
        seen.add(content_hash(tree, ["data/*"], ["extra"]))
        assert len(seen) == 5

    def test_ignores_times_and_caches(self, tree: Path) -> None:
        """A checkout at another hour, or a compiled file, changes nothing."""
        before = content_hash(tree, ["**/*"])
        os.utime(tree / "data" / "a.yml", (1, 1))
        (tree / "data" / "__pycache__").mkdir()
        (tree / "data" / "__pycache__" / "a.pyc").write_text("compiled")
        assert content_hash(tree, ["**/*"]) == before

    def test_content_cannot_move_between_files_unseen(self, tree: Path) -> None:
        """The boundary between two files counts."""
        before = content_hash(tree, ["data/*"])
        (tree / "data" / "a.yml").write_text("onetwo")
        (tree / "data" / "b.yml").write_text("")
        assert content_hash(tree, ["data/*"]) != before


class TestPins:
    """`pins`."""

    def test_only_the_packages_named_count(self, tmp_path: Path) -> None:
        """Another package's new version is no reason to export the encoder again."""
        lock = tmp_path / "lock.txt"
        lock.write_text(
            "onnx==1.2 \\\n    --hash=sha256:ab\n    # via onnxscript\nonnxruntime==3\n"
        )
        assert pins(lock, ["onnx"]) == ("onnx==1.2",)


class TestStamps:
    """`Stamps`."""

    def test_a_step_matches_only_the_inputs_it_finished_with(self, tmp_path: Path) -> None:
        """Unknown, changed and forgotten steps do not match."""
        stamps = Stamps(tmp_path / "stamps")
        assert not stamps.matches("index", "abc")
        stamps.write("index", "abc")
        assert stamps.matches("index", "abc")
        assert not stamps.matches("index", "abd")
        stamps.forget("index")
        assert not stamps.matches("index", "abc")
