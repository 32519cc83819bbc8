"""Every setting of the action server, read once from the environment (docs/settings.md)."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HOST = "127.0.0.1"
"""The action server has no sign-in of its own, so it is never reachable from elsewhere."""


class Settings(BaseSettings):
    """Typed settings; a missing token or an odd value is refused at start."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    actions_port: int = Field(default=5055, ge=1, le=65535)
    api_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://")
    actions_api_token: SecretStr = Field(min_length=16)
    actions_api_timeout_s: float = Field(default=3.0, gt=0)
    actions_turn_timeout_s: float = Field(default=5.0, gt=0)
    """From the officer's message to the last API call; api waits 6 s for the whole turn."""
