"""The corpus that redaction is measured by: large enough, right, and its two seeds apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from tests.api.redaction.corpus import QUOTAS, Corpus, Planted, Seed, Sentence, build, wording
from tests.api.redaction.evaluate import false_by_group, places_kept, recall_by_group, results_of
from tests.api.redaction.planting import contacts, papers, places, references
from tests.api.redaction.planting.checksums import luhn_digit, nhs_digit, pnc_letter
from tests.api.redaction.planting.identifiers import Identifier, squeezed
from tests.api.shares import Share

BOTH = [build(Seed.dev), build(Seed.test)]
DRAWS = 300


def planted(corpus: Corpus, kind: str) -> list[Identifier]:
    """Return the corpus's identifiers of the kind."""
    found = [one for sentence in corpus.sentences for one in sentence.planted]
    return [one.identifier for one in found if one.kind == kind]


@pytest.mark.parametrize("corpus", BOTH, ids=["dev", "test"])
class TestCorpus:
    """Each of the two."""

    def test_is_large_enough(self, corpus: Corpus) -> None:
        """3,000 identifiers at least, 2,000 clean sentences, half of them the articles'."""
        counts = Counter(one.kind for sentence in corpus.sentences for one in sentence.planted)
        assert set(counts) == set(QUOTAS)
        assert all(counts[kind] >= quota for kind, quota in QUOTAS.items())
        assert counts.total() >= 3000
        assert len(corpus.written) >= 1000
        assert len(corpus.written) + len(corpus.questions) >= 2000

    def test_no_sentence_twice(self, corpus: Corpus) -> None:
        """Nor one that is clean and not."""
        texts = [one.text for one in corpus.sentences] + [*corpus.written, *corpus.questions]
        assert len(set(texts)) == len(texts)

    def test_identifiers_stand_in_their_sentence_as_typed(self, corpus: Corpus) -> None:
        """In whatever case the sentence ended in."""
        for sentence in corpus.sentences:
            assert sentence.planted
            for one in sentence.planted:
                assert one.identifier.text in sentence.text

    def test_nothing_of_an_identifier_stands_elsewhere(self, corpus: Corpus) -> None:
        """Taken out exactly, each counts as removed; left alone, as left. No wording interferes."""
        for sentence in corpus.sentences:
            for one in sentence.planted:
                without = sentence.text.replace(one.identifier.text, "[removed]")
                assert not sentence.left(one, without), sentence.text
                assert sentence.left(one, sentence.text), sentence.text

    def test_each_kind_has_many_wordings(self, corpus: Corpus) -> None:
        """At least twelve of its own, the test seed's included."""
        shared, own = wording("shared").templates, wording("held_out").templates
        for kind in QUOTAS:
            assert len({*shared[kind], *own[kind]}) >= 12, kind

    def test_names_are_typed_in_every_way(self, corpus: Corpus) -> None:
        """As usual, small and in capitals; with apostrophes and hyphens."""
        texts = [one.text for one in planted(corpus, "name")]
        assert sum(text.islower() for text in texts) >= 200
        assert sum(text.isupper() for text in texts) >= 100
        assert sum("'" in text for text in texts) >= 20
        assert sum("-" in text for text in texts) >= 10


class TestApart:
    """The two seeds."""

    def test_share_no_value(self) -> None:
        """An identifier seen in dev is not met in test, however it is typed."""
        dev, test = (
            {one.identifier.key for s in corpus.sentences for one in s.planted} for corpus in BOTH
        )
        assert dev.isdisjoint(test)

    def test_share_no_text(self) -> None:
        """Neither with identifiers nor clean."""
        dev, test = (
            {*(one.text for one in corpus.sentences), *corpus.written, *corpus.questions}
            for corpus in BOTH
        )
        assert dev.isdisjoint(test)

    def test_a_third_of_the_wording_is_the_test_seeds_own(self) -> None:
        """Templates and names; and dev uses none of it."""
        shared, own = wording("shared"), wording("held_out")
        for ours, theirs in (
            (shared.forenames, own.forenames),
            (shared.surnames, own.surnames),
            (sum(shared.templates.values(), ()), sum(own.templates.values(), ())),
        ):
            assert not set(ours) & set(theirs)
            assert 0.28 <= len(theirs) / (len(ours) + len(theirs)) <= 0.4
        dev, test = BOTH
        assert not any(sentence.unseen for sentence in dev.sentences)
        assert 0.25 <= sum(one.unseen for one in test.sentences) / len(test.sentences) <= 0.45
        names = {name.casefold() for name in (*own.forenames, *own.surnames)}
        assert not names & {one.key for one in planted(dev, "name")}

    def test_is_the_same_at_every_run(self) -> None:
        """Figures of two days are of one corpus."""
        again = build.__wrapped__(Seed.dev)
        assert again == BOTH[0]


class TestChecksums:
    """Against published examples, and in what is made."""

    def test_published_examples(self) -> None:
        """The card of every manual, the NHS's own example, a PNC id of HMPPS's tests."""
        assert luhn_digit("411111111111111") == "1"
        assert nhs_digit("943476591") == "9"
        assert pnc_letter(2003, 11985) == "X"

    def test_cards_and_nhs_numbers_hold(self) -> None:
        """By sums written another way than where they are made."""
        double = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        rng = Random(1)
        for _ in range(DRAWS):
            card = [int(d) for d in squeezed(papers.bank_card(rng).text)]
            assert len(card) in (15, 16)
            assert (sum(card[-1::-2]) + sum(double[d] for d in card[-2::-2])) % 10 == 0
            number = [int(d) for d in squeezed(papers.nhs(rng).text)]
            assert number[:3] == [9, 9, 9]
            weighed = sum(d * weight for d, weight in zip(number, range(10, 0, -1), strict=True))
            assert weighed % 11 == 0

    @pytest.mark.parametrize(
        ("make", "form"),
        [
            (papers.ni, r"(?![dfiquv])(?!bg|gb|kn|nk|nt|tn|zz)[a-z][a-ceghj-npr-z]\d{6}[a-d]"),
            (papers.driving_licence, r"[a-z9]{5}\d[0156]\d[0-2]\d\d[a-z9]{2}\d[a-z]{2}"),
            (papers.passport, r"\d{9}"),
            (papers.bank_account, r"\d{8}"),
            (contacts.phone, r"(700900|632960)\d{3}|(946|496)0\d{3}"),
            (places.postcode, r"[a-z]{1,2}\d{1,2}[a-z]?\d[abd-hjlnp-uw-z]{2}"),
            (
                places.registration,
                r"[jtuz][a-z]\d\d[a-z]{3}|[a-z]\d{2,3}[a-z]{3}"
                r"|[a-z]{3}\d{1,3}[a-z]|[a-z]{3}\d{4}",
            ),
            (references.pnc_id, r"(\d\d|\d{4})\d{4,7}[a-hj-np-rt-z]"),
        ],
    )
    def test_forms_hold(self, make: Callable[[Random], Identifier], form: str) -> None:
        """What has a written form has it; what has a range for fiction is in it."""
        rng = Random(2)
        assert not [one for _ in range(DRAWS) if not re.fullmatch(form, (one := make(rng).key))]

    def test_no_mail_can_arrive(self) -> None:
        """The domain is one that nobody can register."""
        rng = Random(3)
        assert all(contacts.email(rng).text.casefold().endswith(".example") for _ in range(DRAWS))


class TestFigures:
    """What is counted as removed, and as false."""

    NAME = Planted("name", Identifier("Siân Rees", "siân rees", (), frozenset({"siân", "rees"})))
    HOUSE = Planted(
        "address",
        Identifier("4 Elm Way", "4elmway", (), frozenset({"4"}), frozenset({"elm", "way"})),
    )
    CORPUS = Corpus(
        sentences=(Sentence("saw Siân Rees of 4 Elm Way", (NAME, HOUSE), unseen=True),),
        written=("Rose Hill", "bikes"),
        questions=("who is it",),
    )

    @pytest.mark.parametrize(
        ("becomes", "names", "houses", "streets"),
        [
            ("saw [name removed] of [number removed] Elm Way", 1, 1, 1),
            ("saw [name removed] Rees of [address removed]", 0, 1, 0),
            ("saw REES of 4 elm way", 0, 0, 1),
        ],
    )
    def test_removed(self, becomes: str, names: int, houses: int, streets: int) -> None:
        """A part that is left is the whole left; the street should stay."""
        results = results_of(self.CORPUS, lambda _: becomes)
        recall = recall_by_group(results)
        assert recall["names"].all == recall["names"].unseen == Share(names, 1)
        assert recall["address"].all == recall["all but names"].all == Share(houses, 1)
        assert places_kept(results).all == Share(streets, 1)

    def test_any_change_of_a_clean_sentence_is_false(self) -> None:
        """Ours and the articles', apart and together."""
        false = false_by_group(self.CORPUS, lambda text: text.replace("Rose", "[name removed]"))
        assert list(false.values()) == [Share(1, 3), Share(1, 2), Share(0, 1)]
