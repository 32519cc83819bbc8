"""A run beside the real one."""

from pathlib import Path

import pytest

from launch.settings import Settings
from launch.trial import free_ports, trial_settings


@pytest.fixture
def base(tmp_path: Path) -> Settings:
    """Settings of a tree that is set up."""
    models = tmp_path / "var"
    for name in ("models/encoder", "assets", "rasa/model", "index"):
        (models / name).mkdir(parents=True)
    (models / "index" / "base").write_text("vectors")
    return Settings(root=tmp_path, var=models, models=models)


class TestTrialSettings:
    """`trial_settings`."""

    def test_shares_the_models_and_writes_elsewhere(self, base: Settings, tmp_path: Path) -> None:
        """Big files are linked; database, logs and lock are its own."""
        trial = trial_settings(tmp_path / "trial", base)
        assert trial.encoder.resolve() == base.encoder
        assert trial.dialogue_models.resolve() == base.dialogue_models
        assert tmp_path / "trial" in trial.database.parents
        assert trial.run_lock != base.run_lock

    def test_publishing_in_a_trial_leaves_the_real_index_alone(
        self, base: Settings, tmp_path: Path
    ) -> None:
        """The index is a copy."""
        trial = trial_settings(tmp_path / "trial", base)
        (trial.index / "base").write_text("changed")
        assert (base.index / "base").read_text() == "vectors"

    def test_has_ports_of_its_own(self, base: Settings, tmp_path: Path) -> None:
        """So a trial runs while the real assistant does."""
        trial = trial_settings(tmp_path / "trial", base)
        ports = {trial.api_port, trial.rasa_port, trial.actions_port}
        assert len(ports) == 3
        assert not ports & {base.api_port, base.rasa_port, base.actions_port}


class TestFreePorts:
    """`free_ports`."""

    def test_are_all_different(self) -> None:
        """Taken together, not one after the other."""
        assert len(set(free_ports(20))) == 20
