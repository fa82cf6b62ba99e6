"""What is wrong with the data of the catalogue: each fault with its place, and the refusal that tells all of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place of a file: `bodies[1].delay.days`, empty for the whole."""

    place: str
    text: str

    def __str__(self) -> str:
        """Write it on one line."""
        return " ".join((f"{self.place}: {self.text}" if self.place else self.text).split())

    def under(self, place: str) -> "Fault":
        """Give the fault as it is seen from above, where its place begins with `place`."""
        return Fault(within(place, self.place), self.text)


class BrokenCatalogue(ValueError):
    """The data of the catalogue contradict themselves or their schema; the message has a line for each fault."""

    def __init__(self, *faults: Fault | str) -> None:
        """Refuse for all `faults` at once; a text alone is a fault of the whole."""
        self.faults = tuple(each if isinstance(each, Fault) else Fault("", each) for each in faults)
        super().__init__("\n".join(map(str, faults)))


def within(place: str, step: str) -> str:
    """Name a place one step further in: a key, or `[3]`."""
    return f"{place}.{step}" if place and step and not step.startswith("[") else f"{place}{step}"
