"""The pages of gate, golden questions and recall, as a Hub and an officer read them."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.api.recall.conftest import World
from tests.api.recall.test_recall import WRONG

Headers = dict[str, str]
LEAD_PAGE = {"accept": "text/html"}


def url(world: World, rest: str = "") -> str:
    """An address of the article's in the console."""
    return f"/console/articles/{world.article.slug}{rest}"


class TestGolden:
    """A curator keeps golden questions."""

    def test_added_edited_retired(self, client: TestClient, curator: Headers, world: World) -> None:
        form = {"question": "what of zebras", "kind": "answer", "article": world.article.slug}
        added = client.post("/console/golden", data=form, headers=curator, follow_redirects=False)
        assert added.status_code == 303
        assert "what of zebras" in client.get("/console/golden", headers=curator).text
        page = client.get("/console/golden/1", headers=curator).text
        assert world.article.slug in page
        edited = form | {"question": "what of <zebras>", "version": "1"}
        assert client.post("/console/golden/1", data=edited, headers=curator).status_code == 200
        assert "&lt;zebras&gt;" in client.get("/console/golden", headers=curator).text
        client.post("/console/golden/1/retire", headers=curator)
        assert "zebras" not in client.get("/console/golden", headers=curator).text

    def test_what_is_refused_stays(
        self, client: TestClient, curator: Headers, world: World
    ) -> None:
        taught = world.article.sample_questions[0]
        form = {"question": taught, "kind": "answer", "article": world.article.slug}
        refused = client.post("/console/golden", data=form, headers=curator)
        assert refused.status_code == 422
        assert "sample question" in refused.text
        blank = client.post("/console/golden", data={"kind": "answer"}, headers=curator)
        assert (blank.status_code, "Write the question" in blank.text) == (422, True)
        nobody = form | {"question": "what of zebras", "article": ""}
        refused = client.post("/console/golden", data=nobody, headers=curator)
        assert (refused.status_code, "Name the article" in refused.text) == (422, True)


class TestGate:
    """Checked, refused, overridden."""

    def test_retiring_waits_for_its_golden_questions(
        self, client: TestClient, curator: Headers, lead: Headers, world: World
    ) -> None:
        golden = {"question": "how one may say it", "kind": "answer"}
        golden["article"] = world.article.slug
        client.post("/v1/golden", json=golden, headers=curator)
        check = client.get(url(world, "/check?change=withdraw"), headers=curator).text
        assert "Refused" in check
        assert "how one may say it" in check
        assert "Do it all the same" not in check
        version = client.get(f"/v1/articles/{world.article.slug}", headers=curator)
        fields = {"version": version.json()["version"], "change": "withdraw"}
        refused = client.post(url(world, "/unpublish"), data=fields, headers=curator)
        assert refused.status_code == 409
        assert "Check before retiring" in refused.text
        short = fields | {"reason": "no"}
        page = client.post(url(world, "/override"), data=short, headers=lead)
        assert (page.status_code, "Say why" in page.text) == (422, True)
        reason = fields | {"reason": "It is superseded by law."}
        client.post(url(world, "/override"), data=reason, headers=lead)
        assert world.article.slug not in world.searcher.articles

    def test_golden_questions_move(
        self, client: TestClient, curator: Headers, world: World
    ) -> None:
        """To another article; then nothing is in the way."""
        golden = {"question": "how one may say it", "kind": "answer"}
        golden["article"] = world.article.slug
        client.post("/v1/golden", json=golden, headers=curator)
        other = next(slug for slug in world.searcher.articles if slug != world.article.slug)
        client.post(url(world, "/golden"), data={"to": other}, headers=curator)
        moved = client.get("/v1/golden/1", headers=curator).json()
        assert moved["article"] == other
        check = client.get(url(world, "/check?change=withdraw"), headers=curator).text
        assert "Passes" in check

    def test_nothing_to_check(self, client: TestClient, curator: Headers, world: World) -> None:
        assert "nothing to check" in client.get(url(world, "/check"), headers=curator).text


class TestRecall:
    """A lead recalls; an officer reads what to do."""

    def test_previewed_made_read(
        self,
        client: TestClient,
        lead: Headers,
        officer: Headers,
        curator: Headers,
        world: World,
        deliver: Callable[[], None],
    ) -> None:
        world.reads()
        assert client.get(url(world, "/recall"), headers=curator).status_code == 403
        assert "1 officer was" in client.get(url(world, "/recall"), headers=lead).text
        blank = client.post(url(world, "/recall"), data={}, headers=lead)
        assert (blank.status_code, "Say what is wrong" in blank.text) == (422, True)
        page = client.post(url(world, "/recall"), data=WRONG, headers=lead)
        assert "Waits to be told" in page.text
        deliver()
        assert "Everybody has been told" in client.get("/console/recalls/1", headers=lead).text
        assert "1 of 1 told" in client.get("/console/recalls", headers=lead).text
        assert "recalled already" in client.get(url(world, "/recall"), headers=lead).text
        read = client.get("/recalls/1", headers=officer).text
        assert WRONG["instead"] in read
        assert "another study" not in read
