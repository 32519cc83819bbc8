"""The replies that fill a worksheet: its next question, what was said so far, where to go on.

Every button carries its worksheet's id, so that it works however the talk has gone on since.
"""

import json
from collections import defaultdict

from api.channels import suggesting
from api.channels.moves import current, unfinished
from api.channels.offering import note_told, untold
from api.channels.rendering import Rendering
from api.conversations import repository
from api.conversations.schemas import (
    FormStepReply,
    LinkShown,
    ReplyButton,
    ReviewRow,
    TextReply,
    WorksheetReviewReply,
)
from api.wording import wording
from api.worksheets import service
from api.worksheets.kinds import SUBMISSIONS, kind
from api.worksheets.models import Worksheet
from api.worksheets.repository import open_in
from api.worksheets.schemas import StepShown
from api.worksheets.showing import step_shown, to_line, to_shown
from api.worksheets.suggested import suggested
from knowledge import Outcome

MAX_LABEL_CHARS = 100


def current_of(rendering: Rendering) -> Worksheet | None:
    """Return the worksheet that the conversation is filling."""
    conversation = repository.find_conversation(rendering.session, rendering.conversation_id)
    assert conversation is not None
    return current(rendering.session, conversation)


def step_or_review(rendering: Rendering, sheet: Worksheet) -> None:
    """Ask the next question; if there is none, show the whole before it is sent."""
    rendering.worksheet_id = sheet.id
    if sheet.step is None:
        _review(rendering, sheet)
    else:
        _step(rendering, sheet)


def so_far(rendering: Rendering, text: str) -> None:
    """Show what was said so far, if anything, each with a button to change it.

    At the review, which shows just that, only the text is said before it.
    """
    sheet = current_of(rendering)
    if sheet is not None and sheet.step is None:
        rendering.add(TextReply(text=text), Outcome.dialogue)
    elif sheet is not None:
        rows = [row for row in _rows(rendering, sheet) if row.text]
        if rows:
            reply = WorksheetReviewReply(text=text, title=kind(sheet.kind).title, rows=rows)
            rendering.add(reply, Outcome.dialogue)


def listed(rendering: Rendering, of: str, text: str) -> None:
    """Show the officer's unfinished worksheets; of one kind, with a button to begin another."""
    user_id = rendering.principal.user_id
    found = unfinished(rendering.session, user_id, (of,) if of else ())
    buttons = [rendering.button(_label(sheet), _payload(sheet, "resume")) for sheet in found]
    if of:
        buttons.append(rendering.button(wording().worksheet.begin_new, _begin_new(of)))
    rendering.add(TextReply(text=text, buttons=buttons), Outcome.dialogue)


def which(rendering: Rendering) -> None:
    """Ask which of the Portal's forms is meant."""
    buttons = [
        rendering.button(kind(name).title, f"/make_submission{json.dumps({'kind': name})}")
        for name in SUBMISSIONS
    ]
    rendering.add(TextReply(text=wording().worksheet.which, buttons=buttons), Outcome.dialogue)


def offer_to_go_on(rendering: Rendering, typed: str) -> None:
    """Offer to carry on where something was asked before this turn and nothing is asked now.

    So it is the next day, or after a restart. What was typed may still become the answer.
    """
    sheet = current_of(rendering)
    if sheet is None or rendering.worksheet_id:
        return
    if sheet.state == "open" and not service.is_begun(sheet):
        service.discard(sheet)
    if rendering.left or sheet.state != "open":
        return
    words = wording().worksheet
    name = kind(sheet.kind).name
    if sheet.step is None:
        text = words.left_at_review.format(name=name)
    else:
        text = words.left_open.format(name=name, progress=_progress(_asked(sheet)))
        if typed:
            service.offer(sheet, typed)
    button = rendering.button(words.carry_on, _payload(sheet, "resume"))
    rendering.add(TextReply(text=text, buttons=[button]), Outcome.dialogue)


def _step(rendering: Rendering, sheet: Worksheet) -> None:
    asked, of_kind = _asked(sheet), kind(sheet.kind)
    earlier = _earlier(rendering, sheet)
    reply = FormStepReply(
        text="\n\n".join(
            [_question(sheet, asked, earlier), *_suggestions(rendering, sheet, asked)]
        ),
        step=asked.key,
        title=of_kind.title,
        progress=_progress(asked),
        links=_to_read(sheet) if asked.suggest else [],
        buttons=_step_buttons(rendering, sheet, asked, earlier),
    )
    rendering.add(reply, Outcome.dialogue)


def _earlier(rendering: Rendering, sheet: Worksheet) -> Worksheet | None:
    """Return the unfinished one of this conversation that an empty one of its kind meets."""
    if sheet.answers:
        return None
    rows = open_in(rendering.session, rendering.conversation_id, sheet.kind)
    return next((row for row in rows if service.is_begun(row)), None)


def _question(sheet: Worksheet, asked: StepShown, earlier: Worksheet | None) -> str:
    """Return the question in words: what leads to it, what was said before, and why it is asked."""
    words, of_kind = wording().worksheet, kind(sheet.kind)
    step = of_kind.find(asked.key)
    lead = step.lead.format_map(defaultdict(str, sheet.answers)) if step and step.lead else None
    if sheet.offered and not sheet.answers:
        return _which_one(sheet, earlier)
    if sheet.offered:
        lead = words.back_to.format(name=of_kind.name)
    elif not sheet.answers:
        lead = of_kind.intro
    said = [words.said.format(answer=asked.shown), words.instead] if asked.answer else []
    return " ".join(filter(None, (lead, asked.question, *said, asked.hint)))


def _which_one(sheet: Worksheet, earlier: Worksheet | None) -> str:
    """Ask whether what was typed is to be taken, or what was begun before gone on with."""
    words = wording().worksheet
    if earlier is None:
        return words.take_typed.format(typed=sheet.offered)
    return words.which_one.format(
        name=kind(sheet.kind).name, earlier=to_line(earlier).summary, typed=sheet.offered
    )


def _step_buttons(
    rendering: Rendering, sheet: Worksheet, asked: StepShown, earlier: Worksheet | None
) -> list[ReplyButton]:
    words = wording().worksheet
    found: list[tuple[str, str]] = []
    if sheet.offered and earlier is not None:
        found.append((words.carry_on_earlier, _payload(earlier, "resume")))
        found.append((words.start_new, _payload(sheet, "use", asked.key)))
    elif sheet.offered:
        found.append((words.use_typed, _payload(sheet, "use", asked.key)))
    found += [
        (option.label, _payload(sheet, "answer", asked.key, option.value))
        for option in asked.options
    ]
    if asked.answer:
        found.append((words.keep, _payload(sheet, "skip", asked.key)))
    elif asked.optional:
        found.append((words.skip, _payload(sheet, "skip", asked.key)))
    if asked.n > 1:
        found.append((words.back, _payload(sheet, "change", "back")))
    found.append((words.later, "/cancel"))
    return [rendering.button(label, payload) for label, payload in found]


def _suggestions(rendering: Rendering, sheet: Worksheet, asked: StepShown) -> list[str]:
    """Return the articles suggested at the step as numbered lines, what to mind of each first."""
    if asked.suggest is None:
        return []
    if rendering.search is not None:
        suggesting.refresh(rendering.session, rendering.search, sheet)
    words, rows = wording().worksheet, suggested(sheet)
    lines = [
        " ".join(
            filter(
                None,
                (
                    words.suggested_line.format(n=n, title=row.title, evidence=row.evidence_label),
                    row.warning,
                ),
            )
        )
        for n, row in enumerate(rows, 1)
    ]
    return [words.suggested, "\n".join(lines)] if lines else []


def _to_read(sheet: Worksheet) -> list[LinkShown]:
    """Return where each suggested article is read, by its number."""
    read = wording().worksheet.read_numbered
    return [
        LinkShown(label=read.format(n=n, title=row.title), url=row.url)
        for n, row in enumerate(suggested(sheet), 1)
    ]


def _offers(rendering: Rendering, sheet: Worksheet) -> None:
    """Say once what may answer it already, and who asks the same; sending is as near as before."""
    words = wording().worksheet
    found = untold(rendering.session, rendering.search, rendering.principal, sheet)
    if not found:
        return
    note_told(sheet)
    if found.article is not None:
        title, evidence = found.article.title, found.article.evidence_label
        text = words.may_answer.format(title=title, evidence=evidence)
        text = " ".join(filter(None, (text, found.article.warning)))
        links = [LinkShown(label=words.read_it, url=found.article.url)]
        rendering.notice("may_answer", text, Outcome.dialogue, links)
    if found.alike is not None:
        join = _payload(sheet, "join", value=found.alike.ref)
        text = words.alike.format(question=found.alike.question)
        buttons = [rendering.button(words.join, join)]
        rendering.notice("alike", text, Outcome.dialogue, buttons=buttons)


def _unclear_signs(rendering: Rendering, sheet: Worksheet) -> None:
    """Say what would make it plainer that this is a problem; nothing depends on it."""
    unclear = [sign for sign in to_shown(sheet).cheers if sign.advice]
    if unclear:
        signs = "\n".join(f"{sign.label}: {sign.advice}" for sign in unclear)
        text = f"{wording().worksheet.cheers}\n\n{signs}"
        rendering.notice("cheers", text, Outcome.dialogue)


def _review(rendering: Rendering, sheet: Worksheet) -> None:
    _unclear_signs(rendering, sheet)
    _offers(rendering, sheet)
    words, missing = wording().worksheet, service.missing(sheet)
    buttons = [rendering.button(words.not_now, "/cancel")]
    if not missing:
        buttons.insert(0, rendering.button(words.send, _payload(sheet, "send")))
    reply = WorksheetReviewReply(
        text=words.review_incomplete if missing else words.review,
        title=kind(sheet.kind).title,
        rows=_rows(rendering, sheet),
        url=f"/worksheets/{sheet.id}",
        buttons=buttons,
    )
    rendering.add(reply, Outcome.dialogue)


def _rows(rendering: Rendering, sheet: Worksheet) -> list[ReviewRow]:
    words = wording().worksheet
    return [
        ReviewRow(
            label=step.label,
            text=step.shown or ("" if step.answer is None else words.passed_over),
            removed=step.removed,
            change=rendering.button(
                words.change.format(label=step.label), _payload(sheet, "change", step.key)
            ),
        )
        for step in to_shown(sheet).steps
    ]


def _asked(sheet: Worksheet) -> StepShown:
    of_kind, step = kind(sheet.kind), service.asked(sheet)
    assert step is not None
    return step_shown(sheet, of_kind, step)


def _progress(asked: StepShown) -> str:
    return wording().worksheet.progress.format(n=asked.n, total=asked.total)


def _label(sheet: Worksheet) -> str:
    line = to_line(sheet)
    words = wording().worksheet.line.format(title=line.title, summary=line.summary)
    return words if len(words) <= MAX_LABEL_CHARS else f"{words[: MAX_LABEL_CHARS - 1]}…"


def _payload(sheet: Worksheet, do: str, step: str = "", value: str = "") -> str:
    entities = {"worksheet": sheet.id, "do": do, "step": step, "value": value}
    return f"/resume{json.dumps({name: said for name, said in entities.items() if said})}"


def _begin_new(of: str) -> str:
    if of in SUBMISSIONS:
        return f"/make_submission{json.dumps({'kind': of, 'new': 'yes'})}"
    return '/start_plan{"new": "yes"}'
