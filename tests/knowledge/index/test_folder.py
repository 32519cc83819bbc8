"""The index on disk: whole or refused, and never half replaced."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge import DEFAULT_FIT, Fit, KnowledgeError, Searcher
from knowledge import searcher as searcher_module
from knowledge.encoder import FakeEncoder
from knowledge.errors import IndexFolderError
from knowledge.index.folder import (
    ARTICLES,
    LOGISTIC,
    MANIFEST,
    POINTER,
    SIGNPOSTS,
    VECTORS,
    read_index,
)

from ..conftest import ArticleFactory


@pytest.fixture(autouse=True)
def _lent_fit(monkeypatch: pytest.MonkeyPatch, fake_fit: Fit) -> None:
    """`Searcher.open` reads a fit from a file; these tests lend it the fake encoder's."""
    monkeypatch.setattr(searcher_module, "load_fit", lambda _: fake_fit)


def alter_manifest(place: Path, **fields: object) -> None:
    """Other fields in a version's manifest, the rest as it was."""
    file = place / MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))


def reopen(folder: Path, fake: FakeEncoder) -> Searcher:
    """As the api does at its start."""
    return Searcher.open(folder, fake, DEFAULT_FIT)


class TestWriteIndex:
    """What was written is what is read."""

    def test_round_trip(self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path) -> None:
        """The same articles, version and ranking."""
        searcher.save(tmp_path)
        opened = reopen(tmp_path, fake)
        assert opened.articles == searcher.articles
        assert opened.index_version == searcher.index_version
        question = "dogs on the farm"
        before, after = searcher.search(question, 5), opened.search(question, 5)
        assert [hit.slug for hit in before.hits] == [hit.slug for hit in after.hits]
        assert before.confidence == pytest.approx(after.confidence, abs=1e-4)

    def test_keeps_the_version_before(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, article: ArticleFactory
    ) -> None:
        """A reader that opened the old one may still read it; older ones are gone."""
        places = [searcher.save(tmp_path)]
        for slug in ("one-more", "two-more"):
            searcher.publish(article(slug))
            places.append(searcher.save(tmp_path))
        assert [place.exists() for place in places] == [False, True, True]
        assert reopen(tmp_path, fake).articles == searcher.articles

    def test_a_crash_while_writing_leaves_the_old_one(
        self,
        searcher: Searcher,
        fake: FakeEncoder,
        tmp_path: Path,
        article: ArticleFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The pointer moves last, and nothing half-written stays behind."""
        searcher.save(tmp_path)
        version = searcher.index_version
        searcher.publish(article("one-more"))

        def fail(*_: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(np, "save", fail)
        with pytest.raises(OSError, match="disk full"):
            searcher.save(tmp_path)
        assert reopen(tmp_path, fake).index_version == version
        assert not list(tmp_path.glob(".new-*"))


class TestReadIndex:
    """What is not whole, or not for us, is refused with what to do about it."""

    @pytest.mark.parametrize("name", [ARTICLES, VECTORS])
    def test_refuses_an_altered_file(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, name: str
    ) -> None:
        """One byte."""
        file = searcher.save(tmp_path) / name
        content = bytearray(file.read_bytes())
        content[-2] ^= 1
        file.write_bytes(content)
        with pytest.raises(KnowledgeError, match=r"damaged.*knowledge build"):
            reopen(tmp_path, fake)

    def test_refuses_a_missing_file(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path
    ) -> None:
        """And names it."""
        (searcher.save(tmp_path) / VECTORS).unlink()
        with pytest.raises(KnowledgeError, match=VECTORS):
            reopen(tmp_path, fake)

    def test_refuses_an_empty_folder(self, fake: FakeEncoder, tmp_path: Path) -> None:
        """And says which command fills it."""
        with pytest.raises(KnowledgeError, match="knowledge build"):
            reopen(tmp_path, fake)

    def test_refuses_a_pointer_to_nothing(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path
    ) -> None:
        """Somebody removed the version by hand."""
        searcher.save(tmp_path)
        (tmp_path / POINTER).write_text("gone\n")
        with pytest.raises(KnowledgeError, match="gone"):
            reopen(tmp_path, fake)

    def test_refuses_a_manifest_that_is_none(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path
    ) -> None:
        """Malformed is not whole."""
        (searcher.save(tmp_path) / MANIFEST).write_text("{")
        with pytest.raises(KnowledgeError, match="knowledge build"):
            reopen(tmp_path, fake)

    @pytest.mark.parametrize("written", [1, 3, None])
    def test_refuses_another_format(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, written: int | None
    ) -> None:
        """By its number, before any field it may lack."""
        place = searcher.save(tmp_path)
        (place / MANIFEST).write_text(json.dumps({"format": written}))
        with pytest.raises(IndexFolderError) as caught:
            reopen(tmp_path, fake)
        assert caught.value.problem == f"has format {written}; this version reads 2"
        assert caught.value.file == str(place / MANIFEST)
        assert caught.value.field == "format"
        assert caught.value.accepted == "run `python -m knowledge build`"

    @pytest.mark.parametrize("content", ["[]", '{"format": 2, "dim": "x"}', "\xff"])
    def test_refuses_a_manifest_of_another_shape(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, content: str
    ) -> None:
        """In one line, with what to do."""
        (searcher.save(tmp_path) / MANIFEST).write_text(content, encoding="latin-1")
        with pytest.raises(IndexFolderError, match="knowledge build") as caught:
            reopen(tmp_path, fake)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("name", [ARTICLES, VECTORS, LOGISTIC, SIGNPOSTS])
    @pytest.mark.parametrize("content", [b"", b"not what it was"])
    def test_refuses_what_its_reader_cannot_read(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, name: str, content: bytes
    ) -> None:
        """Though the manifest vouches for it: whatever the library raises, the file is named."""
        place = searcher.save(tmp_path)
        (place / name).write_bytes(content)
        hashes = json.loads((place / MANIFEST).read_text())["files"]
        alter_manifest(place, files=hashes | {name: hashlib.sha256(content).hexdigest()})
        with pytest.raises(IndexFolderError, match="cannot be read") as caught:
            reopen(tmp_path, fake)
        assert caught.value.file == str(place / name)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a\0b"])
    def test_refuses_a_damaged_pointer(
        self, searcher: Searcher, fake: FakeEncoder, tmp_path: Path, content: bytes
    ) -> None:
        """It names nothing."""
        searcher.save(tmp_path)
        (tmp_path / POINTER).write_bytes(content)
        with pytest.raises(IndexFolderError, match="knowledge build"):
            reopen(tmp_path, fake)

    @pytest.mark.parametrize("field", ["encoder_sha256", "fit_sha256"])
    def test_refuses_another_encoder_or_fit(
        self, searcher: Searcher, fake_fit: Fit, tmp_path: Path, field: str
    ) -> None:
        """Vectors of one encoder mean nothing to another; a version covers the fit."""
        searcher.save(tmp_path)
        wanted = {"encoder_sha256": "fake", "fit_sha256": fake_fit.fit_hash} | {field: "other"}
        with pytest.raises(KnowledgeError, match=field):
            read_index(tmp_path, **wanted)


class TestOpen:
    """A fit for another encoder is refused before anything is read."""

    def test_refuses_a_fit_for_another_encoder(
        self, tmp_path: Path, fake: FakeEncoder, fake_fit: Fit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its weights and thresholds would be numbers without meaning."""
        other = replace(fake_fit, encoder_hash="another")
        monkeypatch.setattr(searcher_module, "load_fit", lambda _: other)
        with pytest.raises(KnowledgeError, match="knowledge fit"):
            reopen(tmp_path, fake)
