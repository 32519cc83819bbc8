"""A message is read as words, however it was typed."""

import pytest

from api.guard.clauses import WHOLE_MAX_WORDS, Part, parts_of
from api.guard.reading import words_of
from api.guard.vocabulary import vocabulary


class TestWordsOf:
    """Plain words in order, contractions taken apart, marks kept."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("He's here!!", "he 's here !"),
            ("hes  HERE", "he 's here"),
            ("can't wont", "can n't will n't"),
            ("heeeelp", "heelp"),
            ("caf\u00e9", "cafe"),
            ("h e l p me", "help me"),
            ("", ""),
            ("\U0001f6a8", ""),
        ],
    )
    def test_reads(self, text: str, words: str) -> None:
        assert words_of(text) == words.split()


class TestMeant:
    """A slip in a word of danger is put right; a word that is spelt right is left."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("machette", "machete"),
            ("unconcious", "unconscious"),
            ("stabing", "stabbing"),
            ("strangeling", "strangling"),
            ("thraot", "throat"),
            ("weather", "weather"),
            ("plane", "plane"),
            ("kinfe", "knife"),
        ],
    )
    def test_meant(self, typed: str, meant: str) -> None:
        assert vocabulary().meant(typed) == meant


class TestPartsOf:
    """The whole if it is short, and each sentence, so that none outweighs another."""

    def test_one_sentence_is_one_part(self) -> None:
        words = words_of("he is hitting her")
        assert parts_of(words) == [Part(words)]

    def test_sentences_are_parts_beside_the_whole(self) -> None:
        words = words_of("Bikes are a pain here. He is hitting her now!")
        first, second = words[:6], words[6:]
        assert parts_of(words) == [Part(words), Part(first, second), Part(second, first)]

    def test_a_long_message_is_not_judged_as_a_whole(self) -> None:
        words = words_of("Bikes are a pain. " * 20)
        assert all(len(part.words) <= WHOLE_MAX_WORDS for part in parts_of(words))

    def test_a_sentence_without_end_is_cut_into_overlapping_parts(self) -> None:
        """Wherever something is said, some part holds it whole."""
        words = [f"w{n}" for n in range(200)]
        parts = [part.words for part in parts_of(words)]
        for at in range(len(words) - 12):
            said = words[at : at + 12]
            assert any(set(said) <= set(part) for part in parts)

    def test_nothing_has_no_parts_that_say_something(self) -> None:
        assert parts_of([]) == [Part([])]
