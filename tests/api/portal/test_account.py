"""One's own account: sessions and tokens."""

import re

from tests.api.portal.visitor import Visitor, text_of

TOKEN = re.compile(r"pa_[\w-]{43}")


class TestAccount:
    """What one sees of oneself."""

    def test_it_shows_this_browser_and_no_tokens(self, alex: Visitor):
        """With name, role and area."""
        page = text_of(alex.get("/account"))
        assert "PC Alex Morgan (demo officer), officer, Watford" in page
        assert "This one" in page and "You have no tokens." in page

    def test_a_token_is_shown_once_and_can_be_revoked(self, alex: Visitor):
        """Made by the form, gone by the button."""
        made = alex.send("/account/tokens", name="export", scopes="tickets:read", days="7")
        assert TOKEN.search(made.text)
        page = alex.get("/account").text
        assert not TOKEN.search(page) and "export" in page
        revoke = re.search(r"/account/tokens/[\w-]+/revoke", page)
        assert revoke is not None
        assert alex.send(revoke.group()).status_code == 303
        assert "You have no tokens." in text_of(alex.get("/account"))

    def test_what_is_refused_stays_in_the_form(self, alex: Visitor):
        """Each field with its own sentence."""
        refused = alex.send("/account/tokens", name=" ", days="4000")
        assert refused.status_code == 422
        page = text_of(refused)
        assert "Give the token a name" in page and "Choose what the token may do" in page

    def test_other_browsers_are_signed_out(self, alex: Visitor, visit):
        """At once; this one stays."""
        other = visit("officer")
        assert alex.send("/account/sessions/end-others").status_code == 303
        assert other.get("/account").status_code == 303
        assert alex.get("/account").status_code == 200


class TestPeople:
    """The administrators' pages."""

    def test_an_officer_is_found_and_switched_off(self, visit, alex: Visitor):
        """And is out at once."""
        robin = visit("admin")
        found = robin.get("/console/people", words="morgan").text
        link = re.search(r"/console/people/[\w-]{36}", found)
        assert link is not None
        assert robin.send(link.group(), access="off").status_code == 303
        assert "Access is switched off" in text_of(robin.get(link.group()))
        assert alex.get("/account").status_code == 303

    def test_the_last_administrator_is_told_why_not(self, visit):
        """In words, with the page as it was."""
        robin = visit("admin")
        found = robin.get("/console/people", words="robin").text
        link = re.search(r"/console/people/[\w-]{36}", found)
        assert link is not None
        refused = robin.send(link.group(), access="off")
        assert refused.status_code == 409
        assert "only administrator who can sign in" in text_of(refused)

    def test_who_is_signed_in_is_listed(self, visit, alex: Visitor):
        """With whose browser it is."""
        assert "PC Alex Morgan" in text_of(visit("admin").get("/console/people/sessions"))

    def test_a_lead_gets_none_of_it(self, visit):
        """People are the administrators' affair."""
        assert visit("lead").get("/console/people").status_code == 403
