"""Settings refuse what would be unsafe."""

import pytest
from pydantic import ValidationError

from api.settings import Settings, is_loopback


class TestLocalMode:
    """Demo sign-in never listens where others can reach it."""

    @pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::", "prevention.example"])
    def test_another_address_is_refused(self, host):
        """The message says what to do."""
        with pytest.raises(ValidationError, match="loopback"):
            Settings.model_validate({"api_host": host})

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
    def test_loopback_is_taken(self, host):
        """Every form of it."""
        assert is_loopback(host)
        assert Settings.model_validate({"api_host": host}).api_host == host

    def test_force_mode_may_listen_elsewhere(self):
        """Without demo users."""
        settings = Settings.model_validate({"PREVENTION_MODE": "force", "api_host": "0.0.0.0"})
        assert settings.api_host == "0.0.0.0"

    def test_an_unknown_mode_is_refused(self):
        """There are two."""
        with pytest.raises(ValidationError):
            Settings.model_validate({"PREVENTION_MODE": "open"})
