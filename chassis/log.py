"""
Structured logs: one JSON object a line on standard output, with the trace, the file and the event concerned, without personal data.

An event's name is kebab-case and constant (`log.info("permit-signed", dossier=...)`); values are identifiers, codes, figures. A line that
cannot be written is lost and counted, and nothing else: what it tells of has happened.
"""

import hashlib
import json
import logging
import re
import secrets
import sys
from typing import Any, BinaryIO, cast

import msgspec
import structlog
from prometheus_client import Counter
from structlog.typing import EventDict, Processor

VEIL = secrets.token_bytes(32)
IDENTIFIER = re.compile(r"[\w-]{1,64}", re.ASCII)

LOST = Counter("rokhas_log_lines_lost_total", "Lines of the log that could not be written")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Output:
    """Standard output for lines that may be lost: its reader has gone, its disk is full, it was closed."""

    def write(self, line: bytes) -> None:
        """Write a line, or count it."""
        try:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        except (OSError, ValueError):
            LOST.inc()

    def flush(self) -> None:
        """Do nothing: a line is out when it is written."""


class Lines(logging.Handler):
    """What other libraries say, on the same output."""

    def __init__(self, output: Output) -> None:
        """Write to `output`."""
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; one that cannot be put into words is lost, too."""
        try:
            self._output.write(f"{self.format(record)}\n".encode(errors="backslashreplace"))
        except Exception:  # noqa: BLE001 - `logging` would write a traceback to an output that may be closed
            LOST.inc()


def configure(service: str, level: str) -> None:
    """Write what structlog and the standard library's loggers say as lines of one shape."""
    output = Output()

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
        logger_factory=structlog.BytesLoggerFactory(
            cast(BinaryIO, output)
        ),  # not through `logging`: a line costs nearly twice as much there
        cache_logger_on_first_use=True,
    )
    others = Lines(output)
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
