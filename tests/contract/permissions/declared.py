"""What the app itself declares of its routes: who may call each, and with which scope."""

import re
from dataclasses import dataclass

from fastapi import FastAPI

from api.access import InScope, Requires, api_routes, calls
from api.identity.roles import INCLUDES, Role

CONVERTOR = re.compile(r":\w+\}")  # {slug:slug}: what a parameter may look like
PEOPLE = (Role.OFFICER, Role.CURATOR, Role.LEAD, Role.ADMIN)
ACTORS = (*PEOPLE, Role.SERVICE)


@dataclass(frozen=True)
class Declared:
    """One method of one route. `roles` is empty for a public one; `scope` None if it has none."""

    method: str
    path: str
    roles: tuple[Role, ...]
    page: bool
    scope: str | None

    @property
    def name(self) -> str:
        """How the registry and the document call it."""
        return f"{self.method} {self.path}"

    def admits(self, actor: Role | None) -> bool:
        """Say whether that actor gets past the role check; None is somebody not signed in."""
        if not self.roles or actor is None:
            return not self.roles
        return any(role in INCLUDES[actor] for role in self.roles)


def declared_of(app: FastAPI) -> list[Declared]:
    """Return every method of every route, pages included, in the order of their paths."""
    found = []
    for route in api_routes(app):
        needs = [call for call in calls(route) if isinstance(call, Requires)]
        areas = [call for call in calls(route) if isinstance(call, InScope)]
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            found.append(
                Declared(
                    method=method,
                    path=CONVERTOR.sub("}", str(route.path)),
                    roles=needs[0].roles if needs else (),
                    page=bool(needs) and needs[0].page,
                    scope=areas[0].scope(method) if areas else None,
                )
            )
    return sorted(found, key=lambda row: (row.path, row.method))
