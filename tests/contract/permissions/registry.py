"""What a call of a route needs beyond its path, and whose objects it reaches if not as a rule.

Most routes need no row. One whose object is somebody's own, and which takes a body, needs enough
of a body to get as far as asking whose it is: a refused body (422) would prove nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract.permissions.objects import JOINED, Kind, Reach


@dataclass(frozen=True)
class Asks:
    """What is sent; `reach` and `objects` where they are not those of the path's parameter.

    `barred` is the status that keeps somebody from another's object. `finds_nothing` is for a call
    that is let in, but has nothing to work on here and says so by 404.
    """

    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    reach: Reach | None = None
    objects: Mapping[str, Kind] = field(default_factory=dict)
    barred: int = 404
    finds_nothing: bool = False


A_FILE = {"document": ("note.txt", b"The rec, on Fridays.")}
OWN = Asks(reach=Reach.OWN)
MESSAGE = {"text": "What works against bikes?"}

ASKS: dict[str, Asks] = {
    # The Hub reads requests and reopens them; only the asker withdraws or leaves one.
    "POST /v1/tickets/{ref}/answer": Asks(json={"answer": "Walk the rec."}),
    "POST /v1/tickets/{ref}/join": Asks(json={"question": "What works?"}, objects=JOINED),
    "DELETE /v1/tickets/{ref}/join": Asks(objects=JOINED),
    "POST /v1/tickets/{ref}/withdraw": Asks(reach=Reach.OWN, barred=409),
    "POST /requests/{ref}/withdraw": Asks(reach=Reach.OWN, barred=409),
    "GET /v1/articles/{slug}/schedule": Asks(finds_nothing=True),
    "POST /v1/articles/{slug}/warnings/{key}/dismiss": Asks(
        json={"reason": "The law changed."}, finds_nothing=True
    ),
    "POST /v1/tickets/{ref}/outcome": Asks(json={"verdict": "worked"}, reach=Reach.OWN, barred=409),
    "POST /requests/{ref}/outcome": Asks(form={"verdict": "worked"}, reach=Reach.OWN, barred=409),
    # There is no other sign-in service here; with one, see tests/api/identity/oidc.
    "GET /sign-in/begin": Asks(finds_nothing=True),
    "GET /sign-in/callback": Asks(finds_nothing=True),
    # An administrator's is the token of whoever stands in the path.
    "DELETE /v1/people/{user_id}/tokens/{token_id}": Asks(reach=Reach.ANYBODY),
    "POST /console/people/{user_id}/tokens/{token_id}/revoke": Asks(reach=Reach.ANYBODY),
    "PATCH /v1/people/{user_id}": Asks(json={"active": False}),
    "POST /console/people/{user_id}": Asks(form={"access": "off"}),
    "POST /v1/account/tokens": Asks(json={"name": "x", "scopes": ["tickets:read"]}),
    "PUT /v1/tickets/{ref}/notes/{note_id}": Asks(
        json={"text": "Ask the landowner."}, reach=Reach.OWN, barred=409
    ),
    "POST /v1/tickets/{ref}/files": Asks(files=A_FILE),
    "POST /requests/{ref}/files": Asks(files=A_FILE),
    "POST /console/tickets/{ref}/files": Asks(files=A_FILE),
    "DELETE /v1/tickets/{ref}/files/{file_id}": Asks(reach=Reach.OWN, barred=409),
    "POST /requests/{ref}/files/{file_id}/remove": Asks(reach=Reach.OWN, barred=409),
    "POST /console/tickets/{ref}/files/{file_id}/remove": Asks(reach=Reach.OWN, barred=409),
    "POST /requests/{ref}/leave": Asks(objects=JOINED),
    "POST /console/tickets/{ref}/answer": Asks(form={"answer": "Walk the rec."}),
    "PATCH /v1/worksheets/{worksheet_id}": Asks(json={"answers": {"where": "The rec"}}),
    "POST /worksheets/{worksheet_id}": Asks(form={"where": "The rec"}),
    "POST /worksheets/{worksheet_id}/join": Asks(
        form={"ref": "PF-2026-000001"}, finds_nothing=True
    ),
    "POST /conversations/{conversation_id}/messages": Asks(form=MESSAGE),
    "POST /v1/turns/{turn_id}/worksheet": Asks(json={"do": "begin", "kind": "idea"}),
    "POST /v1/turns/{turn_id}/feedback": Asks(json={"verdict": "helped"}),
}
NOTHING = Asks()

# Nothing went wrong on the way to that person, so there is nothing to bring again.
NOT_OWED = "tickets/{ref}/deliveries/{user_id}"
ASKS |= {
    f"POST /v1/{NOT_OWED}/again": Asks(finds_nothing=True),
    f"POST /console/{NOT_OWED}/again": Asks(finds_nothing=True),
    f"POST /v1/{NOT_OWED}/by-hand": Asks(json={"how": "By radio."}, finds_nothing=True),
    f"POST /console/{NOT_OWED}/by-hand": Asks(form={"how": "By radio."}, finds_nothing=True),
}
