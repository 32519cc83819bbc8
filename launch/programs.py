"""The three processes: what starts each, what it is told, where it answers for its health."""

import secrets

from launch.child import Program
from launch.commands import Tell, environment
from launch.settings import LOOPBACK, Settings, reachable
from launch.supervisor import Pace, Supervisor
from launch.training import RASA_VARIABLES, trusted_model


def supervisor(settings: Settings, say: Tell = print, pace: Pace | None = None) -> Supervisor:
    """Return a supervisor of the three processes, with a fresh token for actions and api.

    LaunchError if the dialogue model is missing or is not the one that we trained.
    """
    return Supervisor(
        programs(settings, secrets.token_urlsafe(32)),
        logs=settings.logs,
        lock=settings.run_lock,
        say=say,
        pace=pace,
    )


def programs(settings: Settings, token: str) -> tuple[Program, ...]:
    """Return rasa, actions and api. `token` is what actions shows to api; rasa never sees it."""
    told = settings.variables() | {
        "API_URL": settings.address,
        "RASA_URL": f"http://{LOOPBACK}:{settings.rasa_port}",
        "ACTIONS_URL": f"http://{LOOPBACK}:{settings.actions_port}/webhook",
        "OMP_NUM_THREADS": "2",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    shared_secret = {"ACTIONS_API_TOKEN": token}
    return (
        _rasa(settings, environment(told | RASA_VARIABLES)),
        Program(
            name="actions",
            command=(str(settings.modern_python), "-m", "actions"),
            variables=environment(told | shared_secret),
            health_url=f"http://{LOOPBACK}:{settings.actions_port}/health",
            cwd=settings.root,
            port=settings.actions_port,
            port_setting="ACTIONS_PORT",
        ),
        Program(
            name="api",
            command=(str(settings.modern_python), "-m", "api", "serve"),
            variables=environment(told | shared_secret),
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
    inherited = {name: value for name, value in variables.items() if name != "ACTIONS_API_TOKEN"}
    return Program(
        name="rasa",
        command=command,
        variables=inherited | ours,
        health_url=f"http://{LOOPBACK}:{settings.rasa_port}/",
        cwd=settings.root,
        port=settings.rasa_port,
        port_setting="RASA_PORT",
        start_timeout_s=300.0,
    )
