"""Telephone numbers, e-mail addresses and names on social networks that reach nobody."""

from __future__ import annotations

from random import Random

from tests.api.redaction.planting.identifiers import Identifier, digits, squeezed

_LOCAL_FRONT = (
    "jaz", "kelz", "tommo", "sandra-lee", "mick", "deb2", "wheelz", "pinkpanda", "shaz", "bob.t",
)  # fmt: skip
_LOCAL_BACK = ("wren", "fenwick01", "b1ker", "ashdown", "quill", "hobbs77", "tatters", "yarrow")
_HOSTS = ("mail.example", "inbox.example", "police.example", "housing.example", "post.co.example")
_HANDLE_FRONT = (
    "jdubz", "lilmanz", "bigkev", "skengy", "xoellie", "trapkid", "djfizz", "ghostface", "ninerz",
)  # fmt: skip
_HANDLE_BACK = ("al10", "official", "sg1", "_uk", "xx", "onroad", "gram_ltd", ".real", "4life")


def phone(rng: Random) -> Identifier:
    """From Ofcom's numbers for drama."""
    kind = rng.random()
    if kind < 0.65:
        area, line = "07700", f"900{digits(rng, 3)}"
    elif kind < 0.8:
        area, line = "01632", f"960{digits(rng, 3)}"
    else:
        area, line = rng.choice(["020 7946", "0113 496", "0121 496"]), f"0{digits(rng, 3)}"
    national, joined = area.removeprefix("0"), f"{area}{line}".replace(" ", "")
    forms = {
        f"{area} {line}": 6,
        joined: 6,
        f"{area} {line[:3]} {line[3:]}": 4,
        f"+44 {national} {line}": 2,
        f"+44{joined.removeprefix('0')}": 2,
        f"{area}-{line}".replace(" ", "-"): 2,
        f"({area}) {line}": 1,
        f"0044 {national} {line}": 1,
    }
    tail = squeezed(area)[-3:] + line
    return Identifier(_one_of(rng, forms), tail, (tail,))


def email(rng: Random) -> Identifier:
    """At a domain that cannot exist."""
    joint = rng.choice([".", "_", ""])
    local = f"{rng.choice(_LOCAL_FRONT)}{joint}{rng.choice(_LOCAL_BACK)}{digits(rng, 2)}"
    text = f"{local}@{rng.choice(_HOSTS)}"
    return Identifier(text.upper() if rng.random() < 0.2 else text, local, (squeezed(local),))


def handle_name(rng: Random) -> Identifier:
    """A name on a social network, without @."""
    front, back = rng.choice(_HANDLE_FRONT), rng.choice(_HANDLE_BACK)
    joint = rng.choice(["_", ".", ""]) if back[0].isalnum() else ""
    text = f"{front}{joint}{back}{digits(rng, rng.choice([0, 2, 3]))}"
    return Identifier(text, squeezed(text), (squeezed(text),))


def handle(rng: Random) -> Identifier:
    """The same with @."""
    bare = handle_name(rng)
    return Identifier(f"@{bare.text}", bare.key, bare.runs)


def _one_of(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
