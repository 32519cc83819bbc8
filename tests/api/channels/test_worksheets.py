"""Forms and plans in the chat: what is shown, taken without rasa, and offered again later."""

from io import BytesIO

import pytest
from docx import Document

from tests.api.channels.test_gateway import press, say

CHAT = "/v1/chat/messages"
STEP = [{"custom": {"kind": "worksheet_step"}}]
WHAT = "youths climb on the shop roofs and throw stones"


def moves(client, service_token, then=STEP):
    """Return a script for rasa: the actions make the move in `script.move`, then say `then`."""

    def script(body):
        turn_id = body["metadata"]["turn_id"]
        headers = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
        for move in script.made:
            response = client.post(f"/v1/turns/{turn_id}/worksheet", json=move, headers=headers)
            script.answers.append(response)
        script.made = []
        return then

    script.made, script.answers = [], []
    return script


@pytest.fixture
def settings(settings):
    """Time enough for the calls that come back while rasa is asked."""
    return settings.model_copy(update={"rasa_timeout_s": 8.0})


@pytest.fixture
def script(client, rasa, service_token):
    """A rasa whose actions make the moves that the test names."""
    rasa.script = moves(client, service_token)
    return rasa.script


@pytest.fixture
def plan(client, officer, script):
    """The reply that asks the first question of a plan."""
    script.made = [{"do": "begin", "kind": "plan"}]
    return say(client, officer, "help me with a problem")


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


class TestWithoutRasa:
    """The engine is the API's own."""

    def test_steps_are_taken_and_asked(self, client, officer, plan, rasa):
        """Said once a turn that a part is down; the next question follows."""
        rasa.status = 500
        body = say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        assert body["outcome"] == "degraded"
        assert body["replies"][-1]["step"] == "whom"
        body = say(client, officer, "shops", conversation_id=plan["conversation_id"])
        assert body["replies"][-1]["step"] == "where"
        body = say(client, officer, "back", conversation_id=plan["conversation_id"])
        assert body["replies"][-1]["step"] == "whom"

    def test_what_actions_took_before_they_died_is_not_taken_twice(
        self, client, officer, plan, script, rasa
    ):
        """The same turn's message is one answer."""
        script.made = [{"do": "answer", "text": WHAT}]
        rasa.script = _dying(script)
        body = say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        assert body["outcome"] == "degraded"
        assert body["replies"][-1]["step"] == "whom"

    def test_a_refused_answer_is_asked_again(self, client, officer, plan, script, rasa):
        """With what is accepted."""
        script.made = [{"do": "change", "step": "assess_on"}]
        say(client, officer, "change the date", conversation_id=plan["conversation_id"])
        rasa.status = 500
        body = say(client, officer, "soonish", conversation_id=plan["conversation_id"])
        assert "in 3 months" in str(body["replies"][1])
        assert body["replies"][-1]["step"] == "assess_on"

    def test_left_and_resumed(self, client, officer, plan, script, rasa):
        """Saved; what is typed afterwards is a question again."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        rasa.status = 500
        body = say(client, officer, "cancel", conversation_id=plan["conversation_id"])
        assert "Saved" in body["replies"][0]["text"]
        body = say(client, officer, "what about gates?", conversation_id=plan["conversation_id"])
        assert "form_step" not in [reply["kind"] for reply in body["replies"]]


def _dying(script):
    def dies(body):
        script(body)
        return []

    return dies


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


class TestMoveInTurn:
    """POST /v1/turns/{turn_id}/worksheet."""

    @pytest.mark.parametrize(
        "move",
        [
            {},
            {"do": "dance"},
            {"do": "answer", "text": "x" * 2001},
            {"do": "answer", "text": "a\u0000b"},
            {"do": "begin", "kind": "poem"},
            {"do": "begin", "more": 1},
        ],
    )
    def test_invalid_is_422(self, client, officer, plan, script, move):
        """With the field named."""
        script.made = [move]
        say(client, officer, "x", conversation_id=plan["conversation_id"])
        assert script.answers[-1].status_code == 422

    def test_anothers_worksheet_is_404(self, client, officer, officer_b, plan, script):
        """Whoever's turn it is sees their own."""
        theirs = client.post("/v1/worksheets", json={"kind": "idea"}, headers=officer_b).json()
        script.made = [{"do": "resume", "worksheet_id": theirs["id"]}]
        say(client, officer, "x", conversation_id=plan["conversation_id"])
        assert script.answers[-1].status_code == 404

    def test_nothing_open_is_said(self, client, officer, script):
        """No worksheet, no move."""
        script.made = [{"do": "answer", "text": "x"}, {"do": "resume"}, {"do": "change"}]
        say(client, officer, "x")
        assert [answer.json()["at"] for answer in script.answers] == ["nothing"] * 3

    def test_an_officer_may_not_act_as_actions(self, client, officer):
        """403; anonymous 401."""
        url = "/v1/turns/00000000-0000-0000-0000-000000000000/worksheet"
        assert client.post(url, json={"do": "resume"}, headers=officer).status_code == 403
        assert client.post(url, json={"do": "resume"}).status_code == 401
