"""When two titles are the same, and what slug a title makes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from api.articles.keys import key_of, slug_of
from api.articles.schemas import SLUG


class TestKeyOf:
    """Case, accents, punctuation and spacing make no difference; words do."""

    def test_same(self) -> None:
        assert key_of(" What's the café's  plan? ") == key_of("whats the cafes plan")

    def test_different(self) -> None:
        assert key_of("burglary dwelling") != key_of("burglary shop")

    @given(st.text(max_size=100))
    def test_a_key_is_its_own_key(self, text: str) -> None:
        assert key_of(key_of(text)) == key_of(text)


class TestSlugOf:
    """Every title has a slug of the accepted form."""

    @given(st.text(max_size=300))
    def test_form(self, title: str) -> None:
        slug = slug_of(title)
        assert re.fullmatch(SLUG, slug) and len(slug) <= 80

    def test_words(self) -> None:
        assert slug_of("Who's in charge of s136?") == "whos-in-charge-of-s136"

    def test_no_words(self) -> None:
        assert slug_of("???") == "article"
