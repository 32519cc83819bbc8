"""Deleting a conversation without a script, and the page that says what is kept."""

import pytest

from api.retention.classes import record_classes
from tests.api.portal.visitor import Visitor, text_of


def begun(visitor: Visitor, text: str = "lead theft from church roofs") -> str:
    """Begin a conversation and return the path of its page."""
    response = visitor.send("/conversations/new/messages", text=text, nonce="n")
    assert response.status_code == 303, response.text
    return response.headers["location"].partition("#")[0]


class TestDeletePage:
    """GET and POST /conversations/{id}/delete."""

    def test_says_what_goes_and_what_stays(self, alex: Visitor):
        """From the record classes, with the conversation named by its first words."""
        path = begun(alex)
        assert f'href="{path}/delete"' in alex.get(path).text
        words = text_of(alex.get(f"{path}/delete"))
        assert "lead theft from church roofs" in words
        for item in record_classes().classes.values():
            assert (item.name in words) == (item.forget != "none")
        assert "Requests to the Hub, without this conversation, for 7 years" in words

    def test_names_the_requests_that_stay(self, alex: Visitor):
        """With links to them."""
        path = begun(alex)
        conversation = path.rpartition("/")[2]
        sent = alex.send("/requests/new", question="Why?", conversation=conversation, nonce="m")
        ref = sent.headers["location"].rpartition("/")[2].partition("?")[0]
        assert f'href="/requests/{ref}"' in alex.get(f"{path}/delete").text
        alex.send(f"{path}/delete")
        page = alex.get(f"/requests/{ref}")
        assert page.status_code == 200
        assert "Go to the conversation" not in page.text

    def test_deletes_and_goes_on_to_an_empty_one(self, alex: Visitor):
        """It is said; the conversation is nowhere any more; a second click finds it done."""
        path = begun(alex)
        page = alex.follow(f"{path}/delete")
        assert "The conversation is deleted." in text_of(page)
        assert "lead theft" not in alex.get("/").text
        assert alex.get(path).status_code == 404
        assert "The conversation is deleted." in text_of(alex.follow(f"{path}/delete"))

    def test_somebody_elses_is_not_there(self, alex: Visitor, sam: Visitor):
        """Neither to look at nor to delete."""
        path = begun(alex)
        assert sam.get(f"{path}/delete").status_code == 404
        assert sam.send(f"{path}/delete").status_code == 404
        assert alex.get(path).status_code == 200

    def test_needs_our_own_page(self, alex: Visitor):
        """A form from elsewhere deletes nothing."""
        path = begun(alex)
        assert alex.send(f"{path}/delete", csrf_token="another").status_code == 403
        assert alex.get(path).status_code == 200

    def test_empty_conversation_has_nothing_to_delete(self, alex: Visitor):
        """The link is there for the script, and hidden."""
        page = alex.get("/conversations/new")
        assert 'href="/conversations/new/delete" hidden' in page.text
        assert alex.get("/conversations/new/delete").status_code == 404

    def test_anonymous(self, visit):
        """Is sent to sign in."""
        assert visit().get("/conversations/x/delete").status_code == 303


class TestPrivacyPage:
    """GET /privacy."""

    def test_has_every_record_class(self, alex: Visitor):
        """With its period; every page links to it."""
        words = text_of(alex.get("/privacy"))
        for item in record_classes().classes.values():
            assert item.name in words
            assert item.seen_by in words
        assert "Conversations: 90 days" in words
        assert "Answers kept for a retry: 24 hours" in words
        assert 'href="/privacy"' in alex.get("/articles").text

    def test_anonymous(self, visit):
        """Is sent to sign in."""
        assert visit().get("/privacy").status_code == 303


class TestLongConversation:
    """A conversation of more messages than a page shows."""

    @pytest.mark.parametrize("extra", [0, 1])
    def test_only_the_latest_are_shown(self, alex: Visitor, app, extra: int):
        """And it is said, when there are others."""
        from api.conversations import service as conversations

        path = begun(alex)
        conversation_id = path.rpartition("/")[2]
        with app.state.database.writing() as session:
            for number in range(198 + extra):
                text = f"message number {number}"
                conversations.add_message(session, conversation_id, "officer", text=text)
        page = alex.get(path)
        assert "message number 197" in page.text
        assert ("only the latest messages are shown" in page.text) == bool(extra)
