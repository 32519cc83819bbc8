"""The steps of the set-up, in order. To change one, edit its row in `steps`."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from launch import pages, training
from launch.built import is_index_whole
from launch.commands import Tell, run
from launch.environments import MODERN, TORCH, Installer
from launch.settings import Settings
from launch.stamps import Stamps, content_hash, pins

ENCODER_PACKAGES = (
    "numpy",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "safetensors",
    "sentence-transformers",
    "tokenizers",
    "transformers",
)


@dataclass(frozen=True)
class Step:
    """One step: it runs if its inputs' hash is not the stamp's, or an output is not as it was."""

    name: str
    title: str
    inputs: tuple[str, ...]
    outputs: tuple[Path, ...]
    action: Callable[[Tell], float | None]
    """Does the work; returns the seconds spent on downloads, if any."""
    extra: tuple[str, ...] = field(default=())
    """Texts that count as inputs beside the files."""
    after: tuple[str, ...] = field(default=())
    """Steps whose own inputs count as inputs of this one."""
    needs_stopped: bool = False
    """Whether it changes what a running assistant has open."""
    is_whole: Callable[[], bool] = lambda: True
    """Says whether the outputs, all there, are also what the step made."""


def steps(settings: Settings) -> tuple[Step, ...]:
    """Return the table of steps for these settings."""
    root, logs = settings.root, settings.logs / "setup"
    tools = root / "var" / "tools" / "bin" / "uv"
    modern_lock = root / "requirements" / "modern.txt"

    def python(log: str, *arguments: str) -> Callable[[Tell], None]:
        return lambda tell: _modern(settings, logs / f"{log}.log", tell, arguments)

    return (
        Step(
            name="uv",
            title="uv, which installs the rest",
            inputs=("requirements/uv.txt",),
            outputs=(tools,),
            action=_with_installer(settings, logs / "uv.log", Installer.bootstrap_uv),
        ),
        Step(
            name="modern-environment",
            title=f"Python {MODERN} environment for everything but Rasa (.venv)",
            inputs=("requirements/dev.txt", "requirements/weights.txt"),
            extra=(f"torch=={TORCH}", MODERN),
            outputs=(settings.modern_python,),
            action=_with_installer(settings, logs / "modern.log", Installer.install_modern),
        ),
        Step(
            name="bot-environment",
            title="Python 3.10 environment for Rasa (bot/.venv)",
            inputs=("requirements/bot.txt",),
            outputs=(settings.bot_python, settings.bot_python.parent / "rasa"),
            action=_with_installer(settings, logs / "bot.log", Installer.install_bot),
        ),
        Step(
            name="page-packages",
            title="front-end packages (node_modules)",
            inputs=("package.json", "package-lock.json", ".npmrc"),
            outputs=(root / "node_modules" / "govuk-frontend" / "package.json",),
            action=lambda tell: pages.fetch_packages(settings, logs / "npm.log", tell),
        ),
        Step(
            name="page-assets",
            title="style sheets and scripts of the pages",
            inputs=("api/static/src/**/*.scss",),
            after=("page-packages",),
            outputs=tuple(settings.assets / Path(script).name for script in pages.SCRIPTS),
            action=lambda tell: pages.compile_assets(settings, logs / "assets.log", tell),
        ),
        Step(
            name="encoder",
            title="embedding model of search, exported and checked",
            inputs=("knowledge/encoder/**/*", "requirements/weights.txt"),
            extra=(*pins(modern_lock, ENCODER_PACKAGES), os.environ.get("EMBEDDING_MODEL", "")),
            outputs=(settings.encoder / "model.int8.onnx", settings.encoder / "export.json"),
            action=python("encoder", "-m", "knowledge", "export-encoder",
                          "--out", str(settings.encoder), *_other_model()),
            needs_stopped=True,
        ),
        Step(
            name="intent-encoder",
            title="embedding model of the dialogue, exported and checked",
            inputs=("knowledge/encoder/**/*.py", "requirements/weights.txt"),
            extra=pins(modern_lock, ENCODER_PACKAGES),
            outputs=(settings.intent_encoder / "model.int8.onnx",
                     settings.intent_encoder / "export.json"),
            action=python("intent-encoder", "-m", "knowledge", "export-encoder",
                          "--model", "minilm", "--plain", "--out", str(settings.intent_encoder)),
            needs_stopped=True,
        ),
        Step(
            name="index",
            title="search index over the articles",
            inputs=("knowledge/**/*",),
            after=("encoder",),
            outputs=(settings.index / "CURRENT",),
            is_whole=lambda: is_index_whole(settings.index),
            action=python("index", "-m", "knowledge", "build",
                          "--articles", str(root / "knowledge" / "articles"),
                          "--encoder", str(settings.encoder), "--index", str(settings.index)),
            needs_stopped=True,
        ),
        Step(
            name="database",
            title="database, migrated and seeded",
            inputs=("api/migrations/**/*", "api/**/*.py", "knowledge/articles/**/*"),
            extra=(str(settings.database),),
            outputs=(settings.database,),
            action=python("database", "-m", "api", "migrate-and-seed"),
            needs_stopped=True,
        ),
        Step(
            name="dialogue-model",
            title="dialogue model, trained by Rasa (a few minutes)",
            inputs=("config.yml", "domain.yml", "bot/data/**/*.yml", "bot/components/**/*.py",
                    "requirements/bot.txt"),
            after=("intent-encoder",),
            outputs=(settings.dialogue_models / training.RECORD,),
            action=lambda tell: _train(settings, tell),
            needs_stopped=True,
        ),
    )  # fmt: skip


def inputs_hash(settings: Settings, table: tuple[Step, ...], step: Step) -> str:
    """Return the hash over all that the step depends on."""
    before = (inputs_hash(settings, table, other) for other in table if other.name in step.after)
    return content_hash(settings.root, step.inputs, (*step.extra, *before))


def is_done(settings: Settings, table: tuple[Step, ...], step: Step, stamps: Stamps) -> bool:
    """Say whether the step can be skipped: same inputs as last time, and every output whole."""
    return (
        all(output.exists() for output in step.outputs)
        and stamps.matches(step.name, inputs_hash(settings, table, step))
        and step.is_whole()
    )


def _other_model() -> tuple[str, ...]:
    folder = os.environ.get("EMBEDDING_MODEL", "")
    return ("--model-folder", folder) if folder else ()


def _train(settings: Settings, tell: Tell) -> None:
    table = steps(settings)
    step = next(step for step in table if step.name == "dialogue-model")
    training.train(settings, inputs_hash(settings, table, step), tell)


def _modern(settings: Settings, log: Path, tell: Tell, arguments: tuple[str, ...]) -> None:
    run(
        [settings.modern_python, *arguments],
        log=log,
        tell=tell,
        cwd=settings.root,
        variables=settings.variables() | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
    )


def _with_installer(
    settings: Settings, log: Path, install: Callable[[Installer], None]
) -> Callable[[Tell], float]:
    def action(tell: Tell) -> float:
        installer = Installer(settings, log, tell)
        install(installer)
        return installer.download_s

    return action
