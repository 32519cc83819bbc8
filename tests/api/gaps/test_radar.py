"""What counts as not helped, and how it gathers."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.conversations.context import ContextUsed
from api.conversations.models import Conversation, Feedback
from api.db import clock
from api.gaps import repository
from api.gaps.models import Gap, GapQuestion
from api.gaps.schemas import GapState, Reason
from api.retention.deletion import delete_conversation
from api.search.schemas import SearchResponse

GEESE = "how do we keep geese off the runway"
GEESE_2 = "how do we keep the geese off the runway please"
DRONES = "drone flown over custody at night who seizes it"


@pytest.fixture
def gaps(app):
    """Every gap with its questions and why each is in it."""

    def read():
        with app.state.database.reading() as session:
            rows = session.scalars(select(GapQuestion).order_by(GapQuestion.asked_at)).all()
            found = {}
            for row in rows:
                found.setdefault(row.gap_id, []).append((row.question, row.why))
            return found

    return read


@pytest.fixture
def later():
    """Move the clock."""

    def move(by: timedelta):
        clock.ahead += by

    yield move
    clock.ahead = timedelta()


class TestUnanswered:
    """Nothing good enough was found."""

    def test_the_same_meaning_is_one_gap(self, asked, look, gaps):
        """And another one is another."""
        asked(GEESE)
        asked(GEESE_2, "pc-2")
        asked(DRONES)
        assert look() == 3
        assert sorted(len(rows) for rows in gaps().values()) == [1, 2]

    def test_a_second_look_at_once_finds_nothing(self, asked, look, gaps):
        """Nor does it make a second gap."""
        asked(GEESE)
        look()
        before = gaps()
        assert look() == 0
        assert gaps() == before

    def test_what_was_not_looked_up_is_no_gap(self, asked, look, gaps):
        """While only the Hub answers, search says nothing of what is missing."""
        nothing = SearchResponse.withheld(GEESE).model_dump(mode="json")
        asked(GEESE, search=nothing)
        asked(DRONES, search=nothing | {"index_version": "1"})
        assert look() == 1

    @pytest.mark.parametrize("outcome", ["answered", "out_of_scope", "dialogue", "error"])
    def test_what_was_helped_or_is_not_ours_is_no_gap(self, asked, look, gaps, outcome):
        """Whatever was typed."""
        asked(GEESE, outcome=outcome)
        look()
        assert gaps() == {}

    def test_without_rasa_search_has_the_word(self, asked, look, gaps):
        """A degraded turn counts by what was found in it."""
        asked(GEESE, outcome="degraded", search={"outcome": "unanswered"})
        asked(DRONES, outcome="degraded", search={"outcome": "answered"})
        look()
        assert list(gaps().values()) == [[(GEESE, "unanswered")]]

    def test_search_did_not_run(self, asked, look, gaps):
        """Small talk that came to nothing is no question."""
        asked(GEESE, search=None)
        look()
        assert gaps() == {}

    def test_a_follow_up_is_gathered_with_what_it_goes_on_from(self, asked, look, gaps):
        """What was looked up, not the words alone; one about nothing is no gap."""
        used = ContextUsed(kind="follow_up", rule="opening", topic=GEESE, searched=GEESE_2)
        asked("and in winter?", context=used.model_dump(mode="json"))
        nothing = ContextUsed(kind="nothing", rule="opening", topic="that?")
        asked("what about that?", context=nothing.model_dump(mode="json"))
        look()
        assert list(gaps().values()) == [[(GEESE_2, "unanswered")]]

    def test_no_word_in_it(self, asked, look, gaps):
        """Nothing to gather by."""
        asked("???")
        look()
        assert gaps() == {}

    def test_long_ago(self, asked, look, gaps):
        """Beyond what the radar looks back."""
        asked(GEESE, ago=timedelta(days=91))
        look()
        assert gaps() == {}


CHOICES = {"outcome": "choices", "shown": {"answers": [], "choices": ["a", "b"]}}
SOON = timedelta(minutes=40)


class TestChoices:
    """Given choices."""

    def test_none_was_picked(self, asked, look, gaps):
        """Half an hour later it counts."""
        asked(GEESE, **CHOICES)
        look()
        assert list(gaps().values()) == [[(GEESE, "choices")]]

    def test_one_may_still_be_picked(self, asked, look, gaps, later):
        """Within the half hour it does not count; the next look finds it."""
        asked(GEESE, ago=timedelta(minutes=5), **CHOICES)
        look()
        assert gaps() == {}
        later(timedelta(hours=1))
        look()
        assert len(gaps()) == 1

    def test_one_was_picked(self, asked, look, gaps, conversation_of):
        """It helped, as far as is known."""
        where = conversation_of(asked(GEESE, **CHOICES))
        shown = {"answers": ["b"], "choices": []}
        asked("b", conversation_id=where, outcome="answered", shown=shown, ago=SOON)
        look()
        assert gaps() == {}

    def test_another_article_was_shown_later(self, asked, look, gaps, conversation_of):
        """That is no pick."""
        where = conversation_of(asked(GEESE, **CHOICES))
        shown = {"answers": ["z"], "choices": []}
        asked("else", conversation_id=where, outcome="answered", shown=shown, ago=SOON)
        look()
        assert len(gaps()) == 1

    def test_picked_and_then_asked_the_hub(self, asked, look, gaps, conversation_of):
        """What was picked was not enough."""
        where = conversation_of(asked(GEESE, **CHOICES))
        shown = {"answers": ["b"], "choices": []}
        common = {"conversation_id": where, "search": None, "ago": SOON}
        asked("b", outcome="answered", shown=shown, **common)
        asked("sent", outcome="handed_over", ticket_ref="PF-2026-000001", **common)
        look()
        assert list(gaps().values()) == [[(GEESE, "choices")]]

    def test_the_hub_was_asked_something_else(self, asked, look, gaps, conversation_of):
        """Another question came in between."""
        where = conversation_of(asked(GEESE, **CHOICES))
        shown = {"answers": ["b"], "choices": []}
        asked("b", conversation_id=where, outcome="answered", shown=shown, ago=SOON)
        asked(DRONES, conversation_id=where, outcome="answered", ago=timedelta(minutes=39))
        asked("sent", conversation_id=where, outcome="handed_over", search=None,
              ticket_ref="PF-2026-000001", ago=timedelta(minutes=38))  # fmt: skip
        look()
        assert gaps() == {}


class TestRated:
    """Given an article that helped little."""

    @pytest.mark.parametrize("verdict", ["partly", "did_not_help"])
    def test_the_question_that_got_the_article(
        self, asked, look, gaps, conversation_of, say_of, verdict
    ):
        """Not another one of the conversation."""
        shown = {"answers": ["b"], "choices": []}
        where = conversation_of(asked(GEESE, outcome="answered", shown=shown))
        asked(DRONES, conversation_id=where, outcome="answered", ago=SOON)
        say_of(where, "b", verdict)
        look()
        assert list(gaps().values()) == [[(GEESE, "rated")]]

    def test_it_helped_after_all(self, asked, look, gaps, conversation_of, say_of, app):
        """The last word counts: it leaves the radar."""
        shown = {"answers": ["b"], "choices": []}
        where = conversation_of(asked(GEESE, outcome="answered", shown=shown))
        say_of(where, "b", "did_not_help")
        look()
        with app.state.database.writing() as session:
            session.execute(update(Feedback).values(verdict="helped"))
        look()
        assert gaps() == {}


class TestSearchIsDown:
    """Nothing is lost, nothing is gathered."""

    def test_gathered_when_it_is_back(self, asked, look, gaps, searcher):
        """By the next look."""
        asked(GEESE)
        searcher.ready = False
        look()
        assert list(gaps()) == [None]
        searcher.ready = True
        look()
        assert None not in gaps()


class TestDeletedConversation:
    """Retention reaches the radar."""

    def test_leaves_it(self, asked, look, gaps, app, conversation_of):
        """With the name it gave the gap, and the gap itself if nothing is left."""
        one, _ = asked(GEESE), asked(GEESE_2, "pc-2")
        look()
        with app.state.database.writing() as session:
            where = session.get_one(Conversation, conversation_of(one))
            delete_conversation(session, where, "pc-1")
        assert list(gaps().values()) == [[(GEESE_2, "unanswered")]]
        look()
        with app.state.database.reading() as session:
            (gap,) = session.scalars(select(Gap)).all()
            assert repository.names(session, {gap.id: gap.named_by})[gap.id] == GEESE_2


class TestComingBack:
    """What was put aside returns when it grows."""

    def settle(self, app):
        """Dismiss every gap."""
        with app.state.database.writing() as session:
            for gap in session.scalars(select(Gap)):
                gap.state, gap.reason = GapState.DISMISSED, Reason.ELSEWHERE
                gap.settled_at = clock.now()

    def state(self, app):
        """The state of the one gap."""
        with app.state.database.reading() as session:
            return session.scalar(select(Gap.state))

    @pytest.mark.parametrize(("people", "state"), [(2, "dismissed"), (3, "open")])
    def test_by_people_who_asked_since(self, asked, look, app, later, people, state):
        """Three of them; before, it stays aside."""
        asked(GEESE)
        look()
        self.settle(app)
        later(timedelta(days=1))
        for number in range(people):
            asked(GEESE, f"new-{number}")
        look()
        assert self.state(app) == state

    def test_one_officer_three_times_is_one(self, asked, look, app, later):
        """People count, not questions."""
        asked(GEESE)
        look()
        self.settle(app)
        later(timedelta(days=1))
        for _ in range(3):
            asked(GEESE, "same")
        look()
        assert self.state(app) == "dismissed"
