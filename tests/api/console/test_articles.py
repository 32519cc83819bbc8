"""Articles in the Hub's hands."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from api.db import utc_now
from api.settings import Settings, Switch
from tests.api.portal.test_chat import say
from tests.api.portal.test_requests import answer, send
from tests.api.portal.visitor import Visitor, text_of

MOVES = ("submit", "send-back", "publish", "discard", "unpublish", "revive")
QUESTION = "How do we keep geese off the runway?"


def form_of(page: str) -> dict[str, Any]:
    """Return what a browser would send from the article form as it is shown."""
    form = page.split("novalidate>")[1].split("</form>")[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        value = html.unescape(found.get("value", ""))
        if found.get("type") == "checkbox":
            fields.setdefault(found["name"], []).append(value)
        else:
            fields[found["name"]] = value
    for name, value in re.findall(
        r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S
    ):
        fields[name] = html.unescape(value)
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        fields[name] = re.findall(r'value="([^"]+)" selected', options)[0]
    del fields["csrf_token"]
    return fields


@pytest.fixture
def draft(alex: Visitor, jo: Visitor) -> str:
    """The address of a draft made from an answered ticket."""
    ref = send(alex, QUESTION)
    answer(jo, ref, "Let the grass grow.\n\n- Keep it above 15 cm")
    response = jo.send(f"/console/tickets/{ref}/article")
    assert response.status_code == 303, response.text
    return str(response.headers["location"].split("?")[0])


def complete(jo: Visitor, draft: str, **changes: Any) -> dict[str, Any]:
    """Return the draft's form with what publishing asks for."""
    fields = form_of(jo.get(draft).text)
    return {**fields, "grade": "untested", "reason": "Advice.", "owner": "The Hub", **changes}


class TestMakeFromTicket:
    """An answer becomes a draft."""

    def test_question_and_answer_are_there(self, jo: Visitor, draft: str):
        """The question is the title and the first way of asking; the ticket is named."""
        fields = form_of(jo.get(draft).text)
        assert fields["title"] == QUESTION
        assert fields["questions"] == QUESTION
        assert fields["summary"].startswith("Let the grass grow.")
        assert fields["review_date"]
        assert "Made from" in text_of(jo.get(draft))

    def test_twice_is_the_same_draft(self, jo: Visitor, draft: str):
        """A second click opens the first one's draft."""
        ref = jo.get(draft).text.split("/console/tickets/")[1].split('"')[0]
        assert jo.send(f"/console/tickets/{ref}/article").headers["location"] == draft

    def test_a_title_that_exists(self, alex: Visitor, jo: Visitor, draft: str):
        """Another ticket of the same words gets a draft of its own."""
        ref = send(alex, QUESTION, nonce="again")
        answer(jo, ref)
        page = jo.follow(f"/console/tickets/{ref}/article")
        assert form_of(page.text)["title"] == f"{QUESTION} ({ref})"

    def test_without_an_answer_there_is_nothing_to_make(self, alex: Visitor, jo: Visitor):
        """A 409 page."""
        page = jo.send(f"/console/tickets/{send(alex)}/article")
        assert page.status_code == 409
        assert "no answer" in text_of(page)

    def test_a_long_answer_is_parted(self, alex: Visitor, jo: Visitor):
        """A summary has a limit; nothing of the answer is lost."""
        ref = send(alex, "A long story?")
        answer(
            jo, ref, "First words.\n\n" + "\n\n".join(f"Paragraph {n}. " * 20 for n in range(20))
        )
        fields = form_of(jo.follow(f"/console/tickets/{ref}/article").text)
        assert fields["summary"] == "First words."
        assert "Paragraph 19." in fields["body-0"]


class TestSave:
    """Editing."""

    def test_a_refused_edit_leaves_no_trace(self, jo: Visitor, searcher):
        """Nothing of it is stored."""
        path = f"/console/articles/{next(iter(searcher.articles))}"
        fields = form_of(jo.get(path).text)
        refused = {**fields, "summary": "REFUSED", "title": " "}
        assert jo.send(path, **refused).status_code == 422
        assert "REFUSED" not in jo.get(path).text

    def test_there_and_back(self, jo: Visitor, searcher):
        """Saving what was opened changes nothing of a published article."""
        slug, before = next(iter(searcher.articles.items()))
        path = f"/console/articles/{slug}"
        page = jo.follow(path, **form_of(jo.get(path).text))
        assert "The article is saved." in text_of(page)
        assert searcher.articles[slug] == before

    def test_a_change_waits_beside_the_published_version(
        self, jo: Visitor, alex: Visitor, searcher
    ):
        """Officers go on reading what was published; the page says so, until it is published."""
        slug = next(iter(searcher.articles))
        path = f"/console/articles/{slug}"
        fields = form_of(jo.get(path).text)
        page = jo.follow(path, **{**fields, "reason": "A new reason."})
        assert "Your changes are saved as a draft." in text_of(page)
        assert "Officers are given version 1 until this one is published." in text_of(page)
        assert "A new reason." not in text_of(alex.get(f"/articles/{slug}"))
        version = form_of(page.text)["version"]
        jo.follow(f"{path}/publish", version=version)
        assert searcher.articles[slug].evidence.reason == "A new reason."
        assert "A new reason." in text_of(alex.get(f"/articles/{slug}"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title": " "}, "Give the article a title."),
            ({"url-0": "javascript:alert(1)", "publisher-0": "P", "source-title-0": "T"},
             "An address begins with https://"),
            ({"review_date": "soon"}, "Give a date"),
            ({"summary": "a\x00b"}, "NUL"),
        ],
    )  # fmt: skip
    def test_what_is_refused_stays(
        self, jo: Visitor, draft: str, changes: dict[str, str], words: str
    ):
        """422 at the field, with everything that was typed."""
        page = jo.send(draft, **complete(jo, draft, owner="A very typed owner", **changes))
        assert page.status_code == 422
        assert words in text_of(page)
        assert "A very typed owner" in page.text

    def test_two_curators_at_once(self, jo: Visitor, draft: str, visit):
        """The second one is told, keeps the text, and may then replace."""
        mine = complete(jo, draft, reason="Mine.")
        visit("curator-b").follow(draft, **complete(jo, draft, reason="Theirs."))
        page = jo.send(draft, **mine)
        assert page.status_code == 412
        assert "Somebody else saved this article" in text_of(page)
        assert "Mine." in page.text
        jo.follow(draft, **form_of(page.text))
        assert form_of(jo.get(draft).text)["reason"] == "Mine."

    def test_more_sources(self, jo: Visitor, draft: str):
        """More rows, nothing saved, nothing lost."""
        typed = complete(jo, draft, **{"publisher-0": "P", "source-title-0": "T"})
        page = jo.send(draft, **{**typed, "reason": "Half done.", "action": "more-sources"})
        assert page.status_code == 200
        fields = form_of(page.text)
        assert fields["publisher-0"] == "P" and "publisher-2" in fields
        assert fields["reason"] == "Half done."
        assert form_of(jo.get(draft).text)["reason"] == ""


class TestPublish:
    """Served from now on, and no more."""

    def test_published_answered_unpublished(self, jo: Visitor, alex: Visitor, draft: str):
        """The same question in a new conversation, each time without a restart."""
        slug = draft.split("/")[-1]
        assert alex.get(f"/articles/{slug}").status_code == 404
        page = jo.follow(draft, **complete(jo, draft), action="publish")
        assert "The article is published." in text_of(page)
        assert "Let the grass grow." in say(alex, QUESTION).text
        assert alex.get(f"/articles/{slug}").status_code == 200
        version = form_of(jo.get(draft).text)["version"]
        page = jo.follow(f"{draft}/unpublish", version=version)
        assert "The article is retired." in text_of(page)
        assert "Let the grass grow." not in say(alex, QUESTION).text
        assert alex.get(f"/articles/{slug}").status_code == 404

    def test_what_is_missing_is_said_at_its_field_and_the_rest_is_saved(
        self, jo: Visitor, draft: str
    ):
        """Publishing asks for more than a draft does."""
        fields = complete(jo, draft, grade="", reason="Kept reason.")
        page = jo.send(draft, **{**fields, "action": "publish"})
        assert page.status_code == 422
        assert "Say how strong the evidence is." in text_of(page)
        assert form_of(jo.get(draft).text)["reason"] == "Kept reason."
        page = jo.send(draft, **{**form_of(page.text), "grade": "untested", "action": "publish"})
        assert page.status_code == 303

    def test_an_unopened_source_needs_an_early_review_or_a_tick(self, jo: Visitor, draft: str):
        """Said at the date; with the box ticked it is published, and the tick is kept."""
        source = {"publisher-0": "P", "source-title-0": "T", "as-of-0": "2015-03"}
        page = jo.send(draft, **complete(jo, draft, **source), action="publish")
        assert page.status_code == 422
        assert "nobody has opened: [1]" in text_of(page)
        fields = form_of(page.text)
        assert fields["as-of-0"] == "2015-03" and "checked-0" not in fields
        jo.follow(draft, **{**fields, "checked-0": "yes"}, action="publish")
        assert form_of(jo.get(draft).text)["checked-0"] == ["yes"]

    def test_a_stale_unpublish_is_refused(self, jo: Visitor, searcher):
        """412 on the form."""
        slug = next(iter(searcher.articles))
        page = jo.send(f"/console/articles/{slug}/unpublish", version="999")
        assert page.status_code == 412
        assert slug in searcher.articles

    def test_preview(self, jo: Visitor, draft: str):
        """The saved draft as an officer would see it, once it can be shown."""
        assert jo.get(f"{draft}/preview").status_code == 409
        jo.follow(draft, **complete(jo, draft))
        assert "Let the grass grow." in text_of(jo.get(f"{draft}/preview"))

    def test_no_such_article(self, jo: Visitor):
        """404, by every route."""
        assert jo.get("/console/articles/none-such").status_code == 404
        assert jo.get("/console/articles/none-such/preview").status_code == 404
        fields = {"version": "1", "title": "t", "stages": "response", "problem_type": "method",
                  "group": "g"}  # fmt: skip
        assert jo.send("/console/articles/none-such", **fields).status_code == 404
        for move in MOVES:
            page = jo.send(f"/console/articles/none-such/{move}", version="1", what_to_change="x")
            assert page.status_code == 404, move

    def test_forged(self, alex: Visitor, jo: Visitor, draft: str):
        """No write without the token, and none by an officer."""
        for path in (draft, *(f"{draft}/{move}" for move in MOVES)):
            assert jo.client.post(path, data={"version": "1"}).status_code == 403
            assert alex.send(path, version="1").status_code == 403


class TestMoves:
    """Draft, in review, and back."""

    def test_submitted_sent_back_and_told_why(self, jo: Visitor, visit, draft: str):
        """The reason stands on the page; without one nothing happens."""
        page = jo.follow(draft, **complete(jo, draft), action="submit")
        assert "In review" in text_of(page)
        version = form_of(page.text)["version"]
        priya = visit("curator-b")
        page = priya.send(f"{draft}/send-back", version=version, what_to_change=" ")
        assert page.status_code == 422
        assert "Say what has to change." in text_of(page)
        page = priya.follow(f"{draft}/send-back", version=version, what_to_change="Name the law.")
        assert "Name the law." in text_of(jo.get(draft))
        assert "Sent back by Priya Nair" in text_of(jo.get(draft))

    def test_changes_are_discarded(self, jo: Visitor, searcher):
        """The form has what officers are given again."""
        slug, before = next(iter(searcher.articles.items()))
        path = f"/console/articles/{slug}"
        page = jo.follow(path, **{**form_of(jo.get(path).text), "owner": "Nobody"})
        page = jo.follow(f"{path}/discard", version=form_of(page.text)["version"])
        assert form_of(page.text)["owner"] == before.owner
        assert searcher.articles[slug] == before

    def test_retired_and_brought_back(self, jo: Visitor, draft: str):
        """A retired article has no form until it is a draft again."""
        page = jo.follow(draft, **complete(jo, draft), action="publish")
        page = jo.follow(f"{draft}/unpublish", version=form_of(page.text)["version"])
        assert "novalidate" not in page.text
        version = re.findall(r'name="version" value="(\d+)"', page.text)[0]
        page = jo.follow(f"{draft}/revive", version=version)
        assert form_of(page.text)["title"] == QUESTION


class TestDates:
    """Set, taken away, reviewed; what is typed wrong is said at its field."""

    def test_set_and_taken_away(self, jo: Visitor, draft: str):
        """The page says when, and who set it."""
        page = jo.follow(draft, **complete(jo, draft))
        at = (utc_now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
        version = form_of(page.text)["version"]
        page = jo.follow(f"{draft}/schedule", version=version, publish_at=at)
        assert "Jo Reyes (demo Hub curator) set the time." in text_of(page)
        page = jo.follow(f"{draft}/unschedule", version=version)
        assert "No time is set any more." in text_of(page)

    @pytest.mark.parametrize("typed", ["", "soon", "2020-01-01T09:00"])
    def test_no_time(self, jo: Visitor, draft: str, typed: str):
        """422 at the field."""
        page = jo.follow(draft, **complete(jo, draft))
        version = form_of(page.text)["version"]
        page = jo.send(f"{draft}/schedule", version=version, publish_at=typed)
        assert page.status_code == 422
        assert 'id="publish_at-error"' in page.text

    def test_reviewed(self, jo: Visitor, searcher):
        """A new date for officers, said on the page."""
        slug = next(iter(searcher.articles))
        path = f"/console/articles/{slug}"
        version = form_of(jo.get(path).text)["version"]
        page = jo.send(f"{path}/reviewed", version=version, next_review="soon")
        assert page.status_code == 422
        assert 'id="next_review-error"' in page.text
        soon = (utc_now() + timedelta(days=60)).date()
        sent = {"next_review": soon.isoformat(), "review_note": "Law checked."}
        page = jo.follow(f"{path}/reviewed", version=version, **sent)
        assert "Law checked." in text_of(page)
        assert searcher.articles[slug].review_date == soon


class TestVersions:
    """Every version is there, compared and taken again."""

    def test_compared_and_restored(self, jo: Visitor, searcher):
        """What was removed and added is said in words too, for who does not see the colours."""
        slug = next(iter(searcher.articles))
        path = f"/console/articles/{slug}"
        before = form_of(jo.get(path).text)
        jo.follow(path, **{**before, "owner": "Somebody else", "note": "A new owner."})
        assert "A new owner." in text_of(jo.get(f"{path}/versions"))
        page = jo.get(f"{path}/changes", since=1, number=2)
        assert "<ins>" in page.text and "<del>" in page.text
        assert "added: Somebody else end of addition." in text_of(page)
        assert text_of(jo.get(f"{path}/changes")) == text_of(page)
        assert before["owner"] in text_of(jo.get(f"{path}/versions/1"))
        version = form_of(jo.get(path).text)["version"]
        page = jo.follow(f"{path}/versions/1/restore", version=version)
        assert form_of(page.text)["owner"] == before["owner"]
        assert jo.get(f"{path}/versions/99").status_code == 404
        assert jo.get(f"{path}/changes", since=99, number=1).status_code == 404


class TestFourEyes:
    """Where the setting asks for it, the page says before the click who may publish."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"four_eyes": Switch.ON})

    def test_said_and_kept(self, jo: Visitor, visit, draft: str):
        """The author has no button, the other curator has."""
        page = jo.follow(draft, **complete(jo, draft))
        assert "somebody else has to publish it" in text_of(page)
        assert "Publish version" not in text_of(page)
        assert jo.send(f"{draft}/publish", version=form_of(page.text)["version"]).status_code == 403
        priya = visit("curator-b")
        page = priya.get(draft)
        assert "so you may publish it" in text_of(page)
        page = priya.follow(f"{draft}/publish", version=form_of(page.text)["version"])
        assert "The article is published." in text_of(page)


class TestListPage:
    """Articles by state."""

    def test_by_state(self, jo: Visitor, draft: str, searcher):
        """Drafts apart from what is published."""
        published = text_of(jo.get("/console/articles"))
        assert all(article.title in published for article in searcher.articles.values())
        assert QUESTION not in published
        assert QUESTION in text_of(jo.get("/console/articles", state="draft"))
        assert jo.get("/console/articles", state="magic").status_code == 422
