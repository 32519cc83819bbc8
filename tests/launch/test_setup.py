"""Running the steps of the set-up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from launch import locks
from launch.errors import AlreadyRunning, CommandFailed, LaunchError
from launch.settings import Settings
from launch.setup import set_up
from launch.stamps import matching
from launch.steps import Step, steps

from .test_built import write_version


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a small tree with one input file."""
    (tmp_path / "input.txt").write_text("one")
    return Settings(root=tmp_path, var=tmp_path / "var", models=tmp_path / "var")


@pytest.fixture
def lines() -> list[str]:
    """What was said."""
    return []


def writing(path: Path, download_s: float | None = None) -> Callable[[object], float | None]:
    """Return an action that writes one more line into `path`."""

    def action(tell: object) -> float | None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write("made\n")
        return download_s

    return action


def a_step(settings: Settings, *, needs_stopped: bool = False) -> Step:
    """Return a step from input.txt to output.txt."""
    output = settings.var / "output.txt"
    return Step(
        name="one",
        title="the one step",
        inputs=("input.txt",),
        outputs=(output,),
        action=writing(output),
        needs_stopped=needs_stopped,
    )


class TestSetUp:
    """`set_up`."""

    def test_a_second_run_does_nothing(self, settings: Settings, lines: list[str]) -> None:
        """Same inputs, outputs in place: skipped, and said so."""
        table = [a_step(settings)]
        set_up(settings, lines.append, table)
        set_up(settings, lines.append, table)
        assert (settings.var / "output.txt").read_text() == "made\n"
        assert lines[-1] == "[1/1] the one step: unchanged, skipped"

    def test_runs_again_when_an_input_changed(self, settings: Settings, lines: list[str]) -> None:
        """By content."""
        table = [a_step(settings)]
        set_up(settings, lines.append, table)
        (settings.root / "input.txt").write_text("two")
        set_up(settings, lines.append, table)
        assert (settings.var / "output.txt").read_text() == "made\nmade\n"

    def test_runs_again_when_an_output_is_gone(self, settings: Settings, lines: list[str]) -> None:
        """A stamp alone is not believed."""
        table = [a_step(settings)]
        set_up(settings, lines.append, table)
        (settings.var / "output.txt").unlink()
        set_up(settings, lines.append, table)
        assert (settings.var / "output.txt").exists()

    def test_runs_again_when_an_output_is_damaged(
        self, settings: Settings, lines: list[str]
    ) -> None:
        """The step says so itself; whole, it is skipped."""
        output = settings.var / "output.txt"
        table = [replace(a_step(settings), is_whole=lambda: output.stat().st_size > 0)]
        set_up(settings, lines.append, table)
        output.write_text("")
        set_up(settings, lines.append, table)
        assert output.read_text() == "made\n"
        set_up(settings, lines.append, table)
        assert output.read_text() == "made\n"

    def test_a_step_follows_the_inputs_of_the_one_before(
        self, settings: Settings, lines: list[str]
    ) -> None:
        """`after` carries a change on."""
        later = Step(
            name="two",
            title="two",
            inputs=(),
            after=("one",),
            outputs=(),
            action=writing(settings.var / "later.txt"),
        )
        table = [a_step(settings), later]
        set_up(settings, lines.append, table)
        (settings.root / "input.txt").write_text("two")
        set_up(settings, lines.append, table)
        assert (settings.var / "later.txt").read_text() == "made\nmade\n"

    def test_a_failed_step_runs_again_next_time(self, settings: Settings, lines: list[str]) -> None:
        """No stamp is written for half a step, even if its output is there."""
        good = a_step(settings)
        set_up(settings, lines.append, [good])
        (settings.root / "input.txt").write_text("two")

        def fail(tell: object) -> None:
            raise CommandFailed("x", 1, "")

        bad = Step(good.name, good.title, good.inputs, good.outputs, fail)
        with pytest.raises(CommandFailed):
            set_up(settings, lines.append, [bad])
        (settings.root / "input.txt").write_text("one")
        set_up(settings, lines.append, [good])
        assert (settings.var / "output.txt").read_text() == "made\nmade\n"

    def test_downloads_are_counted_apart(self, settings: Settings, lines: list[str]) -> None:
        """What a step says it spent on the network is not in the work."""
        step = Step("one", "one", (), (), writing(settings.var / "x", download_s=100.0))
        took = set_up(settings, lines.append, [step])
        assert took.download_s == 100.0
        assert took.work_s < 5
        assert "100 s of downloads" in lines[-1]

    def test_does_not_change_what_a_running_assistant_has_open(
        self, settings: Settings, lines: list[str]
    ) -> None:
        """A step that needs it stopped is refused; one with nothing to do is not."""
        table = [a_step(settings, needs_stopped=True)]
        with locks.held(settings.run_lock, "x"), pytest.raises(AlreadyRunning):
            set_up(settings, lines.append, table)
        set_up(settings, lines.append, table)
        with locks.held(settings.run_lock, "x"):
            set_up(settings, lines.append, table)

    def test_two_never_run_at_once(self, settings: Settings, lines: list[str]) -> None:
        """The second is refused, not interleaved."""
        with locks.held(settings.var / "setup.lock", "x"), pytest.raises(AlreadyRunning):
            set_up(settings, lines.append, [a_step(settings)])


class TestOnly:
    """`set_up` with `only`."""

    def test_looks_at_the_named_steps_alone(self, settings: Settings, lines: list[str]) -> None:
        """For somebody who works on one part."""
        other = Step("two", "two", (), (), writing(settings.var / "two.txt"))
        set_up(settings, lines.append, [a_step(settings), other], only=["two"])
        assert (settings.var / "two.txt").exists()
        assert not (settings.var / "output.txt").exists()

    def test_an_unknown_name_is_answered_with_the_known_ones(
        self, settings: Settings, lines: list[str]
    ) -> None:
        """Not silently with nothing done."""
        with pytest.raises(LaunchError, match="There are: one"):
            set_up(settings, lines.append, [a_step(settings)], only=["tow"])


class TestSteps:
    """The table itself."""

    def test_every_step_that_is_named_comes_before(self) -> None:
        """`after` points upwards, and names are not used twice."""
        seen: list[str] = []
        for step in steps(Settings()):
            assert set(step.after) <= set(seen)
            assert step.name not in seen
            seen.append(step.name)

    def test_search_and_dialogue_have_an_encoder_each(self) -> None:
        """Another adapter means another index, and no new training of the dialogue."""
        settings = Settings()
        table = {step.name: step for step in steps(settings)}
        assert table["index"].after == ("encoder",)
        assert table["dialogue-model"].after == ("intent-encoder",)
        adapter = settings.root / "knowledge" / "encoder" / "adapter" / "adapter.safetensors"
        watched = {
            name: adapter in matching(settings.root, table[name].inputs)
            for name in ("encoder", "intent-encoder", "dialogue-model")
        }
        assert watched == {"encoder": True, "intent-encoder": False, "dialogue-model": False}

    def test_the_index_is_looked_into(self, settings: Settings) -> None:
        """A folder that is there says nothing of what is in it."""
        table = {step.name: step for step in steps(replace(Settings(), models=settings.models))}
        assert table["index"].outputs == (settings.index / "CURRENT",)
        assert not table["index"].is_whole()
        write_version(settings.index, "one")
        assert table["index"].is_whole()

    def test_every_pattern_of_inputs_finds_a_file(self) -> None:
        """A pattern that matches nothing would never notice a change."""
        settings = Settings()
        unmatched = [
            f"{step.name}: {pattern}"
            for step in steps(settings)
            for pattern in step.inputs
            if not matching(settings.root, [pattern])
        ]
        assert unmatched == []
