"""Our own check beside schemathesis' own: a refusal is one that a person can act on."""

from typing import Any

import schemathesis

NAMES_FIELDS = {"invalid"}


@schemathesis.check
def refusal_says_why(ctx: Any, response: Any, case: Any) -> None:
    """Every 4xx is a problem document with a code and a sentence; `invalid` names its fields."""
    if not 400 <= response.status_code < 500:
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind.startswith("application/problem+json"), f"{response.status_code} as {kind!r}"
    document = response.json()
    assert document["code"], "no code"
    assert len(document["detail"].split()) > 1, "no sentence"
    if document["code"] in NAMES_FIELDS:
        assert document["errors"] or "." in document["detail"], "names no field"
