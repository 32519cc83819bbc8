"""Insight's pages, and the rows behind a figure."""

import re

import pytest
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.insight.service import definitions
from api.settings import ROOT
from tests.api.insight.conftest import MONDAY
from tests.api.portal.visitor import text_of

FIVE = [f"pc-{n}" for n in range(5)]
PAGE = "/console/insight"
RANGE = {"from": "2026-09-07", "to": "2026-11-23"}


@pytest.fixture
def busy(office, count):
    """A week with a large area and a small one."""
    for n in range(12):
        area = "North" if n < 9 else "Small"
        office.ask(f"pc-{n}", area=area, question=f"asked in {area} {n}")
    for n in range(6):
        office.send(f"pc-{n}", MONDAY, MONDAY, question=f"request {n}", state="answered")
    for n in range(20, 30):
        office.ask(f"pc-{n}", area="South", question=f"asked in South {n}")
    count()


class TestInsightPage:
    """GET /console/insight."""

    @pytest.mark.parametrize("by", ["week", "topic", "area", "channel", "nonsense"])
    def test_chart_with_title_and_the_table_behind_it(self, busy, jo, by):
        """The same figures; no colour alone: the parts have patterns and a key."""
        shown = jo.get(PAGE, by=by, **RANGE)
        assert shown.status_code == 200, shown.text
        assert 'role="img"' in shown.text and "<title id=" in shown.text
        assert "<table" in shown.text and "style=" not in shown.text
        assert "22" in text_of(shown)

    def test_how_it_is_counted(self, jo):
        """Every definition stands on the page and in the documents, to the letter."""
        shown = text_of(jo.get(PAGE))
        document = " ".join((ROOT / "docs" / "insight.md").read_text().split())
        for meaning in definitions().values():
            assert meaning in shown
            assert meaning in document

    def test_empty(self, jo):
        """Before anything was counted."""
        assert "Nothing is counted" in text_of(jo.get(PAGE))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"from": "soon"},
            {"from": "2026-11-01", "to": "2026-10-01"},
            {"from": "2020-01-01", "to": "2026-10-01"},
        ],
    )
    def test_a_range_that_is_none(self, jo, client, curator, wrong):
        """Said at the field, with what was typed; 422 by script."""
        shown = jo.get(PAGE, **wrong)
        assert shown.status_code == 422
        assert "There is a problem" in text_of(shown)
        assert f'value="{wrong["from"]}"' in shown.text
        assert client.get("/v1/insight", params=wrong, headers=curator).status_code == 422

    def test_whose(self, alex, client, officer, jo, visit):
        """The Hub's; exports and the report a lead's."""
        assert alex.get(PAGE).status_code == 403
        assert client.get("/v1/insight").status_code == 401
        assert client.get("/v1/insight", headers=officer).status_code == 403
        assert client.get("/v1/insight/rows", headers=officer).status_code == 403
        assert jo.get(f"{PAGE}/report").status_code == 403
        assert "Excel" not in text_of(jo.get(PAGE))
        assert "Excel" in text_of(visit("lead").get(PAGE))


class TestRowsPage:
    """GET /console/insight/rows."""

    def rows(self, client, curator, **query):
        """The texts behind a figure."""
        found = client.get("/v1/insight/rows", params=RANGE | query, headers=curator)
        assert found.status_code == 200, found.text
        return [row["text"] for row in found.json()["items"]]

    def test_as_many_as_the_figure_says(self, busy, client, curator):
        """Of an area that is given out."""
        document = client.get("/v1/insight", params=RANGE, headers=curator).json()
        for area in document["areas"]:
            if not area["small"]:
                rows = self.rows(client, curator, by="area", key=area["key"])
                assert len(rows) == (area["figures"]["questions"] or 0)
                assert all(area["key"] in row for row in rows)

    @pytest.mark.parametrize("key", ["Small", "*small*", "none-such"])
    def test_those_of_a_small_group_are_not_given_out(self, busy, client, curator, key):
        """Nor of small groups together, nor of what there is none of."""
        assert self.rows(client, curator, by="area", key=key) == []

    def test_by_outcome_and_paged(self, busy, client, curator):
        """One at a time."""
        assert self.rows(client, curator, outcome="unanswered") == []
        query = RANGE | {"limit": 1, "outcome": "answered"}
        first = client.get("/v1/insight/rows", params=query, headers=curator).json()
        assert (len(first["items"]), first["next"]) == (1, 1)

    @pytest.mark.parametrize("family", ["opened", "replied"])
    def test_requests(self, busy, client, curator, jo, family):
        """With their references, which lead to the ticket."""
        assert len(self.rows(client, curator, family=family)) == 6
        shown = jo.get(f"{PAGE}/rows", family=family, **RANGE)
        assert "/console/tickets/PF-2026-000001" in shown.text

    def test_verdicts(self, office, count, client, curator, searcher):
        """With the title of the article."""
        slug = next(iter(searcher.articles))
        for who in FIVE:
            office.rate(office.ask(who, slug=slug), slug, "partly")
        count()
        titles = self.rows(client, curator, family="feedback")
        assert titles == [searcher.articles[slug].title] * 5

    def test_that_they_were_read_is_audited(self, busy, jo, app):
        """Personal text."""
        jo.get(f"{PAGE}/rows", **RANGE)
        with app.state.database.reading() as session:
            query = select(AuditEntry.action).where(AuditEntry.object_kind == "insight")
            assert list(session.scalars(query)) == ["insight_rows_read"]

    def test_links_lead_to_rows(self, busy, jo):
        """Every link of the table opens."""
        page = jo.get(PAGE, by="area", **RANGE).text
        links = set(re.findall(r'href="(/console/insight/rows[^"]+)"', page))
        assert links
        for link in links:
            assert jo.get(link.replace("&amp;", "&")).status_code == 200


class TestReportPage:
    """GET /console/insight/report."""

    def test_the_last_month_whose_weeks_are_over(self, busy, visit):
        """Unless one is named."""
        lead = visit("lead")
        assert "Insight: October 2026" in text_of(lead.get(f"{PAGE}/report"))
        shown = text_of(lead.get(f"{PAGE}/report", month="2026-09"))
        assert "Insight: September 2026" in shown and "August 2026" in shown
        assert lead.get(f"{PAGE}/report", month="2026-13").status_code == 404
        assert lead.get(f"{PAGE}/report", month="nonsense").status_code == 422
