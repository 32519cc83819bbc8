"""`make fuzz`: requests made from the OpenAPI document, to the real api, as each role."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from launch.settings import ROOT
from tests.fuzz.running import ROLES, Api, api_alone

CONFIG = Path(__file__).with_name("schemathesis.toml")


def fuzz(api: Api, role: str, examples: int, seed: int) -> str:
    """Run every check on every operation as `role`; return what schemathesis printed."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
        *("run", f"{api.url}/openapi.json", "--checks", "all", "--no-color"),
        *("--header", f"Authorization: Bearer {api.tokens[role]}"),
        *("--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"),
        *("--max-response-time", "60"),  # how quick it is, is measured elsewhere
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def found(output: str) -> str:
    """Return what went wrong in a run, empty if nothing did: failures and errors."""
    for heading in ("= ERRORS =", "= FAILURES ="):
        _, there, rest = output.partition(heading)
        if there:
            return rest
    return "" if " generated" in output else f"nothing was sent:\n{output[-2000:]}"


def main(
    examples: Annotated[int, typer.Option(help="requests an operation and phase")] = 50,
    seed: Annotated[int, typer.Option(help="another seed, other requests")] = 1,
    role: Annotated[list[str] | None, typer.Option(help="one role or several; all")] = None,
) -> None:
    """Start the api by itself, and print what each role's requests found."""
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="prevention-fuzz-") as folder,
        api_alone(Path(folder) / "var") as api,
    ):
        for one in role or ROLES:
            output = fuzz(api, one, examples, seed)
            wrong = found(output)
            print(f"== as {one}\n{wrong or output[-700:]}")
            failed += [one] if wrong else []
    if failed:
        raise SystemExit(f"Found as {', '.join(failed)}; see above.")


if __name__ == "__main__":
    typer.run(main)
