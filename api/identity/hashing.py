"""How secrets are kept: random ones of 256 bits need no salt and no slow hash."""

import hashlib


def hash_secret(value: str) -> str:
    """Return the hex SHA-256 under which a random 256-bit secret is stored."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
