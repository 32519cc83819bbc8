"""Routing as data: every topic leads to a queue that there is."""

import pytest
import yaml
from pydantic import ValidationError

from api.settings import ROOT
from api.tickets.routing import FILE, Routing, routing


def whole():
    """Return the committed file's content."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


class TestFile:
    """The one that is committed, and what a force may write into it."""

    def test_every_group_of_articles_is_a_topic(self):
        """Or what search finds would lead nowhere."""
        folders = (ROOT / "knowledge" / "articles").iterdir()
        assert {folder.name for folder in folders if folder.is_dir()} == set(routing().topics)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"default": "nowhere"}, "default: there is no queue 'nowhere'; there are hub"),
            ({"queues": {}}, "queues"),
            ({"queues": {"hub": {"name": " ", "hand_out": True}}}, "queues.hub.name"),
            ({"queues": {"hub": {"name": "Hub"}}}, "queues.hub.hand_out"),
            ({"topics": {"victims": {"name": "V", "queue": "hub", "harm": 4}}}, "victims.harm"),
            (
                {"topics": {"victims": {"name": "V", "queue": "gone", "harm": 1}}},
                "topics.victims.queue: there is no queue 'gone'",
            ),
            ({"people": []}, "people"),
        ],
    )
    def test_what_is_wrong_is_named(self, change, words):
        """By the field, in words."""
        with pytest.raises(ValidationError) as caught:
            Routing.model_validate(whole() | change)
        assert words in str(caught.value)


class TestLookup:
    """What a ticket's topic means."""

    def test_a_topic_brings_queue_and_harm(self):
        """As the file says."""
        data = routing()
        for key, topic in data.topics.items():
            assert (data.queue_of(key), data.harm_of(key)) == (topic.queue, topic.harm)

    @pytest.mark.parametrize("topic", [None, "", "a-topic-of-last-year"])
    def test_none_and_one_that_is_gone(self, topic):
        """The default queue, no harm; a key that is gone stands for its name."""
        data = routing()
        assert (data.queue_of(topic), data.harm_of(topic)) == (data.default, 0)
        assert data.topic_name(topic) == topic
        assert data.queue_name("gone") == "gone"
