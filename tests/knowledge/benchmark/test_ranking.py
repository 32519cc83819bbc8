"""Our ranking: what each reading says, and that all documents come back."""

from __future__ import annotations

import numpy as np

from knowledge.benchmark import ranking
from knowledge.benchmark.late import TokenIndex
from knowledge.benchmark.lexical import Bm25, pieces
from knowledge.benchmark.ranking import (
    CONFIDENCE_FEATURES,
    PlainIndex,
    Side,
    confidence_vector,
    order,
)
from knowledge.text import terms

from .conftest import DOCUMENTS, QUESTIONS, WordReader

TEXTS = list(DOCUMENTS.values())


def index(reader: WordReader, texts: list[str] = TEXTS) -> PlainIndex:
    """An index of `texts`."""
    side = Side([reader.read(text) for text in texts], reader)
    return PlainIndex(texts, side, side)


class TestBm25:
    """A share of the question's term weight."""

    def test_between_nothing_and_all(self) -> None:
        """The document with the words has most; nobody has more than all."""
        shares = Bm25(TEXTS, terms).shares("relay keyless")
        assert shares.argmax() == 3
        assert 0.0 < shares.max() <= 1.0
        assert shares[0] == 0.0

    def test_unknown_words_weigh(self) -> None:
        """A question half of unknown words is had by half at most."""
        words = Bm25(TEXTS, terms)
        assert words.shares("relay zebra").max() < words.shares("relay").max() / 1.5

    def test_no_words(self) -> None:
        """Neither in the question nor in the corpus."""
        assert not Bm25(TEXTS, terms).shares("?!").any()
        assert not Bm25(["", "..."], terms).shares("relay").any()

    def test_pieces_forgive_a_typo(self) -> None:
        """A word with a letter wrong still shares pieces."""
        assert Bm25(TEXTS, pieces).shares("keyles cras").argmax() == 3
        assert pieces("a car") == ["_a_", "_car", "car_"]


class TestTokenIndex:
    """The best cosine for each token of the question."""

    def test_same_tokens(self, reader: WordReader) -> None:
        """A document that has every token of the question is wholly alike."""
        tokens = TokenIndex([reader.read(text) for text in TEXTS])
        alike = tokens.matches(reader.read("seize the dogs"), np.arange(4)).mean(axis=0)
        assert alike.argmax() == 1
        assert abs(alike[1] - 1.0) < 0.01

    def test_empty_texts(self, reader: WordReader) -> None:
        """Are like nothing, wherever they stand."""
        tokens = TokenIndex([reader.read(text) for text in ("", "seize dogs", "")])
        assert tokens.matches(reader.read("dogs"), np.arange(3)).argmax() == 1
        assert not tokens.matches(reader.read(""), np.arange(3)).any()
        assert TokenIndex([reader.read("")]).matches(reader.read("dogs"), np.arange(1)) == [[0.0]]


class TestOrder:
    """From signals to an order and to what confidence is made from."""

    def test_right_first(self, reader: WordReader) -> None:
        """Each question finds its document."""
        ours = index(reader)
        for question, right in QUESTIONS.values():
            ordered = order(ours.signals(question), np.ones(6, dtype=np.float32))
            assert list(DOCUMENTS)[ordered.documents[0]] == right
            assert ordered.log_belief <= 0.0

    def test_confidence_falls_without_the_answer(self, reader: WordReader) -> None:
        """Its first features are those of the first document, and they are lower."""
        question, _ = QUESTIONS["q4"]
        rows = []
        for texts in (TEXTS, TEXTS[:3]):
            signals = index(reader, texts).signals(question)
            rows.append(confidence_vector(signals, order(signals, np.ones(6, dtype=np.float32))))
        assert rows[0].shape == (len(CONFIDENCE_FEATURES),)
        assert (rows[0][:6] > rows[1][:6]).all()

    def test_one_document(self, reader: WordReader) -> None:
        """Is first, ahead of nothing."""
        signals = index(reader, TEXTS[:1]).signals("lamps")
        ordered = order(signals, np.ones(6, dtype=np.float32))
        assert ordered.documents.tolist() == [0]
        assert np.isfinite(confidence_vector(signals, ordered)).all()

    def test_beyond_the_candidates(self, reader: WordReader) -> None:
        """In a large corpus tokens are read of candidates; every document is there once."""
        texts = [f"{text} {number}" for number in range(60) for text in TEXTS]
        signals = index(reader, texts).signals("relay theft of keyless cars 7")
        both = np.concatenate([signals.candidates, signals.others])
        assert sorted(both.tolist()) == list(range(240))
        assert 0 < len(signals.candidates) <= ranking.KEPT < 240
        best = order(signals, np.ones(6, dtype=np.float32)).documents[0]
        assert texts[best].endswith("pouch. 7")
