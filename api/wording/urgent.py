"""What is said when somebody is in danger now."""

from typing import Self

from pydantic import model_validator

from api.wording.parts import Link, Notice, Part, Plain, Url


class ForceLine(Part):
    """A line of the force itself; `url` is None until the force has put its own there."""

    label: Plain
    url: Url | None


class UrgentNotice(Notice):
    """A notice with the names of the force's own lines that belong under it."""

    force_lines: tuple[str, ...] = ()


class UrgentNotices(Part):
    """One notice for each kind that the guard names."""

    life_or_crime_in_progress: UrgentNotice
    suicide: UrgentNotice
    missing_high_risk: UrgentNotice
    officer_assistance: UrgentNotice
    immediate_safeguarding: UrgentNotice
    own_crisis: UrgentNotice


class UrgentWording(Part):
    """What is said when somebody is in danger now, by kind, and who to call."""

    force_lines: dict[str, ForceLine]
    notices: UrgentNotices
    follow_up: Plain
    not_now: Plain
    not_kept: Plain
    no_longer_held: Plain

    @model_validator(mode="after")
    def _lines_are_known(self) -> Self:
        for kind in UrgentNotices.model_fields:
            unknown = set(getattr(self.notices, kind).force_lines) - set(self.force_lines)
            if unknown:
                raise ValueError(f"{kind} names unknown force_lines: {', '.join(sorted(unknown))}")
        return self

    def notice(self, kind: str) -> Notice:
        """Return the notice of a kind that the guard named, the force's own lines last."""
        found: UrgentNotice = getattr(self.notices, kind)
        lines = [self.force_lines[name] for name in found.force_lines]
        own = tuple(Link(label=line.label, url=line.url) for line in lines if line.url is not None)
        return Notice(text=found.text, links=found.links + own)
