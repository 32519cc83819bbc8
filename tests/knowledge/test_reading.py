"""A question before it is looked up: spelling first, then its terms and their synonyms."""

from __future__ import annotations

from knowledge import Searcher
from knowledge.glossary import load_glossary
from knowledge.reading import Reading, read_question

from .conftest import ArticleFactory


def read(searcher: Searcher, text: str) -> Reading:
    """As the searcher does."""
    return read_question(text, searcher._state, load_glossary())


class TestReadQuestion:
    """One question against what is published."""

    def test_corrects_before_it_looks_for_terms(self, searcher: Searcher) -> None:
        """The encoder and the terms get the same words."""
        found = read(searcher, "clousre order on a house")
        assert found.text == "closure order on a house"
        assert found.terms == ("closur", "order", "hous")

    def test_synonyms_are_terms_beside_its_own(self, searcher: Searcher) -> None:
        """Stemmed as articles are, once each, and never what was typed."""
        found = read(searcher, "ASB behaviour")
        assert found.terms == ("asb", "behaviour")
        assert "social" in found.synonyms
        assert not {"behaviour", "asb"} & set(found.synonyms)

    def test_no_synonyms(self, searcher: Searcher) -> None:
        """Most questions use no short form."""
        assert read(searcher, "dogs on the farm").synonyms == ()

    def test_a_word_of_the_newest_article_stands(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """From the moment it is published, before any merge."""
        typed = "closurer wanted"
        assert read(searcher, typed).text == "closure wanted"
        searcher.publish(article("odd", sample_questions=("the closurer",)))
        assert read(searcher, typed).text == typed
