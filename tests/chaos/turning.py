"""Steps with which the course of a file takes a turn: asked for a complement, refused, taken back."""

from demo import steps
from demo.people import Cast, Person, until

REASONS = ["Le retrait sur la voie publique n'est pas respecté (RGC, art. 12)."]


def ask_for_complement(cast: Cast, dossier: str, procedure: str) -> None:
    """The clerk asks for the first of the documents anew."""
    until("the case is opened", lambda: _study(cast["clerk"], dossier))
    items = [{"item": steps.required(procedure)[0], "reason": "Le document n'est pas daté"}]
    asked = {"admissible": False, "complement": items}
    cast["clerk"].post(f"/v1/dossiers/{dossier}/admissibility", asked, key=f"ask-{dossier}")


def replace(cast: Cast, dossier: str, procedure: str) -> None:
    """Whoever files replaces the document that was asked for."""
    filer, kind = cast[steps.filer(procedure)], steps.required(procedure)[0]
    until("the complement is asked for", lambda: filer.get(f"/v1/dossiers/{dossier}")["status"] == "complement-requested")
    filer.upload(f"/v1/dossiers/{dossier}/documents/{kind}", steps.PLAN.read_bytes() + b"\n% dated\n", "application/pdf")


def complete(cast: Cast, dossier: str, procedure: str) -> None:
    """Whoever files says that the file is complete; the clerk has it again."""
    cast[steps.filer(procedure)].post(f"/v1/dossiers/{dossier}/complement", key=f"complete-{dossier}")
    until("the clerk has it again", lambda: _study(cast["clerk"], dossier) == "awaiting-admissibility")


def refuse(cast: Cast, dossier: str, person: Person) -> None:
    """Whoever decides refuses, and says why."""
    person.post(f"/v1/dossiers/{dossier}/decision", {"outcome": "refused", "reasons": REASONS}, key=f"refuse-{dossier}")


def take_back(cast: Cast, dossier: str) -> None:
    """The owner takes his file back, once the desk has it."""
    until("the desk has it", lambda: _study(cast["owner"], dossier))
    cast["owner"].post(f"/v1/dossiers/{dossier}/withdrawal", key=f"withdraw-{dossier}")


def _study(person: Person, dossier: str) -> str:
    """Say where the study of a file stands; nothing before there is one."""
    found = steps.sees(person, f"/v1/dossiers/{dossier}/case") or {}
    return str(found.get("status", ""))
