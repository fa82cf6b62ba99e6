"""What calls take: an `Input` refuses what it does not know, in codes of the catalogue. What they give is typed (`contracts/calls/`)."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from contracts.refusals import Reason

OF_EVERY_FIELD = {"required": "missing-field", "null": "field-null", "validator_failed": "value-not-acceptable"}
OF_A_KIND: dict[type[fields.Field[Any]], str] = {
    fields.String: "not-text",
    fields.Number: "not-number",
    fields.Integer: "not-whole-number",
    fields.Float: "not-number",
    fields.Boolean: "not-boolean",
    fields.Date: "not-date",
    fields.List: "not-list",
    fields.Mapping: "not-object",
    fields.Nested: "not-object",
}
"""What is said of a value of another kind, in codes of the catalogue where marshmallow has English text."""

LONGEST_PAGE = 200
NOT_BLANK = validate.Regexp(r"[\s\S]*\S", error="text-blank")
IDENTIFIER = validate.Length(min=1, max=64, error="wrong-length")


class TrueOrFalse(fields.Boolean):
    """A boolean of JSON, and nothing that resembles one."""

    def _deserialize(self, value: Any, *rest: Any, **options: Any) -> Any:
        """Refuse 0, 1 and words."""
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Figure(fields.Float):
    """A number of JSON, not its text."""

    def _validated(self, value: Any) -> Any:
        """Refuse text and booleans."""
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class OneOf(validate.OneOf):
    """One of a few words; whoever says another one is told which they are."""

    def __call__(self, value: Any) -> Any:
        """Refuse another word."""
        if value not in self.choices:
            raise ValidationError([Reason("not-a-choice", facts={"choices": [str(each) for each in self.choices]})])
        return value


def codes_of(kind: type[fields.Field[Any]]) -> dict[str, Any]:
    """Give the code for each message that a kind of field may have."""
    word = next((OF_A_KIND[each] for each in kind.__mro__ if each in OF_A_KIND), OF_EVERY_FIELD["validator_failed"])
    messages = {message for each in kind.__mro__ for message in getattr(each, "default_error_messages", ())}
    return dict.fromkeys(messages, word) | OF_EVERY_FIELD


def speak_in_codes(field: fields.Field[Any]) -> None:
    """Let a field, and those inside it, refuse in codes."""
    field.error_messages = codes_of(type(field))
    for part in ("inner", "key_field", "value_field"):
        if (inside := getattr(field, part, None)) is not None:
            speak_in_codes(inside)


class Input(Schema):
    """What a caller sends; an unknown field is refused by name."""

    error_messages = {"unknown": "unknown-field", "type": "not-object"}  # noqa: RUF012 - marshmallow's own way

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Let each field refuse in codes."""
        speak_in_codes(field_obj)

    class Meta:
        """Refuse unknown fields."""

        unknown = RAISE


class Nothing(Input):
    """A call without content."""


class PageQuery(Input):
    """Which part of a list is wanted."""

    limit = fields.Integer(
        load_default=20,
        validate=validate.Range(min=1, max=LONGEST_PAGE, error="out-of-bounds"),
        metadata={"description": "How many at most."},
    )
    cursor = fields.String(
        load_default="",
        validate=validate.Length(max=512, error="wrong-length"),
        metadata={"description": "`next_cursor` of the page before."},
    )


def wording(*, longest: int, required: bool = True, about: str = "", **options: Any) -> fields.String:
    """Make a field for text that is not blank, up to `longest` signs."""
    rules = [validate.Length(max=longest, error="wrong-length"), NOT_BLANK]
    if about:
        options["metadata"] = {"description": about}
    return fields.String(required=required, validate=rules, **options)


def choice(*values: str, required: bool = True, about: str = "", **options: Any) -> fields.String:
    """Make a field for one of a few words."""
    if about:
        options["metadata"] = {"description": about}
    return fields.String(required=required, validate=OneOf(values, error="not-a-choice"), **options)
