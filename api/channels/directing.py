"""From what rasa said, plain text or a directive, to the replies of the turn."""

import structlog
from pydantic import ValidationError

from api.channels import about_shown, feedback, filling, in_context, privacy
from api.channels.rasa_client import RasaReply
from api.channels.rendering import Rendering
from api.conversations.directives import (
    AboutShownDirective,
    AnyDirective,
    ArticleDirective,
    DeleteDirective,
    FeedbackDirective,
    NoticeDirective,
    OfferTicketDirective,
    PrivacyDirective,
    SearchResultDirective,
    TicketDirective,
    TicketListDirective,
    VerdictDirective,
    WorksheetListDirective,
    WorksheetReviewDirective,
    WorksheetStepDirective,
    directive_adapter,
)
from api.conversations.schemas import FeedbackReply, TextReply, TicketReply
from api.tickets import service as tickets
from api.wording import wording
from knowledge import Outcome

log = structlog.get_logger(__name__)
TICKETS_SHOWN = 5


def render(rendering: Rendering, raw: RasaReply) -> None:
    """Render one message of rasa; a directive that makes no sense is logged and owned up to."""
    if raw.custom is None:
        if raw.text:
            reply = TextReply(text=raw.text, buttons=rendering.buttons(raw.buttons))
            rendering.add(reply, Outcome.dialogue)
        return
    try:
        directive = directive_adapter.validate_python(raw.custom)
    except ValidationError as error:
        log.error("directive_refused", turn_id=rendering.turn_id, errors=error.error_count())
        rendering.notice("error", wording().error.general, Outcome.error)
        return
    follow(rendering, directive)


def follow(rendering: Rendering, directive: AnyDirective) -> None:
    """Render one directive."""
    buttons = rendering.buttons(directive.buttons)
    match directive:
        case SearchResultDirective():
            in_context.search_result(rendering, directive.text)
        case ArticleDirective():
            rendering.article(directive.slug)
        case AboutShownDirective():
            about_shown.render(rendering, directive.asks, rendering.tapped_article)
        case TicketDirective():
            opened_ticket(rendering, directive.ref, directive.text)
        case TicketListDirective():
            _ticket_list(rendering, directive.text)
        case FeedbackDirective():
            rendering.add(FeedbackReply(text=directive.text, buttons=buttons), Outcome.dialogue)
        case VerdictDirective():
            feedback.acknowledge(rendering, directive)
        case OfferTicketDirective():
            rendering.offer_ticket(directive.text, buttons)
        case WorksheetStepDirective():
            worksheet_step(rendering)
        case WorksheetReviewDirective():
            filling.so_far(rendering, directive.text)
        case WorksheetListDirective():
            filling.listed(rendering, directive.of, directive.text)
        case NoticeDirective():
            rendering.left = directive.code == "cancelled"
            down = directive.code.startswith("api_")
            outcome = Outcome.degraded if down else Outcome.dialogue
            rendering.notice(directive.code, directive.text, outcome, buttons=buttons)
        case PrivacyDirective():
            privacy.render(rendering)
        case DeleteDirective():
            rendering.deleting = directive.agreed
            text = wording().retention.delete_ask
            rendering.add(TextReply(text=text, buttons=buttons), Outcome.dialogue)


def opened_ticket(rendering: Rendering, ref: str, text: str) -> None:
    """Show the ticket that was opened in this turn."""
    ticket = tickets.get(rendering.session, rendering.principal, ref)
    rendering.ticket_ref = ticket.ref
    url = f"/requests/{ticket.ref}"
    reply = TicketReply(text=text, ref=ticket.ref, state=ticket.state, url=url)
    rendering.add(reply, Outcome.handed_over)


def worksheet_step(rendering: Rendering) -> None:
    """Ask the next question of the worksheet, show it whole, or say that it was sent."""
    sheet = filling.current_of(rendering)
    if sheet is not None and sheet.state == "sent" and sheet.ticket_ref:
        text = wording().ticket.opened.format(ref=sheet.ticket_ref)
        opened_ticket(rendering, sheet.ticket_ref, text)
    elif sheet is not None and sheet.state == "open":
        filling.step_or_review(rendering, sheet)


def _ticket_list(rendering: Rendering, text: str) -> None:
    page = tickets.mine(rendering.session, rendering.principal, TICKETS_SHOWN)
    if not page.items:
        rendering.add(TextReply(text=wording().ticket.none), Outcome.dialogue)
        return
    rendering.add(TextReply(text=text), Outcome.dialogue)
    for item in page.items:
        state = wording().ticket.state(item.state)
        line = wording().ticket.state_line.format(ref=item.ref, state=state)
        url = f"/requests/{item.ref}"
        reply = TicketReply(text=line, ref=item.ref, state=item.state, url=url)
        rendering.add(reply, Outcome.dialogue)
