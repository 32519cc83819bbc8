"""Every setting of the api process, read once from the environment (see docs/settings.md)."""

import ipaddress
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOCAL_AUDIT_KEY = "for-trying-it-on-ones-own-machine-alone"


class Switch(StrEnum):
    """On or off, as an operator writes it."""

    ON = "on"
    OFF = "off"


PersonRole = Literal["officer", "curator", "lead", "admin"]


class Mode(StrEnum):
    """`local` has demo users and binds to loopback only; `force` refuses every default secret."""

    LOCAL = "local"
    FORCE = "force"


def is_loopback(host: str) -> bool:
    """Say whether a server bound to `host` can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Typed settings; an unknown value is refused at start with the field's name."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore")

    mode: Mode = Field(default=Mode.LOCAL, validation_alias="PREVENTION_MODE")
    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=1, le=65535)
    var_dir: Path = ROOT / "var"
    models_dir: Path = ROOT / "var"
    database_url: str = ""
    articles_dir: Path = ROOT / "knowledge" / "articles"
    embedding_model: Path | None = None
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_token: SecretStr | None = None
    rasa_timeout_s: float = Field(default=6.0, gt=0)
    actions_api_token: SecretStr | None = None
    session_hours: int = Field(default=12, ge=1, le=24)
    session_idle_minutes: int = Field(default=60, ge=5)
    chat_per_minute: int = Field(default=30, ge=1)
    writes_per_minute: int = Field(default=30, ge=1)
    searches_per_minute: int = Field(default=120, ge=1)
    recall_days: int = Field(default=90, ge=1, le=365)
    idempotency_hours: int = Field(default=24, ge=1)
    import_max_mb: int = Field(default=15, ge=1, le=100)
    attachment_max_mb: int = Field(default=10, ge=1, le=50)
    import_timeout_s: float = Field(default=30.0, ge=5, le=300)
    import_memory_mb: int = Field(default=1024, ge=512)
    four_eyes: Switch | None = None
    audit_key: SecretStr = Field(default=SecretStr(LOCAL_AUDIT_KEY), min_length=32)
    audit_former_keys: SecretStr = SecretStr("")
    audit_head_file: Path | None = None
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+)?$")
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr | None = None
    smtp_timeout_s: float = Field(default=15.0, gt=0, le=60)
    smtp_ca_file: Path | None = None
    mail_from: str = ""
    mail_domains: str = ""
    webhook_hosts: str = ""
    webhook_networks: str = ""
    webhook_key: SecretStr | None = Field(default=None, min_length=32)
    webhook_timeout_s: float = Field(default=10.0, gt=0, le=30)
    review_grace_days: int = Field(default=90, ge=0, le=3650)
    oidc_issuer: str = ""
    oidc_tenant: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_roles: dict[str, PersonRole] = Field(
        default={"officer": "officer", "curator": "curator", "lead": "lead", "admin": "admin"}
    )
    oidc_default_role: Literal["", "officer"] = ""
    oidc_area_claim: str = "area"
    log_level: str = "INFO"

    @model_validator(mode="after")
    def local_mode_stays_local(self) -> "Settings":
        """Refuse demo sign-in on an address that others can reach."""
        if self.mode is Mode.LOCAL and not is_loopback(self.api_host):
            raise ValueError(
                f"API_HOST={self.api_host}: local mode has demo sign-in and binds to loopback "
                "only (127.0.0.1, ::1 or localhost); set PREVENTION_MODE=force for another address"
            )
        return self

    @model_validator(mode="after")
    def force_mode_has_its_own_audit_key(self) -> "Settings":
        """Refuse the key that everybody can read here, and one that could not be listed later."""
        if any(character.isspace() for character in self.audit_key.get_secret_value()):
            raise ValueError("AUDIT_KEY holds white space, which parts keys in AUDIT_FORMER_KEYS")
        if self.mode is Mode.FORCE and self.audit_key.get_secret_value() == LOCAL_AUDIT_KEY:
            raise ValueError(
                "AUDIT_KEY is not set: PREVENTION_MODE=force needs a secret of its own, 32 "
                "characters at least, that the database's administrators do not hold"
            )
        return self

    @property
    def former_audit_keys(self) -> list[str]:
        """Keys that the audit log was sealed with before, the oldest first."""
        return self.audit_former_keys.get_secret_value().split()

    @property
    def audit_heads(self) -> Path:
        """The file that the audit log's head is written to, outside the database."""
        return self.audit_head_file or self.var_dir / "audit" / "heads"

    @model_validator(mode="after")
    def mail_is_safe(self) -> "Settings":
        """Refuse mail without a sender, and outside local mode mail in the clear or to anybody."""
        if not self.smtp_host:
            return self
        if not self.mail_from:
            raise ValueError("SMTP_HOST is set: MAIL_FROM must say who the mail is from")
        if self.mode is not Mode.LOCAL and self.smtp_security == "none":
            raise ValueError("SMTP_SECURITY=none is for local mode only; use starttls or tls")
        if self.mode is not Mode.LOCAL and not self.mail_domains:
            raise ValueError("SMTP_HOST is set: MAIL_DOMAINS must list whom notices may be sent to")
        return self

    @model_validator(mode="after")
    def sign_in_is_pinned(self) -> "Settings":
        """Refuse a sign-in service without tenant and client, or in the clear elsewhere."""
        if not self.oidc_issuer:
            return self
        if not (self.oidc_tenant and self.oidc_client_id):
            raise ValueError("OIDC_ISSUER is set: OIDC_TENANT and OIDC_CLIENT_ID must be too")
        parts = urlsplit(self.oidc_issuer)
        local = self.mode is Mode.LOCAL and is_loopback(parts.hostname or "")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise ValueError("OIDC_ISSUER must begin with https://")
        if self.mode is not Mode.LOCAL and not self.public_url.startswith("https://"):
            raise ValueError("OIDC_ISSUER is set: PUBLIC_URL must say where people come back to")
        return self

    @property
    def sign_in_origin(self) -> str | None:
        """Scheme, host and port of the force's sign-in service; None without one."""
        parts = urlsplit(self.oidc_issuer)
        return f"{parts.scheme}://{parts.netloc}" if self.oidc_issuer else None

    @property
    def address(self) -> str:
        """The address at which people reach us, without a path: what links in mails begin with."""
        return self.public_url or f"http://{self.api_host}:{self.api_port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; SQLite under `var_dir` unless set."""
        return self.database_url or f"sqlite:///{self.var_dir / 'db' / 'prevention.db'}"

    @property
    def needs_four_eyes(self) -> bool:
        """Whether who saved a version last may not publish it; as a rule, but not in a trial."""
        if self.four_eyes is None:
            return self.mode is not Mode.LOCAL
        return self.four_eyes is Switch.ON

    @property
    def import_max_bytes(self) -> int:
        """The most that one document may have."""
        return self.import_max_mb * 1024 * 1024

    @property
    def files_dir(self) -> Path:
        """Where the files of tickets lie; nothing in it is served as it is."""
        return self.var_dir / "files"

    @property
    def encoder_dir(self) -> Path:
        """Where the exported encoder lies."""
        return self.models_dir / "models" / "encoder"

    @property
    def small_encoder_dir(self) -> Path:
        """Where the smaller encoder lies, which dialogue and urgent guard read messages with."""
        return self.models_dir / "models" / "intent-encoder"

    @property
    def index_dir(self) -> Path:
        """Where the built index lies."""
        return self.models_dir / "index"


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
