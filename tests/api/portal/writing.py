"""What a visitor writes in worksheets, and how it is begun, saved and sent."""

import re

from tests.api.portal.visitor import Visitor

IDEA = {
    "happening": "Bikes are stolen at the station every day.",
    "where": "The station racks, commuters, ten a month",
    "tried": "",
    "better": "Half as many by summer, from crime reports",
    "help": "Advice on racks by May, with the rail company",
}
PROBLEM = "Youths climb on the shop roofs at the precinct and throw stones at cars."
PLAN = {"what": PROBLEM, "whom": "Shop staff", "where": "The precinct"}


def begin(visitor: Visitor, kind: str = "idea", **answers: str) -> str:
    """Begin a worksheet over HTTP and return its id."""
    headers = {"X-CSRF-Token": visitor.token}
    body = {"kind": kind, "answers": answers}
    response = visitor.client.post("/v1/worksheets", json=body, headers=headers)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def sent(visitor: Visitor) -> str:
    """Return the id of an idea that was sent."""
    sheet = begin(visitor, **IDEA)
    headers = {"X-CSRF-Token": visitor.token}
    done = visitor.client.post(f"/v1/worksheets/{sheet}/send", headers=headers)
    assert done.status_code == 200, done.text
    return sheet


def boxes(visitor: Visitor, sheet: str) -> dict[str, str]:
    """Return the marks that the page of a worksheet carries, to send with its form."""
    page = visitor.get(f"/worksheets/{sheet}").text
    return dict(re.findall(r'name="(base-\w+)" value="(\w+)"', page))


def save(visitor: Visitor, sheet: str, action: str = "save", **fields: str | list[str]):
    """Send the form of a worksheet, as opened just now."""
    named = {f"answer-{key}": text for key, text in fields.items() if key != "chosen"}
    more = {"chosen": fields["chosen"]} if "chosen" in fields else {}
    return visitor.send(
        f"/worksheets/{sheet}", action=action, **boxes(visitor, sheet), **named, **more
    )


def answers(visitor: Visitor, sheet: str) -> dict[str, str | None]:
    """Return what is kept."""
    shown = visitor.client.get(f"/v1/worksheets/{sheet}").json()
    return {step["key"]: step["answer"] for step in shown["steps"]}
