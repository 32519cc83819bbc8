"""Who gets a ticket: whoever of the queue has the fewest, somebody's cover while they are away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Team:
    """Who may be given tickets now.

    `staff` are id and name of everybody in the Hub; `away` maps whoever is away to their cover,
    None for nobody; `loads` says how many owed tickets each has.
    """

    staff: Mapping[str, str]
    away: Mapping[str, str | None] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)

    def stand_in(self, user_id: str) -> str | None:
        """Return who does this person's work now: they, their cover, the cover's cover…; or None.

        Cover that leads back in a circle is none.
        """
        asked: set[str] = set()
        current: str | None = user_id
        while current is not None and current not in asked:
            if current in self.staff and current not in self.away:
                return current
            asked.add(current)
            current = self.away.get(current)
        return None

    def choose(self, members: Sequence[str], but: Collection[str] = ()) -> str | None:
        """Return who of the members, or for them, has the fewest tickets; of equals the first.

        None if nobody is there, those left out in `but` aside.
        """
        able = [found for found in map(self.stand_in, members) if found and found not in but]
        return min(able, key=lambda user_id: self.loads.get(user_id, 0), default=None)
