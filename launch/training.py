"""The dialogue model: trained when its inputs changed, and loaded only if we trained it.

Loading a Rasa model runs code that the file brings along, so a model that this project did not
build is never started: its SHA-256 is recorded after training and compared before each start.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from launch.commands import Tell, run
from launch.errors import LaunchError
from launch.settings import Settings
from launch.stamps import file_hash

RECORD = "trained.json"
RASA_VARIABLES = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OMP_NUM_THREADS": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


@dataclass(frozen=True)
class TrainedModel:
    """One trained model file: its name, its SHA-256 and the hash of what it was trained from."""

    file: str
    sha256: str
    inputs: str


def train(settings: Settings, inputs: str, tell: Tell) -> TrainedModel:
    """Train the model, record its hash and delete older ones; the output is in train.log."""
    folder = settings.dialogue_models
    folder.mkdir(parents=True, exist_ok=True)
    name = f"dialogue-{inputs[:12]}.tar.gz"
    rasa(
        settings,
        ["train", "--force", "--config", "config.yml", "--domain", "domain.yml", "--data",
         "bot/data", "--out", str(folder), "--fixed-model-name", name],
        log=settings.logs / "train.log",
        tell=tell,
    )  # fmt: skip
    trained = TrainedModel(name, file_hash(folder / name), inputs)
    (folder / RECORD).write_text(json.dumps(asdict(trained), indent=2) + "\n")
    for other in folder.glob("*.tar.gz"):
        if other.name != name:
            other.unlink()
    return trained


def trusted_model(settings: Settings) -> Path:
    """Return the model file to load; LaunchError if there is none or it is not what we trained."""
    record = settings.dialogue_models / RECORD
    if not record.exists():
        raise LaunchError("There is no trained dialogue model yet: run `make setup`.")
    trained = TrainedModel(**json.loads(record.read_text()))
    path = settings.dialogue_models / trained.file
    if not path.exists() or file_hash(path) != trained.sha256:
        raise LaunchError(
            f"{path} is not the model that the set-up trained, so it is not loaded.\n"
            f"Delete {settings.dialogue_models} and run `make setup`."
        )
    return path


def check_data(settings: Settings, tell: Tell) -> None:
    """Let Rasa check config.yml, domain.yml and bot/data; CommandFailed on the first warning."""
    rasa(
        settings,
        ["data", "validate", "--fail-on-warnings", "--config", "config.yml", "--domain",
         "domain.yml", "--data", "bot/data"],
        log=settings.logs / "validate.log",
        tell=tell,
    )  # fmt: skip


def rasa(settings: Settings, arguments: list[str], *, log: Path, tell: Tell) -> str:
    """Run one rasa command from the root of the tree and return what it printed."""
    variables = RASA_VARIABLES | settings.variables()
    variables["PYTHONPATH"] = str(settings.root)
    variables["RASA_CACHE_DIRECTORY"] = str(settings.models / "rasa" / "cache")
    return run(
        [settings.bot_python, "-m", "rasa", *arguments],
        log=log,
        tell=tell,
        cwd=settings.root,
        variables=variables,
    )
