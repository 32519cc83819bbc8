"""Notices over HTTP are one's own."""

import pytest

from tests.api.notifications.telling import answered, tell


class TestListNotices:
    """GET /v1/notices."""

    def test_anonymous_is_refused(self, client):
        """Nobody's notices are public."""
        assert client.get("/v1/notices").status_code == 401

    def test_nothing_yet(self, client, officer):
        """An empty list."""
        empty = {"items": [], "unread": 0, "next": None}
        assert client.get("/v1/notices", headers=officer).json() == empty

    def test_newest_first_in_pages(self, client, officer, database):
        """Every one is on some page, none on two."""
        for number in range(5):
            tell(database, "officer", notice=answered(key=str(number)))
        seen, before = [], None
        while True:
            query = {"limit": 2} | ({"before": before} if before else {})
            page = client.get("/v1/notices", headers=officer, params=query).json()
            seen += [item["id"] for item in page["items"]]
            before = page["next"]
            if before is None:
                break
        assert seen == sorted(seen, reverse=True) and len(set(seen)) == 5
        assert page["unread"] == 5

    def test_what_was_read_can_be_left_out(self, client, officer, database):
        """With unread=true."""
        tell(database, "officer")
        tell(database, "officer", notice=answered(key="second"))
        first = client.get("/v1/notices", headers=officer).json()["items"][1]["id"]
        client.post(f"/v1/notices/{first}/read", headers=officer)
        left = client.get("/v1/notices?unread=true", headers=officer).json()
        assert [item["id"] for item in left["items"]] == [first + 1]
        assert left["unread"] == 1

    def test_anothers_are_not_there(self, client, officer_b, database):
        """Told to one is not told to all."""
        tell(database, "officer")
        assert client.get("/v1/notices", headers=officer_b).json()["items"] == []

    @pytest.mark.parametrize("query", ["before=0", "before=x", "limit=0", "limit=201", "unread=?"])
    def test_a_wrong_query_is_422(self, client, officer, query):
        """Named, not guessed at."""
        assert client.get(f"/v1/notices?{query}", headers=officer).status_code == 422


class TestReadNotice:
    """POST /v1/notices/{id}/read."""

    def test_ones_own(self, client, officer, database):
        """It says when it was read."""
        tell(database, "officer")
        notice = client.get("/v1/notices", headers=officer).json()["items"][0]
        assert notice["title"] == "The Hub has answered PF-2026-000012"
        read = client.post(f"/v1/notices/{notice['id']}/read", headers=officer)
        assert read.status_code == 200 and read.json()["read_at"] is not None

    @pytest.mark.parametrize("notice_id", [999, 2**63 - 1])
    def test_a_missing_one_is_404(self, client, officer, notice_id):
        """As another's is."""
        assert client.post(f"/v1/notices/{notice_id}/read", headers=officer).status_code == 404

    def test_a_number_too_large_is_422(self, client, officer):
        """The database could not hold it."""
        assert client.post(f"/v1/notices/{2**63}/read", headers=officer).status_code == 422


class TestReadAllNotices:
    """POST /v1/notices/read."""

    def test_none_is_unread_then(self, client, officer, database):
        """Twice is as once."""
        tell(database, "officer")
        for _ in range(2):
            assert client.post("/v1/notices/read", headers=officer).json() == {"unread": 0}
