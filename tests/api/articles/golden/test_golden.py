"""Golden questions over HTTP: kept by curators, never taught to search."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.articles import service as articles
from api.articles.golden import repository
from api.articles.golden.seeding import seed_golden
from api.db import Database
from knowledge import Golden, GoldenKind
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers, make_article

ASKED = {"question": "bikers wrecking the heath?", "kind": "answer", "article": "bikes"}


def add(client: TestClient, headers: Headers, **changes: object) -> dict[str, Any]:
    """A golden question as the api gives it back."""
    response = client.post("/v1/golden", json=ASKED | changes, headers=headers)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.usefixtures("seeded")
class TestAdd:
    """A question that is asked from now on."""

    def test_is_kept(
        self, client: TestClient, curator: Headers, officer: Headers, audited: Audited
    ) -> None:
        golden = add(client, curator)
        assert (golden["state"], golden["origin"], golden["version"]) == ("active", "curator", 1)
        read = client.get(f"/v1/golden/{golden['id']}", headers=curator)
        assert read.json() == golden
        assert read.headers["ETag"] == '"1"'
        assert audited() == [("golden_added", str(golden["id"]))]
        for headers, status in ((officer, 403), ({}, 401)):
            assert client.post("/v1/golden", json=ASKED, headers=headers).status_code == status
            assert client.get("/v1/golden", headers=headers).status_code == status

    def test_is_redacted(self, client: TestClient, curator: Headers) -> None:
        golden = add(client, curator, question="bikers on the heath, ring 07700 900123")
        assert "07700" not in golden["question"]
        assert golden["redacted"] == ["phone"]

    @pytest.mark.parametrize(
        "taught", ["bikes again", "  BIKES   again?! ", "How do we deal with bikes?"]
    )
    def test_what_search_was_taught_is_refused(
        self, client: TestClient, curator: Headers, taught: str
    ) -> None:
        """A sample question or a title, however it is written."""
        response = client.post("/v1/golden", json=ASKED | {"question": taught}, headers=curator)
        assert code(response) == (422, "invalid")
        assert response.json()["errors"][0]["field"] == "question"
        assert "bikes" in response.json()["detail"]

    def test_twice_is_refused(self, client: TestClient, curator: Headers) -> None:
        add(client, curator)
        again = ASKED | {"question": "Bikers wrecking THE heath"}
        assert code(client.post("/v1/golden", json=again, headers=curator)) == (
            409,
            "golden_exists",
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"question": ""},
            {"question": "?!"},
            {"question": "q" * 301},
            {"kind": "nothing"},
            {"article": None},
            {"article": "no-such-article"},
            {"kind": "maybe"},
            {"origin_ticket_ref": "PF-1"},
        ],
    )
    def test_nonsense_is_refused(
        self, client: TestClient, curator: Headers, changes: dict[str, object]
    ) -> None:
        response = client.post("/v1/golden", json=ASKED | changes, headers=curator)
        assert code(response) == (422, "invalid")


@pytest.mark.usefixtures("seeded")
class TestEditAndRetire:
    """Every change names the version it is of."""

    def test_edit(self, client: TestClient, curator: Headers, audited: Audited) -> None:
        golden = add(client, curator)
        url, changed = f"/v1/golden/{golden['id']}", ASKED | {"article": "burglary"}
        assert client.put(url, json=changed, headers=curator).status_code == 428
        stale = client.put(url, json=changed, headers=curator | {"If-Match": '"7"'})
        assert code(stale) == (412, "stale")
        edited = client.put(url, json=changed, headers=curator | {"If-Match": '"1"'})
        assert (edited.status_code, edited.json()["article"]) == (200, "burglary")
        assert audited()[-1] == ("golden_edited", str(golden["id"]))
        missing = client.put("/v1/golden/999", json=changed, headers=curator | {"If-Match": '"1"'})
        assert code(missing) == (404, "not_found")

    def test_retire_and_take_up(
        self, client: TestClient, curator: Headers, audited: Audited
    ) -> None:
        """A second click changes nothing."""
        golden = add(client, curator)
        url = f"/v1/golden/{golden['id']}"
        for _ in range(2):
            response = client.post(f"{url}/retire", headers=curator)
            assert response.json()["state"] == "retired"
        assert client.get("/v1/golden", headers=curator).json()["items"] == []
        retired = client.get("/v1/golden?state=retired", headers=curator).json()["items"]
        assert [row["id"] for row in retired] == [golden["id"]]
        for _ in range(2):
            response = client.post(f"{url}/take-up", headers=curator)
            assert response.json()["state"] == "active"
        assert [action for action, _ in audited()] == [
            "golden_added",
            "golden_retired",
            "golden_taken_up",
        ]

    def test_pages(self, client: TestClient, curator: Headers) -> None:
        """By id; of one article; with words."""
        ids = [add(client, curator, question=f"heath question {n}")["id"] for n in range(5)]
        first = client.get("/v1/golden?limit=3", headers=curator).json()
        assert [row["id"] for row in first["items"]] == ids[:3]
        rest = client.get(f"/v1/golden?cursor={first['next']}", headers=curator).json()
        assert ([row["id"] for row in rest["items"]], rest["next"]) == (ids[3:], None)
        found = client.get("/v1/golden?words=Question 4", headers=curator).json()["items"]
        assert [row["id"] for row in found] == [ids[4]]
        assert client.get("/v1/golden?article=burglary", headers=curator).json()["items"] == []


@pytest.mark.usefixtures("seeded")
class TestNeverASampleQuestion:
    """The other way round: an article may not learn a golden question."""

    def test_a_draft_is_refused(self, client: TestClient, curator: Headers) -> None:
        add(client, curator)
        learnt = DRAFT | {"sample_questions": ["Bikers wrecking the heath"]}
        response = client.post("/v1/articles", json=learnt, headers=curator)
        assert code(response) == (422, "golden_question")
        assert response.json()["errors"][0]["field"] == "sample_questions"

    def test_an_edit_is_refused(self, client: TestClient, curator: Headers) -> None:
        add(client, curator)
        draft = create(client, curator)
        learnt = DRAFT | {"sample_questions": ["bikers wrecking the heath"]}
        response = client.put(
            f"/v1/articles/{draft['slug']}", json=learnt, headers=curator | {"If-Match": '"1"'}
        )
        assert code(response) == (422, "golden_question")

    def test_a_draft_from_before_is_not_published(
        self, client: TestClient, curator: Headers
    ) -> None:
        """A draft's sample questions are taught to nobody, so the golden one was let in."""
        slug = create(client, curator, sample_questions=["bikers wrecking the heath"])["slug"]
        add(client, curator)
        response = client.post(f"/v1/articles/{slug}/publish", headers=curator)
        assert code(response) == (422, "golden_question")

    def test_a_retired_one_may_be_learnt_and_is_then_not_taken_up(
        self, client: TestClient, curator: Headers
    ) -> None:
        golden = add(client, curator)
        client.post(f"/v1/golden/{golden['id']}/retire", headers=curator)
        slug = create(client, curator, sample_questions=["bikers wrecking the heath"])["slug"]
        assert client.post(f"/v1/articles/{slug}/publish", headers=curator).status_code == 200
        response = client.post(f"/v1/golden/{golden['id']}/take-up", headers=curator)
        assert code(response) == (422, "invalid")


@pytest.mark.usefixtures("seeded")
class TestSeedGolden:
    """What the release brings."""

    RELEASE = (
        Golden("a1", "bikers wrecking the heath", GoldenKind.answer, "bikes"),
        Golden("a2", "who pays my parking ticket", GoldenKind.nothing),
        Golden("a3", "of an article that is not here", GoldenKind.answer, "geese"),
        Golden("a4", "Bikes again!", GoldenKind.answer, "bikes"),
    )

    def test_comes_once(self, database: Database) -> None:
        """Without what has no article here, and what search was taught."""
        with database.writing() as session:
            assert seed_golden(session, self.RELEASE) == 2
            assert seed_golden(session, self.RELEASE) == 0
            rows = repository.active(session)
            assert [(row.seed_id, row.slug) for row in rows] == [("a1", "bikes"), ("a2", None)]

    def test_leaves_what_curators_did(
        self, database: Database, client: TestClient, curator: Headers
    ) -> None:
        """One that was edited or retired is not brought back."""
        with database.writing() as session:
            seed_golden(session, self.RELEASE)
        listed = client.get("/v1/golden", headers=curator).json()["items"]
        client.post(f"/v1/golden/{listed[0]['id']}/retire", headers=curator)
        edited = {"question": "who pays my fine", "kind": "nothing"}
        url = f"/v1/golden/{listed[1]['id']}"
        client.put(url, json=edited, headers=curator | {"If-Match": '"1"'})
        with database.writing() as session:
            assert seed_golden(session, self.RELEASE) == 0
            assert [row.question for row in repository.active(session)] == ["who pays my fine"]

    def test_what_a_release_teaches_is_retired(self, database: Database) -> None:
        with database.writing() as session:
            seed_golden(session, self.RELEASE)
            taught = make_article("heath", sample_questions=("bikers wrecking the heath",))
            articles.seed(session, [taught])
            seed_golden(session, self.RELEASE)
            assert [row.seed_id for row in repository.active(session)] == ["a2"]
