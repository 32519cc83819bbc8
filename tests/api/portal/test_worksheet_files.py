"""Forms and plans as files."""

import json
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.db import Database
from tests.api.portal.visitor import Visitor
from tests.api.portal.writing import IDEA, begin, sent


@pytest.mark.parametrize("path", ["document.docx", ".json"])
class TestFiles:
    """GET /worksheets/{id}/document.docx and /worksheets/{id}.json."""

    def url(self, sheet: str, path: str) -> str:
        """Where the file is."""
        return f"/worksheets/{sheet}{path if path.startswith('.') else '/' + path}"

    def test_ones_own_draft(self, alex: Visitor, path: str):
        """A file with a safe name, that no cache keeps."""
        sheet = begin(alex, **(IDEA | {"happening": "Thefts\r\nX-Evil: 1"}))
        response = alex.get(self.url(sheet, path))
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        name = response.headers["content-disposition"]
        assert name.startswith('attachment; filename="idea-20')
        if path == ".json":
            assert json.loads(response.content)["steps"][1]["answer"] == IDEA["where"]
        else:
            words = [p.text for p in Document(BytesIO(response.content)).paragraphs]
            assert IDEA["where"] in words

    def test_a_draft_is_nobody_elses(self, alex: Visitor, sam: Visitor, jo: Visitor, path: str):
        """Not the Hub's either."""
        url = self.url(begin(alex, **IDEA), path)
        assert sam.get(url).status_code == 404
        assert jo.get(url).status_code == 404

    def test_a_sent_one_is_the_hubs_too(
        self, alex: Visitor, sam: Visitor, jo: Visitor, path: str, settings
    ):
        """And that they read it is audited."""
        sheet = sent(alex)
        url = self.url(sheet, path)
        assert jo.get(url).status_code == 200
        assert sam.get(url).status_code == 404
        with Database(settings.database).reading() as session:
            query = select(AuditEntry.object_id).where(AuditEntry.action == "worksheet_read")
            assert list(session.scalars(query)) == [sheet]

    def test_missing_and_anonymous(self, alex: Visitor, visit, path: str):
        """404, and sign in first."""
        assert alex.get(self.url("none", path)).status_code == 404
        assert visit().get(self.url("none", path)).status_code == 303
