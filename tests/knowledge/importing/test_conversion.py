"""Documents become Markdown in a process of their own, which cannot run away."""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.importing import conversion
from knowledge.importing.conversion import convert, fingerprint
from knowledge.importing.limits import MIB, Limits
from knowledge.importing.models import Converted, Kind, Link
from knowledge.importing.refusals import DocumentRefused
from tests.knowledge.importing import documents

PATIENT = replace(Limits(), wall_s=240.0, cpu_s=60)  # the machine may be busy with other things
QUICK = replace(Limits(), wall_s=8.0, cpu_s=4)
MARGIN_S = 6.0  # what starting and ending a process may take on a busy machine


def read(data: bytes, limits: Limits | None = None) -> Converted:
    return convert(io.BytesIO(data), limits or PATIENT)


def refusal(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(DocumentRefused) as caught:
        read(data, limits)
    return caught.value.code, str(caught.value)


def resident_bytes(process: int | str) -> int:
    """What a process has in memory at most, so far; 0 once it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What the reading process had in memory, looked at again and again while it ran."""
    seen: list[int] = []
    over = threading.Event()

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            threading.Thread(target=self.watch, daemon=True).start()

        def watch(self) -> None:
            while not over.wait(0.02):
                seen.append(resident_bytes(self.pid))

    monkeypatch.setattr(conversion.subprocess, "Popen", Watched)
    yield seen
    over.set()


class TestConvert:
    """What is taken, told by content."""

    def test_word(self) -> None:
        """Headings by style, the title first, links, tables; its own date."""
        found = read(documents.docx(body=documents.LINK + documents.TABLE))
        assert found.kind is Kind.docx
        assert found.markdown.startswith("# How do we stop shed burglaries?")
        assert "# Recommended actions" in found.markdown
        assert "[Shed guidance](https://www.college.police.uk/guidance/sheds)" in found.markdown
        assert "9 pounds" in found.markdown
        assert (found.title, found.as_of) == ("Shed guide", "2025-03-09")
        assert "Pat Example" not in repr(found)

    def test_powerpoint(self) -> None:
        """Slides in order, notes, tables; pictures are counted and left out."""
        found = read(documents.pptx())
        assert found.kind is Kind.pptx
        for text in ("# How do we deal with car meets?", "# Partner agencies", "The retail park",
                     "Say who signs the order.", "Signs"):  # fmt: skip
            assert text in found.markdown
        assert "![" not in found.markdown and "<!--" not in found.markdown
        assert "1 picture left out." in found.left_out
        assert found.links == (Link("https://www.legislation.gov.uk/ukpga/2014/12"),)

    def test_pdf(self) -> None:
        """Text, the file's own title and date, link annotations."""
        found = read(documents.pdf(documents.PDF_LINES))
        assert found.kind is Kind.pdf
        assert "Close the upper deck at eight." in found.markdown
        assert (found.title, found.as_of) == ("Car meets: a short guide", "2024-05-17")
        assert found.links == (Link("https://popcenter.asu.edu/problems"),)

    def test_a_web_page_with_scripts_is_cleaned(self) -> None:
        """Nothing that runs, loads or asks is left; the report counts it."""
        found = read(documents.PAGE.encode())
        assert found.kind is Kind.html
        assert "## Actions for officers" in found.markdown
        assert "(https://www.college.police.uk/asb)" in found.markdown
        for gone in ("steal", "evil.example", "javascript", "<", "Send", "Home Contact"):
            assert gone not in found.markdown
        assert found.as_of == "2024-11-02"
        assert "1 script left out." in found.left_out
        assert "3 scripts in tags left out." in found.left_out

    @pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
    def test_text(self, coding: str) -> None:
        """Whatever the program that wrote it."""
        found = read("# Café meets\r\nKeep the “regulars” on side.".encode(coding))
        assert found.kind is Kind.markdown
        assert found.markdown == "# Café meets\nKeep the “regulars” on side."

    def test_leaves_nothing_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Neither after success nor after a refusal."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        read(documents.docx())
        refusal(b"%PDF-1.4 broken")
        assert list(tmp_path.iterdir()) == []

    def test_a_further_document_is_told_to_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """At most so many are read at once; the next one is refused with a sentence."""
        places = conversion.threading.BoundedSemaphore(1)
        monkeypatch.setattr(conversion, "_places", places)
        with places, pytest.raises(DocumentRefused) as caught:
            convert(io.BytesIO(documents.docx()), wait_s=0.05)
        assert caught.value.code == "busy"
        assert read(documents.docx()).kind is Kind.docx  # the place is free again


class TestRefusals:
    """What is not taken, with a code and a sentence that says what to do."""

    @pytest.mark.parametrize(
        ("data", "code", "words"),
        [
            (b"", "empty", "empty"),
            (b" \n\t", "empty", "empty"),
            (documents.old_office(encrypted=True), "encrypted", "password"),
            (documents.old_office(encrypted=False), "kind", "old Office format"),
            (b"{\\rtf1 hello}", "kind", ".rtf"),
            (documents.png(), "kind", "a picture"),
            (b"MZ\x90\x00" + b"\0" * 99, "kind", "a program"),
            (bytes(range(256)) * 40, "kind", "no document"),
            (b"<?xml version='1.0'?><feed/>", "kind", "XML"),
            (documents.encrypted_pdf(), "encrypted", "encrypted"),
            (documents.encrypted_pdf(b"secret"), "encrypted", "encrypted"),
            (documents.pdf([]), "no_text", "may be a scan"),
            (b"%PDF-1.7\n" + os.urandom(5000), "damaged", "damaged"),
            (documents.pdf(documents.PDF_LINES)[:60], "damaged", "damaged"),
            (documents.docx()[:-400], "damaged", "damaged"),
            (documents.docx(body="<w:p>"), "damaged", "damaged"),
            (documents.docx(main=documents.MACRO_MAIN), "macros", "macros"),
            (documents.docx(extra={"word/vbaProject.bin": b"x"}), "macros", "macros"),
            (documents.zipped({"a.txt": "a"}), "archive", "Unpack it"),
            (documents.nested_bomb(), "archive", "archive"),
            (documents.flat_bomb(), "archive", "unpacks to far more"),
            (documents.lying_bomb(), "damaged", "damaged"),
            (
                documents.docx(extra={"word/media/a.bin": documents.nested_bomb()}),
                "archive",
                "another archive",
            ),
            (
                documents.docx(extra={f"word/media/{n}.png": b"" for n in range(2001)}),
                "archive",
                "unpacks to far more",
            ),
            (
                documents.docx(before='<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'),
                "damaged",
                "entities",
            ),
            (documents.docx([("", "word " * 9000)]), "too_long", "characters of text"),
        ],
    )
    def test_says_why(self, data: bytes, code: str, words: str) -> None:
        """Each in well under the time allowed."""
        found, sentence = refusal(data)
        assert (found, words in sentence) == (code, True), (found, sentence)
        assert sentence.endswith(".")

    def test_a_pdf_of_too_many_pages(self) -> None:
        """Before any page is read."""
        limits = replace(PATIENT, pages=0)
        assert refusal(documents.pdf(documents.PDF_LINES), limits)[0] == "too_long"

    def test_a_file_that_is_too_large_is_not_copied_whole(self) -> None:
        """It is cut off at the limit."""

        class Endless(io.RawIOBase):
            given = 0

            def read(self, size: int = -1) -> bytes:
                Endless.given += size
                return b"a" * size

        code, sentence = "", ""
        try:
            convert(Endless(), replace(Limits(), file_bytes=MIB))  # type: ignore[arg-type]
        except DocumentRefused as refused:
            code, sentence = refused.code, str(refused)
        assert (code, "1 MB" in sentence) == ("too_large", True)
        assert Endless.given < 2 * MIB


class TestBounds:
    """Time and memory of the reading process, measured."""

    def test_an_ordinary_document_stays_far_below_the_memory_allowed(self) -> None:
        """What was resident at most is told by the process itself."""
        for data in (documents.docx(), documents.pptx(), documents.pdf(documents.PDF_LINES)):
            assert 10 * MIB < read(data).peak_bytes < 400 * MIB

    @pytest.mark.parametrize(
        "make",
        [
            pytest.param(
                lambda: documents.pdf([], content=documents.repeated(b"q ", 40_000_000)),
                id="a PDF page of 40 million instructions",
            ),
            pytest.param(
                lambda: documents.pdf([], content=documents.repeated(b"\0", 1_500_000_000)),
                id="a PDF page that inflates to 1.5 GB",
            ),
            pytest.param(
                lambda: b"<ul><li>" * 400_000, id="a web page of 400,000 lists, each in another"
            ),
            pytest.param(
                lambda: documents.docx(
                    body=f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 400_000}</w:tr></w:tbl>"
                ),
                id="a table of 400,000 columns",
            ),
        ],
    )
    def test_what_would_take_for_ever_is_ended_in_time(
        self, make: Callable[[], bytes], watched: list[int]
    ) -> None:
        """By the limit on its time or its memory; neither process outgrows what it may have."""
        data = make()
        assert len(data) < Limits().file_bytes
        before, started = resident_bytes("self"), time.monotonic()
        code, _ = refusal(data, QUICK)
        assert code in ("too_costly", "archive")
        assert time.monotonic() - started < QUICK.wall_s + MARGIN_S
        assert resident_bytes("self") - before < 64 * MIB
        assert watched and max(watched) < QUICK.memory_bytes

    def test_one_that_waits_is_ended_by_the_clock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A child that uses no processor time is killed with what it started."""
        sleeper = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"  # noqa: E501
        folder = Path(tempfile.mkdtemp())
        (folder / "child.py").write_text(sleeper)
        monkeypatch.setattr(conversion, "_CHILD", folder / "child.py")
        started = time.monotonic()
        assert refusal(documents.docx(), replace(QUICK, wall_s=0.5))[0] == "too_costly"
        assert time.monotonic() - started < 0.5 + MARGIN_S

    def test_memory_is_bounded(self) -> None:
        """With too little memory even a small document is refused, not read."""
        assert refusal(documents.docx(), replace(PATIENT, memory_bytes=90 * MIB))[0] == "too_costly"


class TestChild:
    """The process itself."""

    def run(self, program: str, environment: dict[str, str] | None = None) -> str:
        code = (
            "import sys; sys.argv = ['x']; import runpy;"
            f"child = runpy.run_path({str(conversion._CHILD)!r}, run_name='child');"
            "sys.addaudithook(child['_refuse'])\n" + program
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment,
            timeout=60, check=False,
        )  # fmt: skip
        return done.stderr.strip().split("\n")[-1]

    @pytest.mark.parametrize(
        "program",
        [
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "import socket; socket.getaddrinfo('example.org', 80)",
            "import subprocess; subprocess.run(['true'])",
            "import os; os.system('true')",
            "open('made', 'w')",
            "import os; os.remove('made')",
        ],
    )
    def test_takes_no_network_starts_nothing_and_writes_nothing(self, program: str) -> None:
        """Whatever a document makes a converter do."""
        assert self.run(program).startswith("PermissionError: not while a document is read")

    def test_reads_files(self) -> None:
        """Or the rule above would hold of anything."""
        assert self.run(f"open({__file__!r}).read()") == ""

    def test_inherits_no_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only what a Python needs is in its environment."""
        monkeypatch.setenv("ACTIONS_API_TOKEN", "a secret of ours")
        found = conversion._environment(Path("/nowhere"))
        assert "a secret of ours" not in json.dumps(found)
        assert not {name for name in found if "TOKEN" in name or "SECRET" in name}


class TestFingerprint:
    """The hash of a file."""

    def test_reads_all_of_it_and_goes_back(self) -> None:
        file = io.BytesIO(b"abc")
        expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert fingerprint(file) == expected
        assert file.read() == b"abc"
