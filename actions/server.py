"""The action server: rasa-sdk's webhook with our actions, closed to everything but rasa."""

from collections.abc import Iterable
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor, ActionExecutorRunResult
from sanic import Sanic

from actions.api_action import ApiAction
from actions.api_client import ApiClient
from actions.deletion import DeleteConversation
from actions.feedback import DidNotHelp, Helped, PartlyHelped
from actions.guidance import Choose, GoBack, Search
from actions.settings import HOST, Settings
from actions.start_over import StartOver
from actions.tickets import TicketStatus
from actions.worksheet_form import ValidateWorksheetForm
from actions.worksheets import CloseWorksheet

log = structlog.get_logger(__name__)
TOPICS: tuple[type[ApiAction], ...] = (
    Choose, CloseWorksheet, DeleteConversation, DidNotHelp, GoBack, Helped, PartlyHelped, Search,
    StartOver, TicketStatus,
)  # fmt: skip


class Executor(ActionExecutor):
    """Runs the actions it was given; a fault inside one is logged without the message's text.

    rasa-sdk would answer a fault with a 500 that echoes the whole conversation. Here the call
    ends without replies: rasa then sends nothing, and api takes the turn over.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        """Register the actions."""
        super().__init__()
        for action in actions:
            self.register_action(action)

    async def run(self, action_call: dict[str, Any], *args: Any) -> ActionExecutorRunResult | None:
        """Run the action that rasa names and return its events and replies."""
        name = action_call.get("next_action")
        if name not in self.actions:
            log.error("action_unknown", action=name)
            return ActionExecutorRunResult(events=[], responses=[])
        try:
            return await super().run(action_call, *args)
        except Exception as error:
            log.error("action_failed", action=name, error=type(error).__name__)
            return ActionExecutorRunResult(events=[], responses=[])


def build_actions(api: ApiClient) -> tuple[Action, ...]:
    """Return every action of the domain."""
    return (ValidateWorksheetForm(api), *(topic(api) for topic in TOPICS))


def build_app(settings: Settings) -> "Sanic[Any, Any]":
    """Return the web application; no origin may call it from a browser."""
    api = ApiClient(settings)
    app: Sanic[Any, Any] = create_app(Executor(build_actions(api)), cors_origins=[])
    app.config.ACCESS_LOG = False
    app.config.MOTD = False

    @app.after_server_stop
    async def close_client(_: Any) -> None:
        await api.close()

    return app


def serve(settings: Settings) -> None:
    """Serve on loopback until told to stop."""
    app = build_app(settings)
    log.info("actions_ready", port=settings.actions_port, actions=len(TOPICS) + 1)
    app.prepare(host=HOST, port=settings.actions_port, single_process=True)
    Sanic.serve_single(app)
