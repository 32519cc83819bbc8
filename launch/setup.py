"""Running the steps that are needed, with progress, and the time of downloads apart."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from launch import locks
from launch.commands import Tell
from launch.errors import AlreadyRunning, LaunchError
from launch.settings import Settings
from launch.stamps import Stamps
from launch.steps import Step, inputs_hash, is_done, steps


@dataclass(frozen=True)
class SetupTime:
    """How long a set-up took, in seconds: `work_s` without the downloads."""

    work_s: float
    download_s: float

    def __str__(self) -> str:
        return f"{self.work_s:.0f} s, and {self.download_s:.0f} s of downloads"


def set_up(
    settings: Settings,
    say: Tell = print,
    table: Sequence[Step] = (),
    only: Sequence[str] = (),
) -> SetupTime:
    """Bring everything up to date and return the time it took; a second call does nothing.

    `only` names the steps to look at, for somebody who works on one part; empty means all.

    Each step prints a line when it starts and when it ends, or that it was skipped. Two set-ups
    of one tree never run at once, and a step that would change what a running assistant has open
    is refused.
    """
    everything = tuple(table) or steps(settings)
    chosen = _named(everything, only)
    stamps = Stamps(settings.models / "stamps")
    work_s = download_s = 0.0
    with locks.held(settings.var / "setup.lock", "A set-up of this folder"):
        for number, step in enumerate(chosen, start=1):
            place = f"[{number}/{len(chosen)}] {step.title}"
            if is_done(settings, everything, step, stamps):
                say(f"{place}: unchanged, skipped")
                continue
            say(f"{place} ...")
            spent_s, fetched_s = _do(settings, everything, step, stamps, say)
            apart = f", and {fetched_s:.0f} s of downloads" if fetched_s >= 0.5 else ""
            say(f"      done in {spent_s:.0f} s{apart}")
            work_s += spent_s
            download_s += fetched_s
    return SetupTime(work_s, download_s)


def _named(table: tuple[Step, ...], names: Sequence[str]) -> tuple[Step, ...]:
    unknown = set(names) - {step.name for step in table}
    if unknown:
        known = ", ".join(step.name for step in table)
        raise LaunchError(f"No step is called {', '.join(sorted(unknown))}. There are: {known}.")
    return tuple(step for step in table if not names or step.name in names)


def _do(
    settings: Settings, table: tuple[Step, ...], step: Step, stamps: Stamps, say: Tell
) -> tuple[float, float]:
    if step.needs_stopped and (pid := locks.holder(settings.run_lock)) is not None:
        raise AlreadyRunning(f"The step '{step.title}' has work to do, but the assistant", pid)
    before = inputs_hash(settings, table, step)
    started = time.monotonic()
    stamps.forget(step.name)
    fetched_s = step.action(lambda line: say(f"      {line}")) or 0.0
    stamps.write(step.name, before)
    return max(0.0, time.monotonic() - started - fetched_s), fetched_s
