"""
Read the law as data, strictly: the dataclass is the schema, and everything that is wrong is told at once.

`read(Procedure, load_yaml(path), RULES)` gives the value or raises BrokenCatalogue, one fault a line:
`procedures/repair-permit/2026-01.yaml:42: bodies[1].delay.days: 'ten' is not a whole number`.

faults   something wrong at a place; the refusal that tells all of them
gaps     what stands where something could not be read
source   plain data, and the line of each place in the file
typed    plain data into frozen dataclasses
"""

from catalogue.reading.faults import BrokenCatalogue, Fault
from catalogue.reading.gaps import GAP
from catalogue.reading.source import HOME, Source, load_yaml
from catalogue.reading.typed import Rule, faults_in, read, read_each

__all__ = ["GAP", "HOME", "BrokenCatalogue", "Fault", "Rule", "Source", "faults_in", "load_yaml", "read", "read_each"]
