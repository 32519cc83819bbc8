"""Questions, conversation, warnings and the list: how a curator works on an article."""

from typing import Any

import pytest

from api.articles import service
from api.db import Database
from api.settings import Settings
from tests.api.conftest import make_article
from tests.api.console.test_articles import form_of
from tests.api.portal.visitor import Visitor, text_of


@pytest.fixture
def path(searcher) -> str:
    """The address of a published article."""
    return f"/console/articles/{next(iter(searcher.articles))}"


def rows(*questions: str, **fields: str) -> dict[str, Any]:
    return {f"question-{n}": q for n, q in enumerate(questions)} | fields


class TestQuestions:
    """A row a question; nothing is saved but by saving."""

    def test_moved_removed_and_saved(self, jo: Visitor, path: str, searcher):
        """The order that is seen is the order that is kept, as a draft."""
        version = form_of(jo.get(path).text)["version"]
        typed = rows("first", "second", "third", version=version)
        page = jo.send(f"{path}/questions", **typed, action="up-1")
        assert page.text.index('value="second"') < page.text.index('value="first"')
        assert "not saved yet" in text_of(page)
        page = jo.send(f"{path}/questions", **typed, action="remove-0")
        assert 'value="first"' not in page.text
        before = dict(searcher.articles)
        page = jo.follow(f"{path}/questions", **typed, action="save")
        assert "The article is saved." in text_of(page)
        assert form_of(jo.get(path).text)["questions"] == "first\nsecond\nthird"
        assert searcher.articles == before

    def test_twice_and_taken_are_said(self, jo: Visitor, path: str, searcher):
        """At the row."""
        slug = path.rsplit("/", 1)[1]
        taken = next(a for a in searcher.articles.values() if a.slug != slug).sample_questions[0]
        typed = rows("Mine", " mine?", taken, version="1")
        words = text_of(jo.send(f"{path}/questions", **typed, action="down-9"))
        assert "The same as question 1" in words
        assert "answers this, word for word" in words

    def test_who_answers(self, jo: Visitor, path: str, searcher, known_question: str):
        """Now, and with what is typed; a batch at a time."""
        typed = rows("zzz qqq", *(f"filler {n}" for n in range(30)), version="1")
        page = jo.send(f"{path}/questions", **typed, action="ask-0")
        assert "Now nobody" in text_of(page)
        assert "With this version answered: this article" in text_of(page)
        assert "Ask the next 25" in text_of(page)
        searcher.ready = False
        assert jo.send(f"{path}/questions", **typed, action="ask-0").status_code == 503

    def test_refused(self, jo: Visitor, path: str):
        """Too long, overtaken: at the row, with what was typed."""
        page = jo.send(f"{path}/questions", **rows("ok", "x" * 301, version="1"), action="save")
        assert page.status_code == 422
        assert 'id="question-1-error"' in page.text
        page = jo.send(f"{path}/questions", **rows("mine", version="99"), action="save")
        assert page.status_code == 412
        assert 'value="mine"' in page.text

    def test_officers_and_nobody(self, jo: Visitor, alex: Visitor, path: str):
        """No page for officers, none of no article."""
        for name in ("questions", "chat", "warnings", "versions", "changes"):
            assert alex.get(f"{path}/{name}").status_code == 403
            assert jo.get(f"/console/articles/none-such/{name}").status_code == 404
        assert alex.send(f"{path}/questions", version="1").status_code == 403


class TestChat:
    """The reply by the code of the conversation, and what an officer who asks would get."""

    def test_the_reply(self, jo: Visitor, path: str, searcher):
        """As it would be given."""
        article = searcher.articles[path.rsplit("/", 1)[1]]
        page = jo.get(f"{path}/chat")
        assert "app-answer" in page.text
        assert article.title in text_of(page)

    def test_a_draft_is_included(self, jo: Visitor, path: str, searcher):
        """It answers a question that only the draft has; nothing is published by asking."""
        fields = form_of(jo.get(path).text)
        jo.follow(path, **{**fields, "questions": "zebra crossing paint"})
        words = text_of(jo.send(f"{path}/chat", question="zebra crossing paint"))
        assert "It is answered." in words
        assert "Without this version: Nothing is good enough" in words
        slug = path.rsplit("/", 1)[1]
        assert "zebra crossing paint" not in searcher.articles[slug].sample_questions

    @pytest.mark.parametrize("question", ["", " ", "x" * 301])
    def test_no_question(self, jo: Visitor, path: str, question: str):
        """422 at the field."""
        page = jo.send(f"{path}/chat", question=question)
        assert page.status_code == 422
        assert 'id="question-error"' in page.text

    def test_search_down(self, jo: Visitor, path: str, searcher):
        """Said at the field."""
        searcher.ready = False
        assert jo.send(f"{path}/chat", question="anything").status_code == 503


class TestWarnings:
    """Said after saving, listed, put aside with a reason."""

    def test_there_and_put_aside(self, jo: Visitor, path: str, searcher):
        """A reason is asked for; with it the warning is aside."""
        other = next(a for a in searcher.articles.values() if a.slug != path.rsplit("/", 1)[1])
        fields = form_of(jo.get(path).text)
        page = jo.follow(path, **{**fields, "summary": other.summary})
        assert "say nearly the same or the opposite" in text_of(page)
        page = jo.get(f"{path}/warnings")
        key = page.text.split('name="key" value="')[1].split('"')[0]
        page = jo.send(f"{path}/warnings", key=key, reason=" ")
        assert page.status_code == 422
        page = jo.follow(f"{path}/warnings", key=key, reason="On purpose.")
        assert "Put aside On purpose." in text_of(page)


class TestList:
    """What is asked for, a page at a time."""

    @pytest.fixture
    def many(self, settings: Settings) -> None:
        with Database(settings.database).writing() as session:
            made = [
                make_article(f"made-{n:03}", owner="Rural team", group="rural") for n in range(60)
            ]
            service.seed(session, made)

    def test_filters(self, jo: Visitor, many: None):
        """All that is asked for has to hold."""
        words = text_of(jo.get("/console/articles", owner="Rural team", q="MADE 007"))
        assert "made-007" in words and "made-008" not in words
        none = text_of(jo.get("/console/articles", owner="Rural team", group="no-such"))
        assert "There are no articles here." in none
        assert "made-001" not in text_of(jo.get("/console/articles", review="due"))
        assert jo.get("/console/articles", review="never").status_code == 422

    def test_pages_keep_what_was_asked(self, jo: Visitor, many: None):
        """The next page is of the same list."""
        page = jo.get("/console/articles", group="rural")
        following = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "group=rural" in following
        assert "made-059" in text_of(jo.get(following))

    def test_a_percent_sign_is_a_character(self, jo: Visitor, many: None):
        """Not a wildcard."""
        assert "There are no articles here." in text_of(jo.get("/console/articles", q="%"))

    def test_an_edited_one_stays_among_the_published(self, jo: Visitor, path: str):
        """And is among the drafts."""
        fields = form_of(jo.get(path).text)
        jo.follow(path, **{**fields, "owner": "Me"})
        for state in ("published", "draft"):
            words = text_of(jo.get("/console/articles", state=state))
            assert "An earlier version is published" in words
