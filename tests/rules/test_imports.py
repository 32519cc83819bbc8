"""The import rules of pyproject.toml hold, and cover all that is there."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


class TestImportRules:
    """`lint-imports`."""

    def test_all_contracts_are_kept(self) -> None:
        """Nobody imports what the design keeps apart."""
        done = subprocess.run(
            [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout

    def test_every_package_of_ours_is_watched(self) -> None:
        """A new top-level package has to say what it may import."""
        packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
        assert packages - {"tests"} == set(LINTER["root_packages"])
