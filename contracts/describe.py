"""
`python -m contracts.describe [--check]`: write what others read of the events - JSON Schema and AsyncAPI 3 - and of the calls, OpenRPC.

The classes are the one definition; these files are generated, committed, and checked for drift. An example is written once, when an event
is new, and then frozen: it must load for ever.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from contracts import envelope
from contracts.calls.describe import openrpc
from contracts.events import Event
from contracts.registry import events, public_events

ROOT = Path(__file__).parent
SCHEMAS, EXAMPLES, ASYNCAPI, OPENRPC = ROOT / "schemas", ROOT / "examples", ROOT / "asyncapi.json", ROOT / "openrpc.json"
SAMPLE_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SAMPLE_INSTANT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SAMPLE_FIELDS: dict[str, Any] = {
    "dossier": "7b0c3f6e-55a6-4d57-9e0c-6a0e3a3f9c11",
    "commune": "09.541.01.13",
    "procedure": "building-permit-small@2026-01",
    "registry_number": "095410113-2026-000001",
    "permit_number": "PC-095410113-2026-000001",
    "amount": "5482.00",
    "currency": "MAD",
    "method": "card",
    "body": "urban-agency",
    "declared": {"category": "individual-housing", "covered_area": "182.5", "overhang_area": "4.2"},
    "items": ("situation-plan",),
    "reservations": ({"text": "Garder 3 m de recul sur la rue.", "rule": "article 12"},),
    "bodies": ("commune-urbanism", "province", "urban-agency"),
    "parties": ({"account": "owner-1", "capacity": "owner"}, {"account": "architect-1", "capacity": "architect"}),
    "offices": ({"role": "clerk", "territory": "09.541.01.13", "until": "2027-09-30"},),
    "sitting_holders": ("president-1",),
    "profession": "architect",
    "professional_name": "Leïla Amrani",
    "email": "owner@example.ma",
    "phone": "+212612345678",
    "locale": "ar",
    "territory": "",
    "person": "Ahmed Zemmouri",
    "role": "president",
    "act": "Arrêté n° 12/2026",
}


def schema_of(event: type[Event]) -> dict[str, Any]:
    """Write the JSON Schema (2020-12) of an event's envelope."""
    schema = msgspec.json.schema(envelope.Envelope[event], ref_template="#/$defs/{name}")  # type: ignore[valid-type]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{event.type()}.json", **schema}


def asyncapi() -> dict[str, Any]:
    """Write the AsyncAPI 3 description of what outside systems may receive."""
    channels, operations, messages = {}, {}, {}
    for event in public_events():
        name = event.topic()
        messages[name] = {
            "name": event.type(),
            "contentType": envelope.CONTENT_TYPE,
            "summary": (event.__doc__ or "").strip(),
            "payload": {"$ref": f"schemas/{name}.json"},
        }
        channels[name] = {
            "address": f"{name}.{{territory}}",
            "messages": {"event": {"$ref": f"#/components/messages/{name}"}},
            "parameters": {"territory": {"description": "Dotted territory code: region.province.cercle.commune, or `national`."}},
            "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": "rokhas.events", "type": "topic", "durable": True}}},
        }
        operations[f"receive-{name}"] = {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Rokhas events",
            "version": "1.0.0",
            "description": "Public facts about permits: CloudEvents 1.0, structured JSON, no personal data. Delivered at least once, in no "
            "guaranteed order: tell repetitions by `id`, order the events of one source about one subject by `sequence`.",
        },
        "defaultContentType": envelope.CONTENT_TYPE,
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def example_of(event: type[Event]) -> bytes:
    """Make the first example of a new event."""
    made = msgspec.convert(samples(event), event)
    sealed = envelope.seal(made, sequence=1, traceparent=SAMPLE_TRACE, now=SAMPLE_INSTANT)
    return pretty(msgspec.to_builtins(sealed) | {"id": "2f1c1d0e-8a51-4b0c-9f44-0d3f3a0f7a10"}).encode()


def samples(event: type[Event]) -> dict[str, Any]:
    """Give a sample value for each field of an event."""
    return {field.name: sample(field) for field in msgspec.inspect.type_info(event).fields}  # type: ignore[attr-defined]


def sample(field: Any) -> Any:
    """Give a sample value: a telling one by the field's name, else one of its type."""
    if field.name in SAMPLE_FIELDS:
        return SAMPLE_FIELDS[field.name]
    kind = field.type
    if isinstance(kind, msgspec.inspect.UnionType):  # what may be absent is there in an example
        kind = next(each for each in kind.types if not isinstance(each, msgspec.inspect.NoneType))
    match kind:
        case msgspec.inspect.EnumType(cls=choices):
            return next(iter(choices))
        case msgspec.inspect.DateTimeType():
            return SAMPLE_INSTANT
        case msgspec.inspect.DateType():
            return date(2026, 12, 8)
        case msgspec.inspect.BoolType():
            return True
        case _:
            return "0f" * 32 if field.name.endswith("document") else f"{field.name}-1"


def pretty(content: Any) -> str:
    """Write JSON as it is committed."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def generated() -> dict[Path, str]:
    """Give every generated file with its content."""
    files = {SCHEMAS / f"{event.topic()}.json": pretty(schema_of(event)) for event in events()}
    return files | {ASYNCAPI: pretty(asyncapi()), OPENRPC: pretty(openrpc())}


def drift() -> list[str]:
    """Name the generated files that are not what the classes say, and those that no class asks for."""
    wanted = generated()
    wrong = [path for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]
    return [str(path.relative_to(ROOT.parent)) for path in (*wrong, *(path for path in SCHEMAS.glob("*") if path not in wanted))]


def main() -> int:
    """Write the files, or with `--check` only tell which have drifted."""
    if "--check" in sys.argv:
        for name in drift():
            sys.stdout.write(f"{name} is not what the classes say: run `make docs`\n")
        return 1 if drift() else 0
    SCHEMAS.mkdir(exist_ok=True)
    EXAMPLES.mkdir(exist_ok=True)
    for path, content in generated().items():
        path.write_text(content, encoding="utf-8")
    for event in events():
        example = EXAMPLES / f"{event.topic()}.json"
        if not example.exists():
            example.write_bytes(example_of(event))
    return 0


if __name__ == "__main__":
    sys.exit(main())
