"""A draft as a curator sends it, and what the api says to it."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from tests.api.conftest import Headers

Audited = Callable[[], list[tuple[str, str]]]

DRAFT: dict[str, Any] = {
    "title": "What can we do about quad bikes on the common?",
    "summary": "Block the gaps, then enforce.",
    "sections": [{"heading": "What to do", "body_markdown": "1. Walk it."}],
    "evidence": {"grade": "untested", "reason": "The Hub's advice; nobody has measured it."},
    "owner": "Neighbourhood policing lead",
    "review_date": "2031-01-31",
    "sample_questions": ["quads on the common", "quad bikes what now"],
}


def create(client: TestClient, curator: Headers, **changes: object) -> dict[str, Any]:
    """A new draft as the api gives it back."""
    response = client.post("/v1/articles", json=DRAFT | changes, headers=curator)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def code(response: Any) -> tuple[int, str]:
    """The status and the code of a refusal."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    return response.status_code, response.json()["code"]
