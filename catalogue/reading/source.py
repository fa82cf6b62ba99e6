"""Plain data with the place that each has in its file."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalogue.reading.faults import BrokenCatalogue, Fault, within
from catalogue.reading.gaps import GAP

HOME = Path(__file__).parent.parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader when libyaml is present
TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Source:
    """Plain data and where they come from; `lines` and `faults` are those of the file, if they come from one."""

    where: str  # begins every complaint: the path within the catalogue
    data: Any
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)  # place -> line, from 1
    faults: tuple[Fault, ...] = ()

    def line_of(self, place: str) -> int | None:
        """Give the line of a place, or of the nearest one above it that stands in the file; None when there is no file."""
        while place and place not in self.lines:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self.lines.get(place)

    def broken(self, faults: Iterable[Fault]) -> BrokenCatalogue:
        """Make the refusal that tells all faults by line: `file:line: place: what is wrong`."""
        by_line = sorted((self.line_of(each.place) or 0, str(each)) for each in faults)
        return BrokenCatalogue(*(f"{self.where}:{line}: {text}" if line else f"{self.where}: {text}" for line, text in by_line))


def load_yaml(path: Path) -> Source:
    """Read one YAML file, an empty one as an empty mapping; raise BrokenCatalogue when it is none."""
    where = str(path.relative_to(HOME)) if path.is_relative_to(HOME) else path.name
    try:
        loader = LOADER(path.read_bytes())
        root = loader.get_single_node()
    except OSError as error:
        raise BrokenCatalogue(f"{where}: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenCatalogue(f"{where}:{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BrokenCatalogue(f"{where}: {error}") from error
    walk = _Walk(loader)
    data = walk.entry("", root, root) if root else {}
    return Source(where, data, walk.lines, tuple(walk.faults))


class _Walk:
    """A walk over the nodes of a file, stricter than YAML: no key is written twice, every key is a text."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []

    def entry(self, place: str, begin: yaml.Node, node: yaml.Node) -> Any:
        """Give what stands at a place as plain data, and remember the line on which it begins."""
        self.lines[place] = begin.start_mark.line + 1
        if node.tag == f"{TAG}map":
            return self._mapping(place, node)
        if node.tag == f"{TAG}seq":
            return [self.entry(f"{place}[{position}]", each, each) for position, each in enumerate(node.value)]
        return self._scalar(place, node)

    def _mapping(self, place: str, node: yaml.Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            here = within(place, name)
            if key.tag != f"{TAG}str":
                self.faults.append(Fault(here, "a key has to be a text: put it in quotes"))
            if name in found:
                self.faults.append(Fault(here, f"written twice, first on line {self.lines[here]}"))
            found[name] = self.entry(here, key, value)
        return found

    def _scalar(self, place: str, node: yaml.Node) -> Any:
        """Read a text, figure or date; a day that is on no calendar, or a tag that YAML does not know, leaves a gap."""
        try:
            return self.loader.construct_object(node, deep=True)
        except (ValueError, yaml.constructor.ConstructorError) as error:
            self.faults.append(Fault(place, f"{node.value!r}: {getattr(error, 'problem', error)}"))
            return GAP
