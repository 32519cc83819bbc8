"""The record of the dialogue model, and who may be loaded."""

from pathlib import Path

import pytest

from launch import training
from launch.errors import LaunchError
from launch.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A tree whose "Rasa" writes a file where the real one would."""
    python = tmp_path / "bot" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\nwhile [ $# -gt 0 ]; do case "$1" in\n'
        "--out) out=$2;; --fixed-model-name) name=$2;; esac; shift; done\n"
        'echo "telemetry=$RASA_TELEMETRY_ENABLED path=$PYTHONPATH"\n'
        'echo trained > "$out/$name"\n'
    )
    python.chmod(0o755)
    return Settings(root=tmp_path, var=tmp_path / "var", models=tmp_path / "var")


def say_nothing(line: str) -> None:
    """Take a progress line."""


class TestTrain:
    """`train`."""

    def test_names_the_model_for_its_inputs_and_keeps_only_the_newest(
        self, settings: Settings
    ) -> None:
        """An old model is not left to be loaded by mistake."""
        training.train(settings, "a" * 64, say_nothing)
        training.train(settings, "b" * 64, say_nothing)
        models = [path.name for path in settings.dialogue_models.glob("*.tar.gz")]
        assert models == ["dialogue-bbbbbbbbbbbb.tar.gz"]

    def test_sends_no_telemetry_and_finds_our_components(self, settings: Settings) -> None:
        """By the environment that rasa gets; its output is in train.log."""
        training.train(settings, "a" * 64, say_nothing)
        log = (settings.logs / "train.log").read_text()
        assert f"telemetry=false path={settings.root}" in log


class TestTrustedModel:
    """`trusted_model`."""

    def test_is_the_model_that_was_trained_last(self, settings: Settings) -> None:
        """Found by its record."""
        trained = training.train(settings, "a" * 64, say_nothing)
        assert training.trusted_model(settings) == settings.dialogue_models / trained.file

    def test_another_file_under_its_name_is_not_loaded(self, settings: Settings) -> None:
        """Loading a model runs what is in it, so the hash decides."""
        trained = training.train(settings, "a" * 64, say_nothing)
        (settings.dialogue_models / trained.file).write_text("from elsewhere")
        with pytest.raises(LaunchError, match="not loaded"):
            training.trusted_model(settings)

    def test_before_the_first_training_says_what_to_do(self, settings: Settings) -> None:
        """Not a file-not-found error."""
        with pytest.raises(LaunchError, match="make setup"):
            training.trusted_model(settings)
