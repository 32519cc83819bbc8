"""The article's form as a page, with where the article stands and what can be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.articles import service
from api.articles.importing import ImportReport
from api.articles.remarks import Remark
from api.articles.scheduling import Schedule, schedule_of
from api.articles.schemas import ArticleShown
from api.articles.states import LABELS, Move, permitted
from api.console.article_form import FormValues, from_content, problem_errors
from api.errors import Problem
from api.identity import service as identity
from api.identity.roles import Principal
from api.portal.templating import page
from api.settings import Settings
from api.wording import wording
from knowledge import EvidenceGrade
from knowledge.models import OBJECTIVES, PROBLEM_TYPES, STAGES
from knowledge.rules import UNCHECKED_REVIEW_DAYS

OVERTAKEN = (
    "Somebody else saved this article while you were writing. Your text is below; "
    "saving it now replaces theirs."
)
SEE_CHECK = " Open “Check before publishing” or “Check before retiring” to see which."
LATEST_REMARKS = 5
COLOURS = {"draft": "grey", "in_review": "yellow", "published": "green", "retired": "grey"}


@dataclass(frozen=True)
class Standing:
    """Where an article stands, and what whoever looks at it can do to it.

    `blocked_by_four_eyes` says that another curator has to publish the newest version.
    `names` are those of everybody mentioned, by user id.
    """

    label: str
    colour: str
    moves: frozenset[str]
    saved_by: str
    saved_at: datetime
    blocked_by_four_eyes: bool
    needs_four_eyes: bool
    schedule: Schedule | None
    remarks: list[Remark]
    names: Mapping[str, str]


def standing_of(
    session: Session, principal: Principal, settings: Settings, article: ArticleShown
) -> Standing:
    """Return where the article stands for `principal`."""
    remarks = service.remarks_on(session, article.slug, LATEST_REMARKS)
    author = service.last_author(session, article.slug)
    schedule = schedule_of(session, article.slug)
    people = {*(remark.by for remark in remarks), author, schedule and schedule.set_by}
    names = identity.names_of(session, [person for person in people if person])
    return Standing(
        label=LABELS[article.state],
        colour=COLOURS[article.state],
        moves=frozenset(permitted(article.state, published=article.published_number is not None)),
        saved_by=names.get(author or "", "the release"),
        saved_at=article.updated_at,
        blocked_by_four_eyes=settings.needs_four_eyes and author == principal.user_id,
        needs_four_eyes=settings.needs_four_eyes,
        schedule=schedule,
        remarks=remarks,
        names=names,
    )


def form_page(
    request: Request,
    session: Session,
    shown: ArticleShown,
    values: FormValues,
    *,
    done: str = "",
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    report: ImportReport | None = None,
    warned: int = 0,
) -> HTMLResponse:
    """Return the article's form with `values` in it; `warned` is how many warnings there are."""
    principal: Principal = request.state.principal
    return page(
        request,
        "console/article.html",
        status=status,
        report=report,
        warned=warned,
        article=shown,
        standing=standing_of(session, principal, request.app.state.settings, shown),
        Move=Move,
        values=values.with_spare_rows(),
        done=done,
        errors=errors or {},
        grades=list(grades().items()),
        problem_types=_choices(PROBLEM_TYPES),
        stages=_choices(STAGES),
        objectives=_choices(OBJECTIVES),
        unchecked_review_days=UNCHECKED_REVIEW_DAYS,
    )


def refused(
    request: Request,
    session: Session,
    slug: str,
    problem: Problem,
    values: FormValues | None = None,
    field: str = "",
    asked: str = "reason",
) -> HTMLResponse:
    """Return the form with what was typed and why it was refused; saving again may replace.

    Without `values`, what is stored stands in it. `field` is where the page asks for `asked`,
    if that is another place than the article's own field of the name.
    """
    if problem.status == 404:
        raise problem
    shown = service.get(session, slug)
    if problem.code == "golden_broken":
        problem = Problem(problem.status, problem.code, problem.detail + SEE_CHECK)
    errors = {"title": OVERTAKEN} if problem.status == 412 else problem_errors(problem)
    if field and asked in errors:
        errors = {field: errors[asked]}
    values = values or from_content(shown)
    return form_page(request, session, shown, values, status=problem.status, errors=errors)


def grades() -> dict[str, str]:
    """Return what each grade of evidence is called."""
    return {grade.value: wording().evidence.grade(grade).label for grade in EvidenceGrade}


def _choices(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, key.replace("-", " ").capitalize()) for key in keys]


def back_to(slug: str, done: str) -> Response:
    """Lead back to the article's form, where it says what was done."""
    return RedirectResponse(f"/console/articles/{slug}?done={done}", status_code=303)
