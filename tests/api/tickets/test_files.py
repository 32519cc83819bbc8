"""Files on a ticket: checked, kept outside what is served, seen by few, gone with the ticket."""

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from api.db import clock
from api.tickets import files, repository
from api.tickets.file_store import ORPHAN_AFTER_S, FileStore
from api.timetable import Job, run_once
from tests.api.tickets.asking import QUESTION, TICKETS, answered, audited, opened
from tests.api.tickets.test_sifting import PNG


def send(client, headers, ref, name="map.png", data=PNG):
    """Send a file with a ticket."""
    form = {"document": (name, data, "text/html")}
    return client.post(f"{TICKETS}/{ref}/files", files=form, headers=headers)


def listed(client, headers, ref):
    """Return the names of the files that somebody sees."""
    return [row["name"] for row in client.get(f"{TICKETS}/{ref}/files", headers=headers).json()]


class TestAddFile:
    """POST /v1/tickets/{ref}/files."""

    def test_of_the_asker_and_of_the_hub(self, client, app, officer, curator):
        """Kept under a random name, with its hash, and not by what the sender calls its type."""
        ref = opened(client, officer)
        sent = send(client, officer, ref).json()
        assert sent["media_type"] == "image/png" and not sent["from_hub"]
        assert sent["sha256"] == hashlib.sha256(PNG).hexdigest()
        assert send(client, curator, ref, "advice.png").json()["from_hub"]
        assert listed(client, officer, ref) == ["map.png", "advice.png"]
        kept = list(app.state.settings.files_dir.iterdir())
        assert len(kept) == 2 and all(len(file.name) == 32 for file in kept)
        assert kept[0].stat().st_mode & 0o077 == 0
        assert len(audited(app, "file_added")) == 2

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/passwd.png", "passwd.png"),
            ("C:\\Users\\x\\map.PNG", "map.png"),
            ('a"; b=<c>.png', None),
            ("call 07700 900123.png", None),
            ("x" * 300 + ".png", "x" * 100 + ".png"),
        ],
    )
    def test_names_are_made_harmless(self, client, officer, name, shown):
        """No folders, no line ends, no numbers of people."""
        found = send(client, officer, opened(client, officer), name).json()["name"]
        assert "900123" not in found
        assert shown is None or found == shown
        assert not set(found) & set('"\r\n<>/\\;')

    def test_refused_leaves_nothing(self, client, app, officer):
        """422 for what it holds, none at all, one too many; 413 for too much."""
        ref = opened(client, officer)
        assert send(client, officer, ref, "map.pdf").status_code == 422
        assert client.post(f"{TICKETS}/{ref}/files", headers=officer).status_code == 422
        big = b"\0" * (app.state.settings.attachment_max_mb * 1024 * 1024 + 100_000)
        assert send(client, officer, ref, "big.png", big).status_code == 413
        assert not app.state.settings.files_dir.exists()
        for _ in range(files.MOST_FILES):
            assert send(client, officer, ref).status_code == 201
        refused = send(client, officer, ref)
        assert (refused.status_code, refused.json()["code"]) == (422, "document_too_many")

    def test_who_may(self, client, officer, officer_b, curator):
        """401, 404 for a stranger and for who joined, 404 for a ticket nobody has."""
        ref = opened(client, officer)
        assert send(client, None, ref).status_code == 401
        assert send(client, officer_b, ref).status_code == 404
        assert send(client, curator, "PF-2020-000001").status_code == 404
        client.post(f"{TICKETS}/{ref}/join", json={"question": QUESTION}, headers=officer_b)
        assert send(client, officer_b, ref).status_code == 404


class TestReadFile:
    """GET …/files/{id}: a download and nothing else."""

    def test_headers(self, client, app, officer, curator):
        """Attachment, nosniff, never run, never cached; that it was read is in the audit log."""
        ref = opened(client, officer)
        sent = send(client, officer, ref, "Plan – rec.png").json()
        response = client.get(f"{TICKETS}/{ref}/files/{sent['id']}", headers=curator)
        assert response.content == PNG
        assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"].startswith("sandbox")
        assert response.headers["cache-control"] == "no-store"
        assert audited(app, "file_read") == [sent["id"]]

    def test_who_sees_which(self, client, officer, officer_b, curator):
        """Who joined sees the Hub's and not the asker's; a stranger none."""
        ref = opened(client, officer)
        mine, hubs = (send(client, who, ref).json()["id"] for who in (officer, curator))
        url = f"{TICKETS}/{ref}/files"
        assert client.get(f"{url}/{hubs}", headers=officer_b).status_code == 404
        assert client.get(url).status_code == client.get(f"{url}/{mine}").status_code == 401
        client.post(f"{TICKETS}/{ref}/join", json={"question": QUESTION}, headers=officer_b)
        assert client.get(f"{url}/{hubs}", headers=officer_b).status_code == 200
        assert client.get(f"{url}/{mine}", headers=officer_b).status_code == 404
        other = opened(client, officer)
        assert client.get(f"{TICKETS}/{other}/files/{mine}", headers=officer).status_code == 404
        assert client.get(f"{url}/..%2f..%2fdb", headers=officer).status_code in (404, 422)

    def test_one_that_was_changed_on_disk_is_not_given(self, client, app, officer):
        """410: it is not what was sent."""
        ref = opened(client, officer)
        sent = send(client, officer, ref).json()["id"]
        (app.state.settings.files_dir / sent).write_bytes(b"other")
        response = client.get(f"{TICKETS}/{ref}/files/{sent}", headers=officer)
        assert (response.status_code, response.json()["code"]) == (410, "file_gone")


class TestRemoveFile:
    """DELETE …/files/{id}."""

    def test_by_who_sent_it(self, client, app, officer, curator):
        """At once, from the disk too; not by others."""
        ref = opened(client, officer)
        sent = send(client, officer, ref).json()["id"]
        url = f"{TICKETS}/{ref}/files/{sent}"
        assert client.delete(url).status_code == 401
        assert client.delete(url, headers=curator).status_code == 409
        assert client.delete(url, headers=officer).status_code == 204
        assert client.delete(url, headers=officer).status_code == 404
        assert list(app.state.settings.files_dir.iterdir()) == []


class TestSweeper:
    """With the ticket's text its files go."""

    def test_forgotten_with_the_ticket(self, client, app, officer, curator):
        """The rows with the purge, the bytes with the next sweep; others stay."""
        ref, other = opened(client, officer), opened(client, officer)
        for each in (ref, other):
            send(client, officer, each)
        answered(client, curator, ref)
        folder: Path = app.state.settings.files_dir
        for file in folder.iterdir():
            old = time.time() - ORPHAN_AFTER_S - 1
            os.utime(file, (old, old))
        clock.ahead = timedelta(days=1)
        try:
            with app.state.database.writing() as session:
                repository.purge_texts(session, clock.now(), 50, "gone")
        finally:
            clock.ahead = timedelta()
        job = Job("forgotten_files", 3600, files.sweeper(app.state.files))
        assert [run_once(app.state.database, job) for _ in range(2)] == [1, 0]
        [kept] = folder.iterdir()
        assert [kept.name] == [
            row["id"] for row in client.get(f"{TICKETS}/{other}/files", headers=officer).json()
        ]

    def test_what_just_came_is_left_alone(self, tmp_path):
        """Its row may be about to be committed."""
        store = FileStore(tmp_path / "files")
        name = store.put(b"x")
        assert store.sweep(frozenset()) == 0 and store.read(name) == b"x"

    def test_no_other_file_is_read(self, tmp_path):
        """A name is one that was given out, or none."""
        with pytest.raises(ValueError):
            FileStore(tmp_path).read("../secret")


class TestPages:
    """The same through the pages is in tests/api/console and tests/api/portal."""

    def test_the_request_page_sends_and_lists(self, client, officer):
        """By a bearer token, too."""
        ref = opened(client, officer)
        form = {"document": ("map.png", PNG, "image/png")}
        page = client.post(f"/requests/{ref}/files", files=form, headers=officer)
        assert "map.png" in page.text
        wrong = {"document": ("map.pdf", PNG, "image/png")}
        refused = client.post(f"/requests/{ref}/files", files=wrong, headers=officer)
        assert refused.status_code == 422 and 'href="#document"' in refused.text

    def test_the_ticket_page_does_so_too(self, client, officer, curator):
        """And takes one's own away."""
        ref = opened(client, officer)
        form = {"document": ("advice.png", PNG, "image/png")}
        url = f"/console/tickets/{ref}/files"
        assert client.post(url, files=form, headers=officer).status_code == 403
        assert client.post("/console/tickets/PF-2020-000001/files", files=form,
                           headers=curator).status_code == 404  # fmt: skip
        assert "advice.png" in client.post(url, files=form, headers=curator).text
        [row] = client.get(f"{TICKETS}/{ref}/files", headers=curator).json()
        gone = client.post(f"{url}/{row['id']}/remove", headers=curator)
        assert "The file is gone." in gone.text
