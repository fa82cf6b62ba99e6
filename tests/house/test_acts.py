"""Who may read what was done to a file: an auditor of its territory, in each room by itself, whoever asks first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from catalogue import procedures
from chassis.acts import Act, keep
from contracts.people import Principal, Role
from contracts.refusals import NotFound
from contracts.review import DecisionReached, Outcome
from services.filing.domain.author import Author
from services.filing.domain.dossier import Dossier
from services.filing.domain.filers import Applicant, Filers
from services.filing.domain.standing import Stage
from services.filing.service import Filing
from services.filing.store import add
from services.payment.service import PaymentService
from services.review.service import Review
from services.signature.service import SignatureService
from tests.files import NUMBERED
from tests.people import a_caller, an_office
from tests.review.makers import a_submission
from tests.rooms import room_for

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COMMUNE, ELSEWHERE = "09.541.01.13", "01.511.01.0"
AUDITOR = a_caller("auditor-1", "auditor", territory=COMMUNE)
CLERK = a_caller("clerk-1", "clerk", territory=COMMUNE)
FILE = "dossier-1"
STRANGERS = (
    (a_caller("auditor-1", "auditor", territory=ELSEWHERE), FILE),
    (a_caller("auditor-1", "auditor"), FILE),
    (Principal(account="auditor-1", offices=(an_office("auditor", ELSEWHERE), an_office("clerk", COMMUNE))), FILE),
    (AUDITOR, "unknown"),
)

Make = Callable[[sa.Engine], None]


def filed(engine: sa.Engine) -> None:
    """Let a file be submitted."""
    person = Applicant(account="owner", full_name="F", national_id="JB1", email="f@exemple.ma", phone="+212661234567")
    filers = Filers(applicant=person, filed_by="architect", author=Author(full_name="A", profession="architect", order_number="AR-1"))
    file = Dossier.draft(procedures.load("building-permit-small"), COMMUNE, filers, NOW)
    with engine.begin() as connection:
        add(connection, replace(file, id=FILE, stage=Stage.SUBMITTED, submitted_at=NOW))


def opened(engine: sa.Engine) -> None:
    """Let the case of a file be opened."""
    room_for(Review, engine, now=NOW).open_case(a_submission(dossier=FILE))


def based(engine: sa.Engine) -> None:
    """Let payment know a file."""
    room_for(PaymentService, engine, now=NOW).note_submission(a_submission(dossier=FILE))


def granted(engine: sa.Engine) -> None:
    """Let signature know a file."""
    fact = DecisionReached(
        **NUMBERED, dossier=FILE, commune=COMMUNE, outcome=Outcome.FAVOURABLE, decided_by="president-1", decided_at=NOW, bodies=()
    )
    room_for(SignatureService, engine, now=NOW).note_decision(fact)


@pytest.mark.parametrize(
    ("name", "room", "make"),
    [("filing", Filing, filed), ("review", Review, opened), ("payment", PaymentService, based), ("signature", SignatureService, granted)],
)
def test_only_an_auditor_of_the_territory_reads_the_acts(
    service_database: Callable[[str], sa.Engine], name: str, room: type[Any], make: Make
) -> None:
    engine = service_database(name)
    make(engine)
    with engine.begin() as connection:
        keep(connection, Act(act=f"{name}.do", by=CLERK, roles=[Role.CLERK], subject={"dossier_id": FILE, "outcome": "favourable"}))
        keep(connection, Act(act=f"{name}.do", by=CLERK, subject={"dossier_id": "another"}))

    (told,) = room_for(room, engine, now=NOW, caller=AUDITOR).acts(FILE)["items"]

    assert (told["act"], told["account"], told["roles"], told["subject"]) == (f"{name}.do", "clerk-1", ["clerk"], {"outcome": "favourable"})
    for caller, file in STRANGERS:
        with pytest.raises(NotFound):
            room_for(room, engine, now=NOW, caller=caller).acts(file)
