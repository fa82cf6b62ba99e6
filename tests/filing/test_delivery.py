"""The signed paper, on PostgreSQL: in the applicant's space at once, unless a fee holds it back, or the file was taken back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from catalogue import procedures
from contracts.filing import DossierWithdrawn, PermitIssued, PermitPrepared
from services.filing import store
from services.filing.domain.refusals import NoSuchDossier, NoSuchPart
from services.filing.domain.standing import Stage
from services.filing.following import learned
from tests.filing.makers import APPLICANT, NOW, STRANGER, RoomFor, a_handed_in, kept, submitted, told
from tests.filing.news import News, all_stated, tell
from tests.shelves import Publish

NUMBER = "PC-095410113-2026-000001"


def prepared(room: RoomFor, engine: sa.Engine) -> str:
    """Keep a file whose permit waits for its signature."""
    dossier = kept(engine, a_handed_in())
    tell(room, News(dossier).opened(), *all_stated(News(dossier)))
    return dossier


def test_the_signed_permit_is_at_once_in_the_applicants_space(room: RoomFor, engine: sa.Engine) -> None:
    dossier = prepared(room, engine)

    tell(room, News(dossier).signed(NUMBER))

    assert room(APPLICANT).permit(dossier) == {"sha256": "b" * 64}
    assert room(APPLICANT).dossier(dossier)["status"] == "issued"
    assert isinstance(told(engine)[-1], PermitIssued)
    lines = [line["what"] for line in room(APPLICANT).timeline(dossier)["items"]]
    assert {"case-opened", "opinion-given", "decision-reached", "fees-settled", "permit-signed"} <= set(lines)


def test_a_permit_is_found_by_its_number_once_it_is_issued(room: RoomFor, engine: sa.Engine) -> None:
    dossier = prepared(room, engine)
    with pytest.raises(NoSuchPart):
        room(APPLICANT).permit_by_number(NUMBER)

    tell(room, News(dossier).signed(NUMBER))

    assert room(APPLICANT).permit_by_number(NUMBER)["dossier"] == dossier
    with pytest.raises(NoSuchDossier):
        room(STRANGER).permit_by_number(NUMBER)


def test_what_is_issued_says_until_when_it_holds(room: RoomFor, engine: sa.Engine) -> None:
    dossier = kept(engine, a_handed_in("repair-permit"))
    news = News(dossier, procedures.load("repair-permit").ref)

    tell(room, *all_stated(news), news.signed("PR-095410113-2026-000001"))

    issued = told(engine)[-1]
    assert isinstance(issued, PermitIssued)
    assert issued.valid_until == date(2027, 5, 23)


def test_a_permit_signed_while_its_file_was_taken_back_is_void_in_the_timeline(room: RoomFor, engine: sa.Engine) -> None:
    dossier = submitted(room)
    tell(room, *all_stated(News(dossier)))
    room(now=NOW + timedelta(seconds=1)).withdraw_dossier(dossier)

    tell(room, News(dossier).signed(NUMBER), now=NOW + timedelta(seconds=2))

    lines = [line["what"] for line in room(APPLICANT).timeline(dossier)["items"]]
    assert lines[-3:] == ["permit-signed", "dossier-withdrawn", "permit-voided"]
    assert isinstance(told(engine)[-1], DossierWithdrawn)
    with pytest.raises(NoSuchPart):
        room(APPLICANT).permit(dossier)


@pytest.mark.parametrize("paid_first", [True, False])
def test_a_fee_that_holds_back_the_delivery_is_paid_before_it_and_not_before_the_signature(
    room: RoomFor, engine: sa.Engine, publish: Publish, paid_first: bool
) -> None:
    charges = [{"schedule": "repair-permit", "due": "decision", "holds": "delivery"}]
    procedure = publish("paid-at-delivery", charges=charges, paper={"after": ["decision"]})
    dossier = kept(engine, a_handed_in(procedure.code))
    news = News(dossier, procedure.ref)
    tell(room, news.decided(), news.assessed())
    assert [type(event) for event in told(engine)] == [PermitPrepared]

    first, last = (news.settled(), news.signed("PR-1")) if paid_first else (news.signed("PR-1"), news.settled())
    tell(room, first)
    waiting = room(APPLICANT).dossier(dossier)
    assert (waiting["status"], waiting["permit"]) == ("awaiting-signature" if paid_first else "awaiting-payment", None)
    tell(room, last, last)

    assert [type(event) for event in told(engine)] == [PermitPrepared, PermitIssued]
    assert room(APPLICANT).permit(dossier) == {"sha256": "b" * 64}


def test_a_settlement_told_while_the_signed_paper_is_put_away_is_written_down_after_it(engine: sa.Engine) -> None:
    """Otherwise neither would see the other: signed without being paid for the one, paid without being signed for the other."""
    dossier = kept(engine, a_handed_in(stage=Stage.PERMIT_SIGNED))

    with engine.begin() as putting_away, engine.begin() as told_meanwhile:
        store.load_bare(putting_away, dossier)
        told_meanwhile.execute(sa.text("set local lock_timeout = 100"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            told_meanwhile.execute(store.LEARN, {**learned(News(dossier).settled(), NOW), "delivery": "settlement", "by": "tests"})
