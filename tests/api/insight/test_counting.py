"""Each figure is what definitions.yml says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from api.conversations.models import Conversation
from api.insight.models import InsightCell, InsightWeek
from api.retention.deletion import delete_conversation
from tests.api.insight.conftest import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIVE = [f"pc-{n}" for n in range(5)]


@pytest.fixture
def slug(searcher):
    """An article that is published."""
    return next(iter(searcher.articles))


class TestQuestions:
    """What was asked, and what it came to."""

    def test_by_outcome(self, office, figures):
        """Each once; what was not looked up is no question."""
        for who in FIVE:
            office.ask(who)
        office.ask("pc-0", outcome="unanswered")
        office.ask("pc-1", outcome="choices")
        office.ask("pc-2", outcome="out_of_scope")
        office.ask("pc-3", outcome="dialogue", search=None)
        office.ask("pc-3", outcome="degraded", search={"outcome": "answered"})
        total = figures()["total"]
        names = ("questions", "answered", "unanswered", "choices", "out_of_scope")
        assert [total[name] for name in names] == [9, 5, 1, 1, 1]
        assert total["answered_share"] == pytest.approx(5 / 9, abs=0.001)

    def test_kept_for_the_hub(self, office, figures):
        """A question, but none that was looked up and not answered."""
        withheld = {"outcome": "unanswered", "hits": [], "index_version": ""}
        for who in FIVE:
            office.ask(who, outcome="unanswered", search=withheld)
        total = figures()["total"]
        assert (total["questions"], total["unanswered"]) == (5, 0)

    def test_a_turn_that_is_open_is_not_counted(self, office, figures):
        """It has come to nothing yet."""
        for who in FIVE:
            office.ask(who)
        office.ask("pc-0", closed_at=None)
        assert figures()["total"]["questions"] == 5

    def test_by_topic_area_and_channel(self, office, figures, slug, searcher):
        """Under their names; what is not known is said to be."""
        for n, who in enumerate([*FIVE, *(f"x-{n}" for n in range(5))]):
            area = "North" if n < 5 else None
            office.ask(who, slug=slug if n < 5 else None, area=area)
        found = figures()
        topic = searcher.articles[slug].group
        assert {row["key"]: row["figures"]["questions"] for row in found["topics"]} == {
            topic: 5, "": 5
        }  # fmt: skip
        assert {row["label"] for row in found["areas"]} == {"North", "Not known"}
        assert [row["label"] for row in found["channels"]] == ["Intranet"]

    def test_by_week_in_england(self, office, figures):
        """Half past eleven on a Sunday night in UTC is Monday in September."""
        for who in FIVE:
            office.ask(who, at=datetime(2026, 9, 13, 23, 30, tzinfo=UTC))
        weeks = {row["week"]: row["figures"]["questions"] for row in figures()["weeks"]}
        assert weeks["2026-W38"] == 5


class TestDeflection:
    """Answered, and no request for guidance within seven days."""

    def test_a_request_of_the_same_officer_counts_against_it(self, office, figures):
        """After it, within seven days, for guidance; whatever about."""
        for who in FIVE:
            office.ask(who)
        office.send("pc-0", MONDAY + 6 * DAY)
        office.send("pc-1", MONDAY + 8 * DAY)
        office.send("pc-2", MONDAY - HOUR)
        office.send("pc-3", MONDAY + DAY, kind="idea")
        total = figures()["total"]
        assert (total["settled"], total["deflected"]) == (5, 4)
        assert total["deflection"] == 0.8

    def test_what_is_not_seven_days_old_is_not_decided(self, office, figures, now):
        """It is an answered question, and in no share."""
        for who in FIVE:
            office.ask(who)
        now(MONDAY + 6 * DAY)
        total = figures(last="2026-09-13")["total"]
        assert (total["answered"], total["settled"], total["deflection"]) == (5, 0, None)


class TestDurable:
    """Not asked again within seven days."""

    @pytest.mark.parametrize(
        ("later", "durable"),
        [(HOUR / 2, 5), (2 * HOUR, 4), (6 * DAY, 4), (8 * DAY, 5)],
        ids=["the same sitting", "two hours", "six days", "eight days"],
    )
    def test_by_when_it_was_asked_again(self, office, figures, slug, later, durable):
        """More than an hour later, no more than seven days."""
        for who in FIVE:
            office.ask(who, slug=slug)
        office.ask("pc-0", at=MONDAY + later, slug=slug, outcome="unanswered")
        assert figures()["weeks"][0]["figures"]["durable"] == durable

    def test_a_near_question_counts_by_its_ranking(self, office, figures, slug):
        """The same article stood first, though it was not given."""
        for who in FIVE:
            office.ask(who, slug=slug)
        search = {"outcome": "unanswered", "hits": [{"slug": slug}]}
        office.ask("pc-0", at=MONDAY + DAY, outcome="unanswered", search=search)
        office.ask("pc-1", at=MONDAY + DAY, outcome="unanswered")
        office.ask("other", at=MONDAY + DAY, slug=slug)
        assert figures()["weeks"][0]["figures"]["durable"] == 5  # of six answered


class TestHelpfulness:
    """Of verdicts."""

    def test_share_of_those_that_helped(self, office, figures, slug):
        """By the group of the article."""
        verdicts = ["helped", "helped", "helped", "partly", "did_not_help"]
        for who, verdict in zip(FIVE, verdicts, strict=True):
            office.rate(office.ask(who, slug=slug), slug, verdict)
        found = figures()
        assert found["total"]["helpfulness"] == 0.6
        assert found["topics"][0]["figures"]["helped"] == 3


class TestTimeToAnswer:
    """From the request to the answer."""

    def test_median_and_ninetieth(self, office, figures):
        """In the week of the answer; true to five per cent."""
        for n in range(10):
            office.send(f"pc-{n}", MONDAY, MONDAY + (n + 1) * HOUR, topic="victims")
        office.send("pc-1", MONDAY)
        found = figures()
        total = found["total"]
        assert (total["opened"], total["replied"]) == (11, 10)
        assert total["median_h"] == pytest.approx(5, rel=0.06)
        assert total["p90_h"] == pytest.approx(9, rel=0.06)
        assert found["topics"][0]["label"] == "Victims"


class TestSmallGroups:
    """Below five people nothing is given out."""

    def test_four_people(self, office, figures):
        """Not even the total; the week is said to be left out."""
        for who in FIVE[:4]:
            office.ask(who)
        found = figures()
        assert found["total"]["questions"] is None
        assert found["left_out"] == len(found["weeks"])
        assert found["areas"] == []

    def test_a_small_area_goes_with_the_next(self, office, figures):
        """The rows add up to the total, and no row is the small area."""
        for n in range(30):
            area = "Small" if n < 3 else "Middle" if n < 9 else "Large"
            office.ask(f"pc-{n}", area=area)
        found = figures()
        rows = {row["label"]: row["figures"]["questions"] for row in found["areas"]}
        assert rows == {"Large": 21, "Small groups together": 9}
        assert sum(rows.values()) == found["total"]["questions"]
        assert "Small" not in {row["key"] for row in found["areas"]}

    def test_nothing_small_is_stored(self, office, count, app):
        """So that nothing small outlives what it was counted from."""
        for n in range(30):
            office.ask(f"pc-{n}", area=f"area-{n // 2}" if n < 20 else "Large")
        count()
        with app.state.database.reading() as session:
            assert min(session.scalars(select(InsightCell.people))) >= 5

    def test_verdicts_have_people_of_their_own(self, office, figures, slug):
        """Ten asked, three rated: the questions are given out, the verdicts are not."""
        for n in range(10):
            where = office.ask(f"pc-{n}", slug=slug)
            if n < 3:
                office.rate(where, slug, "did_not_help")
        total = figures()["total"]
        assert (total["questions"], total["did_not_help"]) == (10, None)


class TestJob:
    """Weeks are counted again until they are over, then kept."""

    def test_counts_survive_deletion(self, office, count, figures, app):
        """A week is final eight days after its end."""
        where = [office.ask(who) for who in FIVE]
        count()
        with app.state.database.writing() as session:
            for conversation_id in where:
                found = session.get_one(Conversation, conversation_id)
                delete_conversation(session, found, "pc-0")
        assert figures()["weeks"][0] | {"figures": None} == {
            "week": "2026-W37", "monday": "2026-09-07", "final": True, "figures": None
        }  # fmt: skip
        assert figures()["total"]["questions"] == 5

    def test_an_open_week_is_counted_again(self, office, count, figures, now):
        """What came since is in it."""
        now(MONDAY + DAY)
        for who in FIVE:
            office.ask(who)
        assert figures(last="2026-09-13")["total"]["questions"] == 5
        office.ask("pc-0")
        assert figures(last="2026-09-13")["total"]["questions"] == 6

    def test_twice_is_once(self, office, count, app):
        """The second run counts the open weeks alone, to the same figures."""
        for who in FIVE:
            office.ask(who)
        weeks = count()
        assert weeks == 12
        assert count() == 3  # this week, and two that ended less than eight days ago
        with app.state.database.reading() as session:
            assert len(session.scalars(select(InsightWeek)).all()) == weeks

    def test_nothing_yet(self, count):
        """No weeks."""
        assert count() == 0
