"""How PostgreSQL answers what a test asks: the plan of each statement, as it was carried out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def explained(engine: sa.Engine) -> Iterator[list[str]]:
    """Explain each statement before it is carried out, while the block lasts; give the plans."""
    plans: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        cursor.execute(f"explain {statement}", parameters)
        plans.append("\n".join(line for (line,) in cursor.fetchall()))

    sa.event.listen(engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        sa.event.remove(engine, "before_cursor_execute", explain)
