"""A gap is read, filled or put aside, by page and by script."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.gaps.gained import make_job
from api.settings import Switch
from tests.api.portal.visitor import text_of

GEESE = "how do we keep geese off the runway"
GEESE_2 = "how do we keep the geese off the runway please"
DRONES = "drone flown over custody at night who seizes it"
URL = "/v1/gaps"


@pytest.fixture
def gap(asked, look, client, curator):
    """The address of a gap that two people asked; a smaller one stands beside it."""
    asked(GEESE)
    asked(GEESE_2, "pc-2")
    asked(DRONES, ago=timedelta(minutes=1))
    look()
    return f"{URL}/{client.get(URL, headers=curator).json()['items'][0]['id']}"


@pytest.fixture
def page(gap):
    """Its page."""
    return gap.replace("/v1/", "/console/")


@pytest.fixture
def audited(app):
    """The actions on gaps in the audit log."""

    def read():
        with app.state.database.reading() as session:
            query = select(AuditEntry.action).where(AuditEntry.object_kind == "gap")
            return list(session.scalars(query.order_by(AuditEntry.id)))

    return read


class TestListGaps:
    """GET /v1/gaps, and the page."""

    def test_most_people_first_and_that_it_was_read_is_audited(self, client, curator, gap, audited):
        """A later question of one person stands behind."""
        items = client.get(URL, headers=curator).json()["items"]
        assert [(row["people"], row["questions"]) for row in items] == [(2, 2), (1, 1)]
        assert items[0]["name"] in (GEESE, GEESE_2)
        assert items[0]["why"] == {"unanswered": 2, "choices": 0, "rated": 0}
        assert audited() == ["gaps_read", "gaps_read"]

    def test_pages(self, client, curator, gap):
        """One at a time, to the end."""
        first = client.get(URL, params={"limit": 1}, headers=curator).json()
        second = client.get(URL, params={"limit": 1, "after": first["next"]}, headers=curator)
        assert second.json()["next"] is None
        assert first["items"][0]["id"] != second.json()["items"][0]["id"]

    def test_only_those_asked_in_the_days(self, asked, look, client, curator):
        """Counts are of the days too."""
        asked(GEESE, ago=timedelta(days=10))
        look()
        assert client.get(URL, params={"days": 7}, headers=curator).json()["items"] == []
        assert len(client.get(URL, params={"days": 28}, headers=curator).json()["items"]) == 1

    @pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 91}, {"limit": 0}, {"state": "x"}])
    def test_invalid(self, client, curator, wrong):
        """422."""
        assert client.get(URL, params=wrong, headers=curator).status_code == 422

    def test_whose(self, client, officer, alex, gap):
        """The Hub's: 401, 403."""
        assert client.get(URL).status_code == 401
        assert client.get(URL, headers=officer).status_code == 403
        assert client.get(gap, headers=officer).status_code == 403
        assert alex.get("/console/gaps").status_code == 403

    def test_page(self, jo, gap):
        """By state, with how many each has; nothing there is said."""
        shown = text_of(jo.get("/console/gaps"))
        assert "Open (2)" in shown and "2 people" in shown
        assert "There are no gaps here." in text_of(jo.get("/console/gaps", state="dismissed"))


class TestReadGap:
    """GET /v1/gaps/{id}."""

    def test_its_questions_without_who_asked(self, client, curator, gap, audited):
        """As redacted; no id and no name of anybody."""
        found = client.get(gap, headers=curator)
        assert {row["question"] for row in found.json()["items"]} == {GEESE, GEESE_2}
        assert "pc-2" not in found.text
        assert found.headers["ETag"] == '"1"'
        assert audited()[-1] == "gap_read"

    def test_none_such(self, client, curator, jo):
        """404, and 422 for what is no number."""
        assert client.get(f"{URL}/999", headers=curator).status_code == 404
        assert client.get(f"{URL}/x", headers=curator).status_code == 422
        assert jo.get("/console/gaps/999").status_code == 404

    def test_the_nearest_articles_are_offered(self, jo, page, searcher):
        """Unless search is down; the page is there all the same."""
        assert "Add the ticked questions to" in text_of(jo.get(page))
        searcher.ready = False
        shown = text_of(jo.get(page))
        assert "nearest to it" not in shown and "Add as sample questions" in shown


class TestWriteArticle:
    """POST /v1/gaps/{id}/article."""

    def test_a_draft_with_the_name_and_the_questions(self, client, curator, gap):
        """Nothing that no officer typed."""
        made = client.post(f"{gap}/article", json={}, headers=curator)
        assert made.status_code == 201
        assert made.json()["state"] == "draft"
        assert made.json()["title"] in (GEESE, GEESE_2)
        assert set(made.json()["sample_questions"]) == {GEESE, GEESE_2}
        found = client.get(gap, headers=curator).json()
        assert found["state"] == "working"
        (action,) = found["actions"]
        assert (action["kind"], action["questions"], action["asked"]) == ("article", 2, None)

    def test_a_second_click_opens_the_same(self, jo, page):
        """One draft."""
        turn = page_turns(jo, page)
        first = jo.send(page, turn=turn, action="article").headers["location"]
        assert jo.send(page, turn=turn, action="article").headers["location"] == first

    def test_only_what_was_picked(self, client, curator, gap):
        """The rest stays out."""
        picked = client.get(gap, headers=curator).json()["items"][0]
        body = {"turn_ids": [picked["turn_id"]]}
        made = client.post(f"{gap}/article", json=body, headers=curator)
        assert made.json()["sample_questions"] == [picked["question"]]

    def test_a_title_that_exists_gets_a_number(self, client, curator, gap):
        """The draft is made."""
        name = client.get(gap, headers=curator).json()["name"]
        client.post("/v1/articles", json={"title": name}, headers=curator)
        made = client.post(f"{gap}/article", json={}, headers=curator)
        assert made.json()["title"] == f"{name} (2)"

    def test_nothing_picked_or_gone(self, client, curator, jo, gap, page):
        """422, at the questions."""
        body = {"turn_ids": ["gone"]}
        assert client.post(f"{gap}/article", json=body, headers=curator).status_code == 422
        refused = jo.send(page, action="article")
        assert refused.status_code == 422
        assert "Pick at least one question." in text_of(refused)

    def test_a_very_long_question_is_cut_at_a_word(self, asked, look, client, curator):
        """A way of asking has a limit."""
        asked("geese " * 300)
        look()
        found = client.get(URL, headers=curator).json()["items"][0]
        made = client.post(f"{URL}/{found['id']}/article", json={}, headers=curator)
        (question,) = made.json()["sample_questions"]
        assert 290 < len(question) <= 300 and question.endswith("geese")

    def test_stale(self, client, curator, gap):
        """412, if somebody worked on it meanwhile."""
        headers = curator | {"If-Match": '"7"'}
        assert client.post(f"{gap}/article", json={}, headers=headers).status_code == 412


def page_turns(jo, page):
    """Return the turns that the page has ticked."""
    shown = jo.get(page).text.split('name="turn"')[1:]
    return [part.split('value="')[1].split('"')[0] for part in shown]


def publish(client, curator, slug):
    """Have officers given the newest version."""
    published = client.post(f"/v1/articles/{slug}/publish", headers=curator | {"If-Match": "*"})
    assert published.status_code == 200, published.text


@pytest.fixture
def job(app, searcher):
    """Run the timetable's job once; returns how many gaps were asked again."""
    run = make_job(app.state.database, searcher, "system")

    def once():
        with app.state.database.writing() as session:
            return run(session)

    return once


class TestAddQuestions:
    """POST /v1/gaps/{id}/questions."""

    def test_published_again_found_and_asked_again(self, client, curator, gap, searcher):
        """The article is asked for by them; the gap is closed, and says by what."""
        slug = next(iter(searcher.articles))
        before = len(searcher.articles[slug].sample_questions)
        added = client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        assert added.status_code == 200
        assert len(searcher.articles[slug].sample_questions) == before + 2
        found = client.get(gap, headers=curator).json()
        (action,) = found["actions"]
        assert (action["asked"], action["answered"], action["questions"]) == (2, 2, 2)
        assert [(by["slug"], by["questions"]) for by in action["answered_by"]] == [(slug, 2)]
        assert found["state"] == "closed"

    def test_where_four_eyes_are_needed_they_wait_for_review(
        self, app, client, curator, gap, searcher
    ):
        """Officers are given nothing else, and nothing is said to be gained."""
        app.state.settings = app.state.settings.model_copy(update={"four_eyes": Switch.ON})
        assert app.state.settings.needs_four_eyes
        slug = next(iter(searcher.articles))
        before = searcher.articles[slug]
        added = client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        assert added.json()["state"] == "in_review"
        assert searcher.articles[slug] == before
        found = client.get(gap, headers=curator).json()
        (action,) = found["actions"]
        assert (action["published"], action["asked"], found["state"]) == (False, None, "working")

    def test_what_the_gate_refuses_leaves_no_trace(self, client, curator, jo, gap, page, searcher):
        """A question that another published article has; the reason stands at the article."""
        slug, other = list(searcher.articles)[:2]
        client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        refused = jo.send(page, turn=page_turns(jo, page), action="questions", slug=other)
        assert refused.status_code == 409
        assert "Another published article" in text_of(refused)
        assert len(client.get(gap, headers=curator).json()["actions"]) == 1
        shown = client.get(f"/v1/articles/{other}", headers=curator).json()
        assert shown["state"] == "published"

    def test_twice_adds_once(self, client, curator, gap, searcher):
        """The second time there is nothing to add."""
        slug = next(iter(searcher.articles))
        for _ in range(2):
            client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        (action,) = client.get(gap, headers=curator).json()["actions"]
        assert action["questions"] == 2

    def test_by_page(self, jo, page, searcher):
        """What was gained is shown, with the way to the article."""
        slug = next(iter(searcher.articles))
        shown = jo.follow(page, turn=page_turns(jo, page), action="questions", slug=slug)
        assert "2 questions were added" in text_of(shown)
        assert "2 of 2 questions are answered now" in text_of(shown)
        assert f'href="/console/articles/{slug}"' in shown.text

    def test_refused_by_the_article(self, jo, page, client, curator, gap, searcher):
        """What another edit may not do, this may not: a retired article is not edited."""
        slug = next(iter(searcher.articles))
        retired = client.post(f"/v1/articles/{slug}/unpublish", headers=curator | {"If-Match": "*"})
        assert retired.status_code == 200, retired.text
        refused = jo.send(page, turn=page_turns(jo, page), action="questions", slug=slug)
        assert refused.status_code == 409
        assert "There is a problem" in text_of(refused)
        assert client.get(gap, headers=curator).json()["actions"] == []

    def test_no_such_article(self, client, curator, jo, gap, page):
        """404 by script; the page says it at the field."""
        body = {"slug": "none-such"}
        assert client.post(f"{gap}/questions", json=body, headers=curator).status_code == 404
        refused = jo.send(page, turn=page_turns(jo, page), action="questions", other="none-such")
        assert refused.status_code == 422
        assert "There is no article of that name." in text_of(refused)
        refused = jo.send(page, turn=page_turns(jo, page), action="questions")
        assert "Choose the article" in text_of(refused)


class TestGained:
    """The timetable's job, and the button."""

    def changed(self, client, curator, slug):
        """Have the article asked for by other words."""
        shown = client.get(f"/v1/articles/{slug}", headers=curator).json()
        fields = ("title", "summary", "sections", "evidence", "owner", "review_date", "sources",
                  "group", "problem_type", "stages", "objectives", "related")  # fmt: skip
        body = {name: shown[name] for name in fields} | {"sample_questions": ["other words"]}
        headers = curator | {"If-Match": "*"}
        edited = client.put(f"/v1/articles/{slug}", json=body, headers=headers)
        assert edited.status_code == 200, edited.text

    def test_asked_again_once_it_is_published_again(self, client, curator, gap, searcher, job):
        """Once for each publication; a draft is none."""
        slug = next(iter(searcher.articles))
        client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        self.changed(client, curator, slug)
        assert job() == 0
        publish(client, curator, slug)
        assert (job(), job()) == (1, 0)
        (action,) = client.get(gap, headers=curator).json()["actions"]
        assert (action["asked"], action["answered"]) == (2, 0)

    def test_by_hand(self, client, curator, gap, searcher, jo, page):
        """At once."""
        slug = next(iter(searcher.articles))
        client.post(f"{gap}/questions", json={"slug": slug}, headers=curator)
        self.changed(client, curator, slug)
        publish(client, curator, slug)
        assert "2 of 2" in text_of(jo.get(page))
        assert "0 of 2 questions are answered now" in text_of(jo.follow(f"{page}/ask-again"))

    def test_a_draft_is_not_asked(self, client, curator, gap, job):
        """Officers are not given it."""
        client.post(f"{gap}/article", json={}, headers=curator)
        assert job() == 0

    def test_search_is_down(self, client, curator, gap, searcher):
        """503, and nothing is kept."""
        client.post(f"{gap}/article", json={}, headers=curator)
        searcher.ready = False
        assert client.post(f"{gap}/ask-again", headers=curator).status_code == 503


class TestDismiss:
    """POST /v1/gaps/{id}/dismiss."""

    def test_put_aside_and_back(self, client, curator, gap, audited):
        """A second time changes nothing; opened again, it is as before."""
        body = {"reason": "elsewhere"}
        for _ in range(2):
            found = client.post(f"{gap}/dismiss", json=body, headers=curator)
            assert (found.json()["state"], found.json()["version"]) == ("dismissed", 2)
        again = client.post(f"{gap}/reopen", headers=curator).json()
        assert (again["state"], again["reason"]) == ("open", None)
        assert audited()[-2:] == ["gap_dismissed", "gap_reopened"]

    def test_invalid(self, client, curator, gap, jo, page):
        """A reason that there is none of; none at all on the page."""
        body = {"reason": "bored"}
        assert client.post(f"{gap}/dismiss", json=body, headers=curator).status_code == 422
        refused = jo.send(f"{page}/dismiss")
        assert refused.status_code == 422
        assert "Say why it is not for the Hub." in text_of(refused)

    def test_stale(self, client, curator, gap, jo, page):
        """412."""
        headers = curator | {"If-Match": '"9"'}
        body = {"reason": "elsewhere"}
        assert client.post(f"{gap}/dismiss", json=body, headers=headers).status_code == 412
        assert jo.send(f"{page}/dismiss", reason="elsewhere", version="9").status_code == 412

    def test_by_page(self, jo, page):
        """And opened again."""
        assert "is put aside" in text_of(jo.follow(f"{page}/dismiss", reason="elsewhere"))
        assert "is open again" in text_of(jo.follow(f"{page}/reopen"))

    def test_forged_and_officers(self, jo, alex, page, client, officer, gap):
        """No write without the token, and none by an officer."""
        for path in (page, f"{page}/dismiss", f"{page}/reopen", f"{page}/ask-again"):
            assert jo.client.post(path).status_code == 403
            assert alex.send(path).status_code == 403
        for path in ("article", "questions", "dismiss", "reopen", "ask-again"):
            assert client.post(f"{gap}/{path}", json={}).status_code == 401
            assert client.post(f"{gap}/{path}", json={}, headers=officer).status_code == 403
