"""The page that leads to what a Hub needs now and then."""

from api.console.running import ENTRIES
from api.identity.roles import Role
from tests.api.portal.visitor import Visitor, text_of


class TestRunningPage:
    """Each sees what they may open."""

    def test_a_lead_is_led_to_every_page_of_a_lead(self, visit):
        """And each of those pages is there."""
        lead: Visitor = visit("lead")
        words = lead.get("/console/running").text
        mine = [entry for entry in ENTRIES if entry.role is not Role.ADMIN]
        assert mine
        for entry in mine:
            assert f'href="{entry.address}"' in words
            assert lead.get(entry.address).status_code == 200, entry.address

    def test_nobody_is_led_to_a_page_that_is_closed_to_them(self, jo: Visitor):
        """A curator does not see a lead's entries."""
        words = text_of(jo.get("/console/running"))
        assert all(entry.title not in words for entry in ENTRIES if entry.role is Role.LEAD)

    def test_officers_have_no_such_page(self, alex: Visitor, visit):
        """403, and sign in first."""
        assert alex.get("/console/running").status_code == 403
        assert visit().get("/console/running").status_code == 303
