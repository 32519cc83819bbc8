"""`make eval SET=…`: a labelled file through search and through a running chat.

Rows are `{"id", "question", "expect": [slugs, best first], "kind"}` (design section 5). Prints a
table and writes JSON beside it. Without `--url` a fresh assistant is started for the run.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from knowledge import KnowledgeError, Outcome
from knowledge.evaluation import (
    Case,
    Floors,
    Metrics,
    Response,
    Row,
    fallen_short,
    measure,
    read_cases,
    read_floors,
    reliability_of,
    report,
    table_lines,
)
from launch.settings import Settings
from measure.running import Running, existing, fresh

RANKING = 10  # MRR@10
OFFERS = ("offer_ticket", "form_step", "ticket")  # the form is the offer taken up
REFUSED = (httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.BAD_REQUEST)
app = typer.Typer(add_completion=False)
console = Console()


@app.command()
def evaluate(
    set_file: Annotated[Path, typer.Option("--set", help="the labelled file, JSON lines")],
    out: Annotated[Path | None, typer.Option(help="folder for the JSON files")] = None,
    url: Annotated[str, typer.Option(help="an assistant that runs already")] = "",
    fail_below: Annotated[
        Path | None, typer.Option(help="floors; exit 1 if a figure falls short of one")
    ] = None,
) -> None:
    """Run the file through search and chat; print the table, write the JSON."""
    try:
        cases = read_cases(set_file)
        floors = _floors(fail_below, set_file)
    except KnowledgeError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    with _assistant(url) as running, running.client() as client:
        articles = _articles(client)
        searched = [ask_search(client, case) for case in track(cases, "search", console=console)]
        pairs = list(zip(cases, searched, strict=True))
        chatted = [ask_chat(client, *pair) for pair in track(pairs, "chat", console=console)]
    found = {"search": searched, "chat": chatted}
    rows = {
        name: [Row(*pair) for pair in zip(cases, responses, strict=True)]
        for name, responses in found.items()
    }
    figures = {name: measure(items, articles, chat=name == "chat") for name, items in rows.items()}
    _print(figures)
    folder = out or Settings.read({}).var / "eval"
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for name, items in rows.items():
        bins = reliability_of(items, articles)
        text = report(items, figures[name], bins, set=set_file.name, by=name, at=at)
        _write(folder / f"{set_file.stem}.{name}.json", text)
    _hold(figures, floors)


@contextmanager
def _assistant(url: str) -> Iterator[Running]:
    if url:
        yield existing(url.rstrip("/"))
        return
    console.print("starting the three processes…")
    with fresh() as running:
        yield running


def _articles(client: httpx.Client) -> set[str]:
    """Return the slug of every article that officers are given."""
    slugs: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/articles", params=query).raise_for_status().json()
        slugs.update(item["slug"] for item in page["items"])
        cursor = page["next"]
    return slugs


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """Return the response's body and its time in ms; waits when the officer's limit is reached."""
    while True:
        started = time.perf_counter()
        response = client.post(path, json=body)
        took_ms = (time.perf_counter() - started) * 1000
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            time.sleep(int(response.headers.get("Retry-After", "1")))
            continue
        if response.status_code in REFUSED:
            return {"outcome": Outcome.error, "confidence": None, "served": 0, "hits": []}, took_ms
        found: dict[str, Any] = response.raise_for_status().json()
        return found, took_ms


def ask_search(client: httpx.Client, case: Case) -> Response:
    """What search makes of the question."""
    body, took_ms = _post(client, "/v1/search", {"question": case.question, "limit": RANKING})
    return Response(
        outcome=Outcome(body["outcome"]),
        ranking=tuple(hit["slug"] for hit in body["hits"]),
        confidence=body["confidence"],
        latency_ms=took_ms,
        served=body["served"],
    )


def ask_chat(client: httpx.Client, case: Case, searched: Response) -> Response:
    """Ask in a new conversation. A chat shows no ranking: beyond what it served, it is search's."""
    body, took_ms = _post(client, "/v1/chat/messages", {"text": case.question})
    replies = body.get("replies", [])
    served = tuple(dict.fromkeys(_served(replies)))
    rest = tuple(slug for slug in searched.ranking if slug not in served)
    return Response(
        outcome=Outcome(body["outcome"]),
        ranking=(served + rest)[:RANKING],
        confidence=body["confidence"] if body["confidence"] is not None else 0.0,
        latency_ms=took_ms,
        served=len(served),
        ticket_offered=any(reply["kind"] in OFFERS for reply in replies),
    )


def _served(replies: Sequence[dict[str, Any]]) -> Iterator[str]:
    for reply in replies:
        if reply["kind"] == "answer":
            yield reply["slug"]
        elif reply["kind"] == "choices":
            yield from (option["slug"] for option in reply["options"])


def _print(figures: dict[str, Metrics]) -> None:
    table = Table("figure", *figures)
    columns = [table_lines(metrics) for metrics in figures.values()]
    for lines in zip(*columns, strict=True):
        table.add_row(lines[0][0], *(value for _, value in lines))
    console.print(table)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text + "\n", encoding="utf-8")
    console.print(f"JSON: {target}")


def _floors(file: Path | None, set_file: Path) -> dict[str, Floors]:
    """The bounds of each way asked, all or (without a file) none. Raises KnowledgeError."""
    if file is None:
        return {}
    return {way: read_floors(file, set_file.stem, way) for way in ("search", "chat")}


def _hold(figures: Mapping[str, Metrics], floors: Mapping[str, Floors]) -> None:
    """Exit 1, naming each figure that is outside its bound."""
    short = [
        f"{way}: {line}"
        for way, bounds in floors.items()
        for line in fallen_short(figures[way], bounds)
    ]
    for line in short:
        console.print(f"[red]fell short[/red] {line}")
    if short:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
