"""Notes: for the Hub alone, redacted, their author's to mend for a while."""

from datetime import timedelta

import pytest

from api.db import clock
from api.tickets.notes import EDITABLE_FOR
from tests.api.tickets.asking import TICKETS, answered, audited, opened, read


@pytest.fixture
def later():
    """Let time pass, until the test is over."""
    yield lambda ahead: setattr(clock, "ahead", ahead)
    clock.ahead = timedelta()


def note(client, headers, ref, text="Estates know of it."):
    """Add a note and return it."""
    response = client.post(f"{TICKETS}/{ref}/notes", json={"text": text}, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()


class TestAddNote:
    """POST …/notes."""

    def test_the_hub_reads_it_and_nobody_else(self, client, app, officer, curator, curator_b):
        """In no view of the officer's, by whatever route they read."""
        ref = opened(client, officer)
        note(client, curator, ref, "zebra-quartz")
        [read_by_b] = client.get(f"{TICKETS}/{ref}/notes", headers=curator_b).json()
        assert read_by_b["text"] == "zebra-quartz" and not read_by_b["editable"]
        answered(client, curator, ref)
        for path in (f"{TICKETS}/{ref}", TICKETS, f"/requests/{ref}", "/requests"):
            assert "zebra" not in client.get(path, headers=officer).text, path
        assert len(audited(app, "note_added")) == 1

    def test_personal_data_is_taken_out(self, client, officer, curator):
        """As of all free text."""
        ref = opened(client, officer)
        assert "900123" not in note(client, curator, ref, "ring 07700 900123")["text"]


class TestEditNote:
    """PUT …/notes/{id}."""

    def put(self, client, headers, ref, shown, text="other"):
        """Change the note."""
        url = f"{TICKETS}/{ref}/notes/{shown['id']}"
        return client.put(url, json={"text": text}, headers=headers)

    def test_by_its_author(self, client, app, officer, curator):
        """It says that it was changed; an older version is 412."""
        ref = opened(client, officer)
        shown = note(client, curator, ref)
        edited = self.put(client, curator | {"If-Match": '"1"'}, ref, shown).json()
        assert (edited["text"], edited["edited"], edited["version"]) == ("other", True, 2)
        late = self.put(client, curator | {"If-Match": '"1"'}, ref, shown)
        assert late.status_code == 412
        assert audited(app, "note_edited") == [str(shown["id"])]

    def test_not_by_another(self, client, officer, curator, curator_b):
        """Each stands by their own words."""
        ref = opened(client, officer)
        refused = self.put(client, curator_b, ref, note(client, curator, ref))
        assert (refused.status_code, refused.json()["code"]) == (409, "note_final")

    def test_not_after_a_while(self, client, officer, curator, later):
        """Others may have acted on it."""
        ref = opened(client, officer)
        shown = note(client, curator, ref)
        later(EDITABLE_FOR + timedelta(seconds=1))
        assert self.put(client, curator, ref, shown).status_code == 409

    def test_not_under_another_ticket(self, client, officer, curator):
        """It hangs on one."""
        shown = note(client, curator, opened(client, officer))
        assert self.put(client, curator, opened(client, officer), shown).status_code == 404

    def test_the_ticket_itself_is_as_it_was(self, client, officer, curator):
        """A note is no reason to refuse an answer that is being written."""
        ref = opened(client, officer)
        note(client, curator, ref)
        assert read(client, curator, ref)["version"] == 1
