"""Whether answers hold to the description of the interface (`/openapi.json`): no field more, none less, each of its kind."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

Json = dict[str, Any]
VERBS = ("get", "post", "put", "patch")


class Description:
    """The description of an interface (OpenAPI 3.1), as whoever reads answers uses it."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        """Read what an interface says of itself."""
        self._components = {"components": described["components"]}
        self._calls = [
            (verb, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), call["responses"])
            for path, calls in described["paths"].items()
            for verb, call in calls.items()
            if verb in VERBS
        ]

    def differences(self, schema: str, content: Any) -> list[str]:
        """Tell where a content differs from a schema of the description, by its name."""
        return self._differences({"$ref": f"#/components/schemas/{schema}"}, content)

    def differences_of(self, answer: httpx.Response) -> list[str]:
        """Tell where an answer differs from what is said of it; of what is no JSON, and of what is not described, nothing."""
        call = f"{answer.request.method} {answer.request.url.path} -> {answer.status_code}"
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        return [
            f"{call}: {each}"
            for schema in self._schemas(answer.request.method, answer.request.url.path, str(answer.status_code), kind)
            for each in self._differences(schema, answer.json())
        ]

    def answers(self) -> set[str]:
        """Name the schemas of all that is answered when nothing is refused; of a page, that of its lines."""
        schemas = [
            content["schema"]
            for _, _, responses in self._calls
            for status, response in responses.items()
            if status.startswith("2")
            for kind, content in response.get("content", {}).items()
            if kind == "application/json"
        ]
        return {self._line_of(schema["$ref"].rpartition("/")[2]) for schema in schemas}

    def _line_of(self, schema: str) -> str:
        """Name the schema of the lines of a page; any other is named as it is."""
        fields = self._components["components"]["schemas"][schema]["properties"]
        return str(fields["items"]["items"]["$ref"].rpartition("/")[2]) if "next_cursor" in fields else schema

    def _schemas(self, verb: str, path: str, status: str, kind: str) -> list[Json]:
        """Find what is said of an answer of this kind."""
        said = [responses for each, pattern, responses in self._calls if each == verb.lower() and pattern.fullmatch(path)]
        contents = [responses[status].get("content", {}) for responses in said if status in responses]
        return [content[kind]["schema"] for content in contents[:1] if kind in content and kind.endswith("json")]

    def _differences(self, schema: Json, content: Any) -> list[str]:
        """Tell where a content differs from a schema."""
        reader = Draft202012Validator({**schema, **self._components}, format_checker=FormatChecker())
        return [f"{each.json_path}: {each.message}" for each in reader.iter_errors(content)]
