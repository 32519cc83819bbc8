"""Documents that are too large, however they are sent."""

import re
import socket
import tempfile
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.api.articles.drafts import code
from tests.api.articles.importing.sending import IMPORT, Headers, send

PIECE = b"x" * 65_536
GIGABYTE = 1024**3


def resident_peak_bytes() -> int:
    """What this process, the api in it, has had in memory at most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


class TestSize:
    """What is too large is cut off while it arrives, on disk and in memory."""

    def test_just_too_large(self, client: TestClient, curator: Headers, settings: Settings) -> None:
        """The limit is the file's, not the form's."""
        response = send(client, curator, b"a" * (settings.import_max_bytes + 1))
        assert code(response) == (413, "document_too_large")
        assert "15 MB" in response.json()["detail"]

    def test_other_routes_keep_their_limit(self, client: TestClient, curator: Headers) -> None:
        """The bigger body is for documents alone."""
        response = client.post("/v1/articles", headers=curator, content=b"a" * 1_100_000)
        assert response.status_code == 413

    @pytest.mark.parametrize("declared", [True, False])
    def test_a_gigabyte(
        self,
        live_server: httpx.Client,
        curator: Headers,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        declared: bool,
    ) -> None:
        """Said beforehand it is refused unread; in pieces it is cut off soon after the limit."""
        folder = tmp_path / "spooled"
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        before = resident_peak_bytes()
        sent, answer = pour(live_server, curator, GIGABYTE, declared)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"document_too_large" in answer
        assert sent < (4 if declared else 40) * 1024 * 1024
        assert resident_peak_bytes() - before < 64 * 1024 * 1024
        assert list(folder.iterdir()) == []
        assert live_server.get("/healthz").status_code == 200


def pour(server: httpx.Client, headers: Headers, total: int, declared: bool) -> tuple[int, bytes]:
    """Send a form with a document of `total` bytes until there is an answer; what was sent."""
    size = f"Content-Length: {total}" if declared else "Transfer-Encoding: chunked"
    head = (
        f"POST {IMPORT} HTTP/1.1\r\nHost: {server.base_url.host}:{server.base_url.port}\r\n"
        f"Authorization: {headers['Authorization']}\r\n{size}\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
    )
    part = b'--edge\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n\r\n'
    with socket.create_connection((server.base_url.host, server.base_url.port or 80)) as wire:
        wire.settimeout(20)
        wire.sendall(head.encode())
        sent, piece = 0, part
        while sent < total and not answered(wire):
            framed = piece if declared else b"%x\r\n%s\r\n" % (len(piece), piece)
            try:
                wire.sendall(framed)
            except OSError:
                break  # the server has closed: its answer is there to read
            sent, piece = sent + len(piece), PIECE
        answer = wire.recv(65_536)
        while b"}]}" not in answer and (more := wire.recv(65_536)):
            answer += more
        return sent, answer


def answered(wire: socket.socket) -> bool:
    """Say whether the server has begun to answer."""
    wire.setblocking(False)
    try:
        return bool(wire.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        wire.settimeout(20)
