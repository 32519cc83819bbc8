"""The page templates of Portal and console: one environment, escaping on, en-GB dates."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.frame import EMPTY
from api.wording import wording

API = Path(__file__).resolve().parent.parent
SERVICE_NAME = "Prevention Assistant"
BLANK_LINES = re.compile(r"\n\s*\n")


def _local_zone() -> tzinfo:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:  # a machine without time-zone data shows UTC
        return UTC


LOCAL_ZONE = _local_zone()


def paragraphs(text: str) -> Markup:
    """Return plain text as HTML: everything escaped, blank lines part paragraphs."""
    blocks = (block.strip() for block in BLANK_LINES.split(text.replace("\r\n", "\n")))
    shown = (escape(block).replace("\n", Markup("<br>")) for block in blocks if block)
    return Markup("").join(
        Markup('<p class="govuk-body app-text">{}</p>').format(block) for block in shown
    )


def day(value: date | datetime) -> str:
    """Return a date as 23 November 2026; a timestamp by the clock of the United Kingdom."""
    local = value.astimezone(LOCAL_ZONE) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def as_at(value: str) -> str:
    """Return a year, month or day as 2015, March 2015, 1 March 2015; anything else as it is."""
    try:
        found = date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return value
    return {4: f"{found.year}", 7: f"{found:%B %Y}"}.get(len(value), day(found))


def clock(value: datetime) -> str:
    """Return the time of day as 2:05pm."""
    local = value.astimezone(LOCAL_ZONE)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """Return a timestamp in words; near ones by their day: today at 2:05pm."""
    local, today = value.astimezone(LOCAL_ZONE), datetime.now(LOCAL_ZONE).date()
    named = {today: "today", today - timedelta(days=1): "yesterday"}.get(local.date())
    return f"{named or day(value)} at {clock(value)}"


def is_past(value: date) -> bool:
    """Say whether that day is over."""
    return value < datetime.now(LOCAL_ZONE).date()


def make_environment() -> Environment:
    """Return the environment; an undefined name in a template is an error, never a blank."""
    environment = Environment(
        loader=FileSystemLoader([API / "portal" / "templates", API / "console" / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(paragraphs=paragraphs, day=day, clock=clock, moment=moment)
    environment.filters["as_at"] = as_at
    environment.tests["past"] = is_past
    environment.globals["service_name"] = SERVICE_NAME
    environment.globals["did_that_help"] = wording().feedback.question
    environment.globals["source_words"] = wording().answered
    environment.globals["hub_only_words"] = wording().hub_only
    environment.globals["worksheet_words"] = wording().worksheet
    return environment


ENVIRONMENT = make_environment()


def page(
    request: Request, template: str, *, status: int = 200, unread: int = 0, **context: object
) -> HTMLResponse:
    """Render a page for whoever is signed in; pages hold personal text and are never cached."""
    html = ENVIRONMENT.get_template(template).render(
        principal=getattr(request.state, "principal", None),
        frame=getattr(request.state, "frame", EMPTY),
        unread=unread,
        **context,
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
