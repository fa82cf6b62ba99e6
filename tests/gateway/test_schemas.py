"""What callers are told of their mistakes: always a code of the catalogue, never a library's English."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import fields

from contracts.people import Role
from gateway.api import schemas
from gateway.api.schemas.accounts import Login
from gateway.api.schemas.cases import Admissibility
from gateway.api.schemas.shapes import Input, OneOf
from tests.gateway.makers import TAROUDANNT, Gateway
from texts import problems


def inputs() -> list[type[Input]]:
    """List every schema of what callers send."""
    for module in pkgutil.iter_modules(schemas.__path__):
        importlib.import_module(f"{schemas.__name__}.{module.name}")
    found, waiting = [], [Input]
    while waiting:
        schema = waiting.pop()
        waiting += schema.__subclasses__()
        found.append(schema)
    return found


def parts(field: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
    """Give a field and those inside it."""
    yield field
    for name in ("inner", "key_field", "value_field"):
        if inner := getattr(field, name, None):
            yield from parts(inner)


def said(schema: type[Input]) -> set[str]:
    """Gather all that a schema may say."""
    made = schema()
    every = [part for field in made.fields.values() for part in parts(field)]
    words = {str(word) for field in every for word in field.error_messages.values()}
    rules = {str(getattr(rule, "error", rule)) for field in every for rule in field.validators}
    return words | rules | {str(word) for word in made.error_messages.values()}


@pytest.mark.parametrize("schema", inputs(), ids=lambda schema: schema.__name__)
def test_every_word_of_a_schema_is_a_code_with_a_text(schema: type[Input]) -> None:
    for language in ("fr", "ar", "en"):
        assert said(schema) - problems.codes(language) == set()


def test_inputs_are_found() -> None:
    assert {"Remark", "Login", "Ceremony"} <= {schema.__name__ for schema in inputs()}
    assert {"not-text", "wrong-length", "unknown-field", "missing-field"} <= said(Login)


def test_every_choice_tells_the_choices() -> None:
    rules = [rule for schema in inputs() for field in schema().fields.values() for rule in field.validators if hasattr(rule, "choices")]

    assert rules
    assert [rule for rule in rules if not isinstance(rule, OneOf)] == []


@pytest.mark.parametrize(
    ("role", "verb", "path", "sent", "field", "allowed"),
    [
        (Role.APPLICANT, "get", "/v1/dossiers?status=zz", None, "status", "in-review"),
        (Role.PRESIDENT, "post", "/v1/dossiers/d/decision", {"outcome": "maybe"}, "outcome", "favourable"),
        (Role.APPLICANT, "post", "/v1/fee-orders/o/payments", {"method": "gold"}, "method", "card"),
        (Role.ADMINISTRATOR, "get", "/v1/users?role=king", None, "role", "clerk"),
    ],
)
def test_whoever_chooses_what_is_no_choice_is_told_the_choices(
    gateway: Gateway, role: Role, verb: str, path: str, sent: Any, field: str, allowed: str
) -> None:
    territory = "national" if role is Role.ADMINISTRATOR else TAROUDANNT

    answer = getattr(gateway.person(role, territory=territory), verb)(path, json=sent)

    (reason,) = answer.get_json(force=True)["errors"][field]
    assert (answer.status_code, reason["code"]) == (422, "not-a-choice")
    assert allowed in reason["detail"]
    assert "…" not in reason["detail"]


def test_a_figure_that_is_text_is_no_number(gateway: Gateway) -> None:
    remark = {"text": "Look here.", "area": ["0", 0, True, 0]}
    opinion = {"body": "urban-agency", "verdict": "favourable", "remarks": [remark]}

    answer = gateway.person(Role.REVIEWER, territory=TAROUDANNT, body="urban-agency").post("/v1/dossiers/d/opinions", json=opinion)

    errors = answer.get_json(force=True)["errors"]
    assert {field: reasons[0]["code"] for field, reasons in errors.items()} == {
        "remarks.0.area.0": "not-number",
        "remarks.0.area.2": "not-number",
    }


def test_what_is_missing_may_be_asked_for_without_a_law() -> None:
    items = Admissibility().load({"complement": [{"item": "boundary-plan", "reason": "Not signed."}]})["complement"]

    assert items == [{"item": "boundary-plan", "reason": "Not signed."}]
