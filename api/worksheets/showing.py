"""Worksheets as they are shown: with every question, or as a line of a list."""

from typing import cast

from api.worksheets import service
from api.worksheets.answers import shown
from api.worksheets.cheers import check
from api.worksheets.kinds import Kind, KindName, Step, kind
from api.worksheets.models import Worksheet
from api.worksheets.schemas import (
    OptionShown,
    State,
    StepShown,
    WorksheetLine,
    WorksheetShown,
)
from api.worksheets.suggested import suggested

LINE_CHARS = 90


def to_shown(sheet: Worksheet) -> WorksheetShown:
    """Return the worksheet with all its questions and answers."""
    of_kind = kind(sheet.kind)
    return WorksheetShown(
        id=sheet.id,
        kind=cast(KindName, sheet.kind),
        title=of_kind.title,
        name=of_kind.name,
        intro=of_kind.intro,
        state=cast(State, sheet.state),
        steps=[step_shown(sheet, of_kind, step) for step in of_kind.steps],
        step=sheet.step,
        complete=not service.missing(sheet),
        suggestions=suggested(sheet),
        cheers=check(sheet.answers) if of_kind.cheers else [],
        ticket_ref=sheet.ticket_ref,
        conversation_id=sheet.conversation_id,
        version=sheet.version,
        created_at=sheet.created_at,
        updated_at=sheet.updated_at,
    )


def step_shown(sheet: Worksheet, of_kind: Kind, step: Step) -> StepShown:
    """Return one question and what was said to it."""
    answer = sheet.answers.get(step.key)
    return StepShown(
        key=step.key,
        label=step.label,
        question=step.question,
        hint=step.hint,
        stage=step.stage,
        stage_label=of_kind.stages[step.stage] if step.stage else None,
        type="choice" if step.options else step.type,
        optional=step.optional,
        max_chars=step.max_chars,
        options=[OptionShown(value=o.value, label=o.label) for o in step.options],
        suggest=step.suggest,
        n=of_kind.place(step.key),
        total=len(of_kind.steps),
        answer=answer,
        shown=shown(step, answer or ""),
        removed=sheet.removed.get(step.key, []),
    )


def to_line(sheet: Worksheet) -> WorksheetLine:
    """Return the worksheet as a line of a list."""
    of_kind = kind(sheet.kind)
    first = next(filter(None, (sheet.answers.get(step.key) for step in of_kind.steps)), "")
    summary = " ".join(first.split())
    return WorksheetLine(
        id=sheet.id,
        kind=cast(KindName, sheet.kind),
        title=of_kind.title,
        summary=summary if len(summary) <= LINE_CHARS else f"{summary[: LINE_CHARS - 1]}…",
        state=cast(State, sheet.state),
        answered=sum(1 for step in of_kind.steps if step.key in sheet.answers),
        total=len(of_kind.steps),
        ticket_ref=sheet.ticket_ref,
        updated_at=sheet.updated_at,
    )
