"""Insight's pages: the figures, the rows behind one, the monthly report."""

from datetime import date
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import CuratorPage, LeadPage
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.insight import service
from api.insight.charts import draw
from api.insight.router import After, Key
from api.insight.schemas import Dimension, Family, Figures, Insight
from api.insight.tables import Table, tables
from api.portal.templating import day, page
from knowledge import Outcome

router = APIRouter(prefix="/console/insight")
PAGE_SIZE: Final = 50
BY: Final = {
    "week": "By week",
    "topic": "By topic",
    "area": "By area",
    "channel": "By channel",
}
FAMILIES: Final = {
    Family.QUESTIONS: "Questions",
    Family.FEEDBACK: "What officers said of articles",
    Family.OPENED: "Requests sent to the Hub",
    Family.REPLIED: "Requests answered",
}
OUTCOMES: Final = {
    "answered": "Answered",
    "choices": "Given choices",
    "unanswered": "Not answered",
    "out_of_scope": "Another service",
    "degraded": "A part was down",
    "helped": "It helped",
    "partly": "It helped partly",
    "did_not_help": "It did not help",
}
Typed = Annotated[str, Query(max_length=20)]
NO_DATE: Final = "Give a date, such as 31 May 2027."


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@router.get("")
def insight_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    from_: Annotated[str, Query(alias="from", max_length=20)] = "",
    to: Typed = "",
    by: Typed = "week",
) -> HTMLResponse:
    """Show the figures of a range of weeks; a range that is none is said at its field."""
    errors: dict[str, str] = {}
    try:
        weeks = service.range_of(_day(from_), _day(to))
    except ValueError:
        errors["from"] = NO_DATE
    except Problem as problem:
        errors["from"] = problem.detail
    if errors:
        weeks = service.range_of(None, None)
    found = service.insight(session, *weeks)
    by = by if by in BY else "week"
    rows = _rows(found, by)
    return page(
        request,
        "console/insight.html",
        status=422 if errors else 200,
        insight=found,
        errors=errors,
        from_typed=from_ if errors else found.from_date.isoformat(),
        to_typed=to if errors else found.to_date.isoformat(),
        by=by,
        bys=BY,
        rows=rows,
        chart=draw([(label, figures) for label, figures, _ in rows]),
        definitions=service.definitions(),
    )


def _rows(insight: Insight, by: str) -> list[tuple[str, Figures, str | None]]:
    """Return label, figures, and what leads to the rows behind it (None: nothing does)."""
    if by == "week":
        return [
            (day(row.monday), row.figures, f"by=all&from={row.monday}&to={row.monday}")
            for row in insight.weeks
        ]
    span = f"from={insight.from_date}&to={insight.to_date}"
    return [
        (
            group.label,
            group.figures,
            f"by={by}&key={quote(group.key, safe='')}&{span}" if group.listed else None,
        )
        for group in insight.groups(Dimension(by))
    ]


@router.get("/rows")
def rows_page(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    family: Family = Family.QUESTIONS,
    by: Dimension = Dimension.ALL,
    key: Key = "",
    from_: Annotated[date | None, Query(alias="from")] = None,
    to: date | None = None,
    outcome: Outcome | None = None,
    after: After = 0,
) -> HTMLResponse:
    """Show the rows behind a figure; that they were read is audited."""
    weeks = service.range_of(from_, to)
    found = service.rows(session, principal, family, by, key, weeks, outcome, PAGE_SIZE, after)
    return page(
        request,
        "console/insight_rows.html",
        title=FAMILIES[family],
        label=service.label_of(by, key),
        first=weeks[0].monday,
        last=weeks[1].sunday,
        rows=found,
        outcomes=OUTCOMES,
        outcome=outcome,
        query=request.query_params.multi_items(),
        paged=after > 0,
    )


@router.get("/report")
def report_page(
    request: Request,
    principal: LeadPage,
    session: ReadSession,
    month: Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2})?$")] = "",
) -> HTMLResponse:
    """Show a month beside the one before: the last whose weeks are over, if none is named."""
    found = service.report(session, month or service.last_month())
    everyone = Table(
        "Everyone",
        "Month",
        ((found.title, found.insight.total), (found.before_title, found.before)),
    )
    return page(
        request,
        "console/insight_report.html",
        report=found,
        tables=[everyone, *tables(found.insight)[1:]],
        chart=draw([(day(row.monday), row.figures) for row in found.insight.weeks]),
        definitions=service.definitions(),
    )
