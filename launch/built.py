"""Whether the search index that the set-up built is still whole."""

import json
from pathlib import Path

from launch.stamps import file_hash


def is_index_whole(folder: Path) -> bool:
    """Say whether every file of the version that CURRENT names is what its manifest says.

    The same layout as in knowledge/index/folder.py, read without what is installed there.
    """
    try:
        version = folder / (folder / "CURRENT").read_text(encoding="utf-8").strip()
        files = json.loads((version / "manifest.json").read_text(encoding="utf-8"))["files"]
        return bool(files) and all(file_hash(version / name) == files[name] for name in files)
    except (OSError, ValueError, KeyError, TypeError):  # gone, no JSON, or of another shape
        return False
