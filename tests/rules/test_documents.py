"""What the documents must say about the code."""

import importlib
import inspect
import json
import pkgutil
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from pydantic_settings import BaseSettings

from launch.settings import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
LISTS = ("modern.in", "dev.in", "weights.in", "bot.in", "uv.in", "package.json")


def settings_classes() -> dict[str, type[BaseSettings]]:
    """Return the settings class of every process that has one, by its full name."""
    found = {}
    for package in ("api", "actions"):
        for module in modules_called_settings(importlib.import_module(package)):
            for name, value in inspect.getmembers(module, inspect.isclass):
                if issubclass(value, BaseSettings) and value.__module__ == module.__name__:
                    found[f"{module.__name__}.{name}"] = value
    return found


def modules_called_settings(package: ModuleType) -> list[ModuleType]:
    """Return the modules named `settings` right below a package."""
    return [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
        if module.name == "settings"
    ]


def variables_of(settings: type[BaseSettings]) -> set[str]:
    """Return the environment variables that a settings class reads."""
    prefix = settings.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias or f"{prefix}{name}").upper()
        for name, field in settings.model_fields.items()
    }


def variables_in_bot() -> set[str]:
    """Return what Rasa's own configuration takes from the environment, as ${NAME}."""
    files = [ROOT / "config.yml", *(ROOT / "bot").glob("*.yml")]
    return {name for path in files for name in re.findall(r"\$\{(\w+)\}", path.read_text())}


def documented() -> set[str]:
    """Return the variables that docs/settings.md has a row for."""
    text = (ROOT / "docs" / "settings.md").read_text()
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", text, re.MULTILINE))


class TestSettings:
    """docs/settings.md."""

    def test_every_variable_has_a_row(self) -> None:
        """Of api, actions, the launcher and Rasa's configuration."""
        classes = settings_classes()
        assert any(name.startswith("api.") for name in classes)
        read = {*VARIABLES, *variables_in_bot()}.union(*map(variables_of, classes.values()))
        assert read - documented() == set()

    def test_every_row_is_read_by_some_code(self) -> None:
        """A variable that nobody reads is not offered."""
        sources = [
            path
            for folder in ("api", "actions", "knowledge", "launch", "tests", "bot/components")
            for path in (ROOT / folder).rglob("*.py")
        ]
        code = "\n".join(path.read_text() for path in [*sources, ROOT / "Makefile"])
        known = set().union(*map(variables_of, settings_classes().values())) | variables_in_bot()
        unread = {name for name in documented() - known if not re.search(rf"\b{name}\b", code)}
        assert unread == set()


class TestDependencies:
    """docs/dependencies.md."""

    @pytest.mark.parametrize("name", LISTS)
    def test_every_direct_dependency_has_its_reason(self, name: str) -> None:
        """One row each, so that what is here for no reason is seen."""
        rows = set(
            re.findall(r"^\| `([^`]+)`", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
        )
        assert direct_dependencies(name) - rows == set()

    def test_no_row_outlives_its_dependency(self) -> None:
        """A row without the package is out of date."""
        rows = set(
            re.findall(r"^\| `([^`]+)`", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
        )
        assert rows - set().union(*map(direct_dependencies, LISTS)) == set()

    def test_every_list_is_looked_at(self) -> None:
        """A new one has to be given its table."""
        lists = {path.name for path in (ROOT / "requirements").glob("*.in")}
        assert lists | {"package.json"} == set(LISTS)


def direct_dependencies(name: str) -> set[str]:
    """Return the packages that one of our own lists asks for by name."""
    if name == "package.json":
        package = json.loads((ROOT / name).read_text())
        return {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return {re.split(r"[=<>~!\[; ]", line)[0] for line in lines if line and line[0] not in "#-"}


class TestMakefile:
    """`make help`."""

    def test_lists_every_target(self) -> None:
        """With a word on each."""
        text = (ROOT / "Makefile").read_text()
        targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.MULTILINE))
        printed = subprocess.run(
            ["make", "--no-print-directory", "help"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert targets == set(re.findall(r"^  make ([a-z-]+) +\S", printed, re.MULTILINE))

    def test_the_phony_list_names_every_target(self) -> None:
        """A file that happens to be called `test` must not stop the tests."""
        text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
        phony = re.search(r"^\.PHONY:(.*)$", text, re.MULTILINE)
        assert phony is not None
        targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.MULTILINE))
        assert set(phony.group(1).split()) == targets
