"""What is shown of a form or a plan in the chat, and offered again later."""

from io import BytesIO

import pytest
from docx import Document

from tests.api.channels.talking import press, say
from tests.api.channels.worksheets.script import WHAT, moves


class TestStep:
    """The next question."""

    def test_question_progress_and_buttons(self, plan):
        """Which of how many, what is asked and why, and what can be done."""
        (reply,) = plan["replies"]
        assert (reply["kind"], reply["step"]) == ("form_step", "what")
        assert (reply["title"], reply["progress"]) == ("Problem-solving plan", "Question 1 of 16")
        assert "What happens, exactly?" in reply["text"]
        assert [button["label"] for button in reply["buttons"]] == ["Save for later"]

    def test_optional_one_can_be_skipped_and_gone_back_from(self, client, officer, plan, script):
        """Each button names its worksheet and step."""
        script.made = [{"do": "change", "step": "when"}]
        body = say(client, officer, "change when", conversation_id=plan["conversation_id"])
        labels = [button["label"] for button in body["replies"][0]["buttons"]]
        assert labels == ["Skip", "Back", "Save for later"]

    def test_an_answered_one_says_what_was_written(self, client, officer, plan, script):
        """It can be kept."""
        script.made = [{"do": "answer", "text": WHAT}, {"do": "change", "step": "what"}]
        body = say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        assert f"You wrote: “{WHAT}”" in body["replies"][0]["text"]
        assert "Keep it as it is" in str(body["replies"][0]["buttons"])

    def test_what_was_typed_aside_is_offered(self, client, officer, plan, script):
        """Nothing typed is lost."""
        script.made = [{"do": "aside", "text": "does CCTV work?"}]
        body = say(client, officer, "does CCTV work?", conversation_id=plan["conversation_id"])
        labels = [button["label"] for button in body["replies"][0]["buttons"]]
        assert labels[0] == "Use that as my answer"


class TestReview:
    """The whole before it is sent."""

    @pytest.fixture
    def review(self, client, officer, script):
        """The review of an idea with a phone number taken out."""
        said = ["bikes are stolen", "station, ring 07700 900123", "racks", "fewer", "advice"]
        script.made = [{"do": "begin", "kind": "idea"}]
        body = say(client, officer, "i have an idea")
        for text in said:
            script.made = [{"do": "answer", "text": text}]
            body = say(client, officer, text, conversation_id=body["conversation_id"])
        return body

    def test_rows_say_what_was_removed(self, review):
        """And each can be changed."""
        reply = next(item for item in review["replies"] if item["kind"] == "worksheet_review")
        assert len(reply["rows"]) == 5
        assert reply["rows"][1]["removed"] == ["phone number"]
        assert "900123" not in str(review)
        assert [b["label"] for b in reply["buttons"]] == ["Send to the Hub", "Not now"]

    def test_sent_from_the_review_without_rasa(self, client, officer, review, rasa):
        """One ticket, however often the button is pressed."""
        rasa.status = 500
        first = press(client, officer, review, "Send to the Hub")
        second = press(client, officer, review, "Send to the Hub")
        assert first["ticket"] == second["ticket"] is not None
        assert len(client.get("/v1/tickets", headers=officer).json()["items"]) == 1


class TestCheers:
    """The signs of a problem, looked for in a plan and not asked about."""

    def test_what_is_unclear_is_said_at_the_review(self, client, officer, plan, script):
        """With what to add; the plan can be sent all the same."""
        for text in ("ASB", "some", "there"):
            script.made = [{"do": "answer", "text": text}]
            say(client, officer, text, conversation_id=plan["conversation_id"])
        script.made = [{"do": "skip"}] * 13
        body = say(client, officer, "skip", conversation_id=plan["conversation_id"])
        notice, review = body["replies"]
        assert "Events: Describe one of the events" in notice["text"]
        assert review["url"].startswith("/worksheets/")
        assert review["buttons"][0]["label"] == "Send to the Hub"


class TestSuggested:
    """Responses suggested from the articles, at the step that wants some."""

    def test_numbered_with_their_evidence_and_chosen_by_number(
        self, client, officer, plan, script, known_question
    ):
        """The title is kept as the answer, and the officer's own words with it."""
        script.made = [
            {"do": "answer", "text": known_question},
            {"do": "change", "step": "responses"},
        ]
        body = say(client, officer, known_question, conversation_id=plan["conversation_id"])
        text = body["replies"][0]["text"]
        assert "\n1. " in text and "(evidence: " in text
        link = body["replies"][0]["links"][0]
        assert link["label"].startswith("Read 1: ") and link["url"].startswith("/articles/")
        title = text.split("\n1. ")[1].split(" (evidence: ")[0]
        script.made = [
            {"do": "answer", "text": "1, and talk to the owner"},
            {"do": "change", "step": "responses"},
        ]
        body = say(
            client, officer, "1, and talk to the owner", conversation_id=plan["conversation_id"]
        )
        assert f"{title}\ntalk to the owner" in body["replies"][0]["text"]


class TestPlanByTalking:
    """From the first word to the file."""

    def test_begun_left_resumed_in_another_conversation_and_exported(
        self, client, officer, plan, script
    ):
        """Everything said is in the Word document, in the order of the questions."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        script.made = [{"do": "resume"}]
        body = say(client, officer, "carry on with my plan")
        assert body["conversation_id"] != plan["conversation_id"]
        assert body["replies"][-1]["step"] == "whom"
        for text in ("Shop staff", "The precinct"):
            script.made = [{"do": "answer", "text": text}]
            body = say(client, officer, text, conversation_id=body["conversation_id"])
        (sheet,) = client.get("/v1/worksheets", headers=officer).json()["items"]
        file = client.get(f"/worksheets/{sheet['id']}/document.docx", headers=officer)
        said = [p.text for p in Document(BytesIO(file.content)).paragraphs]
        found = [said.index(text) for text in (WHAT, "Shop staff", "The precinct")]
        assert found == sorted(found)


class TestOfferedAgain:
    """A form that is open here and no longer in the dialogue: next day, or after a restart."""

    def test_carrying_on_is_offered_and_the_text_kept(self, client, officer, plan, script, rasa):
        """What was typed may still be the answer."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        rasa.script = lambda body: [{"text": "Hello again."}]
        body = say(client, officer, "mostly shop staff", conversation_id=plan["conversation_id"])
        offer = body["replies"][-1]
        assert "in the middle of your plan (Question 2 of 16)" in offer["text"]
        rasa.script = script
        script.made = [{"do": "resume"}]
        body = press(client, officer, body, "Carry on")
        again = say(client, officer, "thanks", conversation_id=plan["conversation_id"])
        assert rasa.received[-2]["message"].startswith('/resume{"worksheet": "')
        assert again["replies"]

    def test_offered_once(self, client, officer, plan, script, rasa):
        """It is no nag."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        rasa.script = lambda body: [{"text": "Hello again."}]
        say(client, officer, "hello", conversation_id=plan["conversation_id"])
        body = say(client, officer, "hello", conversation_id=plan["conversation_id"])
        assert len(body["replies"]) == 1

    def test_not_offered_to_who_has_stopped(self, client, officer, plan, script, rasa):
        """Stopping is stopping."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        notice = {"kind": "notice", "code": "cancelled", "text": "Saved."}
        rasa.script = lambda body: [{"custom": notice}]
        body = say(client, officer, "cancel", conversation_id=plan["conversation_id"])
        assert len(body["replies"]) == 1


class TestList:
    """What is not finished."""

    def test_of_one_kind_with_a_button_for_another(self, client, officer, plan, script, rasa):
        """The first words of each are on its button."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        listing = {"kind": "worksheet_list", "of": "plan", "text": "Which?"}
        rasa.script = moves(client, "unused", [{"custom": listing}])
        body = say(client, officer, "my plans", conversation_id=plan["conversation_id"])
        labels = [button["label"] for button in body["replies"][0]["buttons"]]
        assert labels == [f"Problem-solving plan: {WHAT}", "Begin a new one"]
