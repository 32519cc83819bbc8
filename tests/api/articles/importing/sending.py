"""Documents sent, by a script and by the page's form."""

from typing import Any

import httpx
from fastapi.testclient import TestClient

from tests.api.portal.visitor import Visitor

Headers = dict[str, str]
IMPORT, PAGE = "/v1/articles/import", "/console/articles/import"


def send(client: TestClient, headers: Headers, data: bytes, name: str = "a.docx") -> Any:
    """Send a document as a form does."""
    return client.post(IMPORT, headers=headers, files={"document": (name, data)})


def choose(visitor: Visitor, data: bytes | None, name: str = "a.docx") -> httpx.Response:
    """Send the page's form with a document, or with none chosen."""
    file = ("", b"") if data is None else (name, data)
    return visitor.client.post(PAGE, data={"csrf_token": visitor.token}, files={"document": file})
