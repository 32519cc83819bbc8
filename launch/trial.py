"""A run beside the real one, for tests: free ports, an empty database, the models shared."""

import shutil
import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from launch.commands import Tell, run
from launch.settings import LOOPBACK, Settings

SHARED = ("models", "assets", "rasa/model")
COPIED = ("index",)
"""What api writes to while it runs."""


def trial_settings(folder: Path, base: Settings) -> Settings:
    """Return settings for a run in `folder` on three free ports.

    The models that `base` has built are linked, not copied; the index is copied, because
    publishing writes to it. Nothing of `base` is changed by such a run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        link = folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(base.models / name, target_is_directory=True)
    for name in COPIED:
        shutil.copytree(base.models / name, folder / name, symlinks=True)
    api_port, rasa_port, actions_port = free_ports(3)
    return replace(
        base,
        var=folder,
        models=folder,
        api_host=LOOPBACK,
        api_port=api_port,
        rasa_port=rasa_port,
        actions_port=actions_port,
    )


def seed(settings: Settings, tell: Tell = print) -> None:
    """Make the trial's database as the set-up would: migrated, with the seeded articles."""
    run(
        [settings.modern_python, "-m", "api", "migrate-and-seed"],
        log=settings.logs / "seed.log",
        tell=tell,
        cwd=settings.root,
        variables=settings.variables(),
    )


def free_ports(count: int) -> list[int]:
    """Return different ports of the loopback address that nothing listens on right now."""
    with ExitStack() as open_sockets:
        listeners = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind((LOOPBACK, 0))
        return [listener.getsockname()[1] for listener in listeners]
