"""What the figures of a set may not fall below, or rise above: data, checked in CI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from knowledge.errors import KnowledgeError
from knowledge.evaluation.measuring import Metrics

FLOORS: Final = Path(__file__).parent / "floors.yml"
_FIGURES: Final = frozenset(each.name for each in fields(Metrics)) - {"intervals"}
_ACCEPTED: Final = "set name: {search|chat: {figure: {at_least: number, at_most: number}}}"


class Bound(BaseModel):
    """What one figure must be: at least, at most, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    at_least: Annotated[float, Field(ge=0)] | None = None
    at_most: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Bound:
        if self.at_least is None and self.at_most is None:
            raise ValueError("say at_least or at_most")
        return self

    def shortfall(self, figure: float | None) -> str | None:
        """What is wrong with `figure`; None if nothing is. A figure that is missing is wrong."""
        if figure is None:
            return "cannot be measured on these rows"
        if self.at_least is not None and figure < self.at_least:
            return f"{figure:.3f} is below its floor {self.at_least:.3f}"
        if self.at_most is not None and figure > self.at_most:
            return f"{figure:.3f} is above its ceiling {self.at_most:.3f}"
        return None


Floors = Mapping[str, Bound]
_FILE: Final = TypeAdapter(dict[str, dict[str, dict[str, Bound]]])


def read_floors(file: Path, set_name: str, by: str) -> Floors:
    """The bounds of `set_name` (a file name without its ending) asked by search or by chat.

    Raises KnowledgeError if the file cannot be read, names a figure that does not exist, or has
    nothing on this set: a floor that nobody checks would look like one that holds.
    """
    try:
        found = _FILE.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(str(error), file=str(file), accepted=_ACCEPTED) from error
    floors = found.get(set_name, {}).get(by, {})
    if not floors:
        problem = f"holds no floor for {set_name} by {by}"
        raise KnowledgeError(problem, file=str(file), accepted=_ACCEPTED)
    for figure in floors:
        if figure not in _FIGURES:
            accepted = ", ".join(sorted(_FIGURES))
            raise KnowledgeError("is no figure", file=str(file), field=figure, accepted=accepted)
    return floors


def fallen_short(metrics: Metrics, floors: Floors) -> tuple[str, ...]:
    """One line for each figure outside its bound, naming figure and bound; empty if all hold."""
    figures: dict[str, float | None] = asdict(metrics)
    found = ((name, bound.shortfall(figures[name])) for name, bound in floors.items())
    return tuple(f"{name}: {shortfall}" for name, shortfall in found if shortfall)
