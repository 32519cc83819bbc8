"""Beginning a worksheet, answering its steps in any order, reviewing it, closing it.

Everything that is kept is redacted first. A step is answered, passed over or asked for; when none
is left unanswered the worksheet is at its review. A change and what follows from it are the
caller's one transaction.
"""

import re
import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.wording import wording
from api.worksheets import repository
from api.worksheets.answers import (
    SKIPPED,
    Answer,
    Refused,
    goes_back,
    read_answer,
    step_meant,
)
from api.worksheets.kinds import Kind, KindName, Step, kind
from api.worksheets.models import Worksheet
from api.worksheets.suggested import spelt_out, suggested

MAX_OPEN = 30
SUMMARY_CHARS = 600  # of one answer within the question of a ticket


def begin(
    session: Session,
    user_id: str,
    kind_name: KindName,
    conversation_id: str | None = None,
    answers: Mapping[str, str] | None = None,
    worksheet_id: str | None = None,
) -> Worksheet:
    """Add a worksheet of the user; the caller has checked that the conversation is the user's."""
    count = repository.count_open(session, user_id)
    if count >= MAX_OPEN:
        words = wording().worksheet.too_many.format(count=count)
        raise Problem(409, "too_many_worksheets", words)
    sheet = blank(user_id, kind_name, worksheet_id)
    sheet.conversation_id = conversation_id
    session.add(sheet)
    put(sheet, answers or {})
    session.flush()
    return sheet


def blank(user_id: str, kind_name: KindName, worksheet_id: str | None = None) -> Worksheet:
    """Return an empty worksheet that is not stored."""
    now = utc_now()
    return Worksheet(
        id=worksheet_id or str(uuid.uuid4()),
        user_id=user_id,
        kind=kind_name,
        answers={},
        removed={},
        step=kind(kind_name).steps[0].key,
        state="open",
        version=0,
        created_at=now,
        updated_at=now,
    )


def own(session: Session, user_id: str, worksheet_id: str) -> Worksheet:
    """Return the user's worksheet; somebody else's is not found."""
    sheet = repository.owned(session, worksheet_id, user_id)
    if sheet is None:
        raise not_found("worksheet")
    return sheet


def readable(session: Session, principal: Principal, worksheet_id: str) -> Worksheet:
    """Return one's own worksheet, or to the Hub a sent one, audited; else it is not found."""
    sheet = repository.find(session, worksheet_id)
    if sheet is not None and sheet.user_id == principal.user_id:
        return sheet
    if sheet is None or not principal.is_curator or sheet.state != "sent":
        raise not_found("worksheet")
    audit.record(
        session,
        actor_id=principal.user_id,
        action="worksheet_read",
        object_kind="worksheet",
        object_id=sheet.id,
    )
    return sheet


def changeable(
    session: Session, user_id: str, worksheet_id: str, version: int | None = None
) -> Worksheet:
    """Return the user's unfinished worksheet, of that version if one is named."""
    sheet = own(session, user_id, worksheet_id)
    if sheet.state != "open":
        raise Problem(409, "worksheet_closed", wording().worksheet.closed)
    if version is not None and version != sheet.version:
        raise Problem(
            412, "changed_meanwhile", "This was changed meanwhile, perhaps in the chat. Reload it."
        )
    return sheet


def put(sheet: Worksheet, answers: Mapping[str, str]) -> None:
    """Keep all of these answers, or none of them and raise a Problem that names each refusal."""
    read: dict[str, Answer] = {}
    errors = []
    for key, text in answers.items():
        try:
            read[key] = _read(sheet, key, text)
        except Refused as refused:
            errors.append({"field": f"answers.{key}", "message": refused.message})
    if errors:
        raise Problem(422, "invalid", errors[0]["message"], errors=errors)
    for key, answer in read.items():
        _keep(sheet, key, answer)
    _move_on(sheet)


def take(
    sheet: Worksheet, text: str, ordinal: str | None = None, turn_id: str | None = None
) -> None:
    """Keep `text` as the answer to the step asked for; at the review it is refused."""
    step = asked(sheet)
    if step is None:
        raise _refusal(Refused("review", wording().worksheet.no_such_step))
    if step.suggest:
        text = spelt_out(suggested(sheet), text, ordinal)
    try:
        answer = read_answer(step, text, _today(), ordinal)
    except Refused as refused:
        raise _refusal(refused) from refused
    _keep(sheet, step.key, answer)
    sheet.turn_id = turn_id
    _move_on(sheet)


def pass_over(sheet: Worksheet) -> None:
    """Leave the step asked for unanswered, or as it was if it had an answer."""
    step = asked(sheet)
    if step is None:
        return
    if step.key not in sheet.answers:
        if not step.optional:
            raise _refusal(Refused(step.key, wording().worksheet.needed))
        _keep(sheet, step.key, Answer(SKIPPED))
    _move_on(sheet)


def pass_over_the_rest(sheet: Worksheet) -> None:
    """Leave every step unanswered that may be and has no answer: it is at its review."""
    for step in kind(sheet.kind).steps:
        if step.optional and step.key not in sheet.answers:
            _keep(sheet, step.key, Answer(SKIPPED))
    if sheet.step is not None:
        _move_on(sheet)


def offer(sheet: Worksheet, text: str | None) -> None:
    """Keep a text that was typed at a step and may still become its answer."""
    sheet.offered = redact(text).text if text else None
    _touch(sheet)


def ask_for(sheet: Worksheet, key: str) -> None:
    """Ask for that step next, whether it was answered or not."""
    if kind(sheet.kind).find(key) is None:
        raise _refusal(Refused(key, wording().worksheet.no_such_step))
    sheet.step, sheet.offered = key, None
    _touch(sheet)


def ask_for_meant(sheet: Worksheet, text: str) -> bool:
    """Ask for the step that the words mean ("change where", "go back one"); say if one was."""
    meant = step_meant(kind(sheet.kind), text)
    if meant is not None:
        ask_for(sheet, meant.key)
        return True
    return goes_back(text) and go_back(sheet)


def go_back(sheet: Worksheet) -> bool:
    """Ask for the step before the one asked for, at the review the last; say if there is one."""
    keys = [step.key for step in kind(sheet.kind).steps]
    place = keys.index(sheet.step) if sheet.step is not None else len(keys)
    if place == 0:
        return False
    ask_for(sheet, keys[place - 1])
    return True


def discard(sheet: Worksheet) -> None:
    """Throw an unfinished worksheet away: nothing of what was typed is left."""
    sheet.state, sheet.answers, sheet.removed, sheet.offered = "discarded", {}, {}, None
    sheet.suggested, sheet.offers = None, None
    _touch(sheet)


def close_sent(sheet: Worksheet, ticket_ref: str) -> None:
    """Note the ticket that the worksheet was sent as."""
    sheet.state, sheet.ticket_ref, sheet.step, sheet.offered = "sent", ticket_ref, None, None
    _touch(sheet)


def close_joined(sheet: Worksheet, ticket_ref: str) -> None:
    """Note the other officer's ticket whose answer is waited for; what was typed is not kept."""
    discard(sheet)
    sheet.state, sheet.ticket_ref, sheet.step = "joined", ticket_ref, None


def asked(sheet: Worksheet) -> Step | None:
    """Return the step that is asked for, None at the review."""
    return kind(sheet.kind).find(sheet.step) if sheet.step is not None else None


def missing(sheet: Worksheet) -> list[Step]:
    """Return the steps without which it cannot be sent."""
    return [
        step
        for step in kind(sheet.kind).steps
        if not step.optional and not sheet.answers.get(step.key)
    ]


def is_begun(sheet: Worksheet) -> bool:
    """Say whether anything was answered at all."""
    return any(sheet.answers.values())


def needs_review(sheet: Worksheet) -> bool:
    """Say whether the officer must see it whole before it is sent."""
    return kind(sheet.kind).review == "always" or any(sheet.removed.values())


def ticket_question(sheet: Worksheet, max_chars: int) -> str:
    """Return the question of its ticket: the kind's template, lines without an answer left out.

    A whole answer goes in where the template is nothing else; beside others each is cut.
    """
    template = kind(sheet.kind).ticket.question
    lines = []
    for line in template.splitlines():
        names = re.findall(r"\{(\w+)\}", line)
        values = {name: sheet.answers.get(name, "") for name in names}
        if names and not any(values.values()):
            continue
        alone = template == f"{{{names[0]}}}" if names else False
        lines.append(line.format_map(values if alone else _cut(values)))
    return "\n".join(lines)[:max_chars]


def ticket_details(sheet: Worksheet) -> dict[str, str]:
    """Return the details of its ticket, what was passed over left out."""
    wanted = kind(sheet.kind).ticket.details
    found = {detail: sheet.answers.get(key, "") for detail, key in wanted.items()}
    return {detail: text for detail, text in found.items() if text}


def _cut(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text if len(text) <= SUMMARY_CHARS else f"{text[: SUMMARY_CHARS - 1]}…"
        for name, text in values.items()
    }


def _read(sheet: Worksheet, key: str, text: str) -> Answer:
    of_kind: Kind = kind(sheet.kind)
    step = of_kind.find(key)
    if step is None:
        raise Refused(key, wording().worksheet.no_such_step)
    if not text.strip():
        if not step.optional:
            raise Refused(key, wording().worksheet.needed)
        return Answer(SKIPPED)
    return read_answer(step, text, _today())


def _keep(sheet: Worksheet, key: str, answer: Answer) -> None:
    sheet.answers = {**sheet.answers, key: answer.text}
    others = {name: words for name, words in sheet.removed.items() if name != key}
    sheet.removed = others | ({key: list(answer.removed)} if answer.removed else {})


def _move_on(sheet: Worksheet) -> None:
    """Ask for the first step without an answer; without one the worksheet is at its review."""
    steps = kind(sheet.kind).steps
    sheet.step = next((step.key for step in steps if step.key not in sheet.answers), None)
    sheet.offered = None
    _touch(sheet)


def _touch(sheet: Worksheet) -> None:
    sheet.version += 1
    sheet.updated_at = utc_now()


def _refusal(refused: Refused) -> Problem:
    row = {"field": refused.step, "message": refused.message}
    return Problem(422, "not_an_answer", refused.message, errors=[row])


def _today() -> date:
    return utc_now().date()
