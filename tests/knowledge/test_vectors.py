"""No text is encoded twice, and what was kept is only used where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import FakeEncoder
from knowledge.encoder.protocol import Vectors
from knowledge.index.entry import make_entry, passage_texts, question_texts
from knowledge.vectors import CachedEncoder

from .conftest import ArticleFactory

TEXTS = ["dogs on the farm", "brighter lamps", "dogs on the farm"]


class RecordingEncoder(FakeEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode(texts)


class OtherEncoder(RecordingEncoder):
    """Of other weights."""

    source_hash = "other"


class TestEncode:
    """The encoder inside, once a text."""

    def test_each_text_once(self, fake: FakeEncoder) -> None:
        """The vectors are those of the encoder inside, in order."""
        inner = RecordingEncoder()
        cached = CachedEncoder(inner)
        assert np.array_equal(cached.encode(TEXTS), fake.encode(TEXTS))
        assert np.array_equal(cached.encode(TEXTS[:1]), fake.encode(TEXTS[:1]))
        assert inner.asked == TEXTS[:2]

    def test_stands_for_the_one_inside(self) -> None:
        """Its hash and its size."""
        cached = CachedEncoder(FakeEncoder())
        assert (cached.source_hash, cached.dim) == ("fake", 384)
        assert cached.encode([]).shape == (0, 384)


class TestRemember:
    """What an index has need not be encoded again."""

    def test_passages_and_questions(self, fake: FakeEncoder, article: ArticleFactory) -> None:
        """Each under its own text."""
        made = article()
        inner = RecordingEncoder()
        cached = CachedEncoder(inner)
        cached.remember([make_entry(made, fake)])
        texts = passage_texts(made) + question_texts(made)
        assert np.array_equal(cached.encode(texts), fake.encode(texts))
        assert inner.asked == []


class TestReadAndWrite:
    """From one run to the next."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """Two vectors of the fake encoder, in a folder that was not there."""
        file = tmp_path / "index" / "encoded.npz"
        cached = CachedEncoder(FakeEncoder())
        cached.encode(TEXTS)
        cached.write(file)
        return file

    def test_round_trip(self, fake: FakeEncoder, file: Path) -> None:
        """Nothing is encoded again, nothing else lies beside the file."""
        inner = RecordingEncoder()
        cached = CachedEncoder(inner)
        cached.read(file)
        assert np.array_equal(cached.encode(TEXTS), fake.encode(TEXTS))
        assert inner.asked == []
        assert [place.name for place in file.parent.iterdir()] == [file.name]

    def test_a_second_run_adds_to_it(self, file: Path) -> None:
        """What was read is written again."""
        cached = CachedEncoder(FakeEncoder())
        cached.read(file)
        cached.encode(["one more"])
        cached.write(file)
        inner = RecordingEncoder()
        again = CachedEncoder(inner)
        again.read(file)
        again.encode([*TEXTS, "one more"])
        assert inner.asked == []

    def test_another_encoder_ignores_it(self, file: Path) -> None:
        """Its vectors mean something else."""
        inner = OtherEncoder()
        cached = CachedEncoder(inner)
        cached.read(file)
        cached.encode(TEXTS)
        assert inner.asked == TEXTS[:2]

    @pytest.mark.parametrize("content", [None, b"", b"odd", b"PK\x03\x04odd"])
    def test_what_cannot_be_read_is_ignored(self, file: Path, content: bytes | None) -> None:
        """Missing, empty, no archive, damaged: it only saves time."""
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        inner = RecordingEncoder()
        cached = CachedEncoder(inner)
        cached.read(file)
        cached.encode(TEXTS)
        assert inner.asked == TEXTS[:2]

    def test_a_file_cut_short_is_ignored(self, file: Path) -> None:
        """A disk that was full."""
        file.write_bytes(file.read_bytes()[:-400])
        inner = RecordingEncoder()
        cached = CachedEncoder(inner)
        cached.read(file)
        cached.encode(TEXTS)
        assert inner.asked == TEXTS[:2]
