"""
Structured logs: one JSON object a line on standard output, with the trace, the file and the event concerned, without personal data.

An event's name is kebab-case and constant (`log.info("permit-signed", dossier=...)`); values are identifiers, codes, figures.
"""

import hashlib
import json
import logging
import re
import secrets
import sys
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, Processor

VEIL = secrets.token_bytes(32)
IDENTIFIER = re.compile(r"[\w-]{1,64}", re.ASCII)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def configure(service: str, level: str) -> None:
    """Write what structlog and the standard library's loggers say as lines of one shape."""

    def name_the_service(_: object, __: str, event: EventDict) -> EventDict:
        return {"service": service, **event}

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        name_the_service,
    ]
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(),  # straight to the output: through `logging`, a line costs nearly twice as much
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stdout)
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_text]
        )
    )
    logging.basicConfig(handlers=[others], level=level, force=True)
    for chatty in ("nameko", "kombu", "amqp", "pika", "alembic"):  # nameko warns, with a traceback, of every refusal
        logging.getLogger(chatty).setLevel(logging.ERROR)


def concerning(**identifiers: Any) -> None:
    """Name what is concerned (`dossier`, `event_id`) in all further lines of the present trace; what is no identifier stays out."""
    sound = {name: value for name, value in identifiers.items() if isinstance(value, str) and IDENTIFIER.fullmatch(value)}
    structlog.contextvars.bind_contextvars(**sound)


def veiled(text: str) -> str:
    """Give a mark of a personal text, the same as long as this process lives: it tells whether two lines mean one text, no more."""
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8, key=VEIL).hexdigest()


def as_json(_: object, __: str, event: EventDict) -> bytes:
    """Write a line; what JSON does not know is written as Python shows it, half a letter (a lone surrogate) as its escape."""
    try:
        return msgspec.json.encode(event, enc_hook=repr)
    except UnicodeEncodeError:
        return json.dumps(event, default=repr).encode()


def as_text(logger: object, name: str, event: EventDict) -> str:
    """Write a line as `logging` wants it."""
    return as_json(logger, name, event).decode()
