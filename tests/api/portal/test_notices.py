"""The list of notices, and the count in every page's header."""

from api.db import Database
from tests.api.notifications.telling import REF, answered, tell
from tests.api.portal.visitor import Visitor, text_of


def number_on(page: str) -> str:
    """The number of the first notice on a page."""
    return page.split('<p class="app-list__title"><a class="govuk-link" href="/notices/')[1].split(
        '"'
    )[0]


class TestNoticesPage:
    """/notices, for every role."""

    def test_nothing_yet(self, alex: Visitor):
        """An empty list says what will be there."""
        assert "You have no notices yet" in text_of(alex.get("/notices"))

    def test_the_count_is_in_every_header(self, alex: Visitor, jo: Visitor, settings):
        """Portal and console, refusals too; gone when all are read."""
        tell(Database(settings.database), "officer", "curator")
        for visitor, path in ((alex, "/requests"), (alex, "/requests/PF-2026-9"), (jo, "/console")):
            assert "Notices 1 unread" in text_of(visitor.get(path)), path
        assert "Notices 1" not in text_of(alex.follow("/notices/read"))

    def test_opening_one_leads_to_it_and_reads_it(self, alex: Visitor, settings):
        """One click, without script."""
        tell(Database(settings.database), "officer")
        number = number_on(alex.get("/notices").text)
        opened = alex.get(f"/notices/{number}")
        assert opened.headers["location"] == f"/requests/{REF}"
        assert "You have read every notice" in text_of(alex.get("/notices", show="unread"))

    def test_one_can_be_read_without_going_there(self, alex: Visitor, settings):
        """From the list."""
        tell(Database(settings.database), "officer")
        number = number_on(alex.get("/notices").text)
        assert "Mark as read" not in text_of(alex.follow(f"/notices/{number}/read"))

    def test_anothers_is_not_found(self, alex: Visitor, sam: Visitor, settings):
        """Neither to open nor to read."""
        tell(Database(settings.database), "officer")
        number = number_on(alex.get("/notices").text)
        assert sam.get(f"/notices/{number}").status_code == 404
        assert sam.send(f"/notices/{number}/read").status_code == 404

    def test_older_ones_are_paged(self, alex: Visitor, settings):
        """Each on one page."""
        database = Database(settings.database)
        for number in range(31):
            tell(database, "officer", notice=answered(f"PF-2026-{number:06d}", str(number)))
        page = alex.get("/notices")
        assert "PF-2026-000030" in page.text and "PF-2026-000000" not in page.text
        older = page.text.split('rel="next" href="')[1].split('"')[0]
        assert "PF-2026-000000" in alex.get(older).text

    def test_a_title_is_text(self, alex: Visitor, settings):
        """Whatever an article is called."""
        notice = answered("<script>alert(1)</script>", key="k")
        tell(Database(settings.database), "officer", notice=notice)
        assert "<script>alert" not in alex.get("/notices").text
