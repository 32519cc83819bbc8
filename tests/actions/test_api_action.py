"""What all actions share is no action itself."""

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.api_action import ApiAction
from actions.guidance import Search


class Collecting(ActionExecutor):
    """rasa-sdk's own collecting of actions; they are listed, not started."""

    def __init__(self) -> None:
        super().__init__()
        self.collected: list[type[Action] | Action] = []

    def register_action(self, action: type[Action] | Action) -> None:
        self.collected.append(action)


class TestApiAction:
    """Abstract, for rasa-sdk too."""

    def test_is_passed_over_where_actions_are_collected(self) -> None:
        """What has an `act` of its own is taken."""
        executor = Collecting()
        executor.register_package("actions.api_action")
        assert ApiAction not in executor.collected
        assert Search in executor.collected
