"""The schemas of what is answered, from their types: each field, and that there is no other."""

import re
from collections.abc import Iterable
from typing import Any, get_origin

import msgspec

Json = dict[str, Any]

COMPONENT = "#/components/schemas/{name}"


def reference(answer: Any) -> Json:
    """Refer to the schema of an answer by its name: `DossierView`; of a page of a list, `DossierSummaryPage`."""
    return {"$ref": COMPONENT.format(name=name_of(answer))}


def name_of(answer: Any) -> str:
    """Name the schema of an answer."""
    return f"{answer.__args__[0].__name__}Page" if get_origin(answer) else str(answer.__name__)


def schemas_of(answers: Iterable[Any]) -> dict[str, Json]:
    """Describe answers, and all that is in them, by name; the words among which a text is one stand where it stands."""
    _, found = msgspec.json.schema_components(answers, ref_template=COMPONENT)
    words = {COMPONENT.format(name=name): {"type": "string", "enum": schema["enum"]} for name, schema in found.items() if "enum" in schema}
    return {_page_named(name): _closed(_put_in(schema, words)) for name, schema in found.items() if "enum" not in schema}


def _put_in(schema: Any, words: dict[str, Json]) -> Any:
    """Write the words of a choice in place of a reference to them, and name pages as we do."""
    if isinstance(schema, list):
        return [_put_in(each, words) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("$ref") in words:
        return {**words[schema["$ref"]], **{name: value for name, value in schema.items() if name != "$ref"}}
    return {name: _page_named(value) if name == "$ref" else _put_in(value, words) for name, value in schema.items()}


def _page_named(name: str) -> str:
    """Name a page by its lines: `Page_DossierSummary_` is `DossierSummaryPage`."""
    return re.sub(r"Page_(\w+)_$", r"\1Page", name)


def _closed(schema: Json) -> Json:
    """Say that an answer has no field that is not described."""
    return {**{name: value for name, value in schema.items() if name != "title"}, "additionalProperties": False}
