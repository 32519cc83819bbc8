"""Bars as they are drawn: whole pixels of a picture 360 wide, for a template to write out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.insight.schemas import Figures

WIDTH: Final = 360
BAR_WIDTH: Final = 310  # the number stands behind it
ROW_HEIGHT: Final = 36
BAR_TOP: Final = 16


@dataclass(frozen=True)
class Part:
    """One part of a bar: what it is, where it begins, how wide it is."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """One bar, its label above it and its number behind it."""

    label: str
    number: int
    y: int
    parts: tuple[Part, ...]
    end: int


@dataclass(frozen=True)
class Chart:
    """Bars below each other."""

    bars: tuple[Bar, ...]
    height: int


def draw(rows: Sequence[tuple[str, Figures]]) -> Chart | None:
    """Return a bar for each row that is given out: answered, choices, the rest. None without."""
    shown = [(label, figures) for label, figures in rows if figures.questions]
    most = max((figures.questions or 0 for _, figures in shown), default=0)
    if not most:
        return None
    bars = tuple(
        _bar(label, figures, number * ROW_HEIGHT, BAR_WIDTH / most)
        for number, (label, figures) in enumerate(shown)
    )
    return Chart(bars, len(bars) * ROW_HEIGHT)


def _bar(label: str, figures: Figures, y: int, scale: float) -> Bar:
    questions = figures.questions or 0
    answered, choices = figures.answered or 0, figures.choices or 0
    ends = [round(scale * n) for n in (0, answered, answered + choices, questions)]
    parts = (
        Part(kind, start, end - start)
        for kind, start, end in zip(
            ("answered", "choices", "rest"), ends[:-1], ends[1:], strict=True
        )
    )
    drawn = tuple(part for part in parts if part.width)
    return Bar(label, questions, y, drawn, ends[-1])
