"""The queue's page: what is looked for, saved views, many tickets at once, who is looking."""

import html
import re

import pytest

from tests.api.portal.test_requests import answer, send
from tests.api.portal.visitor import Visitor, text_of


@pytest.fixture
def priya(visit) -> Visitor:
    """Another curator."""
    return visit("curator-b")


@pytest.fixture
def chris(visit) -> Visitor:
    """The Hub's lead."""
    return visit("lead")


def refs_on(page) -> list[str]:
    """Return the references of the listed tickets, in order."""
    return re.findall(r'name="ref" value="([^"]+)"', page.text)


class TestFilters:
    """GET /console with parts in the address."""

    def test_each_part_is_kept_in_the_form_and_in_the_next_page(self, alex: Visitor, jo: Visitor):
        """And the other views keep it too."""
        for number in range(27):
            send(alex, f"about knives, number {number};", nonce=str(number))
        other = send(alex, "about bikes", nonce="bikes")
        page = jo.get("/console", q="knives", urgency="normal")
        assert len(refs_on(page)) == 25 and other not in refs_on(page)
        assert 'value="knives"' in page.text
        following = html.unescape(page.text.split('rel="next" href="')[1].split('"')[0])
        assert "q=knives" in following
        assert len(refs_on(jo.get(following))) == 2
        assert "No ticket here is like that." in text_of(jo.get("/console", q="no such words"))

    def test_what_means_nothing_is_left_out_and_said(self, alex: Visitor, jo: Visitor):
        """An old link still shows something."""
        ref = send(alex)
        page = jo.get("/console", urgency="urgent", kind="idea;--", queue="hub")
        assert page.status_code == 200
        assert "left out: kind, urgency" in text_of(page)
        assert refs_on(page) == [ref]

    def test_very_long_words(self, alex: Visitor, jo: Visitor):
        """Too long to look for: left out, not a fault of ours."""
        send(alex)
        assert jo.get("/console", q="x" * 3000).status_code == 200


class TestMany:
    """POST /console/queue/bulk."""

    def test_what_was_refused_is_named(self, alex: Visitor, jo: Visitor):
        """The others are changed; the page says both."""
        good, gone = send(alex, "one"), send(alex, "two", nonce="2")
        answer(jo, gone)
        page = jo.send("/console/queue/bulk?view=owed", ref=[good, gone], urgency="high")
        words = text_of(page)
        assert "Changed: 1, refused: 1" in words
        assert f"{gone} : {gone} is owed no answer" in words
        assert "High" in words
        again = text_of(jo.send("/console/queue/bulk", ref=[good], urgency="high"))
        assert "All 1 are changed." in again

    def test_the_filter_stays(self, alex: Visitor, jo: Visitor):
        """One goes on where one was."""
        ref, other = send(alex, "about knives"), send(alex, "about bikes", nonce="2")
        page = jo.send("/console/queue/bulk?view=owed&q=knives", ref=[ref], assignee="me")
        assert refs_on(page) == [ref] and other not in refs_on(page)
        assert "With Jo Reyes" in text_of(page)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"urgency": "high"}, "Tick tickets"),
            ({"ref": ["PF-2026-000001"]}, "Choose what is to be done"),
            ({"ref": ["PF-2026-000001"], "urgency": "x"}, "Choose what is to be done"),
        ],
    )
    def test_nothing_to_do(self, jo: Visitor, alex: Visitor, fields, words):
        """422, in words; what was ticked stays ticked."""
        ref = send(alex)
        page = jo.send(
            "/console/queue/bulk", **fields | ({"ref": [ref]} if "ref" in fields else {})
        )
        assert page.status_code == 422
        assert words in text_of(page)
        assert ("checked" in page.text.split(f'value="{ref}"')[1][:10]) == ("ref" in fields)

    def test_forged(self, alex: Visitor, jo: Visitor):
        """No write without the token, and none by an officer."""
        ref = send(alex)
        data = {"ref": ref, "urgency": "high"}
        assert jo.client.post("/console/queue/bulk", data=data).status_code == 403
        assert alex.send("/console/queue/bulk", **data).status_code == 403


class TestViews:
    """Saved views."""

    def test_saved_shown_and_deleted(self, alex: Visitor, jo: Visitor, priya: Visitor):
        """One's own; it leads to what was shown."""
        ref = send(alex, "about knives")
        send(alex, "about bikes", nonce="2")
        path = "/console/queue/views?view=new&q=knives&assignee=nobody"
        assert "The view is saved." in text_of(jo.follow(path, name="Knives"))
        page = jo.get("/console")
        address = html.unescape(re.search(r'href="([^"]+)">Knives<', page.text).group(1))
        assert refs_on(jo.get(address)) == [ref]
        assert "Knives" not in text_of(priya.get("/console"))
        delete = re.search(r'action="(/console/queue/views/\d+/delete)"', page.text).group(1)
        assert priya.send(delete).status_code == 404
        assert "The view is deleted." in text_of(jo.follow(delete))
        assert jo.send(delete).status_code == 404
        assert "Knives" not in text_of(jo.get("/console"))

    def test_a_lead_shares(self, jo: Visitor, chris: Visitor):
        """A curator is offered no such box, and refused it all the same."""
        chris.follow("/console/queue/views?view=owed&overdue=true", name="Late", shared="yes")
        assert "Late (shared)" in text_of(jo.get("/console"))
        assert 'name="shared"' not in jo.get("/console").text
        refused = jo.send("/console/queue/views", name="Mine", shared="yes")
        assert refused.status_code == 403

    def test_a_name_is_needed(self, jo: Visitor):
        """Said in words."""
        page = jo.send("/console/queue/views", name="  ")
        assert page.status_code == 422
        assert "Give the view a name." in text_of(page)


class TestOnTheTicket:
    """A ticket's place in the queue, on its page."""

    def test_sorted_started_given_and_put_back(self, alex: Visitor, jo: Visitor, priya: Visitor):
        """Each step says that it is done."""
        path = f"/console/tickets/{send(alex)}"
        fields = {"urgency": "critical", "topic": "victims", "queue": "hub", "was_queue": "hub"}
        page = jo.follow(f"{path}/sort", **fields)
        assert "The ticket is sorted anew." in text_of(page)
        assert "Victims, offenders and health: Victims" in text_of(page)
        assert "You are working on it." in text_of(jo.follow(f"{path}/start"))
        other = re.search(r'<option value="([^"]+)">Priya', jo.get(path).text).group(1)
        assert "The ticket is given." in text_of(jo.follow(f"{path}/give", to=other))
        assert "with Priya Nair" in text_of(jo.get(path))
        assert "Nobody has it." in text_of(priya.follow(f"{path}/put-back"))

    def test_what_somebody_changed_meanwhile(self, alex: Visitor, jo: Visitor, priya: Visitor):
        """412, with what was chosen still chosen."""
        path = f"/console/tickets/{send(alex)}"
        priya.follow(f"{path}/sort", urgency="high", version="1")
        page = jo.send(f"{path}/sort", urgency="low", version="1")
        assert page.status_code == 412
        assert '<option value="low" selected>' in page.text

    def test_who_else_has_opened_it(self, alex: Visitor, jo: Visitor, priya: Visitor):
        """On its page and in the queue, to others."""
        ref = send(alex)
        priya.get(f"/console/tickets/{ref}")
        page = text_of(jo.get(f"/console/tickets/{ref}"))
        assert "Priya Nair (demo Hub curator) opened this today at" in page
        assert "Open with Priya Nair (demo Hub curator)" in text_of(jo.get("/console"))
        assert "Open with Priya Nair" not in text_of(priya.get("/console"))

    def test_an_answered_one_has_no_place(self, alex: Visitor, jo: Visitor):
        """Nothing to sort, start or give."""
        ref = send(alex)
        answer(jo, ref)
        page = jo.get(f"/console/tickets/{ref}").text
        for move in ("sort", "give", "start", "put-back"):
            assert f"/console/tickets/{ref}/{move}" not in page
        assert jo.send(f"/console/tickets/{ref}/start").status_code == 409

    @pytest.mark.parametrize("move", ["sort", "give", "start", "put-back"])
    def test_no_such_ticket_and_forged(self, alex: Visitor, jo: Visitor, move: str):
        """404; no write without the token, none by an officer."""
        ref = send(alex)
        assert jo.send(f"/console/tickets/PF-1/{move}", to="me").status_code == 404
        path = f"/console/tickets/{ref}/{move}"
        assert jo.client.post(path).status_code == 403
        assert alex.send(path).status_code == 403


class TestStaffing:
    """People of the queues."""

    def test_a_lead_edits_and_a_curator_reads(self, jo: Visitor, chris: Visitor):
        """Members, an absence with its cover, and away again."""
        page = chris.get("/console/staffing").text
        who = dict(re.findall(r'name="member" value="([^"]+)".*?\n.*?>([^<]+)</label>', page))
        by_name = {name.split()[0]: user_id for user_id, name in who.items()}
        path = "/console/staffing/queues/people"
        assert "are set" in text_of(chris.follow(path, member=[by_name["Jo"], by_name["Priya"]]))
        day = "2999-01-01"
        fields = {"user_id": by_name["Jo"], "from_date": day, "until_date": day,
                  "cover_id": by_name["Priya"]}  # fmt: skip
        assert "is noted" in text_of(chris.follow("/console/staffing/absences", **fields))
        words = text_of(jo.get("/console/staffing"))
        assert "Jo Reyes (demo Hub curator), 1 January 2999" in words
        assert "Change who is in" not in words
        assert jo.send(path, member=by_name["Jo"]).status_code == 403
        remove = re.search(
            r'action="(/console/staffing/absences/[^"]+/remove)"',
            chris.get("/console/staffing").text,
        ).group(1)
        assert "is removed" in text_of(chris.follow(remove))
        assert "is removed" in text_of(chris.follow(remove))
        assert "Nobody is away." in text_of(jo.get("/console/staffing"))

    def test_what_is_refused_stays(self, chris: Visitor):
        """422, the field named."""
        page = chris.send("/console/staffing/absences", from_date="2999-01-01", until_date="")
        assert page.status_code == 422
        assert "Enter the last day." in text_of(page)
        assert 'value="2999-01-01"' in page.text

    def test_officers_and_anonymous_have_no_such_page(self, alex: Visitor, visit):
        """403 in words; sign in first."""
        assert alex.get("/console/staffing").status_code == 403
        assert visit().get("/console/staffing").status_code == 303
