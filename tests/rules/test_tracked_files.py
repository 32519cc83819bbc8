"""What may not stand in a file of this repository."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written so that they do not match themselves.
REGISTRIES = re.compile(
    r"pyp[i]\.or[g]|pythonhoste[d]\.or[g]|registry\.npmj[s]|registry\.yarnpk[g]|deb\.debia[n]\.or[g]"
    r"|archive\.ubunt[u]\.com|download\.pytorc[h]\.or[g]|--(?:extra-)?index-ur[l][ =]\S+:/{2}"
)
MACHINE_PATHS = re.compile(r"(?<![\w./:-])/(?:wor[k]|roo[t]|hom[e]/\w+|opt/(?:pyp[i]|wheel[s]))/")
ADAPTER = "knowledge/encoder/adapter/adapter.safetensors"
ADAPTER_MAX_MB = 12
CONFLICTS = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)


def files_of_ours() -> list[Path]:
    """Return every file that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Return name and text of every file of ours that is text."""
    found = []
    for path in files_of_ours():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


class TestFilesOfOurs:
    """All files together."""

    @pytest.mark.parametrize(
        ("what", "pattern"),
        [
            ("a package registry's address", REGISTRIES),
            ("a path of one machine", MACHINE_PATHS),
            ("a merge conflict", CONFLICTS),
        ],
    )
    def test_none_holds_what_belongs_elsewhere(self, what: str, pattern: re.Pattern[str]) -> None:
        """Where packages come from is the business of the machine that installs them."""
        found = [
            f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
            for name, text in texts()
            for match in pattern.finditer(text)
        ]
        assert not found, f"{what}: {found[:20]}"

    def test_the_patterns_find_what_they_should(self) -> None:
        """A rule that matches nothing would always pass."""
        assert REGISTRIES.search("https://files.python" + "hosted.org/x.whl")
        assert REGISTRIES.search("--extra-index" + "-url https://mirror/simple")
        assert MACHINE_PATHS.search("see /ro" + "ot/.cache")
        assert not MACHINE_PATHS.search("https://site.example/ho" + "me/x/")

    def test_runtime_files_are_not_tracked(self) -> None:
        """Built things, databases and environments stay out of git."""
        names = [str(path.relative_to(ROOT)) for path in files_of_ours()]
        assert names
        forbidden = re.compile(r"^(var|\.venv|bot/\.venv|node_modules)/|\.(db|onnx|safetensors)$")
        assert [name for name in names if forbidden.search(name)] == [ADAPTER]

    def test_the_adapter_is_small_and_the_one_that_is_described(self) -> None:
        """The one model file in git: no package has it, and making it again takes half an hour.

        Whoever clones pays for every version of it, so it has a ceiling.
        """
        file = ROOT / ADAPTER
        described = json.loads(file.with_suffix(".json").read_text())
        assert file.stat().st_size <= ADAPTER_MAX_MB * 1_000_000
        assert hashlib.sha256(file.read_bytes()).hexdigest() == described["factors_sha256"]


class TestLocks:
    """The lock files."""

    def test_the_npm_lock_holds_hashes_and_no_addresses(self) -> None:
        """Every package but our own has an integrity hash, none says where it came from."""
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
        theirs = {name: entry for name, entry in packages.items() if name}
        assert theirs
        assert not [name for name, entry in theirs.items() if "resolved" in entry]
        assert not [name for name, entry in theirs.items() if "integrity" not in entry]

    @pytest.mark.parametrize("name", ["modern.txt", "dev.txt", "weights.txt", "bot.txt", "uv.txt"])
    def test_every_python_pin_has_a_hash(self, name: str) -> None:
        """Nothing is installed that was not seen when the lock was made."""
        text = (ROOT / "requirements" / name).read_text()
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
        pins = [block for block in blocks if re.match(r"[A-Za-z0-9._\[\]-]+==", block)]
        assert pins
        assert not [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin]

    def test_modern_and_dev_agree(self) -> None:
        """What is tested is what is run."""

        def pins(name: str) -> dict[str, str]:
            text = (ROOT / "requirements" / name).read_text()
            return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE))

        modern, dev = pins("modern.txt"), pins("dev.txt")
        assert modern
        assert {name: dev.get(name) for name in modern} == modern
