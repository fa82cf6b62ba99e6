"""A line for each step of the demonstration."""

import time
from collections.abc import Callable
from typing import Any

from rich.console import Console


class Progress:
    """A line for each step, in the words of the law, with the time it took."""

    def __init__(self, console: Console) -> None:
        """Write to `console`."""
        self._console, self._number = console, 0

    def step(self, french: str, arabic: str, work: Callable[[], Any], tell: Callable[[Any], str] = lambda _: "") -> Any:
        """Do one step and say so."""
        started = time.monotonic()
        result = work()
        self._number += 1
        took = time.monotonic() - started
        self._console.print(
            f"[bold]{self._number:>2}[/bold]  {french} · {arabic}  [dim]{took:5.2f} s[/dim]  {tell(result)}", highlight=False
        )
        return result
