"""One ticket with all that is needed to answer it, on one page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.channels.bringing import answer_reply
from api.channels.similar import Similar, candidates, similar
from api.console.sorting_part import sorting_context
from api.conversations import service as conversations
from api.conversations.schemas import MessageShown, TicketReply
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import field_errors
from api.portal.templating import page
from api.recall.labels import labelled
from api.search.router import get_search
from api.search.service import Search
from api.tickets import files, handing, merging, notes, outcomes, service, telling, templates
from api.tickets.partners import directory
from api.tickets.schemas import MAX_ANSWER_CHARS, MAX_NOTE_CHARS, MAX_QUESTION_CHARS, TicketShown
from api.tickets.sifting import ACCEPTED
from api.wording import wording

EARLIER_PARTS = 20  # of 200 messages: more than any conversation holds
REFUSED: Final = (409, 412, 422)

DONE = {
    "assigned": "The ticket is yours.",
    "answered": "The answer is sent.",
    "closed": "The ticket is closed.",
    "reopened": "The ticket is open again.",
    "noted": "The note is kept. Only the Hub sees it.",
    "edited": "The note is changed.",
    "merged": "The ticket is joined. Everybody who waits gets the one answer.",
    "handed": "It is noted to whom the ticket is handed. Send them the text below.",
    "back": "The ticket is back with you.",
    "again": "The answer is on its way again.",
    "filed": "The file is kept with the ticket.",
    "unfiled": "The file is gone.",
    "dated": "The day is kept. The officer is asked then, once.",
    "told": "It is noted that the officer was told.",
    "sorted": "The ticket is sorted anew.",
    "given": "The ticket is given.",
    "started": "You are working on it. The officer sees that it is being worked on.",
    "put_back": "The ticket waits in its queue. Nobody has it.",
}


@dataclass(frozen=True)
class Typed:
    """What stands in the page's boxes, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    preview: TicketReply | None = None


@dataclass(frozen=True)
class TicketDesk:
    """Everything a page of a ticket needs; what is similar was found before it writes."""

    request: Request
    principal: Principal
    session: Session
    reading: Session
    search: Search

    def show(self, ref: str, typed: Typed | None = None, done: str = "") -> HTMLResponse:
        """Return the page; that the ticket was read is audited.

        The encoder is asked while nothing is locked: what was read until then is read again.
        """
        typed = typed or Typed()
        self.session.rollback()
        like = self._similar(ref)
        session, principal = self.session, self.principal
        ticket = service.get(session, principal, ref)
        return page(
            self.request,
            "console/ticket.html",
            status=typed.status,
            ticket=ticket,
            messages=_whole_conversation(session, ticket),
            contexts=conversations.contexts(session, ticket.conversation_id or ""),
            context_words=wording().context.staff,
            searches=candidates(session, principal, ref),
            similar=like,
            notes=notes.notes_on(session, principal, ref),
            recipients=telling.recipients(session, principal, ref) if ticket.answer else [],
            hand_overs=handing.hand_overs(session, principal, ref),
            partners=directory().partners,
            handing_text=handing.text_for(ticket),
            merged_here=merging.merged_here(session, ref),
            closing=wording().ticket.closing,
            templates=templates.templates(session),
            files=files.files_on(session, principal, ref),
            accepted=ACCEPTED,
            most_files=files.MOST_FILES,
            outcome=outcomes.outcome(session, principal, ref),
            verdicts=wording().ticket.settling.verdicts,
            **sorting_context(self.request, session, principal, ref),
            done=DONE.get(done, ""),
            answered_now=done == "answered",
            values=typed.values,
            errors=typed.errors,
            preview=typed.preview,
            max_chars=MAX_ANSWER_CHARS,
            max_note_chars=MAX_NOTE_CHARS,
            max_reason_chars=MAX_QUESTION_CHARS,
        )

    def _similar(self, ref: str) -> Similar:
        return similar(self.reading, self.search, self.principal, ref)

    def act(
        self,
        ref: str,
        values: Mapping[str, str],
        box: str,
        act: Callable[[], object],
        done: str,
        words: Mapping[tuple[str, str], str] | None = None,
    ) -> Response:
        """Do it and go back to the ticket; what is refused stays in its box, with the reason.

        `box` is the field that a refusal stands beside which names none of the page's own.
        """
        try:
            act()
        except ValidationError as error:
            return self.refuse(ref, values, field_errors(error, words), 422)
        except Problem as problem:
            if problem.status not in REFUSED:
                raise
            named = problem.errors[0]["field"] if problem.errors else box
            name = named if named in values else box
            return self.refuse(ref, values, {name: problem.detail}, problem.status)
        return RedirectResponse(f"/console/tickets/{ref}?done={done}", status_code=303)

    def refuse(
        self, ref: str, values: Mapping[str, str], errors: Mapping[str, str], status: int
    ) -> HTMLResponse:
        """Return the page with what was refused in its boxes; nothing of it is stored."""
        return self.show(ref, Typed(values, errors, status))

    def preview(self, ref: str, text: str, html: str) -> HTMLResponse:
        """Return the page with the answer as the officer will see it in the conversation."""
        ticket = service.get(self.session, self.principal, ref)
        answered = {"answer": text, "answer_html": html, "close_reason": None}
        shown = answer_reply(ticket.model_copy(update=answered))
        return self.show(ref, Typed({"answer": text}, preview=shown))


def ticket_desk(
    request: Request,
    principal: CuratorPage,
    reading: ReadSession,
    session: WriteSession,
    search: Annotated[Search, Depends(get_search)],
) -> TicketDesk:
    """Return what a page of a ticket needs."""
    return TicketDesk(request, principal, session, reading, search)


Desk = Annotated[TicketDesk, Depends(ticket_desk, scope="function")]


def _whole_conversation(session: Session, ticket: TicketShown) -> list[MessageShown]:
    if ticket.conversation_id is None:
        return []
    found: list[MessageShown] = []
    after: int | None = 0
    for _ in range(EARLIER_PARTS):
        if after is None:
            break
        part = conversations.for_curator(session, ticket.conversation_id, after)
        found, after = found + part.items, part.next
    return labelled(session, found)
