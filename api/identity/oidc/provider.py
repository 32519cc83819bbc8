"""The force's sign-in service over HTTP: its description, its keys, and the exchange of a code.

Nothing is asked of any other host than the issuer's, no redirect is followed, and what is not
answered in time is a `ProviderDown`.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, SecretStr, ValidationError

from api.identity.oidc.errors import ProviderDown, Refused
from api.settings import Settings

TIMEOUT_S = 5.0
DESCRIPTION_S = 24 * 3600.0
REFETCH_EVERY_S = 60.0  # however many tokens with unknown keys arrive


class Description(BaseModel):
    """What the service says of itself (OpenID Connect Discovery), as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None


@dataclass(frozen=True)
class Client:
    """Who we are to the service: the issuer is pinned, exactly as it writes itself."""

    issuer: str
    client_id: str
    secret: SecretStr | None


def make_provider(settings: Settings) -> "Provider | None":
    """Return the force's sign-in service, None where there is none."""
    if not settings.oidc_issuer:
        return None
    client = Client(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    return Provider(client)


class Provider:
    """The service, its description and its keys kept until they have to be asked for again."""

    def __init__(self, client: Client) -> None:
        """Ask for nothing yet."""
        self.client = client
        self._lock = threading.Lock()
        self._description: Description | None = None
        self._described_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    def description(self) -> Description:
        """Return the description: a day old at most, or older while the service is down."""
        with self._lock:
            if self._description is None or time.monotonic() - self._described_at > DESCRIPTION_S:
                try:
                    self._description = self._describe()
                    self._described_at = time.monotonic()
                except ProviderDown:
                    if self._description is None:
                        raise
            return self._description

    def _describe(self) -> Description:
        address = self.client.issuer.rstrip("/") + "/.well-known/openid-configuration"
        try:
            found = Description.model_validate(self._get(address))
        except ValidationError as error:
            raise ProviderDown("its description lacks an address") from error
        if found.issuer != self.client.issuer:
            raise ProviderDown("it describes another issuer")
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            self._check(address)
        if found.end_session_endpoint is not None:
            self._check(found.end_session_endpoint)
        return found

    def keys(self, *, again: bool = False) -> KeySet:
        """Return the service's signing keys; with `again` asked for anew, once a minute at most."""
        address = self.description().jwks_uri
        with self._lock:
            age = time.monotonic() - self._keys_at
            if self._keys is None or (again and age > REFETCH_EVERY_S):
                self._keys = _key_set(self._get(address))
                self._keys_at = time.monotonic()
            return self._keys

    def exchange(self, code: str, code_verifier: str, redirect_uri: str) -> str:
        """Return the identity token that a code is worth, not checked yet."""
        address = self.description().token_endpoint
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.client.client_id,
            "code_verifier": code_verifier,
        }
        if self.client.secret is not None:
            form["client_secret"] = self.client.secret.get_secret_value()
        answer = self._send("POST", address, form)
        if answer.status_code in (400, 401, 403):
            raise Refused("the code was not accepted")
        token = _json(answer).get("id_token")
        if not isinstance(token, str):
            raise Refused("no identity token came for the code")
        return token

    def _get(self, address: str) -> Mapping[str, Any]:
        return _json(self._send("GET", address))

    def _send(
        self, method: str, address: str, form: Mapping[str, str] | None = None
    ) -> httpx.Response:
        self._check(address)
        on_this_machine = urlsplit(address).scheme == "http"  # settings allow that on loopback only
        try:
            with httpx.Client(timeout=TIMEOUT_S, trust_env=not on_this_machine) as client:
                return client.request(method, address, data=form)
        except httpx.HTTPError as error:
            raise ProviderDown("it cannot be reached") from error

    def _check(self, address: str) -> None:
        """Refuse every address that is not the issuer's own host, scheme and port."""
        ours, theirs = urlsplit(self.client.issuer), urlsplit(address)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise ProviderDown("it names an address on another host")


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json() if answer.status_code == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderDown("it answers with something else")
    return found


def _key_set(found: Mapping[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": found["keys"]})
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise ProviderDown("its keys cannot be read") from error
