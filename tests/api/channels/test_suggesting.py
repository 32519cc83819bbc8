"""Suggestions for a plan: published articles on responses, found with what was written."""

from collections.abc import Iterable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.articles import service as articles
from api.channels.suggesting import find, is_due, refresh
from api.hub_only import service as hub_only
from api.hub_only.schemas import HubOnlyChange
from api.identity.models import User
from api.search.memory import InMemorySearch
from api.worksheets import service
from api.worksheets.models import Worksheet
from api.worksheets.suggested import suggested
from knowledge import Article, Evidence, EvidenceGrade, Outcome
from tests.api.conftest import make_article

WHAT = "bikes tear up the rec"


def plan(**answers: str) -> Worksheet:
    """A plan with these answers."""
    sheet = service.blank("u", "plan")
    sheet.answers = {"what": WHAT} | answers
    return sheet


@pytest.fixture
def session(database) -> Iterable[Session]:
    """A session in which articles are published."""
    with database.writing() as opened:
        yield opened


def publishing(session: Session, *rows: Article) -> InMemorySearch:
    """Publish these, and return a search that finds them."""
    articles.seed(session, rows)
    session.flush()
    return InMemorySearch(rows)


def six() -> list[Article]:
    """Six articles, of which the first is likest, the second did not work."""
    words = WHAT.split()
    rows = [
        make_article(f"a{n}", title=f"{' '.join(words[:-n])} {n}?", sample_questions=(f"q{n}",))
        for n in range(1, 5)
    ]
    failed = Evidence(EvidenceGrade.did_not_work, "One trial.")
    bad = make_article("bad", title=f"{WHAT}?", evidence=failed, sample_questions=("qb",))
    theory = make_article("theory", title=f"{WHAT} why?", stages=("analysis",),
                          sample_questions=("qt",))  # fmt: skip
    return [*rows, bad, theory]


class TestFind:
    """Three to five, the likeliest first."""

    def test_what_did_not_work_comes_last_with_its_warning(self, session: Session):
        """Theory is no response, and is not among them."""
        rows = find(session, publishing(session, *six()), plan())
        slugs = [row.slug for row in rows]
        assert 3 <= len(slugs) <= 5 and slugs[0] == "a1" and slugs[-1] == "bad"
        assert "theory" not in slugs
        assert rows[-1].warning == "The evidence says this did not work."
        assert (rows[0].evidence_label, rows[0].url) == ("Promising", "/articles/a1")
        assert "[1]" not in rows[0].reason

    def test_a_few_is_all_there_is(self, session: Session):
        """Nothing is invented."""
        assert len(find(session, publishing(session, six()[0]), plan())) == 1

    def test_unpublished_meanwhile_is_not_suggested(self, session: Session):
        """The index may be behind."""
        assert find(session, InMemorySearch(six()), plan()) == []

    def test_none_of_preventions_business(self, session: Session):
        """Where search says so, nothing is suggested."""

        class Elsewhere(InMemorySearch):
            def search(self, question: str, limit: int = 3):
                found = super().search(question, limit)
                return found.model_copy(update={"outcome": Outcome.out_of_scope})

        articles.seed(session, six())
        assert find(session, Elsewhere(six()), plan()) == []

    def test_none_while_search_is_down(self, session: Session):
        """Which is not the same as nothing found."""
        search = publishing(session, *six())
        search.ready = False
        assert find(session, search, plan()) is None


class TestRefresh:
    """Kept with the plan while the step is open."""

    def test_found_anew_when_the_problem_changes_until_that_step_is_answered(
        self, session: Session
    ):
        """So that an export says what was chosen from."""
        sheet, search = plan(), publishing(session, *six())
        refresh(session, search, sheet)
        assert suggested(sheet) and not is_due(sheet)
        sheet.answers = sheet.answers | {"why": "no fence"}
        assert is_due(sheet)
        sheet.answers = sheet.answers | {"responses": "a fence"}
        assert not is_due(sheet)

    def test_not_before_anything_was_said_nor_for_a_form(self):
        """There is nothing to look for."""
        assert not is_due(service.blank("u", "plan"))
        form = service.blank("u", "idea")
        form.answers = {"happening": WHAT}
        assert not is_due(form)


class TestHubOnly:
    """While only the Hub answers, no form suggests an article."""

    def test_none_is_looked_for_and_none_of_before_is_shown(self, session: Session):
        """They are there again once it is off; what is sent keeps them."""
        search, sheet = publishing(session, *six()), plan()
        sheet.user_id = session.scalars(select(User.id)).first() or ""
        session.add(sheet)
        refresh(session, search, sheet)
        assert suggested(sheet)
        on = HubOnlyChange(on=True, reason="x")
        hub_only.switch(session, "u", "n", on)
        assert suggested(sheet) == []
        assert find(session, search, plan()) is None
        sheet.state = "sent"
        assert suggested(sheet)
        sheet.state = "open"
        hub_only.switch(session, "u", "n", on.model_copy(update={"on": False}))
        assert suggested(sheet)
