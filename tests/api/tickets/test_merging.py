"""Joining two tickets: everybody who waits gets the one answer, and no circle can be made."""

from sqlalchemy import select

from api.tickets.merging import answered_by
from api.tickets.models import Ticket, TicketSubscriber
from tests.api.tickets.asking import QUESTION, TICKETS, answered, audited, opened, read, tag


def merge(client, curator, ref, into, **more):
    """Join a ticket with another."""
    return client.post(
        f"{TICKETS}/{ref}/merge", json={"into": into}, headers=curator | more.get("headers", {})
    )


def waiting_for(app, ref):
    """Return how many have joined the ticket."""
    with app.state.database.reading() as session:
        rows = session.scalars(select(TicketSubscriber).where(TicketSubscriber.ref == ref))
        return len(rows.all())


class TestMerge:
    """POST /v1/tickets/{ref}/merge."""

    def test_the_asker_gets_the_one_answer(self, client, officer, officer_b, curator):
        """Both see where it went; the answer stands under the other reference."""
        first, second = opened(client, officer), opened(client, officer_b)
        merged = merge(client, curator, second, first).json()
        assert (merged["state"], merged["merged_into"]) == ("merged", first)
        assert read(client, officer_b, second)["merged_into"] == first
        answered(client, curator, first, "Light it")
        seen = read(client, officer_b, first)
        assert (seen["answer"], seen["joined"], seen["unread"]) == ("Light it", True, True)
        assert seen["asker_name"] == ""

    def test_who_had_joined_comes_along(self, client, app, officer, officer_b, curator):
        """And waits for nothing under the old reference."""
        target, ref = opened(client, curator, "Who cuts hedges?"), opened(client, officer)
        body = {"question": QUESTION}
        joined = client.post(f"{TICKETS}/{ref}/join", json=body, headers=officer_b)
        assert joined.status_code == 200, joined.text
        merge(client, curator, ref, target)
        assert (waiting_for(app, ref), waiting_for(app, target)) == (0, 2)

    def test_the_same_officer_waits_once(self, client, app, officer, curator):
        """Who asked both is the asker of the one that is left."""
        first, second = opened(client, officer), opened(client, officer)
        merge(client, curator, second, first)
        assert waiting_for(app, first) == 0
        assert read(client, officer, first)["joined"] is False

    def test_a_second_click_changes_nothing(self, client, app, officer, officer_b, curator):
        """Even one that comes with the old version."""
        first, second = opened(client, officer), opened(client, officer_b)
        old = tag(client, curator, second)
        for _ in range(2):
            assert merge(client, curator, second, first, headers=old).status_code == 200
        assert audited(app, "ticket_merge") == [second]
        assert audited(app, "ticket_merged_in") == [first]

    def test_no_circle(self, client, officer, officer_b, curator):
        """Not with itself, and not back: what is joined waits for no answer."""
        first, second = opened(client, officer), opened(client, officer_b)
        itself = merge(client, curator, first, first)
        assert (itself.status_code, itself.json()["errors"][0]["field"]) == (422, "into")
        merge(client, curator, second, first)
        back = merge(client, curator, first, second)
        assert (back.status_code, back.json()["code"]) == (409, "move_refused")

    def test_not_with_one_that_is_answered(self, client, officer, officer_b, curator):
        """Nobody would be brought its answer."""
        first, second = opened(client, officer), opened(client, officer_b)
        answered(client, curator, first)
        assert merge(client, curator, second, first).status_code == 409
        assert read(client, officer_b, second)["state"] == "new"

    def test_a_chain_leads_to_its_end(self, client, app, officer, officer_b, curator):
        """What is joined with one that is joined later is answered under the last."""
        a, b, c = opened(client, officer), opened(client, officer_b), opened(client, curator)
        merge(client, curator, a, b)
        merge(client, curator, b, c)
        with app.state.database.reading() as session:
            assert answered_by(session, session.get_one(Ticket, a)) == c
        answered(client, curator, c, "All of you")
        assert read(client, officer, c)["answer"] == "All of you"

    def test_whoever_answers_the_other_is_told(self, client, officer, officer_b, curator):
        """More people wait than they thought: 412, then they send it again."""
        first, second = opened(client, officer), opened(client, officer_b)
        old = tag(client, curator, first)
        merge(client, curator, second, first)
        late = client.post(f"{TICKETS}/{first}/answer", json={"answer": "x"}, headers=old)
        assert late.status_code == 412
