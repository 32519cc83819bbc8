"""What was typed on the page of a worksheet, told apart from what is kept of it."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData

from api.portal.forms import typed
from api.worksheets.schemas import StepShown, WorksheetShown
from api.worksheets.suggested import joined, parted

ANSWER, BASE, CHOSEN = "answer-", "base-", "chosen"
CALM: Final = "calm-"
"""Before an action: the officer has said that what sounds urgent is not happening now."""


@dataclass(frozen=True)
class Posted:
    """The form as it was sent.

    `bases` are marks of what the page showed when it was made. `chosen` are the ticked
    suggestions by slug, None where the page showed none.
    """

    action: str
    texts: Mapping[str, str]
    bases: Mapping[str, str]
    chosen: tuple[str, ...]
    calm: bool


@dataclass(frozen=True)
class Field:
    """One question on the page; `kept` is what is stored where both have changed, else None."""

    step: StepShown
    text: str
    chosen: tuple[str, ...]
    base: str
    kept: str | None = None

    @property
    def name(self) -> str:
        """The name of its box."""
        return ANSWER + self.step.key


@dataclass(frozen=True)
class Merged:
    """The page after a form was sent: what is to be stored, and every box as it is now."""

    changes: Mapping[str, str]
    fields: tuple[Field, ...]

    @property
    def in_conflict(self) -> bool:
        """Say whether a text was changed here and elsewhere."""
        return any(field.kept is not None for field in self.fields)


async def posted(request: Request) -> Posted:
    """Return what was posted; names that no form of ours has are left out later."""
    form = await request.form()
    action = _text(form, "action") or "save"
    return Posted(
        action=action.removeprefix(CALM),
        texts=_named(form, ANSWER),
        bases=_named(form, BASE),
        chosen=tuple(value for value in form.getlist(CHOSEN) if isinstance(value, str)),
        calm=action.startswith(CALM),
    )


def fields_of(shown: WorksheetShown) -> tuple[Field, ...]:
    """Return the boxes of the page as they are kept."""
    return tuple(_field(shown, step, _boxed(shown, step)) for step in shown.steps)


def merge(shown: WorksheetShown, sent: Posted) -> Merged:
    """Return what to store of a form, and its boxes.

    A box that was not touched takes what is kept now, whoever has changed it. One that was
    changed both here and elsewhere is in conflict, and stored only when it is sent again.
    """
    changes: dict[str, str] = {}
    fields = []
    for step in shown.steps:
        text, kept = _typed(shown, step, sent), _boxed(shown, step)
        base = sent.bases.get(step.key, mark(kept))
        if text == kept or mark(text) == base:
            fields.append(_field(shown, step, kept))
        elif base == mark(kept):
            changes[step.key] = text
            fields.append(_field(shown, step, text))
        else:
            fields.append(_field(shown, step, text, step.shown))
    return Merged(changes, tuple(fields))


def mark(text: str) -> str:
    """Return a mark by which a text is known again."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _field(
    shown: WorksheetShown, step: StepShown, whole: str, elsewhere: str | None = None
) -> Field:
    chosen, text = parted(shown.suggestions, whole) if step.suggest else ([], whole)
    return Field(step, text, tuple(chosen), mark(_boxed(shown, step)), elsewhere)


def _typed(shown: WorksheetShown, step: StepShown, sent: Posted) -> str:
    """Return the answer that a box and its ticks make; a box that was not sent is untouched."""
    if step.key not in sent.texts:
        return _boxed(shown, step)
    return _whole(shown, step, sent.chosen, sent.texts[step.key])


def _boxed(shown: WorksheetShown, step: StepShown) -> str:
    """Return what is kept as the page would send it back untouched: ticks first, LF line ends."""
    kept = typed(step.shown)
    chosen, rest = parted(shown.suggestions, kept) if step.suggest else ([], kept)
    return _whole(shown, step, chosen, rest)


def _whole(shown: WorksheetShown, step: StepShown, chosen: Collection[str], text: str) -> str:
    if not step.suggest:
        return text.strip()
    return joined([row.title for row in shown.suggestions if row.slug in chosen], text)


def _named(form: FormData, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): _text(form, name) for name in form if name.startswith(prefix)
    }


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return typed(value) if isinstance(value, str) else ""
