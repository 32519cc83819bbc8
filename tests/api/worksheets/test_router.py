"""Worksheets over HTTP: one's own, kept step by step, sent once; the Hub reads what was sent."""

import pytest

SHEETS = "/v1/worksheets"
IDEA = {
    "happening": "Bikes are stolen at the station every day.",
    "where": "The station racks, commuters, ten a month",
    "tried": "",
    "better": "Half as many by summer, from crime reports",
    "help": "Advice on racks by May, with the rail company",
}


def begin(client, headers, kind="idea", **more):
    """Begin a worksheet and return it."""
    response = client.post(SHEETS, json={"kind": kind} | more, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()


def sent(client, headers):
    """Return an idea that was sent."""
    sheet = begin(client, headers, answers=IDEA)
    response = client.post(f"{SHEETS}/{sheet['id']}/send", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


class TestBegin:
    """POST /v1/worksheets."""

    def test_the_first_question_is_asked(self, client, officer):
        """And it knows how many there are."""
        sheet = begin(client, officer)
        assert (sheet["step"], sheet["state"]) == ("happening", "open")
        assert (sheet["steps"][0]["n"], sheet["steps"][0]["total"]) == (1, 5)

    def test_with_what_is_known_already(self, client, officer):
        """The first step without an answer is asked."""
        sheet = begin(client, officer, answers={"happening": "Thefts"})
        assert sheet["step"] == "where"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "other"},
            {"kind": "idea", "answers": {"happening": "x" * 2001}},
            {"kind": "idea", "answers": {"colour": "blue"}},
            {"kind": "idea", "answers": {"happening": " "}},
            {"kind": "idea", "answers": {"happening": "a\u0000b"}},
            {"kind": "plan", "answers": {"assess_on": "soon"}},
            {"kind": "idea", "more": 1},
        ],
    )
    def test_invalid_is_422_and_names_the_field(self, client, officer, body):
        """Nothing is kept of it."""
        response = client.post(SHEETS, json=body, headers=officer)
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"]
        assert client.get(SHEETS, headers=officer).json()["items"] == []

    def test_another_officers_conversation_is_not_found(self, client, officer, officer_b):
        """Nobody writes into it."""
        said = client.post("/v1/chat/messages", json={"text": "hello"}, headers=officer_b).json()
        body = {"kind": "idea", "conversation_id": said["conversation_id"]}
        assert client.post(SHEETS, json=body, headers=officer).status_code == 404

    def test_unfinished_ones_are_bounded(self, client, officer):
        """Thirty, then it is said."""
        for _ in range(30):
            begin(client, officer)
        response = client.post(SHEETS, json={"kind": "idea"}, headers=officer)
        assert (response.status_code, response.json()["code"]) == (409, "too_many_worksheets")

    def test_anonymous_is_refused(self, client):
        """And so is whoever has no account."""
        assert client.post(SHEETS, json={"kind": "idea"}).status_code == 401


class TestList:
    """GET /v1/worksheets."""

    def test_ones_own_unfinished_ones_the_last_touched_first(self, client, officer, officer_b):
        """What is sent or thrown away is not among them unless asked for."""
        first, second = begin(client, officer), begin(client, officer, "plan")
        begin(client, officer_b)
        change = {"answers": {"happening": "Thefts"}}
        client.patch(f"{SHEETS}/{first['id']}", json=change, headers=officer)
        done = sent(client, officer)
        listed = client.get(SHEETS, headers=officer).json()["items"]
        assert [item["id"] for item in listed] == [first["id"], second["id"]]
        assert (listed[0]["summary"], listed[0]["answered"]) == ("Thefts", 1)
        listed = client.get(f"{SHEETS}?state=sent", headers=officer).json()["items"]
        assert [item["ticket_ref"] for item in listed] == [done["ticket_ref"]]

    def test_empty(self, client, officer):
        """Nothing begun yet."""
        assert client.get(SHEETS, headers=officer).json() == {"items": []}

    @pytest.mark.parametrize("query", ["state=lost", "kind=other", "limit=0", "limit=101"])
    def test_invalid_is_422(self, client, officer, query):
        """With the field named."""
        assert client.get(f"{SHEETS}?{query}", headers=officer).status_code == 422

    def test_anonymous_is_refused(self, client):
        """401."""
        assert client.get(SHEETS).status_code == 401


class TestRead:
    """GET /v1/worksheets/{id}."""

    def test_draft_is_its_officers_alone(self, client, officer, officer_b, curator):
        """Others' drafts are never read, not by the Hub either."""
        url = f"{SHEETS}/{begin(client, officer)['id']}"
        assert client.get(url, headers=officer).headers["etag"]
        assert client.get(url, headers=officer_b).status_code == 404
        assert client.get(url, headers=curator).status_code == 404

    def test_sent_one_is_read_by_the_hub(self, client, officer, officer_b, curator):
        """And still by no other officer."""
        url = f"{SHEETS}/{sent(client, officer)['id']}"
        assert client.get(url, headers=curator).json()["steps"][0]["answer"] == IDEA["happening"]
        assert client.get(url, headers=officer_b).status_code == 404

    def test_missing_is_404_and_anonymous_401(self, client, officer):
        """As everywhere."""
        assert client.get(f"{SHEETS}/none", headers=officer).status_code == 404
        assert client.get(f"{SHEETS}/none").status_code == 401


class TestChange:
    """PATCH /v1/worksheets/{id}."""

    def test_steps_are_answered_in_any_order(self, client, officer):
        """When none is left unanswered it is complete, and at its review."""
        url = f"{SHEETS}/{begin(client, officer)['id']}"
        later = {"answers": {"help": "By May", "where": "Here"}}
        assert client.patch(url, json=later, headers=officer).json()["step"] == "happening"
        whole = client.patch(url, json={"answers": IDEA}, headers=officer).json()
        assert (whole["step"], whole["complete"]) == (None, True)
        assert whole["steps"][2]["answer"] == ""

    def test_personal_data_is_taken_out_and_named(self, client, officer):
        """Changed to something without any, nothing is named any more."""
        url = f"{SHEETS}/{begin(client, officer)['id']}"
        said = {"answers": {"where": "ring 07700 900123"}}
        step = client.patch(url, json=said, headers=officer).json()["steps"][1]
        assert "900123" not in step["answer"]
        assert step["removed"] == ["phone number"]
        said = {"answers": {"where": "the station"}}
        assert client.patch(url, json=said, headers=officer).json()["steps"][1]["removed"] == []

    def test_an_older_version_is_412(self, client, officer):
        """What the chat has changed meanwhile is not overwritten unseen."""
        sheet = begin(client, officer)
        url, tag = f"{SHEETS}/{sheet['id']}", {"If-Match": f'"{sheet["version"]}"'}
        change = {"answers": {"where": "Here"}}
        assert client.patch(url, json=change, headers=officer | tag).status_code == 200
        assert client.patch(url, json=change, headers=officer | tag).status_code == 412

    def test_all_or_nothing(self, client, officer):
        """One refused answer, and none is kept; each refusal is named."""
        url = f"{SHEETS}/{begin(client, officer, 'plan')['id']}"
        said = {"answers": {"where": "Here", "assess_on": "soon", "what": " "}}
        response = client.patch(url, json=said, headers=officer)
        fields = {row["field"] for row in response.json()["errors"]}
        assert fields == {"answers.assess_on", "answers.what"}
        steps = client.get(url, headers=officer).json()["steps"]
        assert all(step["answer"] is None for step in steps)

    def test_sent_one_stays_as_it_was(self, client, officer):
        """The Hub has read it."""
        url = f"{SHEETS}/{sent(client, officer)['id']}"
        response = client.patch(url, json={"answers": {"where": "x"}}, headers=officer)
        assert (response.status_code, response.json()["code"]) == (409, "worksheet_closed")

    def test_anothers_is_404_and_anonymous_401(self, client, officer, officer_b, curator):
        """Not even the Hub writes in it."""
        url = f"{SHEETS}/{begin(client, officer)['id']}"
        body = {"answers": {"where": "x"}}
        assert client.patch(url, json=body, headers=officer_b).status_code == 404
        assert client.patch(url, json=body, headers=curator).status_code == 404
        assert client.patch(url, json=body).status_code == 401


class TestDiscard:
    """POST /v1/worksheets/{id}/discard."""

    def test_nothing_is_left_of_it(self, client, officer):
        """A second click changes nothing."""
        sheet = begin(client, officer, answers={"happening": "Thefts"})
        url = f"{SHEETS}/{sheet['id']}/discard"
        for _ in range(2):
            shown = client.post(url, headers=officer).json()
            assert shown["state"] == "discarded"
            assert all(step["answer"] is None for step in shown["steps"])

    def test_sent_one_is_409_anothers_404_anonymous_401(self, client, officer, officer_b):
        """What the Hub has is withdrawn as a ticket."""
        url = f"{SHEETS}/{sent(client, officer)['id']}/discard"
        assert client.post(url, headers=officer).status_code == 409
        assert client.post(url, headers=officer_b).status_code == 404
        assert client.post(url).status_code == 401


class TestSend:
    """POST /v1/worksheets/{id}/send."""

    def test_it_becomes_one_ticket(self, client, officer):
        """Sent twice it is still one; the ticket names the worksheet."""
        sheet = sent(client, officer)
        again = client.post(f"{SHEETS}/{sheet['id']}/send", headers=officer).json()
        assert again["ticket_ref"] == sheet["ticket_ref"]
        (ticket,) = client.get("/v1/tickets", headers=officer).json()["items"]
        assert (ticket["kind"], ticket["question"]) == ("idea", IDEA["happening"])
        wanted = {key: IDEA[key] for key in ("where", "better", "help")}
        given = {key: text for key, text in ticket["details"].items() if text}
        assert given == wanted | {"worksheet": sheet["id"]}

    def test_a_plan_becomes_a_summary(self, client, officer):
        """What was passed over leaves no line; long answers are cut, the ticket stays in bounds."""
        answers = {"what": "w" * 2000, "whom": "shops", "where": "the precinct"}
        plan = begin(client, officer, "plan", answers=answers)
        shown = client.post(f"{SHEETS}/{plan['id']}/send", headers=officer)
        ref = shown.json()["ticket_ref"]
        question = client.get(f"/v1/tickets/{ref}", headers=officer).json()["question"]
        assert question.startswith("Problem-solving plan: www")
        assert question.endswith("…\nWhere: the precinct")
        assert len(question) < 2000

    def test_incomplete_is_422_and_names_what_is_missing(self, client, officer):
        """Nothing is sent."""
        sheet = begin(client, officer, answers={"happening": "Thefts"})
        response = client.post(f"{SHEETS}/{sheet['id']}/send", headers=officer)
        assert (response.status_code, response.json()["code"]) == (422, "incomplete")
        fields = [row["field"] for row in response.json()["errors"]]
        assert fields == ["answers.where", "answers.better"]
        assert client.get("/v1/tickets", headers=officer).json()["items"] == []

    def test_discarded_is_409_anothers_404_anonymous_401(self, client, officer, officer_b):
        """Nothing is left to send."""
        url = f"{SHEETS}/{begin(client, officer)['id']}"
        client.post(f"{url}/discard", headers=officer)
        assert client.post(f"{url}/send", headers=officer).status_code == 409
        assert client.post(f"{url}/send", headers=officer_b).status_code == 404
        assert client.post(f"{url}/send").status_code == 401
