"""Every setting of the set-up and the supervisor, read from the environment (docs/settings.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.errors import LaunchError

ROOT = Path(__file__).resolve().parent.parent

VARIABLES = (
    "API_HOST", "API_PORT", "RASA_PORT", "ACTIONS_PORT", "VAR_DIR", "MODELS_DIR", "AUDIT_HEAD_FILE",
)  # fmt: skip
"""What `Settings.read` looks at; a test holds docs/settings.md to it."""

LOOPBACK = "127.0.0.1"
"""rasa and actions are never reachable from another machine."""


@dataclass(frozen=True)
class Settings:
    """Where things lie and on which ports they listen.

    `var` holds what a run writes (database, logs, locks); `models` holds what set-up builds
    (encoder, index, dialogue model, page assets). Both are var/ unless told.
    """

    root: Path = ROOT
    var: Path = ROOT / "var"
    models: Path = ROOT / "var"
    api_host: str = LOOPBACK
    api_port: int = 8000
    rasa_port: int = 5005
    actions_port: int = 5055
    audit_head_file: Path | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str], root: Path = ROOT) -> "Settings":
        """Return the settings that `environ` asks for; LaunchError names a value that is wrong."""
        return cls(
            root=root,
            var=root / (environ.get("VAR_DIR") or "var"),
            models=root / (environ.get("MODELS_DIR") or "var"),
            api_host=environ.get("API_HOST") or LOOPBACK,
            api_port=_port(environ, "API_PORT", 8000),
            rasa_port=_port(environ, "RASA_PORT", 5005),
            actions_port=_port(environ, "ACTIONS_PORT", 5055),
            audit_head_file=root / given if (given := environ.get("AUDIT_HEAD_FILE")) else None,
        )

    def variables(self) -> dict[str, str]:
        """Return the environment variables that tell every child process the same."""
        return {
            "API_HOST": self.api_host,
            "API_PORT": str(self.api_port),
            "RASA_PORT": str(self.rasa_port),
            "ACTIONS_PORT": str(self.actions_port),
            "VAR_DIR": str(self.var),
            "MODELS_DIR": str(self.models),
        }

    @property
    def modern_python(self) -> Path:
        """The interpreter of api, actions and knowledge."""
        return self.root / ".venv" / "bin" / "python"

    @property
    def bot_python(self) -> Path:
        """The interpreter of rasa."""
        return self.root / "bot" / ".venv" / "bin" / "python"

    @property
    def logs(self) -> Path:
        """Where each process and each step of the set-up writes its log."""
        return self.var / "log"

    @property
    def run_lock(self) -> Path:
        """Held by the supervisor for as long as it runs."""
        return self.var / "run.lock"

    @property
    def database(self) -> Path:
        """The SQLite file that api keeps everything in."""
        return self.var / "db" / "prevention.db"

    @property
    def audit_heads(self) -> Path:
        """The file that api writes the end of the audit log to, outside the database."""
        return self.audit_head_file or self.var / "audit" / "heads"

    @property
    def encoder(self) -> Path:
        """Folder of the exported embedding model."""
        return self.models / "models" / "encoder"

    @property
    def intent_encoder(self) -> Path:
        """Folder of the small exported embedding model that the dialogue reads messages with."""
        return self.models / "models" / "intent-encoder"

    @property
    def index(self) -> Path:
        """Folder of the built search index."""
        return self.models / "index"

    @property
    def assets(self) -> Path:
        """Folder of the compiled style sheets and scripts."""
        return self.models / "assets"

    @property
    def dialogue_models(self) -> Path:
        """Folder of the trained Rasa model and its record."""
        return self.models / "rasa" / "model"

    @property
    def tracker_database(self) -> Path:
        """The SQLite file that rasa keeps its trackers in."""
        return self.var / "rasa" / "tracker.db"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the assistant."""
        return f"http://{reachable(self.api_host)}:{self.api_port}"


def reachable(host: str) -> str:
    """Return an address to connect to for a server bound to `host`."""
    if host in ("0.0.0.0", ""):
        return LOOPBACK
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise LaunchError(f"{name}={value}: a port is a number from 1 to 65535.")
    return int(value)
