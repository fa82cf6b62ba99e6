"""The calls in the form in which programs read them: OpenRPC, with a JSON Schema for all that is taken and given."""

from collections.abc import Callable
from inspect import Parameter, cleandoc, signature
from typing import Any, get_type_hints

import msgspec

from contracts.calls.definition import calls_of, refusals_of, room_of
from contracts.calls.filing import Filing
from contracts.calls.notification import Notification
from contracts.calls.payment import Payment
from contracts.calls.review import Review
from contracts.calls.signature import Signature
from contracts.calls.signer import Signer

Json = dict[str, Any]

ROOMS: tuple[type, ...] = (Filing, Review, Payment, Signature, Signer, Notification)
"""Every room that is asked."""


def openrpc() -> Json:
    """Write the OpenRPC description of all calls; what each may be refused with stands in `x-refusals`, by kind."""
    calls = [(f"{room_of(room)}.{name}", method) for room in ROOMS for name, method in calls_of(room).items()]
    types = [kind for _, method in calls for kind in get_type_hints(method, include_extras=True).values()]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    written = iter(schemas)
    return {
        "openrpc": "1.3.2",
        "info": {
            "title": "Calls between the rooms of Rokhas",
            "version": "1.0.0",
            "description": "JSON over AMQP 0-9-1, exchange `nameko-rpc`, by name. Each call carries its caller's token.",
        },
        "methods": [_method(name, method, written) for name, method in calls],
        "components": {"schemas": components},
    }


def _method(name: str, method: Callable[..., Any], written: Any) -> Json:
    """Describe a call; `written` gives the schemas of its arguments and of its answer, in their order."""
    taken = [each for each in signature(method).parameters.values() if each.name != "self"]
    return {
        "name": name,
        "description": cleandoc(method.__doc__ or ""),
        "paramStructure": "by-name",
        "params": [{"name": each.name, "required": each.default is Parameter.empty, "schema": next(written)} for each in taken],
        "result": {"name": "answer", "schema": next(written)},
        "x-refusals": {kind: sorted(codes) for kind, codes in refusals_of(method).items() if codes},
    }
