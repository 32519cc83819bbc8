"""The page of the off-switch."""

from api.db import Database
from tests.api.hub_only.switching import PUBLIC, SECRET, switch
from tests.api.portal.visitor import Visitor, text_of

URL = "/console/hub-only"


class TestHubOnlyPage:
    """For the Hub's staff; leads switch."""

    def test_officers_have_no_such_page(self, alex: Visitor):
        """403, and so is the form."""
        assert alex.get(URL).status_code == 403
        assert alex.send(URL, to="on", reason="x").status_code == 403

    def test_a_curator_sees_it_and_cannot_switch(self, jo: Visitor):
        """No form, and 403 for one made by hand."""
        page = jo.get(URL)
        assert (
            "It was never switched on" in text_of(page)
            and '<form method="post" action="/console/hub-only"' not in page.text
        )
        assert jo.send(URL, to="on", reason="x").status_code == 403

    def test_a_lead_switches_it_on_and_off(self, visit, alex: Visitor):
        """Without script; officers see the banner and no reason."""
        lead = visit("lead")
        words = text_of(lead.follow(URL, to="on", reason=SECRET, public=PUBLIC))
        assert "Hub only is on." in words and SECRET in words
        for path in ("/", "/requests", "/articles"):
            page = text_of(alex.get(path))
            assert PUBLIC in page and SECRET not in page, path
        assert "Hub only is off." in text_of(lead.follow(URL, to="off", reason="checked"))
        assert PUBLIC not in text_of(alex.get("/"))

    def test_without_a_reason_nothing_is_switched(self, visit):
        """What was typed stays."""
        lead = visit("lead")
        refused = lead.send(URL, to="on", reason=" ", public=PUBLIC)
        assert refused.status_code == 422
        assert "Write why" in text_of(refused) and PUBLIC in text_of(refused)
        assert "It was never switched on" in text_of(lead.get(URL))

    def test_very_long_texts_are_refused_by_name(self, visit):
        """Each field says how much it takes."""
        refused = visit("lead").send(URL, to="on", reason="x" * 1001, public="y" * 301)
        words = text_of(refused)
        assert "1,000 characters" in words and "300 characters" in words


class TestLibrary:
    """The Portal's articles while it is on: read, not found by search."""

    def test_articles_are_readable_under_a_banner(self, alex: Visitor, settings, searcher):
        """List, page and print."""
        switch(Database(settings.database))
        slug = next(iter(searcher.articles))
        for path in ("/articles", f"/articles/{slug}", f"/articles/{slug}/print"):
            page = alex.get(path)
            assert page.status_code == 200
            assert "check with the Hub before you act" in text_of(page), path

    def test_a_search_finds_nothing_and_leads_to_the_hub(
        self, alex: Visitor, settings, known_question
    ):
        """And again once it is off."""
        database = Database(settings.database)
        switch(database)
        page = alex.get("/articles", q=known_question)
        assert "Ask the Hub" in text_of(page) and 'class="app-list__item"' not in page.text
        switch(database, on=False)
        assert 'class="app-list__item"' in alex.get("/articles", q=known_question).text
