"""Noise: made by seed, it changes every text and leaves the question in it."""

from __future__ import annotations

import difflib
import random

import pytest

from knowledge import Outcome, Searcher
from knowledge.evaluation import (
    CHECK_SET,
    FIT_SET,
    MIN_KEPT,
    Case,
    Kind,
    kept,
    noisy_cases,
    read_cases,
    search_rows,
)
from knowledge.evaluation.noise import (
    NOISES,
    Spoil,
    add_remarks,
    add_text_speak,
    add_typos,
    load_noise,
)

from .conftest import ARTICLES, make_row

TEXT = "please could you tell me what works because the neighbours want something done tomorrow"
KNOWN = (
    "i was off when the briefing went out - plz could u tel me what works cuz the nbrs wnt "
    "something done tomorrow - that is me done, going home"
)
CASES = read_cases(FIT_SET)
SEEDS = (1, 2, 3)


class TestNoisyCases:
    """A twin of each case."""

    def test_seed_gives_the_same_text(self) -> None:
        """At every run, and for each case whatever stands beside it; another seed another text."""
        assert noisy_cases(CASES, 7) == noisy_cases(CASES, 7)
        assert noisy_cases(CASES[5:6], 7) == noisy_cases(CASES, 7)[5:6]
        assert noisy_cases(CASES, 7) != noisy_cases(CASES, 8)

    def test_the_text_of_a_seed_is_known(self) -> None:
        """A figure by seed can be had again next year: this is what seed 7 makes."""
        case = Case("known", TEXT, (), Kind.near_miss)
        assert noisy_cases([case], 7)[0].question == KNOWN

    def test_changes_every_question_and_nothing_else(self) -> None:
        """Id, kind and what is expected stay."""
        for case, twin in zip(CASES, noisy_cases(CASES, 7), strict=True):
            assert twin.question != case.question, case.id
            assert (twin.id, twin.kind, twin.expect) == (case.id, case.kind, case.expect)

    def test_words_of_the_question_survive(self) -> None:
        """Three of four on average, and half of almost every question of eight words or more."""
        shares = []
        for case, twin in zip(CASES, noisy_cases(CASES, 7), strict=True):
            words, left = case.question.split(), twin.question.split()
            if len(words) >= 8:
                matcher = difflib.SequenceMatcher(None, words, left, autojunk=False)
                same = sum(block.size for block in matcher.get_matching_blocks())
                shares.append(same / len(words))
        assert sum(shares) / len(shares) > 0.75
        assert sum(share >= 0.5 for share in shares) / len(shares) > 0.98


class TestEachNoise:
    """Typos, text-speak and remarks."""

    @pytest.mark.parametrize("noise", NOISES)
    @pytest.mark.parametrize("seed", range(20))
    def test_changes_text(self, noise: Spoil, seed: int) -> None:
        """Whatever is drawn."""
        assert noise(TEXT, random.Random(seed)) != TEXT

    def test_typos_are_few_and_small(self) -> None:
        """One word in twelve, at least one; each is one slip, and keeps its first letter."""
        text = " ".join(["estate"] * 50)
        words = add_typos(text, random.Random(3)).split()
        slips = [word for word in words if word != "estate"]
        assert len(slips) == 4
        for slip in slips:
            assert slip[0] == "e" and abs(len(slip) - len("estate")) <= 1
            assert difflib.SequenceMatcher(None, slip, "estate").ratio() > 0.8

    def test_typos_leave_short_words(self) -> None:
        """A wrong letter makes another word of them."""
        assert add_typos("is it ok to go in", random.Random(3)) == "is it ok to go in"

    def test_text_speak_is_of_the_table(self) -> None:
        """Whole words, in any case; a word it does not know stays."""
        made = {add_text_speak("Because youth", random.Random(seed)) for seed in range(30)}
        assert made == {f"{short} youth" for short in load_noise().text_speak["because"]}

    def test_text_speak_takes_the_longer_phrase(self) -> None:
        """`want to` is one thing."""
        made = {add_text_speak("want to", random.Random(seed)) for seed in range(30)}
        assert made == {"wanna"}

    def test_remarks_stand_around_the_question(self) -> None:
        """Before, after or both; the question is whole."""
        made = [add_remarks(TEXT, random.Random(seed)) for seed in range(30)]
        assert all(TEXT in text for text in made)
        assert {text.startswith(TEXT) for text in made} == {True, False}
        assert {text.endswith(TEXT) for text in made} == {True, False}


class TestLoadNoise:
    """The data."""

    def test_there_are_enough_remarks_and_none_twice(self) -> None:
        """Sixty and more, or a searcher could learn them by heart."""
        remarks = [*load_noise().remarks.before, *load_noise().remarks.after]
        assert len(remarks) >= 60
        assert len(set(remarks)) == len(remarks)

    def test_neighbours_are_mutual(self) -> None:
        """A key lies beside another both ways."""
        keyboard = load_noise().keyboard
        assert len(keyboard) == 26
        for letter, near in keyboard.items():
            assert letter not in near
            assert all(letter in keyboard[other] for other in near), letter

    def test_short_forms_differ_from_what_they_stand_for(self) -> None:
        """And the table is read in lower case."""
        for meant, shorts in load_noise().text_speak.items():
            assert meant == meant.casefold() and meant not in shorts


class TestKept:
    """Of those served right without noise, the share that still is."""

    def test_counts_only_what_was_served(self) -> None:
        """One of two survives; what noise served by luck does not count."""
        right = make_row(Kind.answerable, "a", "abc", Outcome.answered)
        wrong = make_row(Kind.answerable, "a", "bca", Outcome.answered)
        miss = make_row(Kind.near_miss, "", "abc", Outcome.answered)
        found = kept([right, right, wrong, miss], [right, wrong, right, miss], ARTICLES)
        assert (found.served, found.still, found.share) == (2, 1, 0.5)

    def test_nothing_served(self) -> None:
        """No share is claimed."""
        wrong = make_row(Kind.answerable, "a", "bca", Outcome.answered)
        assert kept([wrong], [wrong], ARTICLES).share is None

    def test_refuses_rows_that_are_no_pairs(self) -> None:
        """As many twins as cases."""
        row = make_row(Kind.answerable, "a", "abc", Outcome.answered)
        with pytest.raises(ValueError, match="zip"):
            kept([row], [], ARTICLES)


@pytest.mark.slow
class TestTheRealSearcher:
    """Issue 3, must show 5."""

    def test_finds_its_way_through_noise(self, real_searcher: Searcher) -> None:
        """Over three seeds, nine of ten of those served right on check.jsonl still are."""
        cases = [case for case in read_cases(CHECK_SET) if case.kind is Kind.answerable]
        rows = search_rows(cases, real_searcher)
        shares = []
        for seed in SEEDS:
            noisy = search_rows(noisy_cases(cases, seed), real_searcher)
            share = kept(rows, noisy, real_searcher.articles).share
            assert share is not None
            shares.append(share)
        assert sum(shares) / len(shares) >= MIN_KEPT, shares
