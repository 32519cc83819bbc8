"""Routing as data: which queue looks after which topic, and how much harm is at stake in it."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FILE = Path(__file__).with_name("routing.yml")
MAX_HARM = 3
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Part(BaseModel):
    """A part of the file; an unknown entry is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Queue(Part):
    """Where tickets wait for a group of people of the Hub."""

    name: Name
    hand_out: bool


class Topic(Part):
    """What a ticket may be about."""

    name: Name
    queue: Key
    harm: int = Field(ge=0, le=MAX_HARM)


class Routing(Part):
    """The whole file; every queue that it names is one of its own."""

    queues: Annotated[dict[Key, Queue], Field(min_length=1)]
    default: Key
    topics: dict[Key, Topic]

    @model_validator(mode="after")
    def every_queue_is_known(self) -> "Routing":
        """Refuse a topic, or a default, that leads to a queue that is not there."""
        named = {f"topics.{key}.queue": topic.queue for key, topic in self.topics.items()}
        for field, queue in ({"default": self.default} | named).items():
            if queue not in self.queues:
                known = ", ".join(self.queues)
                raise ValueError(f"{field}: there is no queue {queue!r}; there are {known}")
        return self

    def queue_of(self, topic: str | None) -> str:
        """Return the queue that looks after the topic; the default for none, and one not known."""
        found = self.topics.get(topic or "")
        return found.queue if found else self.default

    def harm_of(self, topic: str | None) -> int:
        """Return how much harm is at stake in the topic, 0 to 3; 0 if it is not known."""
        found = self.topics.get(topic or "")
        return found.harm if found else 0

    def queue_name(self, queue: str) -> str:
        """Return what the queue is called; its key if the file has dropped it since."""
        found = self.queues.get(queue)
        return found.name if found else queue

    def topic_name(self, topic: str | None) -> str | None:
        """Return what the topic is called; its key if the file has dropped it since."""
        found = self.topics.get(topic or "")
        return found.name if found else topic


def load_routing(file: Path = FILE) -> Routing:
    """Return the routing of `file`; pydantic's ValidationError names what is wrong in it."""
    return Routing.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@lru_cache
def routing() -> Routing:
    """Return this process's routing, read once."""
    return load_routing()
