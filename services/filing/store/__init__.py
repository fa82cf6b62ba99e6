"""Files at rest: load, add, save, find."""

from services.filing.store.dossiers import (
    add,
    detach_all,
    keep_refusal,
    load,
    load_bare,
    load_by_permit,
    load_by_registry_number,
    load_locked,
    make_searchable,
    row_of,
    save,
)
from services.filing.store.facts import LEARN, NOTE, add_fact, facts_of, learned, noted, timeline
from services.filing.store.registers import find_registered, give_number
from services.filing.store.reservations import KEEP, kept, reservations_of
from services.filing.store.tables import metadata

__all__ = [
    "KEEP",
    "LEARN",
    "NOTE",
    "add",
    "add_fact",
    "detach_all",
    "facts_of",
    "find_registered",
    "give_number",
    "keep_refusal",
    "kept",
    "learned",
    "load",
    "load_bare",
    "load_by_permit",
    "load_by_registry_number",
    "load_locked",
    "make_searchable",
    "metadata",
    "noted",
    "reservations_of",
    "row_of",
    "save",
    "timeline",
]
