"""What the other rooms tell of a file, and the rooms of filing that hear it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.events import Event
from contracts.payment import FeesAssessed, FeesSettled, Moment
from contracts.people import Authority
from contracts.review import (
    CaseOpened,
    CaseResumed,
    ComplementRequested,
    DecisionReached,
    ObjectionRaised,
    ObjectionTimeLapsed,
    OpinionGiven,
    OpinionReasoned,
    OpinionRequested,
    Outcome,
    Reservation,
    StudyConcluded,
    Verdict,
)
from contracts.signature import PermitSigned, SignatureRequested
from tests.filing.makers import COMMUNE, NOW, PROCEDURE, RoomFor

REACTIONS: dict[type[Event], str] = {
    CaseOpened: "note_case",
    ComplementRequested: "reopen_dossier",
    CaseResumed: "note_resumption",
    OpinionRequested: "note_consultation",
    OpinionGiven: "note_opinion",
    OpinionReasoned: "keep_words",
    DecisionReached: "note_decision",
    StudyConcluded: "note_conclusion",
    ObjectionRaised: "note_objection",
    ObjectionTimeLapsed: "note_lapse",
    FeesAssessed: "note_fees",
    FeesSettled: "note_settlement",
    SignatureRequested: "note_signature_request",
    PermitSigned: "issue_permit",
}


def tell(room: RoomFor, *events: Event, **more: Any) -> None:
    """Let filing hear events, one after the other, as different rooms tell them."""
    for event in events:
        getattr(room(**more), REACTIONS[type(event)])(event)


@dataclass(frozen=True)
class News:
    """What other rooms may tell of one file; `at` is when all of it happens."""

    dossier: str
    procedure: str = PROCEDURE.ref
    at: datetime = NOW

    def opened(self) -> CaseOpened:
        """The study begins."""
        return CaseOpened(**self._about(), due_on=date(2026, 12, 8), opened_at=self.at)

    def complement_requested(self, *items: str) -> ComplementRequested:
        """The desk asks for what is missing."""
        return ComplementRequested(**self._about(), items=items or ("situation-plan",), requested_at=self.at)

    def resumed(self, due_on: date = date(2026, 12, 30)) -> CaseResumed:
        """The study goes on."""
        return CaseResumed(**self._about(), due_on=due_on, resumed_at=self.at)

    def asked(self, body: str) -> OpinionRequested:
        """A body is asked."""
        return OpinionRequested(**self._about(), body=body, mandatory=True, due_on=date(2026, 12, 1), requested_at=self.at)

    def opinion(self, body: str, verdict: Verdict = Verdict.FAVOURABLE) -> OpinionGiven:
        """A body answers."""
        return OpinionGiven(**self._about(), body=body, verdict=verdict, given_by="reviewer", given_at=self.at)

    def words(self, body: str, text: str = "Garder 3 m de recul.", rule: str = "art. 12") -> OpinionReasoned:
        """A body tells what it reserves, or knows."""
        return OpinionReasoned(
            dossier=self.dossier, commune=COMMUNE, body=body, reservations=(Reservation(text=text, rule=rule),), given_at=self.at
        )

    def decided(self, bodies: Iterable[str] = (), outcome: Outcome = Outcome.FAVOURABLE) -> DecisionReached:
        """Somebody decides, on the opinions of some bodies."""
        return DecisionReached(**self._about(), outcome=outcome, decided_by="president", decided_at=self.at, bodies=tuple(bodies))

    def concluded(self, *bodies: str) -> StudyConcluded:
        """Every body has spoken."""
        return StudyConcluded(**self._about(), bodies=bodies, concluded_at=self.at)

    def objected(self) -> ObjectionRaised:
        """The commune objects."""
        return ObjectionRaised(**self._about(), raised_by="president", raised_at=self.at)

    def lapsed(self) -> ObjectionTimeLapsed:
        """Nobody has objected."""
        return ObjectionTimeLapsed(**self._about(), lapsed_at=self.at)

    def assessed(self, due: Moment = Moment.DECISION) -> FeesAssessed:
        """What is due is known."""
        return FeesAssessed(**self._about(), order="order", due=due, amount="5482.00", currency="MAD", assessed_at=self.at)

    def settled(self, due: Moment = Moment.DECISION) -> FeesSettled:
        """What was due is paid."""
        return FeesSettled(**self._about(), order="order", due=due, amount="5482.00", currency="MAD", method="card", settled_at=self.at)

    def signature_requested(self) -> SignatureRequested:
        """The paper lies on a desk."""
        return SignatureRequested(
            **self._about(), request="request", authority=Authority.PRESIDENT, document="a" * 64, requested_at=self.at
        )

    def signed(self, number: str) -> PermitSigned:
        """The paper is signed."""
        return PermitSigned(
            **self._about(),
            request="request",
            permit_number=number,
            prepared_document="a" * 64,
            document="b" * 64,
            key="key",
            signed_by="president",
            signed_at=self.at,
        )

    def _about(self) -> dict[str, Any]:
        return {"dossier": self.dossier, "commune": COMMUNE, "procedure": self.procedure, "registry_number": "095410113-2026-000001"}


BODIES = tuple(body.code for body in PROCEDURE.bodies if body.mandatory)
AGENCY = "urban-agency"


def all_stated(news: News) -> list[Event]:
    """Give, by the shape of the procedure, every fact that the paper of a file states; none where the receipt is the title."""
    match news.procedure.partition("@")[0]:
        case "building-permit-small":
            first, *others = BODIES
            return [
                *(news.opinion(body) for body in others),
                news.opinion(first, Verdict.FAVOURABLE_WITH_RESERVATIONS),
                news.words(first),
                news.decided(BODIES),
                news.settled(),
            ]
        case "planning-information-note":
            return [news.settled(Moment.REQUEST), news.opinion(AGENCY, Verdict.INFORMATION), news.words(AGENCY), news.concluded(AGENCY)]
        case "simple-activity-declaration":
            return []
        case _:
            return [news.decided(), news.settled()]
