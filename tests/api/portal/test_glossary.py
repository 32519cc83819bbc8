"""The glossary as a page."""

import pytest

from api.portal.glossary import having
from tests.api.portal.visitor import Visitor, text_of


class TestGlossaryPage:
    """Every term that officers are shown, and a filter that is a plain form."""

    def test_all_of_it(self, alex: Visitor):
        """Terms for search alone are not there; every page links to it."""
        words = text_of(alex.get("/glossary"))
        assert "MISPER missing person" in words
        assert "2day today" not in words
        assert 'href="/glossary"' in alex.get("/articles").text

    def test_filtered(self, alex: Visitor):
        """By what is typed, which is shown as typed."""
        page = alex.get("/glossary", q=" misper ")
        assert "MISPER missing person" in text_of(page)
        assert "MARAC" not in text_of(page)
        odd = alex.get("/glossary", q="<script>alert(1)</script>")
        assert "<script>alert" not in odd.text
        assert "0 of" in text_of(odd)

    @pytest.mark.parametrize(("q", "status"), [("x" * 100, 200), ("x" * 101, 422), ("\x00", 200)])
    def test_odd_filters(self, alex: Visitor, q: str, status: int):
        """Too long is refused in words."""
        page = alex.get("/glossary", q=q)
        assert page.status_code == status
        assert ("There is a problem" in page.text) == (status == 422)

    def test_anonymous(self, visit):
        """Is sent to sign in."""
        assert visit().get("/glossary").status_code == 303


class TestHaving:
    """Terms with the words in their short form, their meaning or another spelling."""

    @pytest.mark.parametrize("wanted", ["MARAC", "marac", "  risk assessment  CONFERENCE", "merac"])
    def test_finds(self, wanted: str):
        assert "MARAC" in [term.term for term in having(wanted)]

    def test_the_very_term_comes_first(self):
        assert having("asb")[0].term == "ASB"

    def test_by_short_form_and_never_one_for_search_alone(self):
        names = [term.term.casefold() for term in having("")]
        assert names == sorted(names)
        assert all(term.display for term in having(""))
