"""docs/permissions.md, written from the app. `make permissions` writes it, a test holds it."""

from collections.abc import Iterable
from pathlib import Path

from fastapi import FastAPI

from tests.contract.permissions.declared import ACTORS
from tests.contract.permissions.matrix import Row, matrix_of

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
HEAD = """# Who may call what

Written by `make permissions` from the app's own list of routes; do not edit it. A test calls every
route as everyone below, against their own and somebody else's objects, and compares: it fails if
this page, the app and what really happens are not the same
(`tests/contract/permissions/`).

**yes**: whosever object it is. **own**: one's own only; somebody else's does not exist (404).
**–**: refused (403), or for somebody not signed in sent to the sign-in (401 for a program).
*Service* is the actions process within an officer's turn: its own objects are that officer's.
*Scope* is what a bearer token that is narrowed to scopes needs beside its user's role; where it
says *closed*, no such token gets in. Lists show the caller's own, or for the Hub what is the Hub's.

To add a route: give it a role and, for programs, a scope (`api/access.py`: `Curator`,
`scoped(ScopeArea.…)`); a new path parameter gets its maker in `objects.py`, a route that takes a
body or reaches other objects than its parameter says a row in `registry.py`. Then
`make permissions`. When two branches meet here: take either side and write it again.
"""


def document_of(app: FastAPI) -> str:
    """Return the page; the same routes give the same text."""
    rows = matrix_of(app)
    programs = [row for row in rows if row.declared.path.startswith("/v1/")]
    pages = [row for row in rows if row not in programs]
    return "\n".join(
        [HEAD, "## For programs", "", *_table(programs), "", "## Pages", "", *_table(pages), ""]
    )


def _table(rows: Iterable[Row]) -> list[str]:
    names = ["route", "anonymous", *ACTORS, "scope"]
    return [
        f"| {' | '.join(names)} |",
        f"|{'---|' * len(names)}",
        *(f"| {' | '.join(_cells(row))} |" for row in rows),
    ]


def _cells(row: Row) -> list[str]:
    cells = [row.cell(actor) for actor in (None, *ACTORS)]
    closed = "–" if not row.declared.roles else "closed"
    return [f"`{row.declared.name}`", *cells, row.declared.scope or closed]
