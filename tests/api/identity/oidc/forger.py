"""A sign-in service of the tests' own: it signs whatever it is told, with whatever it is told."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

TENANT, CLIENT = "11111111-tenant", "prevention-client"
Claims = dict[str, Any]


class Forger:
    """A provider on loopback. `claims` and `sign` are what a test changes."""

    def __init__(self) -> None:
        """Be an honest provider until told otherwise."""
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, auto_kid=False)
        self.published = [self.key]
        self.changes: Claims = {}
        self.sign: Callable[[Claims], str] = self.sign_honestly
        self.requests: list[str] = []
        self.described: Claims = {}
        self.asked: Claims = {}
        self.issuer = ""

    def sign_honestly(self, claims: Claims) -> str:
        """Sign with the published key."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def claims(self) -> Claims:
        """Return what the identity token says, with the changes; None takes a claim away."""
        now = int(time.time())
        honest = {
            "iss": self.issuer, "aud": CLIENT, "tid": TENANT, "oid": "object-1", "sub": "pairwise",
            "name": "Pat Curator", "roles": ["Hub.Curator"], "area": "Watford",
            "nonce": self.asked["nonce"], "iat": now, "nbf": now, "exp": now + 300,
        }  # fmt: skip
        return {key: value for key, value in (honest | self.changes).items() if value is not None}

    def authorise(self, address: str) -> str:
        """Sign somebody in as the browser would there; return the code's way back."""
        self.asked = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
        return f"{self.asked['redirect_uri']}?code=the-code&state={self.asked['state']}"

    def answer(self, path: str, form: Claims) -> tuple[int, Claims]:
        """Return status and body for a request."""
        self.requests.append(path)
        if path.endswith("openid-configuration"):
            return 200, self._description() | self.described
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if form.get("code") != "the-code" or challenge != self.asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.sign(self.claims()), "token_type": "Bearer"}

    def _description(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
        }


@contextmanager
def running() -> Iterator[Forger]:
    """Serve a forger on a port of its own."""
    forger = Forger()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._reply({key: value[0] for key, value in parse_qs(body).items()})

        def _reply(self, form: Claims) -> None:
            status, found = forger.answer(self.path, form)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forger.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield forger
    finally:
        server.shutdown()
        server.server_close()
