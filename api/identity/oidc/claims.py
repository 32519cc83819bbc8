"""Whether an identity token proves who somebody is, and what it says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from api.db import utc_now
from api.identity.oidc.errors import Refused
from api.identity.oidc.provider import Provider
from api.identity.roles import INCLUDES, Role

# Signed with a private key that only the provider has: never "none", never a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_S = 60


@dataclass(frozen=True)
class Expected:
    """What the token has to be for, and what its claims are called."""

    client_id: str
    tenant: str
    nonce: str
    roles: Mapping[str, Role]
    default_role: Role | None
    area_claim: str


@dataclass(frozen=True)
class Person:
    """Who signed in, by the token. `role` is None if none of ours was given."""

    subject: str
    name: str
    role: Role | None
    area: str | None
    email: str | None


def read_token(provider: Provider, token: str, expected: Expected) -> Person:
    """Return whom the token is about; Refused unless everything in it is as it must be."""
    claims = _verified(provider, token)
    _check(claims, provider.client.issuer, expected)
    return _person(claims, expected)


def _verified(provider: Provider, token: str) -> Mapping[str, Any]:
    try:
        key_id = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError) as error:
        raise Refused("the token cannot be read") from error
    keys = provider.keys()
    if key_id is not None and not _has(keys, key_id):
        keys = provider.keys(again=True)
    try:
        found = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError as error:
        raise Refused("the token is signed with a key that is not the provider's") from error
    except (JoseError, ValueError) as error:
        raise Refused("the token's signature does not hold") from error
    return found.claims


def _has(keys: KeySet, key_id: object) -> bool:
    return any(key.kid == key_id for key in keys)


def _check(claims: Mapping[str, Any], issuer: str, expected: Expected) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != issuer:
        raise Refused("the token is another issuer's")
    if expected.client_id not in audiences:
        raise Refused("the token is for another application")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise Refused("the token was given to another application")
    if claims.get("tid") != expected.tenant:
        raise Refused("the token is another tenant's")
    if claims.get("nonce") != expected.nonce:
        raise Refused("the token belongs to another sign-in")
    _check_times(claims)


def _check_times(claims: Mapping[str, Any]) -> None:
    now = utc_now().timestamp()
    ends, begins = _number(claims, "exp", 0), _number(claims, "nbf", now)
    if ends <= now - LEEWAY_S:
        raise Refused("the token has expired")
    if max(begins, _number(claims, "iat", now)) > now + LEEWAY_S:
        raise Refused("the token is not valid yet")


def _number(claims: Mapping[str, Any], name: str, missing: float) -> float:
    value = claims.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"the token's {name} is no time")
    return value


def _person(claims: Mapping[str, Any], expected: Expected) -> Person:
    object_id = _text(claims, "oid", 80)
    if object_id is None:
        raise Refused("the token does not say whose it is")
    given = claims.get("roles")
    roles = (
        [expected.roles[name] for name in given or () if name in expected.roles]
        if isinstance(given, list)
        else []
    )
    return Person(
        subject=f"{expected.tenant}/{object_id}",
        name=_text(claims, "name", 120) or "Name not given",
        role=max(roles, key=lambda role: len(INCLUDES[role]), default=expected.default_role),
        area=_text(claims, expected.area_claim, 80),
        email=_text(claims, "email", 254),
    )


def _text(claims: Mapping[str, Any], name: str, max_chars: int) -> str | None:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        return None
    return value.strip()[:max_chars]
