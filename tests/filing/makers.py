"""People, forms, files and drafts for the tests of filing; what is not said is that of a small house in Taroudannt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from catalogue import procedures
from catalogue.procedures import Due, Procedure
from contracts.calls.filing import ApplicantView, DocumentView, DossierView, MandateView
from contracts.events import Event
from contracts.filing import MandateRequested
from contracts.people import Principal
from services.filing import archive, store, views
from services.filing.domain import mandating
from services.filing.domain.author import Author
from services.filing.domain.documents import Document
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant, Filers
from services.filing.domain.forms import merged
from services.filing.domain.standing import Stage
from services.filing.service import Filing
from tests.people import a_caller
from tests.rooms import announced

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COMMUNE = "09.541.01.13"
PLAN = Path("demo/plan.pdf")

PROCEDURE_CODE = "building-permit-small"
SHAPES = (PROCEDURE_CODE, "repair-permit", "planning-information-note", "simple-activity-declaration")
"""A permit on which bodies are heard, one on which nobody is, a note that nobody decides, a declaration that is its own title."""

PROCEDURE = procedures.load(PROCEDURE_CODE)
AUTHOR = Author(full_name="Leïla Amrani", profession="architect", order_number="CNOA-4521")
OWNER = Applicant(account="owner", full_name="Fatima Amrani", national_id="JB123456", email="f@example.ma", phone="+212612345678")

ARCHITECT = a_caller("architect", "professional")
APPLICANT = a_caller("owner", "applicant")
NEIGHBOUR = a_caller("neighbour", "applicant")
CLERK = a_caller("clerk", "clerk", territory=COMMUNE)
STRANGER = a_caller("clerk-of-tangier", "clerk", territory="01.511.01.0")

RoomFor = Callable[..., Filing]


def an_official(role: str, *, territory: str = COMMUNE, body: str = "") -> Principal:
    """Make an official of the commune."""
    return a_caller(role, role, territory=territory, body=body)


def filer_of(code: str) -> Principal:
    """Give who files under a procedure here: the architect where the law wants one, else the owner himself."""
    return ARCHITECT if procedures.load(code).filed_by else APPLICANT


def a_form(code: str = PROCEDURE_CODE, **changes: Any) -> dict[str, Any]:
    """Fill in the form of a procedure as its example does; the sections named are changed."""
    procedure = procedures.load(code)
    named = {procedure.author: AUTHOR.section()} if procedure.author else {}
    return merged(procedure.form_schema["examples"][0], named | changes)


def needed(procedure: Procedure = PROCEDURE, form: Any = None) -> frozenset[str]:
    """Name the documents that are due when such a form is handed in."""
    return procedure.documents_due(Due.SUBMISSION, procedure.declared(form or a_form(procedure.code)))


def a_document(kind: str = "architectural-plans") -> Document:
    """Make a document that was attached."""
    return Document(kind=kind, sha256="0" * 64, size=10, media_type="application/pdf", attached_at=NOW)


def a_dossier(code: str = PROCEDURE_CODE, **changes: Any) -> Dossier:
    """Make a draft that is complete, as `changes` leave it."""
    procedure = procedures.load(code)
    form = changes.get("form", a_form(code))
    documents = {kind: a_document(kind) for kind in needed(procedure)}
    author, filed_by = (AUTHOR, "architect") if procedure.filed_by else (None, "owner")
    draft = Dossier.draft(procedure, COMMUNE, Filers(applicant=OWNER, filed_by=filed_by, author=author), NOW)
    if draft.mandate is not None:
        mandating.confirm(draft, OWNER, NOW)
    return replace(draft, **({"form": form, "documents": documents} | changes))


def a_handed_in(code: str = PROCEDURE_CODE, *, number: int = 1, **changes: Any) -> Dossier:
    """Make a file that was handed in, as `changes` leave it."""
    dossier = a_dossier(code, **{name: changes.pop(name) for name in ("form", "documents") if name in changes})
    dossier.submit(procedures.by_ref(dossier.procedure), f"095410113-2026-{number:06}", NOW)
    return replace(dossier, **changes)


def kept(engine: sa.Engine, dossier: Dossier) -> str:
    """Keep a file with nobody's command; its documents are those of its form, and rest nowhere."""
    with engine.begin() as connection:
        store.add(connection, dossier)
    return dossier.id


def standing(engine: sa.Engine, dossier: str) -> tuple[Stage, datetime]:
    """Tell how far a file has come in the store, and since when."""
    with engine.connect() as connection:
        found = store.load(connection, dossier)
    return found.stage, found.since


def told(engine: sa.Engine) -> list[Event]:
    """Give what was announced, but for the mandates with which every draft begins."""
    return [event for event in announced(engine) if not isinstance(event, MandateRequested)]


def person(who: Applicant = OWNER) -> ApplicantView:
    """Write somebody down as his account has him."""
    return {
        "account": who.account,
        "full_name": who.full_name,
        "national_id": who.national_id,
        "email": who.email,
        "phone": who.phone,
    }


def begun(room: RoomFor, applicant: str = "owner", author: Author | None = AUTHOR) -> DossierView:
    """Begin a draft for somebody whose mandate is awaited; nobody when `applicant` is empty."""
    return room().create_dossier(PROCEDURE_CODE, COMMUNE, {"account": applicant}, views.professional(author))


def confirmed(room: RoomFor, dossier: str, owner: Applicant = OWNER) -> MandateView:
    """Let the owner confirm the mandate from his own account."""
    return room(APPLICANT).confirm_mandate(dossier, person(owner))


def a_draft(room: RoomFor, code: str = PROCEDURE_CODE, *, now: datetime = NOW, follows: str = "") -> str:
    """Begin a draft; an architect's under a mandate that the owner has confirmed."""
    filer = filer_of(code)
    by_architect = filer is ARCHITECT
    owner: ApplicantView = {"account": "owner"} if by_architect else person()
    author = views.professional(AUTHOR) if by_architect else None
    dossier = room(filer, now=now).create_dossier(code, COMMUNE, owner, author, follows)["id"]
    if by_architect:
        confirmed(room, dossier)
    return dossier


def a_complete_draft(room: RoomFor, code: str = PROCEDURE_CODE, *, follows: str = "", **changes: Any) -> str:
    """Begin a draft, fill it in and attach what is needed; the sections of the form that are named are changed."""
    dossier, form = a_draft(room, code, follows=follows), a_form(code, **changes)
    room(filer_of(code)).change_form(dossier, form)
    for kind in sorted(needed(procedures.load(code), form)):
        attach(room, dossier, kind, by=filer_of(code))
    return dossier


def submitted(room: RoomFor, code: str = PROCEDURE_CODE, **changes: Any) -> str:
    """Hand in a complete draft."""
    dossier = a_complete_draft(room, code, **changes)
    room(filer_of(code)).submit_dossier(dossier)
    return dossier


def attach(
    room: RoomFor, dossier: str, kind: str, content: bytes | None = None, media_type: str = "application/pdf", by: Principal = ARCHITECT
) -> DocumentView:
    """Send a document and attach it: a plan, unless `content` is given."""
    content = PLAN.read_bytes() if content is None else content
    return room(by).attach_document(dossier, kind, send(dossier, kind, content), len(content), media_type)


def send(dossier: str, kind: str, content: bytes) -> str:
    """Let a document arrive, as the gateway does; give its SHA-256."""
    return archive.uploads().receive(f"{dossier}.{kind}", [content], len(content)).sha256
