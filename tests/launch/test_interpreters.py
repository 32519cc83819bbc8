"""Finding a Python: PATH, then a pyenv, then uv."""

import os
from pathlib import Path

import pytest

from launch import interpreters
from launch.errors import LaunchError


def fake_python(path: Path, version: str, code: int = 0) -> Path:
    """Write a script that answers the version question as a Python would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\necho {path}\nexit {code}\n")
    path.chmod(0o755)
    return path


def say_nothing(line: str) -> None:
    """Take a progress line."""


class TestFind:
    """`find`."""

    def test_prefers_path_over_a_pyenv(self, tmp_path: Path) -> None:
        """The one that the person would get by typing its name comes first."""
        in_path = fake_python(tmp_path / "bin" / "python3.10", "3.10.1")
        fake_python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10", "3.10.13")
        found = interpreters.find(
            "3.10", {"PATH": str(tmp_path / "bin"), "PYENV_ROOT": str(tmp_path / "pyenv")}
        )
        assert found == interpreters.Interpreter(in_path, "3.10.1", "PATH")

    def test_passes_over_a_shim_that_does_not_start(self, tmp_path: Path) -> None:
        """A pyenv shim lies in PATH for versions that are not chosen; the true one is found."""
        fake_python(tmp_path / "shims" / "python3.10", "3.10.13", code=127)
        true = fake_python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10", "3.10.13")
        found = interpreters.find(
            "3.10", {"PATH": str(tmp_path / "shims"), "PYENV_ROOT": str(tmp_path / "pyenv")}
        )
        assert found == interpreters.Interpreter(true, "3.10.13", "a pyenv")

    def test_looks_in_the_home_folder_for_the_newest_patch_level(self, tmp_path: Path) -> None:
        """3.10.13 is newer than 3.10.4, whatever the alphabet says."""
        for patch in ("3.10.4", "3.10.13"):
            fake_python(tmp_path / f".pyenv/versions/{patch}/bin/python3.10", patch)
        found = interpreters.find("3.10", {"PATH": "", "HOME": str(tmp_path)})
        assert found is not None
        assert found.version == "3.10.13"

    def test_another_version_under_the_right_name_does_not_count(self, tmp_path: Path) -> None:
        """What the interpreter tells decides, not its file name."""
        fake_python(tmp_path / "bin" / "python3.10", "3.12.1")
        environ = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
        assert interpreters.find("3.10", environ) is None


class TestFindOrFetch:
    """`find_or_fetch`."""

    def test_lets_uv_fetch_one_as_the_last_resort(self, tmp_path: Path) -> None:
        """uv is asked only when PATH and pyenv have none."""
        fetched = fake_python(tmp_path / "store" / "python3.10", "3.10.9")
        uv = tmp_path / "uv"
        uv.write_text(f"#!/bin/sh\necho {fetched}\n")
        uv.chmod(0o755)
        found = interpreters.find_or_fetch(
            "3.10",
            uv,
            log=tmp_path / "log",
            tell=say_nothing,
            root=tmp_path,
            environ={"PATH": "", "HOME": str(tmp_path)},
        )
        assert (found.path, found.version, found.fetched) == (fetched, "3.10.9", True)

    def test_says_what_to_do_when_there_is_none_anywhere(self, tmp_path: Path) -> None:
        """The sentence names the places looked at and three ways out."""
        uv = tmp_path / "uv"
        uv.write_text("#!/bin/sh\necho no network here >&2\nexit 2\n")
        uv.chmod(0o755)
        with pytest.raises(LaunchError) as refused:
            interpreters.find_or_fetch(
                "3.10",
                uv,
                log=tmp_path / "log",
                tell=say_nothing,
                root=tmp_path,
                environ={"PATH": "", "HOME": str(tmp_path)},
            )
        message = str(refused.value)
        assert "pyenv install 3.10" in message
        assert "no network here" in message


class TestVersionOf:
    """`version_of`."""

    def test_is_none_for_what_does_not_start(self, tmp_path: Path) -> None:
        """A missing or broken file is not an error, it is no interpreter."""
        assert interpreters.version_of(tmp_path / "missing") is None
        assert interpreters.version_of(Path(os.devnull)) is None
