"""Short forms and jargon: found where they are meant, read both ways, said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.glossary import Glossary, glossary_hash, load_glossary

SMALL = """
terms:
  - {term: ASB, means: anti-social behaviour, also: [antisocial]}
  - {term: ASBRAC, means: anti-social behaviour risk assessment conference}
  - {term: ACE, means: adverse childhood experience, case: exact, also: [aces], search: [trauma]}
  - {term: A&E, means: accident and emergency, also: [a+e]}
  - {term: CPN, means: "community protection notice (part 4)", search: [psychiatric nurse]}
  - {term: s136, means: "section 136, Mental Health Act", also: [s.136]}
  - {term: bike, means: cycle, display: false}
"""

# A pattern that ignores case takes these for i, `casefold` does not.
DOTTED = str.maketrans({"i": "ı", "I": "İ"})


def write(folder: Path, text: str) -> Path:
    """A glossary file of `text`."""
    file = folder / "glossary.yml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def small(tmp_path: Path) -> Glossary:
    """Seven terms, each there for one rule."""
    return load_glossary(write(tmp_path, SMALL))


class TestLoadGlossary:
    """Reading the file."""

    def test_the_committed_file(self) -> None:
        """Hundreds of terms, each form under one of them, what officers type most among them."""
        glossary = load_glossary()
        forms = [f.casefold() for t in glossary.terms for f in {t.term, *t.also}]
        assert len(glossary.terms) > 500
        assert len(set(forms)) >= len(forms) - sum(len(t.also) > 0 for t in glossary.terms)
        assert {"ASB", "CPN", "PSPO", "MARAC", "SARA", "s136"} <= {t.term for t in glossary.terms}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("terms: [", "glossary.yml"),
            ("terms: [{term: ASB}]", "means"),
            ("terms: [{term: ASB, means: x}]", "at least 2"),
            ("terms: [{term: ASB, means: behaviour, colour: red}]", "colour"),
            ("terms: [{term: ASB, means: behaviour, search: [a1, b1, c1, d1, e1]}]", "at most 4"),
        ],
    )
    def test_names_what_is_wrong(self, tmp_path: Path, text: str, said: str) -> None:
        """The file and the field."""
        with pytest.raises(KnowledgeError, match=said):
            load_glossary(write(tmp_path, text))

    def test_refuses_a_form_under_two_terms(self, tmp_path: Path) -> None:
        """Nobody could say which is meant; case makes no difference."""
        text = "terms: [{term: DA, means: domestic abuse}, {term: APP, means: plan, also: [da]}]"
        with pytest.raises(KnowledgeError, match="'da' stands under DA and APP"):
            load_glossary(write(tmp_path, text))

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        """By its name."""
        with pytest.raises(KnowledgeError, match=r"none\.yml"):
            load_glossary(tmp_path / "none.yml")


class TestMentions:
    """Where a text uses a short form."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("asb again, and Antisocial too", ["asb", "Antisocial"]),
            ("take it to ASBRAC", ["ASBRAC"]),
            ("ACE scores", ["ACE"]),
            ("ace idea, sarge", []),
            ("how many Aces has he", ["Aces"]),
            ("four hours in A&E or a+e", ["A&E", "a+e"]),
            ("ASBs, basb, ASB/CPN and x.ASB", []),
            ("s136. S.136!", ["s136", "S.136"]),
            ("anti-social behaviour", []),
            ("", []),
        ],
    )
    def test_as_written(self, small: Glossary, text: str, found: list[str]) -> None:
        """Whole words in any case, the longest form; an exact term only in capitals."""
        assert [text[m.start : m.end] for m in small.mentions(text)] == found

    def test_no_committed_form_with_a_dotless_i_fails(self) -> None:
        """As another keyboard types it, it is no form; a right one after it still counts."""
        glossary = load_glossary()
        forms = [f for t in glossary.terms for f in (t.term, t.means, *t.also)]
        typed = [f.translate(DOTTED) for form in forms for f in (form, form.lower(), form.upper())]
        changed = [text for text in typed if {"ı", "İ"} & set(text)]
        assert len(changed) > 500
        for text in (f"{form}; ASB" for form in changed):
            found = [text[m.start : m.end] for m in glossary.mentions(text)]
            assert found[-1] == "ASB"
            assert not {"ı", "İ"} & set("".join(found))
            assert glossary.spelled_out(text).endswith("(anti-social behaviour)")
            assert "anti-social behaviour" in glossary.synonyms(text)


class TestSpelledOut:
    """A text with the meanings in it."""

    def test_once_each(self, small: Glossary) -> None:
        """After the first use, without what the meaning has in brackets."""
        text = "CPN for ASB, then another CPN for asb"
        assert small.spelled_out(text) == (
            "CPN (community protection notice) for ASB (anti-social behaviour), "
            "then another CPN for asb"
        )

    def test_leaves_other_text_alone(self, small: Glossary) -> None:
        """Nothing to say, nothing said."""
        assert small.spelled_out("an ace idea") == "an ace idea"


class TestSynonyms:
    """Other words for the same thing."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a CPN", ["community protection notice", "psychiatric nurse"]),
            ("a Community Protection Notice", ["CPN"]),
            ("ASB and asb", ["anti-social behaviour"]),
            ("anti-social behaviour", ["ASB", "antisocial"]),
            ("an ace idea", []),
            ("section 136, Mental Health Act", []),
            ("nothing of ours", []),
        ],
    )
    def test_both_ways(self, small: Glossary, text: str, found: list[str]) -> None:
        """The long for a short form and the short for a long; a section of an Act has no long."""
        assert small.synonyms(text) == found


class TestWords:
    """What counts as spelled right."""

    def test_of_forms_and_meanings(self, small: Glossary) -> None:
        """In lower case."""
        assert {"asb", "antisocial", "behaviour", "notice", "cycle"} <= small.words
        assert "ASB" not in small.words


class TestGlossaryHash:
    """An index covers the glossary it is searched with."""

    def test_changes_with_any_entry(self, small: Glossary) -> None:
        """What is only displayed counts too."""
        assert glossary_hash(small) == glossary_hash(Glossary(small.terms))
        assert glossary_hash(small) != glossary_hash(Glossary(small.terms[:-1]))
