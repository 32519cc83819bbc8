"""What a message or a button does to a worksheet that is open."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.channels import offering
from api.channels.sending import send
from api.channels.standing import Move, Standing, standing
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact
from api.search.service import Search
from api.wording import wording
from api.worksheets import service
from api.worksheets.answers import sends
from api.worksheets.models import Worksheet


@dataclass(frozen=True)
class Answering:
    """One move in one turn, made to an open worksheet of the principal's own.

    Each method makes the move in the way of its name and says where the worksheet stands.
    """

    session: Session
    principal: Principal
    sheet: Worksheet
    turn_id: str
    move: Move
    search: Search | None

    def answer(self) -> Standing:
        """Take what was typed, once a turn; at the review only words about the review are taken."""
        sheet, text = self.sheet, self.move.text or ""
        if sheet.turn_id == self.turn_id:
            return standing(sheet)
        if sheet.step is not None:
            service.take(sheet, text, self.move.ordinal, self.turn_id)
            return self._go_on()
        if sends(text):
            return self.send()
        if service.ask_for_meant(sheet, text):
            return standing(sheet)
        raise _refused(wording().worksheet.at_review)

    def retry(self) -> Standing:
        """Take what may not have been saved the first time, unless it was."""
        if redact(self.move.text or "").text.strip() in self.sheet.answers.values():
            return standing(self.sheet)
        return self.answer()

    def agree(self) -> Standing:
        """Take what was offered for the step, at the review send; else "yes" is an answer."""
        sheet = self.sheet
        if sheet.step is None:
            return self.send()
        if sheet.offered:
            service.take(sheet, sheet.offered, None, self.turn_id)
            return self._go_on()
        if self.move.do == "use":
            return standing(sheet)
        return self.answer()

    def refuse(self) -> Standing:
        """Leave it at the review; at a step "no" is an answer."""
        if self.sheet.step is None:
            return standing(self.sheet).model_copy(update={"at": "left"})
        return self.answer()

    def skip(self) -> Standing:
        """Leave the step without an answer."""
        service.pass_over(self.sheet)
        return self._go_on()

    def change(self) -> Standing:
        """Ask for the step that is meant; if none is, say so, and leave it where it was."""
        sheet, move = self.sheet, self.move
        if move.step == "back":
            return standing(sheet) if service.go_back(sheet) else self._unclear()
        if move.step is not None:
            service.ask_for(sheet, move.step)
            return standing(sheet)
        if service.ask_for_meant(sheet, move.text or ""):
            return standing(sheet)
        if move.text and sheet.step is not None:
            service.offer(sheet, move.text)
        return self._unclear()

    def join(self) -> Standing:
        """Wait for the answer to that request instead; one that is open no more is said to be."""
        if self.search is not None:
            ref = self.move.text or ""
            try:
                offering.join(self.session, self.search, self.principal, self.sheet, ref)
            except Problem as problem:
                raise _refused(wording().worksheet.not_joined) from problem
        return standing(self.sheet)

    def aside(self) -> Standing:
        """Keep what was typed by the way: it may yet be the answer."""
        service.offer(self.sheet, self.move.text)
        return standing(self.sheet)

    def send(self) -> Standing:
        """Send the worksheet to the Hub."""
        send(self.session, self.principal, self.sheet)
        return standing(self.sheet)

    def _go_on(self) -> Standing:
        """Send it if it is complete, need not be reviewed, and has nothing to be offered."""
        sheet = self.sheet
        complete = sheet.step is None and not service.needs_review(sheet)
        if complete and not offering.untold(self.session, self.search, self.principal, sheet):
            return self.send()
        return standing(sheet)

    def _unclear(self) -> Standing:
        return standing(self.sheet).model_copy(update={"at": "unclear"})


def _refused(message: str) -> Problem:
    """Return the refusal of what cannot be done at the review."""
    row = {"field": "review", "message": message}
    return Problem(422, "not_an_answer", message, errors=[row])
