"""What is done to a worksheet in the chat, and where it stands after that."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.worksheets.kinds import MAX_CHARS, KindName
from api.worksheets.models import Worksheet

Do = Literal[
    "begin", "resume", "answer", "retry", "use", "skip", "change", "aside", "agree", "refuse",
    "send", "join",
]  # fmt: skip
At = Literal["step", "review", "sent", "joined", "left", "which", "several", "nothing", "unclear"]
CLOSED: Final[dict[str, At]] = {"sent": "sent", "joined": "joined"}


class Move(BaseModel):
    """One move. `new` begins another one although one of its kind is unfinished.

    `text` is what was typed, of any move: an answer, what to change, what may yet be an answer,
    words that may name a kind. `asked` is the question that the dialogue remembers.
    `worksheet_id` and `step` are those that a button was made for.
    """

    model_config = ConfigDict(extra="forbid")

    do: Do
    kind: KindName | Literal["submission"] | None = None
    new: bool = False
    worksheet_id: str | None = Field(default=None, max_length=36)
    step: str | None = Field(default=None, max_length=20)
    text: str | None = Field(default=None, max_length=MAX_CHARS)
    ordinal: str | None = Field(default=None, max_length=10)
    asked: str | None = Field(default=None, max_length=MAX_CHARS)

    @field_validator("text", "asked")
    @classmethod
    def no_nul(cls, text: str | None) -> str | None:
        """Refuse NUL."""
        if text is not None and "\x00" in text:
            raise ValueError("must not contain a NUL character")
        return text

    def step_is_past(self, asked: str | None) -> bool:
        """Say whether this is the button of a question that is no longer the one asked."""
        return self.do in ("answer", "skip") and self.step is not None and self.step != asked


class Standing(BaseModel):
    """Where a worksheet stands after a move.

    `step`: its next question is due. `review`: it is complete and shown before it is sent. `sent`:
    it is ticket `ticket_ref`. `joined`: the answer to that ticket of another officer is waited for
    instead. `left`: nothing is asked any more, and all is kept. `which`: it must
    be said which kind. `several`: it must be said which one. `nothing`: there is none to go on
    with. `unclear`: no question of it is meant by what was said.
    """

    at: At
    worksheet_id: str | None = None
    kind: KindName | None = None
    step: str | None = None
    ticket_ref: str | None = None


def standing(sheet: Worksheet) -> Standing:
    """Say where the worksheet stands."""
    at: At = "step" if sheet.step is not None else "review"
    if sheet.state != "open":
        at = CLOSED.get(sheet.state, "nothing")
    return Standing.model_validate(
        {
            "at": at,
            "worksheet_id": sheet.id,
            "kind": sheet.kind,
            "step": sheet.step,
            "ticket_ref": sheet.ticket_ref,
        }
    )
