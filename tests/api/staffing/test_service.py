"""Giving tickets to people: by hand, by the routing, many at once."""

import pytest

from api.db import utc_now
from api.identity.models import User
from api.staffing import repository
from api.staffing.schemas import MOST_AT_ONCE
from api.tickets.service_hours import ENGLAND


def give(client, headers, ref, to):
    """Give a ticket to somebody."""
    return client.post(f"/v1/tickets/{ref}/give", json={"to": to}, headers=headers)


def sort(client, headers, ref, **change):
    """Set urgency, topic or queue."""
    return client.patch(f"/v1/tickets/{ref}/sorting", json=change, headers=headers)


def bulk(client, headers, refs, **change):
    """Change many."""
    return client.post("/v1/queue/bulk", json={"refs": refs, **change}, headers=headers)


@pytest.fixture
def in_places(client, lead, ids):
    """Both curators take the tickets of the queue "places"."""
    members = {"user_ids": [ids["curator"], ids["curator-b"]]}
    done = client.put("/v1/queues/places/members", json=members, headers=lead)
    assert done.status_code == 200


class TestGive:
    """POST /v1/tickets/{ref}/give."""

    def test_to_another_who_is_told(self, client, curator, opened, ids, told, audited):
        """And is the assignee; a second click changes and tells nothing more."""
        ref = opened()
        given = give(client, curator, ref, ids["curator-b"]).json()
        assert (given["state"], given["assignee_name"]) == (
            "assigned",
            "Priya Nair (demo Hub curator)",
        )
        again = give(client, curator, ref, ids["curator-b"]).json()
        assert again["version"] == given["version"]
        assert told(ids["curator-b"]) == [("ticket_assigned", ref)]
        assert (ids["curator"], "ticket_assign") in audited(ref)

    def test_to_oneself_and_back(self, client, curator, opened, ids, told):
        """Who takes a ticket is told nothing; put back, it is nobody's."""
        ref = opened()
        assert give(client, curator, ref, "me").json()["sorting"]["assignee_id"] == ids["curator"]
        assert told(ids["curator"]) == []
        back = give(client, curator, ref, "nobody").json()
        assert (back["state"], back["assignee_name"]) == ("new", None)
        assert give(client, curator, ref, "nobody").json()["version"] == back["version"]

    def test_starting_makes_it_ones_own(self, client, curator, curator_b, opened, ids):
        """Whoever had it; a second start by somebody else is refused while it is worked on."""
        ref = opened()
        give(client, curator, ref, "me")
        started = client.post(f"/v1/tickets/{ref}/start", headers=curator_b).json()
        assert (started["state"], started["sorting"]["assignee_id"]) == (
            "in_progress",
            ids["curator-b"],
        )
        assert started["sorting"]["start_by"] is None
        again = client.post(f"/v1/tickets/{ref}/start", headers=curator_b)
        assert again.json()["version"] == started["version"]
        assert client.post(f"/v1/tickets/{ref}/start", headers=curator).status_code == 409
        back = client.post(f"/v1/tickets/{ref}/put-back", headers=curator).json()
        assert (back["state"], back["assignee_name"]) == ("new", None)

    @pytest.mark.parametrize("who", ["officer", "no-such-user", "system"])
    def test_nobody_of_the_hub_is_422(self, client, curator, opened, ids, who):
        """An officer is given no ticket."""
        refused = give(client, curator, opened(), ids.get(who, who))
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "assignee"

    def test_roles_and_what_is_not_there(self, client, officer, curator, opened):
        """An officer 403; no such ticket 404; one that is withdrawn 409."""
        ref = opened()
        assert give(client, officer, ref, "me").status_code == 403
        assert give(client, curator, "PF-1", "me").status_code == 404
        client.post(f"/v1/tickets/{ref}/withdraw", headers=officer)
        assert give(client, curator, ref, "me").status_code == 409


class TestSort:
    """PATCH /v1/tickets/{ref}/sorting."""

    def test_urgency_recomputes_what_is_due(self, client, curator, opened):
        """The more urgent, the sooner; from when it was opened."""
        ref = opened()
        normal = sort(client, curator, ref, urgency="normal").json()["sorting"]["due_at"]
        critical = sort(client, curator, ref, urgency="critical").json()["sorting"]["due_at"]
        assert critical < normal
        assert sort(client, curator, ref, urgency="normal").json()["sorting"]["due_at"] == normal

    def test_urgency_recomputes_when_to_start(self, client, curator, opened):
        """Of a ticket that somebody has."""
        ref = opened()
        give(client, curator, ref, "me")
        before = sort(client, curator, ref, urgency="low").json()["sorting"]["start_by"]
        after = sort(client, curator, ref, urgency="critical").json()["sorting"]["start_by"]
        assert after < before

    def test_topic_brings_queue_and_harm(self, client, curator, opened, audited, ids):
        """Unless a queue is named with it; "" is no topic."""
        ref = opened()
        sorting = sort(client, curator, ref, topic="victims").json()["sorting"]
        assert (sorting["queue"], sorting["harm"], sorting["topic_by"]) == ("people", 3, "hub")
        sorting = sort(client, curator, ref, topic="crime-theory", queue="hub").json()["sorting"]
        assert (sorting["queue"], sorting["harm"]) == ("hub", 0)
        sorting = sort(client, curator, ref, topic="").json()["sorting"]
        assert (sorting["queue"], sorting["topic"]) == ("hub", None)
        assert audited(ref).count((ids["curator"], "ticket_topic_set")) == 3

    def test_what_is_so_already_changes_nothing(self, client, curator, opened):
        """No new version, so nobody else's edit is refused for it."""
        ref = opened()
        first = sort(client, curator, ref, urgency="high").json()
        assert sort(client, curator, ref, urgency="high").json()["version"] == first["version"]

    def test_if_match(self, client, curator, opened):
        """A change to what somebody changed meanwhile is refused."""
        ref = opened()
        done = sort(client, curator, ref, urgency="high")
        stale = curator | {"If-Match": '"1"'}
        assert sort(client, stale, ref, urgency="low").status_code == 412
        fresh = curator | {"If-Match": done.headers["etag"]}
        assert sort(client, fresh, ref, urgency="low").status_code == 200

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"topic": "gossip"}, "topic"),
            ({"queue": "nowhere"}, "queue"),
            ({"urgency": "urgent"}, "urgency"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_what_is_not_known_is_422(self, client, curator, opened, change, field):
        """The field is named."""
        refused = sort(client, curator, opened(), **change)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"].endswith(field)

    def test_roles_and_what_is_not_there(self, client, officer, curator, opened):
        """An officer 403; no such ticket 404; urgency of an answered one 409, its topic not."""
        ref = opened()
        assert sort(client, officer, ref, urgency="high").status_code == 403
        assert sort(client, curator, "PF-1", urgency="high").status_code == 404
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "words"}, headers=curator)
        assert sort(client, curator, ref, urgency="high").status_code == 409
        assert sort(client, curator, ref, topic="victims").status_code == 200

    def test_officers_are_told_none_of_it(self, client, officer, opened):
        """How a request is sorted is the Hub's affair."""
        ref = opened()
        assert client.get(f"/v1/tickets/{ref}", headers=officer).json()["sorting"] is None


class TestRoute:
    """Topic, queue, person."""

    def test_a_queue_that_hands_out(self, client, curator, opened, ids, told, audited, in_places):
        """In turn, as each has the fewest; done by the system, and the person is told."""
        refs = [opened(f"question {n}") for n in range(4)]
        given = [
            sort(client, curator, ref, topic="place-based").json()["sorting"]["assignee_id"]
            for ref in refs
        ]
        assert sorted(given) == sorted([ids["curator"], ids["curator-b"]] * 2)
        assert ("system", "ticket_assign") in audited(refs[0])
        assert len(told(ids["curator"])) == 2

    def test_cover(self, client, lead, curator, opened, ids, in_places):
        """Away: the cover has it; the cover's cover, if they are away too; else the others."""
        far = {"from_date": "2020-01-01", "until_date": "2020-01-02"}
        assert client.post("/v1/absences", json={"user_id": ids["curator"], **far},
                           headers=lead).status_code == 422  # fmt: skip
        for who, cover in (("curator", "lead"), ("curator-b", "curator")):
            body = away(ids[who], cover_id=ids[cover])
            assert client.post("/v1/absences", json=body, headers=lead).status_code == 201
        sorting = sort(client, curator, opened(), topic="place-based").json()["sorting"]
        assert sorting["assignee_id"] == ids["lead"]

    def test_nobody_is_there(self, client, lead, curator, opened, ids, in_places):
        """It waits in the queue."""
        for who in ("curator", "curator-b"):
            client.post("/v1/absences", json=away(ids[who]), headers=lead)
        shown = sort(client, curator, opened(), topic="place-based").json()
        assert (shown["state"], shown["sorting"]["queue"]) == ("new", "places")

    def test_a_queue_that_hands_nothing_out(self, client, lead, curator, opened, ids):
        """Members or not."""
        members = {"user_ids": [ids["curator"]]}
        client.put("/v1/queues/hub/members", json=members, headers=lead)
        ref = opened()
        sort(client, curator, ref, queue="people")
        assert sort(client, curator, ref, queue="hub").json()["state"] == "new"

    def test_what_somebody_has_in_hand_stays_with_them(
        self, client, curator, curator_b, lead, opened, ids, in_places
    ):
        """Taken or begun: the topic changes, the person does not; one that routing gave moves."""
        taken, begun, routed = opened("a"), opened("b"), opened("c")
        give(client, lead, taken, "me")
        client.post(f"/v1/tickets/{begun}/start", headers=lead)
        sort(client, lead, routed, topic="place-based")
        for ref in (taken, begun):
            shown = sort(client, lead, ref, topic="place-based").json()
            assert shown["sorting"]["assignee_id"] == ids["lead"]
        shown = sort(client, lead, routed, topic="victims").json()
        assert (shown["state"], shown["assignee_name"]) == ("new", None)


def away(user_id, **more):
    """Return an absence of today."""
    today = str(utc_now().astimezone(ENGLAND).date())
    return {"user_id": user_id, "from_date": today, "until_date": today, **more}


class TestChangeMany:
    """POST /v1/queue/bulk."""

    def test_what_could_not_be_is_named(self, client, officer, curator, opened, ids):
        """And keeps no other back."""
        good, gone = opened("a"), opened("b")
        client.post(f"/v1/tickets/{gone}/withdraw", headers=officer)
        change = {"assignee": "me", "urgency": "high", "queue": "people"}
        result = bulk(client, curator, [good, gone, "PF-none", good], **change).json()
        assert [(item["ref"], item["done"], item["code"]) for item in result["items"]] == [
            (good, True, None),
            (gone, False, "not_owed"),
            ("PF-none", False, "not_found"),
        ]
        assert result["done"] == 1
        shown = client.get(f"/v1/tickets/{good}", headers=curator).json()["sorting"]
        assert (shown["urgency"], shown["queue"], shown["assignee_id"]) == (
            "high",
            "people",
            ids["curator"],
        )

    def test_one_that_is_refused_half_way_is_not_changed_at_all(self, client, curator, opened):
        """Urgency set, then nobody to give it to: neither."""
        ref = opened()
        result = bulk(client, curator, [ref], urgency="critical", assignee="no-such").json()
        assert result["items"][0]["code"] == "invalid"
        shown = client.get(f"/v1/tickets/{ref}", headers=curator).json()
        assert (shown["sorting"]["urgency"], shown["version"]) == ("normal", 1)

    def test_twice_is_once(self, client, curator, opened):
        """The second click finds it done."""
        ref = opened()
        change = {"assignee": "me", "urgency": "high"}
        assert bulk(client, curator, [ref], **change).json()["done"] == 1
        version = client.get(f"/v1/tickets/{ref}", headers=curator).json()["version"]
        assert bulk(client, curator, [ref], **change).json()["done"] == 1
        assert client.get(f"/v1/tickets/{ref}", headers=curator).json()["version"] == version

    @pytest.mark.parametrize(
        "body",
        [{}, {"refs": []}, {"refs": ["PF-1"]}, {"refs": ["PF-1"], "urgency": "x"},
         {"refs": ["PF-1"] * (MOST_AT_ONCE + 1), "urgency": "low"}],
    )  # fmt: skip
    def test_invalid_is_422(self, client, curator, body):
        """Nothing to do, nothing to do it to, too many."""
        assert client.post("/v1/queue/bulk", json=body, headers=curator).status_code == 422

    def test_an_officer_is_403(self, client, officer, opened):
        """The queue is the Hub's."""
        assert bulk(client, officer, [opened()], urgency="high").status_code == 403


class TestPeople:
    """Queues' people and absences."""

    def test_members_are_a_leads_to_set(self, client, lead, curator, ids):
        """A curator sees them; the same person twice is once; If-Match is honoured."""
        path, body = "/v1/queues/people/members", {"user_ids": [ids["curator-b"], ids["curator-b"]]}
        assert client.put(path, json=body, headers=curator).status_code == 403
        done = client.put(path, json=body, headers=lead)
        assert [who["user_id"] for who in done.json()["members"]] == [ids["curator-b"]]
        stale = lead | {"If-Match": '"1"'}
        assert client.put(path, json={"user_ids": []}, headers=stale).status_code == 412
        fresh = lead | {"If-Match": done.headers["etag"]}
        assert client.put(path, json={"user_ids": []}, headers=fresh).status_code == 200
        listed = client.get("/v1/queues", headers=curator).json()
        assert {item["key"] for item in listed["items"]} >= {"hub", "people", "places"}
        assert {who["user_id"] for who in listed["people"]} == {
            ids[name] for name in ("curator", "curator-b", "lead", "admin")
        }

    def test_unknown_queue_or_person(self, client, lead, ids):
        """404 and 422."""
        body = {"user_ids": [ids["officer"]]}
        assert client.put("/v1/queues/none/members", json=body, headers=lead).status_code == 404
        refused = client.put("/v1/queues/people/members", json=body, headers=lead)
        assert refused.json()["errors"][0]["field"] == "user_ids"

    def test_who_has_left_the_hub_is_said_and_given_nothing(
        self, client, database, lead, curator, opened, ids, in_places
    ):
        """Still listed, so that a lead takes them out; the other one gets the tickets."""
        with database.writing() as session:
            session.get_one(User, ids["curator-b"]).active = False
        for n in range(2):
            shown = sort(client, curator, opened(f"q{n}"), topic="place-based").json()
            assert shown["sorting"]["assignee_id"] == ids["curator"]
        items = client.get("/v1/queues", headers=curator).json()["items"]
        places = next(item for item in items if item["key"] == "places")
        assert "left the Hub" in places["members"][1]["name"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"user_id": "none"}, "user_id"),
            ({"cover_id": "none"}, "cover_id"),
            ({"until_date": "2020-01-01", "from_date": "2020-01-01"}, "until_date"),
            ({"from_date": "2999-01-02", "until_date": "2999-01-01"}, "until_date"),
            ({"from_date": "2999-01-02", "until_date": "3001-01-01"}, "until_date"),
            ({"from_date": "soon"}, "from_date"),
        ],
    )
    def test_an_absence_that_makes_no_sense(self, client, lead, ids, change, field):
        """422, the field named."""
        refused = client.post("/v1/absences", json=away(ids["curator"]) | change, headers=lead)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == field

    def test_absences(self, client, lead, curator, ids, audited):
        """Added once however often, not twice for one day, removed; covered by somebody else."""
        body = away(ids["curator"], cover_id=ids["lead"])
        assert client.post("/v1/absences", json=body, headers=curator).status_code == 403
        first = client.post("/v1/absences", json=body, headers=lead).json()
        assert client.post("/v1/absences", json=body, headers=lead).json() == first
        other = body | {"cover_id": None}
        assert client.post("/v1/absences", json=other, headers=lead).status_code == 422
        itself = away(ids["lead"], cover_id=ids["lead"])
        assert client.post("/v1/absences", json=itself, headers=lead).status_code == 422
        assert client.get("/v1/absences", headers=curator).json()["items"] == [first]
        path = f"/v1/absences/{first['id']}"
        assert client.delete(path, headers=lead).status_code == 204
        assert client.delete(path, headers=lead).status_code == 404
        assert [what for _, what in audited(first["id"])] == ["absence_added", "absence_removed"]
        assert repository.HUB_ROLES == ["curator", "lead", "admin"]
