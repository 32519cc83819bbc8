"""Insight over HTTP: figures for curators, exports and reports for leads."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.access import Curator, Lead, scoped
from api.db import ReadSession, WriteSession, utc_now
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.insight import exports, service
from api.insight.pdf import to_pdf
from api.insight.schemas import Dimension, Family, Insight, Report, RowPage
from api.insight.weeks import ENGLAND
from api.moments import Day
from knowledge import Outcome

router = APIRouter(
    prefix="/v1/insight",
    tags=["insight"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.INSIGHT)],
)
From = Annotated[Day | None, Query(alias="from", description="A day of the first week")]
To = Annotated[Day | None, Query(description="A day of the last week")]
Month = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Key = Annotated[str, Query(max_length=100)]
After = Annotated[int, Query(ge=0, le=1_000_000)]
PDF_TYPE: Final = "application/pdf"


@router.get("")
def read_insight(
    principal: Curator, session: ReadSession, from_: From = None, to: To = None
) -> Insight:
    """Return all figures of the whole weeks from one day to another; by default the last twelve.

    What is null is not given out: fewer than five people, or nobody. Definitions: docs/insight.md.
    """
    return service.insight(session, *service.range_of(from_, to))


@router.get("/rows")
def read_rows(
    principal: Curator,
    session: WriteSession,
    family: Family = Family.QUESTIONS,
    by: Dimension = Dimension.ALL,
    key: Key = "",
    from_: From = None,
    to: To = None,
    outcome: Outcome | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: After = 0,
) -> RowPage:
    """Return the questions, verdicts or requests behind a figure; that they were read is audited.

    Those of small groups are not given out. What was deleted since is not there.
    """
    weeks = service.range_of(from_, to)
    return service.rows(session, principal, family, by, key, weeks, outcome, limit, after)


@router.get("/export.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export_csv(
    principal: Lead, session: WriteSession, from_: From = None, to: To = None
) -> Response:
    """Return all figures as CSV; that they were taken is audited."""
    found = service.insight(session, *service.range_of(from_, to))
    service.note_export(session, principal, f"csv:{found.first_week}:{found.last_week}")
    return _file(exports.to_csv(found), exports.CSV_TYPE, f"insight-{found.last_week}.csv")


@router.get(
    "/export.xlsx",
    response_class=Response,
    responses={200: {"content": {exports.XLSX_TYPE: {}}}},
)
def export_xlsx(
    principal: Lead, session: WriteSession, from_: From = None, to: To = None
) -> Response:
    """Return all figures as an Excel workbook; that they were taken is audited."""
    found = service.insight(session, *service.range_of(from_, to))
    service.note_export(session, principal, f"xlsx:{found.first_week}:{found.last_week}")
    return _file(exports.to_xlsx(found), exports.XLSX_TYPE, f"insight-{found.last_week}.xlsx")


@router.get(
    "/reports/{month}.pdf",
    response_class=Response,
    responses={200: {"content": {PDF_TYPE: {}}}},
)
def read_report_pdf(month: Month, principal: Lead, session: WriteSession) -> Response:
    """Return a month's report as a PDF; that it was taken is audited."""
    found = service.report(session, month)
    service.note_export(session, principal, f"pdf:{month}")
    made_on = f"{utc_now().astimezone(ENGLAND):%d %B %Y}"
    return _file(to_pdf(found, service.definitions(), made_on), PDF_TYPE, f"insight-{month}.pdf")


@router.get("/reports/{month}")
def read_report(month: Month, principal: Lead, session: ReadSession) -> Report:
    """Return a month's figures beside those of the month before."""
    return service.report(session, month)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
