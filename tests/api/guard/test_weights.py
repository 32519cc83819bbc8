"""The committed weights belong to what lies beside them, and to nothing else."""

import json
from pathlib import Path

import pytest

from api.guard.examples import written
from api.guard.service import UrgentKind
from api.guard.weights import FILE, load_weights
from knowledge.text import matching_key
from tests.api.guard.evaluate import LATER, MESSAGES, read_messages


class TestLoadWeights:
    """What was fitted on something else is refused."""

    def test_the_committed_weights_are_those_of_the_committed_messages(self) -> None:
        """If this fails, run `make fit-guard` and commit what it writes."""
        assert set(load_weights().kind_bias) == set(UrgentKind)

    def test_it_adds_up_signs_and_meaning(self) -> None:
        """A part among others has a bias of its own."""
        learnt = load_weights()
        bias = {False: learnt.urgent_bias, True: learnt.part_bias}
        for among in (False, True):
            assert learnt.score(set(), 1.5, part=among) == pytest.approx(1.5 + bias[among])

    def test_older_weights_are_refused(self, tmp_path: Path) -> None:
        data = json.loads(FILE.read_text("utf-8")) | {"fitted_on": "0123456789abcdef"}
        file = tmp_path / "weights.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(ValueError, match="fit-guard"):
            load_weights(file)


class TestWritten:
    """The messages that are learnt from."""

    def test_half_are_look_alikes(self) -> None:
        rows = list(written())
        calm = sum(not row.urgent for row in rows)
        assert len(rows) >= 1500
        assert 0.4 <= calm / len(rows) <= 0.6

    def test_each_kind_is_taught(self) -> None:
        taught = {row.kind for row in written()}
        assert set(UrgentKind) < taught

    def test_none_is_in_the_list_that_measures(self) -> None:
        """Normalised; only ids are named if it fails."""
        keys = {matching_key(row.text) for row in written()}
        measured = read_messages(MESSAGES) + read_messages(LATER)
        assert [row.id for row in measured if matching_key(row.text) in keys] == []
