"""What all actions share: they ask the API, and each way that can fail has its own reply."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import ApiClient
from actions.errors import ApiError, ApiRejected, TurnOver

Events = list[dict[str, Any]]


class ApiAction(Action, ABC):
    """An action named `action_name`; its failures are worded in `utter_<topic>_<failure>`.

    Abstract: rasa-sdk passes it over when it collects the actions of a package.
    """

    action_name: ClassVar[str]
    topic: ClassVar[str]
    retry: ClassVar[str]
    """Payload of the button "Try again"."""

    def __init__(self, api: ApiClient) -> None:
        """Keep the client."""
        self.api = api

    def name(self) -> str:
        """Return the name that rules call it by."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Do it, or say honestly why not. After the turn's end nothing is said."""
        try:
            return await self.act(dispatcher, tracker)
        except ApiError as error:
            if not isinstance(error, TurnOver):
                say_failure(dispatcher, self.topic, error, retry=self.retry)
            return self.after_failure(tracker, error)

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Return the events of the action; any ApiError may leave it."""

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """Return what must be remembered although the API failed."""
        return []


def say_failure(
    dispatcher: CollectingDispatcher, topic: str, error: ApiError, retry: str = ""
) -> None:
    """Send the topic's own notice of this failure."""
    reason = error.code if isinstance(error, ApiRejected) else error.failure
    dispatcher.utter_message(response=f"utter_{topic}_{error.failure}", reason=reason, retry=retry)
