"""Writes docs/permissions.md: `make permissions`."""

from api.main import create_app
from api.search.memory import InMemorySearch
from tests.contract.permissions.document import DOCUMENT, document_of

DOCUMENT.write_text(document_of(create_app(searcher=InMemorySearch())), encoding="utf-8")
