"""The three processes: what starts each, what it is told, where it answers for its health."""

import secrets
from dataclasses import dataclass, field

from launch.child import Program
from launch.commands import Tell, environment
from launch.settings import LOOPBACK, Settings, reachable
from launch.supervisor import Pace, Supervisor
from launch.training import RASA_VARIABLES, trusted_model


@dataclass(frozen=True)
class Tokens:
    """What the processes show each other; made anew at each start and written nowhere."""

    actions: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What actions shows to api."""
    rasa: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What api shows to rasa."""


def supervisor(settings: Settings, say: Tell = print, pace: Pace | None = None) -> Supervisor:
    """Return a supervisor of the three processes, with fresh tokens.

    LaunchError if the dialogue model is missing or is not the one that we trained.
    """
    return Supervisor(
        programs(settings, Tokens()),
        logs=settings.logs,
        lock=settings.run_lock,
        say=say,
        pace=pace,
    )


def programs(settings: Settings, tokens: Tokens) -> tuple[Program, ...]:
    """Return rasa, actions and api; each is told the tokens that it has a use for, and no other."""
    told = settings.variables() | {
        "API_URL": settings.address,
        "RASA_URL": f"http://{LOOPBACK}:{settings.rasa_port}",
        "ACTIONS_URL": f"http://{LOOPBACK}:{settings.actions_port}/webhook",
        "OMP_NUM_THREADS": "2",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    to_api, to_rasa = {"ACTIONS_API_TOKEN": tokens.actions}, {"RASA_TOKEN": tokens.rasa}
    return (
        _rasa(settings, _without_tokens(environment(told | RASA_VARIABLES)) | to_rasa),
        Program(
            name="actions",
            command=(str(settings.modern_python), "-m", "actions"),
            variables=_without_tokens(environment(told)) | to_api,
            health_url=f"http://{LOOPBACK}:{settings.actions_port}/health",
            cwd=settings.root,
            port=settings.actions_port,
            port_setting="ACTIONS_PORT",
        ),
        Program(
            name="api",
            command=(str(settings.modern_python), "-m", "api", "serve"),
            variables=environment(told | to_api | to_rasa),
            health_url=f"http://{reachable(settings.api_host)}:{settings.api_port}/healthz",
            cwd=settings.root,
            host=settings.api_host,
            port=settings.api_port,
            port_setting="API_PORT",
        ),
    )


def _rasa(settings: Settings, variables: dict[str, str]) -> Program:
    """Rasa on loopback, one channel, no HTTP API, a model that we trained."""
    settings.tracker_database.parent.mkdir(parents=True, exist_ok=True)
    command = (
        str(settings.bot_python), "-m", "rasa", "run",
        "-i", LOOPBACK, "-p", str(settings.rasa_port),
        "-m", str(trusted_model(settings)),
        "--endpoints", "bot/endpoints.yml",
        "--credentials", "bot/credentials.yml",
    )  # fmt: skip
    ours = {
        "PYTHONPATH": str(settings.root),
        "RASA_TRACKER_DB": str(settings.tracker_database),
    }
    return Program(
        name="rasa",
        command=command,
        variables=variables | ours,
        health_url=f"http://{LOOPBACK}:{settings.rasa_port}/",
        cwd=settings.root,
        port=settings.rasa_port,
        port_setting="RASA_PORT",
        start_timeout_s=300.0,
    )


def _without_tokens(variables: dict[str, str]) -> dict[str, str]:
    """Return the variables without tokens that this process itself was started with."""
    tokens = ("ACTIONS_API_TOKEN", "RASA_TOKEN")
    return {name: value for name, value in variables.items() if name not in tokens}
