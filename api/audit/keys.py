"""The keys that the audit log is sealed with: one to write, former ones to check with."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.settings import Settings

KEY_ID_CHARS = 12


@dataclass(frozen=True)
class Key:
    """A secret, and the name that entries made with it carry; the name says nothing of the secret.

    The name is made from the secret, so that no two keys are confused with each other.
    """

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """Return the first characters of an HMAC of a fixed text."""
        return self.sign(b"prevention-assistant audit key")[:KEY_ID_CHARS]

    def sign(self, content: bytes) -> str:
        """Return HMAC-SHA256 of `content` as hex."""
        return hmac.new(self.secret, content, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """Every key that the log was ever sealed with and is still needed, the oldest first."""

    keys: Sequence[Key]

    @classmethod
    def of(cls, settings: Settings) -> "Keyring":
        """Return the keys that the settings name."""
        secrets = [*settings.former_audit_keys, settings.audit_key.get_secret_value()]
        return cls([Key(secret.encode()) for secret in secrets])

    @property
    def current(self) -> Key:
        """Return the key that entries are made with."""
        return self.keys[-1]

    def age(self, key_id: str | None) -> int | None:
        """Return the place of that key among all, the oldest 0; None if it is not ours."""
        names = [key.key_id for key in self.keys]
        return names.index(key_id) if key_id in names else None
