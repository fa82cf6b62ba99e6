"""Mandates: a professional learns nothing of whom he names before that person has confirmed, and acts only as long as he is let."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.receipts import Errand
from chassis.tables import outbox, receipts
from contracts.calls.filing import MandateStatus
from contracts.filing import MandateRequested, MandateWithdrawn, PartiesChanged
from contracts.people import NOBODY, Principal
from contracts.refusals import MandateOver
from services.filing import views
from services.filing.domain.dossier import Dossier
from services.filing.domain.mandate import MOVES, Mandate
from services.filing.domain.refusals import (
    MandateMoveNotAllowed,
    MoveNotAllowed,
    NoSuchDossier,
    NoSuchMandate,
    NotSubmittable,
)
from tests.files import parties
from tests.filing.makers import (
    APPLICANT,
    AUTHOR,
    COMMUNE,
    NEIGHBOUR,
    NOW,
    OWNER,
    RoomFor,
    a_dossier,
    a_form,
    attach,
    begun,
    confirmed,
    needed,
    person,
)
from tests.filing.news import News, tell
from tests.rooms import announced


def filled(room: RoomFor, dossier: str) -> None:
    """Complete a draft, but for its mandate."""
    room().change_form(dossier, a_form())
    for kind in needed():
        attach(room, dossier, kind)


def without(view: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Leave out what is drawn anew for each file."""
    return {name: value for name, value in view.items() if name not in names}


def test_a_professional_is_answered_the_same_whether_he_has_found_somebody_or_not(room: RoomFor, engine: sa.Engine) -> None:
    found, nobody = begun(room, "owner"), begun(room, "")

    views = [room().dossier(each["id"]) for each in (found, nobody)]

    assert without(found, "id") == without(nobody, "id")
    assert without(views[0], "id") == without(views[1], "id")
    assert (views[0]["applicant"], views[0]["mandate"]) == (None, "awaiting-confirmation")
    assert [type(event) for event in announced(engine)] == [MandateRequested, MandateRequested]


def test_nothing_of_the_applicant_is_kept_before_he_has_confirmed(room: RoomFor, engine: sa.Engine) -> None:
    room().create_dossier("building-permit-small", COMMUNE, person(), views.professional(AUTHOR))

    with engine.connect() as connection:
        kept = str(connection.execute(sa.text("select * from dossiers")).all())
    assert not [value for name, value in asdict(OWNER).items() if name != "account" and value in kept]


def test_the_applicant_is_asked_and_sees_by_whom_for_what(room: RoomFor, engine: sa.Engine) -> None:
    dossier = begun(room)["id"]

    (asked,) = room(APPLICANT).mandates()["items"]

    assert (asked["id"], asked["status"], asked["commune"]) == (dossier, "awaiting-confirmation", COMMUNE)
    assert asked["professional"] == {"full_name": "Leïla Amrani", "profession": "architect", "order_number": "CNOA-4521"}
    (event,) = announced(engine)
    assert isinstance(event, MandateRequested)
    assert (event.applicant, event.professional, event.professional_name) == ("owner", "architect", "Leïla Amrani")
    with engine.connect() as connection:
        assert connection.execute(sa.select(outbox.c.exchange)).scalar_one() == "rokhas.private"
    assert room(NEIGHBOUR).mandates()["items"] == []


def test_the_draft_is_nobodys_but_the_professionals_before_it_is_confirmed(room: RoomFor) -> None:
    dossier = begun(room)["id"]

    assert room(APPLICANT).dossiers()["items"] == []
    for ask in (room(APPLICANT).dossier, room(APPLICANT).withdraw_dossier, room(NEIGHBOUR).dossier):
        with pytest.raises(NoSuchDossier):
            ask(dossier)


def test_a_confirmed_mandate_makes_the_file_the_applicants(room: RoomFor) -> None:
    dossier = begun(room)["id"]

    answer = confirmed(room, dossier)
    shown = room().dossier(dossier)["applicant"]

    assert answer["status"] == "confirmed"
    assert room(APPLICANT).dossier(dossier)["applicant"] == person()
    assert [each["id"] for each in room(APPLICANT).dossiers()["items"]] == [dossier]
    assert shown is not None
    assert shown["full_name"] == OWNER.full_name
    assert "mandate-confirmed" in [line["what"] for line in room().timeline(dossier)["items"]]


def test_nobody_confirms_or_refuses_for_somebody_else(room: RoomFor) -> None:
    dossier, of_nobody = begun(room)["id"], begun(room, "")["id"]

    for caller, each in ((NEIGHBOUR, dossier), (NOBODY, of_nobody), (APPLICANT, of_nobody), (Principal(account="architect"), dossier)):
        with pytest.raises(NoSuchMandate):
            room(caller).confirm_mandate(each, person())
        with pytest.raises(NoSuchMandate):
            room(caller).refuse_mandate(each)


def test_a_mandate_that_is_anothers_and_one_that_is_not_there_are_refused_alike(room: RoomFor) -> None:
    dossier = begun(room)["id"]

    for each in (dossier, "none"):
        with pytest.raises(NoSuchMandate):
            room(NEIGHBOUR).withdraw_mandate(each)


def test_who_confirms_is_the_caller_whatever_is_said_of_him(room: RoomFor) -> None:
    dossier = begun(room)["id"]

    room(APPLICANT).confirm_mandate(dossier, person(replace(OWNER, account="neighbour")))

    assert room(APPLICANT).dossier(dossier)["applicant"] == person()


def test_mandate_is_given_before_a_file_is_submitted(room: RoomFor) -> None:
    dossier = begun(room)["id"]
    filled(room, dossier)

    with pytest.raises(NotSubmittable) as refusal:
        room().submit_dossier(dossier)

    assert [(reason.code, reason.field) for reason in refusal.value.reasons] == [("mandate-awaited", "applicant")]
    confirmed(room, dossier)
    assert room().submit_dossier(dossier)["status"] == "submitted"


def test_a_refusal_leaves_no_trace_that_the_professional_could_read(room: RoomFor) -> None:
    dossier = begun(room)["id"]
    before, told_before = room().dossier(dossier), room().timeline(dossier)

    assert room(APPLICANT).refuse_mandate(dossier)["status"] == "refused"

    assert (room().dossier(dossier), room().timeline(dossier)) == (before, told_before)
    assert room().change_form(dossier, {"project": {"levels": 2}})["mandate"] == "awaiting-confirmation"
    assert room(APPLICANT).mandates()["items"][0]["status"] == "refused"
    with pytest.raises(MandateMoveNotAllowed):
        confirmed(room, dossier)


def test_a_withdrawn_mandate_lets_the_professional_see_and_no_longer_act(room: RoomFor, engine: sa.Engine) -> None:
    dossier = begun(room)["id"]
    confirmed(room, dossier)
    filled(room, dossier)

    room(APPLICANT).withdraw_mandate(dossier)

    assert isinstance(announced(engine)[-1], MandateWithdrawn)
    assert room().dossier(dossier)["mandate"] == "withdrawn"
    assert [each["id"] for each in room().dossiers()["items"]] == [dossier]
    acts: tuple[Callable[[], object], ...] = (
        lambda: room().change_form(dossier, {}),
        lambda: room().attaching(dossier),
        lambda: attach(room, dossier, "situation-plan"),
        lambda: room().submit_dossier(dossier),
        lambda: room().provide_complement(dossier),
        lambda: room().withdraw_dossier(dossier),
    )
    for act in acts:
        with pytest.raises(MandateOver):
            act()


def test_a_submitted_file_goes_on_in_the_hands_of_the_applicant(room: RoomFor, engine: sa.Engine) -> None:
    dossier = begun(room)["id"]
    confirmed(room, dossier)
    filled(room, dossier)
    room().submit_dossier(dossier)
    tell(room, News(dossier).complement_requested())

    room(APPLICANT).withdraw_mandate(dossier)

    changed = announced(engine)[-1]
    assert isinstance(changed, PartiesChanged)
    assert changed.parties == parties(left_at=NOW)
    room(APPLICANT).change_form(dossier, {"project": {"levels": 1}})
    assert room(APPLICANT).provide_complement(dossier)["status"] == "in-review"
    assert room(APPLICANT).withdraw_dossier(dossier)["status"] == "withdrawn"


def test_a_mandate_for_a_draft_that_was_taken_back_is_not_confirmed(room: RoomFor) -> None:
    dossier = begun(room)["id"]
    room().withdraw_dossier(dossier)

    with pytest.raises(MoveNotAllowed):
        confirmed(room, dossier)


def test_who_files_for_himself_needs_no_mandate(room: RoomFor) -> None:
    own = replace(OWNER, account="architect")
    dossier = room().create_dossier("building-permit-small", COMMUNE, person(own), views.professional(AUTHOR))

    assert dossier["mandate"] is None
    assert room().dossier(dossier["id"])["applicant"] == person(own)
    with pytest.raises(NoSuchMandate):
        room().confirm_mandate(dossier["id"], person(own))


def test_what_is_kept_to_repeat_a_command_tells_nothing_of_the_applicant(room: RoomFor, engine: sa.Engine) -> None:
    dossier = begun(room)["id"]
    errand = Errand(message_id="owner:key", handler="confirm_mandate", fingerprint="f")
    room(APPLICANT, errand=errand).confirm_mandate(dossier, person())
    errand = Errand(message_id="architect:key", handler="change_form", fingerprint="f")
    room(errand=errand).change_form(dossier, {"project": {"levels": 2}})

    with engine.connect() as connection:
        kept = str(connection.execute(sa.select(receipts.c.answer)).all())
    assert "levels" in kept
    assert not [value for name, value in asdict(OWNER).items() if name != "account" and value in kept]


@pytest.mark.parametrize("status", list(MandateStatus))
@pytest.mark.parametrize("move", ["confirm-mandate", "refuse-mandate", "withdraw-mandate"])
def test_a_mandate_moves_as_the_table_says(status: MandateStatus, move: str) -> None:
    mandate = Mandate(status=status, asked_at=NOW)
    moved = {"confirm-mandate": mandate.confirmed, "refuse-mandate": mandate.refused, "withdraw-mandate": mandate.withdrawn}[move]

    if (move, status) in MOVES:
        assert moved(NOW + timedelta(days=1)).status is MOVES[move, status]
    else:
        with pytest.raises(MandateMoveNotAllowed):
            moved(NOW)


def test_an_empty_account_is_nobodys_applicant() -> None:
    dossier: Dossier = a_dossier(applicant=replace(OWNER, account=""))

    assert not dossier.is_applicant("")
