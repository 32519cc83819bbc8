"""Other services, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.encoder import FakeEncoder
from knowledge.signposts import GENERAL, Signposts, examples_hash, load_signposts


class TestLoadSignposts:
    """The committed file."""

    def test_has_the_services_officers_mean(self) -> None:
        """Each with examples; and one for all the rest."""
        loaded = load_signposts()
        wanted = {"it_desk", "human_resources", "control_room", "custody", "fleet", "pnc_bureau"}
        assert wanted | {GENERAL} <= set(loaded)
        assert all(len(examples) >= 3 for examples in loaded.values())

    def test_names_a_broken_file(self, tmp_path: Path) -> None:
        """By its name."""
        file = tmp_path / "signposts.yml"
        file.write_text("signposts: {it_desk: {name: IT, examples: []}}")
        with pytest.raises(KnowledgeError, match=r"signposts\.yml"):
            load_signposts(file)


class TestNearest:
    """The service whose examples are most like the question."""

    def test_chooses(self, fake: FakeEncoder) -> None:
        """By the best few of them."""
        examples = {"it": ("laptop broken", "reset password"), "hr": ("annual leave", "sick pay")}
        signposts = Signposts.build(examples, fake)
        assert signposts.nearest(fake.encode(["my laptop is broken"])[0]) == "it"
        assert signposts.nearest(fake.encode(["leave for a wedding"])[0]) == "hr"

    def test_none(self, fake: FakeEncoder) -> None:
        """Without services there is only elsewhere."""
        assert Signposts.build({}, fake).nearest(fake.encode(["x"])[0]) == GENERAL


class TestExamplesHash:
    """Stored vectors are used for the examples they were made of only."""

    def test_changes_with_any_example(self) -> None:
        """Text and place count."""
        assert examples_hash({"a": ("x",)}) != examples_hash({"a": ("y",)})
        assert examples_hash({"a": ("x", "y")}) != examples_hash({"a": ("y", "x")})
