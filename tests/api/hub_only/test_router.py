"""Leads switch it over HTTP; everybody may ask whether it is on; search serves nothing."""

import pytest

from tests.api.hub_only.switching import PUBLIC, SECRET, switch
from tests.api.whole_app import bearer_of

URL = "/v1/hub-only"
ON = {"on": True, "reason": SECRET, "public": PUBLIC}


@pytest.fixture
def lead(settings):
    return bearer_of(settings, "lead")


class TestGetState:
    """GET /v1/hub-only."""

    def test_anonymous_is_refused(self, client):
        """Not public."""
        assert client.get(URL).status_code == 401

    def test_an_officer_reads_the_sentence_and_no_reason(self, client, officer, database):
        """Whether, what, since when."""
        assert client.get(URL, headers=officer).json() == {
            "on": False,
            "public": None,
            "since": None,
        }
        switch(database)
        answer = client.get(URL, headers=officer)
        assert answer.json()["public"] == PUBLIC
        assert SECRET not in answer.text


class TestSwitch:
    """PUT /v1/hub-only."""

    @pytest.mark.parametrize("username", ["officer", "curator"])
    def test_only_leads_may(self, client, settings, username):
        """403 for everybody below."""
        headers = bearer_of(settings, username)
        assert client.put(URL, json=ON, headers=headers).status_code == 403

    def test_a_lead_switches_it_on_and_off(self, client, lead):
        """At once, the second time with no more effect."""
        for _ in range(2):
            assert client.put(URL, json=ON, headers=lead).json()["on"] is True
        off = client.put(URL, json={"on": False, "reason": "checked"}, headers=lead)
        assert off.json() == {"on": False, "public": None, "since": None}

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"on": True},
            {"on": True, "reason": "  "},
            {"on": True, "reason": "x" * 1001},
            {"on": True, "reason": "a\x00b"},
            {"on": True, "reason": "x", "public": "y" * 301},
            {"on": True, "reason": "x", "extra": 1},
        ],
    )
    def test_without_a_proper_reason_it_is_422(self, client, lead, body):
        """And nothing is switched."""
        assert client.put(URL, json=body, headers=lead).status_code == 422
        assert client.get(URL, headers=lead).json()["on"] is False

    def test_personal_data_is_taken_out_of_both_texts(self, client, lead):
        """They are stored free text like any other."""
        body = {"on": True, "reason": "ring 07700 900123", "public": "ring 07700 900123"}
        client.put(URL, json=body, headers=lead)
        assert "900123" not in client.get(f"{URL}/history", headers=lead).text


class TestListPeriods:
    """GET /v1/hub-only/history."""

    def test_an_officer_may_not(self, client, officer):
        """The reasons are the Hub's."""
        assert client.get(f"{URL}/history", headers=officer).status_code == 403

    def test_a_curator_reads_who_and_why(self, client, curator, database):
        """The one that lasts among them."""
        switch(database)
        (item,) = client.get(f"{URL}/history", headers=curator).json()["items"]
        assert (item["on_reason"], item["off_at"]) == (SECRET, None)


class TestSearch:
    """POST /v1/search while it is on."""

    def test_an_officer_finds_nothing(self, client, officer, database, searcher):
        """No ranking, nothing served; as before once it is off."""
        body = {"question": next(iter(searcher.articles.values())).sample_questions[0]}
        before = client.post("/v1/search", json=body, headers=officer).json()
        assert before["outcome"] == "answered"
        switch(database)
        found = client.post("/v1/search", json=body, headers=officer).json()
        assert (found["outcome"], found["served"], found["hits"]) == ("unanswered", 0, [])
        switch(database, on=False)
        again = client.post("/v1/search", json=body, headers=officer).json()
        assert again["hits"] == before["hits"]

    def test_curators_tools_still_search(self, client, curator, database, searcher):
        """They have to find what is wrong."""
        switch(database)
        body = {"question": next(iter(searcher.articles.values())).sample_questions[0]}
        found = client.post("/v1/search", json=body, headers=curator).json()
        assert found["outcome"] == "answered"
