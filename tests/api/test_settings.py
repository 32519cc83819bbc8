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
        force = {"PREVENTION_MODE": "force", "audit_key": "k" * 32}
        settings = Settings.model_validate(force | {"api_host": "0.0.0.0"})
        assert settings.api_host == "0.0.0.0"

    def test_an_unknown_mode_is_refused(self):
        """There are two."""
        with pytest.raises(ValidationError):
            Settings.model_validate({"PREVENTION_MODE": "open"})


class TestAuditKey:
    """What the audit log is sealed with."""

    def test_force_mode_refuses_the_key_that_everybody_can_read(self):
        """The message names the setting."""
        with pytest.raises(ValidationError, match="AUDIT_KEY"):
            Settings.model_validate({"PREVENTION_MODE": "force"})

    @pytest.mark.parametrize("key", ["short", "k" * 31, f"{'k' * 32} {'k' * 32}"])
    def test_refuses_what_is_none(self, key):
        """Too short, or two."""
        with pytest.raises(ValidationError):
            Settings.model_validate({"audit_key": key})

    def test_former_keys_are_a_list(self):
        """The oldest first."""
        settings = Settings.model_validate({"audit_former_keys": " one two "})
        assert settings.former_audit_keys == ["one", "two"]

    def test_is_not_shown(self):
        """Not in a log, not in an error."""
        assert "k" * 32 not in repr(Settings.model_validate({"audit_key": "k" * 32}))


class TestMail:
    """Mail is never sent in the clear, to anybody, or from nobody."""

    FORCE = {  # noqa: RUF012
        "PREVENTION_MODE": "force",
        "audit_key": "k" * 40,
        "smtp_host": "mail.force.example",
        "mail_from": "assistant@force.example",
        "mail_domains": "force.example",
    }

    def test_what_is_whole_is_taken(self):
        """Secured unless said otherwise."""
        assert Settings.model_validate(self.FORCE).smtp_security == "starttls"

    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"mail_from": ""}, "MAIL_FROM"),
            ({"mail_domains": ""}, "MAIL_DOMAINS"),
            ({"smtp_security": "none"}, "SMTP_SECURITY"),
            ({"smtp_security": "ssl"}, "smtp_security"),
            ({"public_url": "https://a.example/path"}, "public_url"),
            ({"webhook_key": "short"}, "webhook_key"),
        ],
    )
    def test_what_is_not_is_refused_by_name(self, changes, named):
        """At start."""
        with pytest.raises(ValidationError, match=named):
            Settings.model_validate(self.FORCE | changes)
