"""The permission matrix: what the app declares, with whose objects each route reaches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI

from api.identity.roles import Role
from tests.contract.permissions.declared import ACTORS, Declared, declared_of
from tests.contract.permissions.objects import OBJECTS, Kind, Reach
from tests.contract.permissions.registry import ASKS, NOTHING, Asks

PARAMETER = re.compile(r"\{(\w+)\}")
HUB = frozenset({Role.CURATOR, Role.LEAD, Role.ADMIN})


@dataclass(frozen=True)
class Row:
    """A route with what its path needs, what is sent to it, and whose object it reaches."""

    declared: Declared
    objects: Mapping[str, Kind]
    asks: Asks
    reach: Reach

    def cell(self, actor: Role | None) -> str:
        """Return yes, own or –: anybody's object, one's own only, or nothing at all."""
        if not self.declared.admits(actor):
            return "–"
        return "yes" if self.gets_at_others(actor) else "own"

    @property
    def is_personal(self) -> bool:
        """Whether some of those who are let in get at their own objects only."""
        return any(self.cell(actor) == "own" for actor in ACTORS)

    def gets_at_others(self, actor: Role | None) -> bool:
        """Say whether that actor gets at an object that is somebody else's."""
        if self.reach is Reach.ANYBODY:
            return True
        return self.reach is Reach.OWN_OR_HUB and actor in HUB


def matrix_of(app: FastAPI) -> list[Row]:
    """Return a row a route; KeyError names a path parameter that `OBJECTS` does not know."""
    rows = []
    for declared in declared_of(app):
        asks = ASKS.get(declared.name, NOTHING)
        known = {**OBJECTS, **asks.objects}
        objects = {name: known[name] for name in PARAMETER.findall(declared.path)}
        personal = [kind.reach for kind in objects.values() if kind.reach is not Reach.ANYBODY]
        rows.append(Row(declared, objects, asks, asks.reach or next(iter(personal), Reach.ANYBODY)))
    return rows


def unknown_parameters(app: FastAPI) -> list[str]:
    """Return each path parameter, with its route, that nothing is made for."""
    return [
        f"{declared.name}: {name}"
        for declared in declared_of(app)
        for name in PARAMETER.findall(declared.path)
        if name not in {**OBJECTS, **ASKS.get(declared.name, NOTHING).objects}
    ]
