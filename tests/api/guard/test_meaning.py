"""The encoder of the guard: the one its weights were fitted with, or none."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.guard import meaning
from api.guard.meaning import load_encoder
from api.guard.weights import weights
from api.settings import Settings


class TestLoadEncoder:
    """`load_encoder`."""

    def test_the_weights_are_of_the_encoder_that_setup_exports(self) -> None:
        """If this fails, run `make fit-guard` and commit what it writes."""
        found = load_encoder(weights().encoder)
        assert found is not None
        assert found.dim == len(weights().meaning)

    def test_another_one_is_as_good_as_none(self) -> None:
        with capture_logs() as logged:
            assert load_encoder("0" * 64) is None
        assert [row["event"] for row in logged] == ["guard_without_encoder"]

    def test_a_missing_one_is_logged(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = Settings(models_dir=tmp_path)
        monkeypatch.setattr(meaning, "get_settings", lambda: settings)
        with capture_logs() as logged:
            assert load_encoder(weights().encoder) is None
        assert [row["event"] for row in logged] == ["guard_without_encoder"]
