"""Writes actions/contract.py from the API's own OpenAPI document.

    .venv/bin/python -m tests.contract.generate

Only what the actions send and read is taken, with what it refers to. Unknown fields are ignored
on reading, so that the API may add one. tests/contract/test_contract.py holds the file to it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datamodel_code_generator import (
    DataModelType,
    Formatter,
    InputFileType,
    LiteralType,
    PythonVersion,
    generate,
)

from api.main import create_app

CONTRACT = Path(__file__).resolve().parents[2] / "actions" / "contract.py"
USED = (
    "SearchRequest", "SearchResponse", "TicketPage", "Verdict", "Noted", "Move", "Standing",
    "ProblemDocument",
)  # fmt: skip
HEAD = '''"""The API's contract, as far as the actions use it.

Written by `python -m tests.contract.generate` from the API's OpenAPI document. Do not edit.
"""'''


def main() -> None:
    """Write the file."""
    CONTRACT.write_text(contract(), encoding="utf-8")


def contract() -> str:
    """Return the module's text; the same document gives the same text."""
    code = generate(
        json.dumps(_document()),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        collapse_root_models=True,
        custom_file_header=HEAD,
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        extra_fields="ignore",
        formatters=[Formatter.RUFF_CHECK, Formatter.RUFF_FORMAT],
        strict_nullable=True,
        use_annotated=True,
        use_double_quotes=True,
        use_schema_description=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    assert isinstance(code, str)
    return code.strip() + "\n"


def _document() -> dict[str, Any]:
    whole = create_app().openapi()
    schemas: dict[str, Any] = whole["components"]["schemas"]
    wanted = dict.fromkeys(sorted(set(_reachable(schemas, list(USED)))))
    return {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "paths": {},
        "components": {"schemas": {name: _plain(schemas[name]) for name in wanted}},
    }


def _plain(node: Any) -> Any:
    """Return the schema in the form that makes readable code, with the same meaning.

    "A string of at most 200, or null" is one type instead of a class of its own; titles that
    repeat a field's name go, and so do notes on values; the default of a nested object is left
    to whoever sends it.
    """
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    either = node.get("anyOf", [])
    if len(either) == 2 and either[1] == {"type": "null"} and "type" in either[0]:
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        node = rest | either[0] | {"type": [either[0]["type"], "null"]}
    return {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and isinstance(value, dict))
        and not (key == "description" and "enum" in node)
    }


def _reachable(schemas: dict[str, Any], names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            names.extend(_references(schemas[name]))
    yield from seen


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield str(node["$ref"]).rsplit("/", 1)[-1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


if __name__ == "__main__":
    main()
