"""What is offered in the chat before a worksheet is sent."""

from api.channels.offering import untold
from api.db import Database
from api.worksheets.models import Worksheet
from tests.api.channels.talking import press, say
from tests.api.hub_only.switching import switch


class TestOffers:
    """Before it is sent: what may answer it already, and who asks the same."""

    def idea(self, client, officer, script, happening):
        """Return the review of an idea."""
        script.made = [{"do": "begin", "kind": "idea"}]
        body = say(client, officer, "i have an idea")
        for text in (happening, "here", "no", "fewer", "advice"):
            script.made = [{"do": "answer", "text": text}]
            body = say(client, officer, text, conversation_id=body["conversation_id"])
        return body

    def test_article_that_may_answer_it(self, client, officer, script, known_question):
        """With its evidence and a link; sending is where it was."""
        body = self.idea(client, officer, script, known_question)
        (offer,) = [r for r in body["replies"] if r.get("code") == "may_answer"]
        assert offer["links"][0]["url"].startswith("/articles/")
        assert body["replies"][-1]["buttons"][0]["label"] == "Send to the Hub"

    def test_no_article_while_only_the_hub_answers(
        self, client, officer, script, known_question, settings
    ):
        """Neither looked for, nor one that was found before and not yet shown."""
        database = Database(settings.database)
        switch(database)
        body = self.idea(client, officer, script, known_question)
        assert [reply["kind"] for reply in body["replies"]] == ["worksheet_review"]
        switch(database, on=False)
        article = {"title": "t", "url": "/articles/x", "evidence_label": "e", "warning": None}
        sheet = Worksheet(offers={"article": article, "alike": None, "shown": False})
        with database.writing() as session:
            assert untold(session, None, None, sheet).article is not None  # type: ignore[arg-type]
        switch(database)
        with database.reading() as session:
            assert not untold(session, None, None, sheet)  # type: ignore[arg-type]

    def test_request_that_asks_the_same_can_be_joined(
        self, client, officer, officer_b, script, rasa
    ):
        """One answer goes to both; nothing of one's own is sent."""
        question = "who pays for lights on the canal towpath at night"
        theirs = client.post("/v1/tickets", json={"question": question}, headers=officer_b).json()
        body = self.idea(client, officer, script, question)
        rasa.status = 500
        body = press(client, officer, body, "Wait for that answer too")
        assert theirs["ref"] in str(body["replies"])
        listed = client.get("/v1/tickets", headers=officer).json()["items"]
        assert [item["ref"] for item in listed] == [theirs["ref"]]

    def test_each_is_said_once(self, client, officer, script, known_question):
        """Changed and reviewed again, it is not said again; sending stays where it was."""
        body = self.idea(client, officer, script, known_question)
        script.made = [{"do": "change", "step": "help"}, {"do": "answer", "text": "by May"}]
        body = say(client, officer, "by May", conversation_id=body["conversation_id"])
        assert [reply["kind"] for reply in body["replies"]] == ["worksheet_review"]
        assert body["replies"][0]["url"].startswith("/worksheets/")

    def test_while_search_is_down_nothing_is_offered_and_later_it_is(
        self, client, officer, script, known_question, searcher
    ):
        """The review does not wait for it."""
        searcher.ready = False
        body = self.idea(client, officer, script, known_question)
        assert [reply["kind"] for reply in body["replies"]] == ["worksheet_review"]
        searcher.ready = True
        script.made = [{"do": "resume"}]
        body = say(client, officer, "carry on", conversation_id=body["conversation_id"])
        assert "may_answer" in [reply.get("code") for reply in body["replies"]]

    def request(self, client, officer, script, question):
        """Return the replies to the last answer of a request to the Hub."""
        script.made = [{"do": "begin", "kind": "guidance_request"}]
        body = say(client, officer, "ask the hub")
        for text in (question, "no", "here", "chat"):
            script.made = [{"do": "answer", "text": text}]
            body = say(client, officer, text, conversation_id=body["conversation_id"])
        return body

    def test_a_request_to_the_hub_is_sent_without_a_review_unless_somebody_asks_the_same(
        self, client, officer, officer_b, script
    ):
        """Then it is shown first, and sent by one tap."""
        question = "who pays for lights on the canal towpath at night"
        body = self.request(client, officer, script, question)
        assert body["outcome"] == "handed_over"
        body = self.request(client, officer_b, script, question)
        assert [r.get("code") or r["kind"] for r in body["replies"]] == [
            "alike", "worksheet_review",
        ]  # fmt: skip
        script.made = [{"do": "agree", "text": "send it"}]
        body = say(client, officer_b, "send it", conversation_id=body["conversation_id"])
        assert body["outcome"] == "handed_over"

    def test_a_request_that_is_open_no_more_is_not_joined(
        self, client, officer, officer_b, curator, script
    ):
        """It is said, and the review is as it was."""
        question = "who pays for lights on the canal towpath at night"
        theirs = client.post("/v1/tickets", json={"question": question}, headers=officer_b).json()
        body = self.request(client, officer, script, question)
        client.post(f"/v1/tickets/{theirs['ref']}/withdraw", headers=officer_b)
        script.made = [{"do": "join", "text": theirs["ref"]}]
        body = say(client, officer, "x", conversation_id=body["conversation_id"])
        assert script.answers[-1].status_code == 422
        assert "open no more" in script.answers[-1].json()["detail"]
        assert body["replies"][-1]["kind"] == "worksheet_review"
