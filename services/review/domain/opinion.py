"""What one body says of one file: expected, asked, perhaps adjourned, given once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec

from catalogue.procedures import Delay
from contracts.calls.review import OpinionStanding
from contracts.moves import Moves
from contracts.review import Reservation, Verdict, Voice
from contracts.wording import LAST_PAGE, LONGEST_CODE, LONGEST_REFERENCE, LONGEST_TEXT, SIDES, at_most
from services.review.domain.refusals import CaseMoveNotAllowed

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


MOVES = Moves(
    {
        ("ask", OpinionStanding.EXPECTED): OpinionStanding.REQUESTED,
        ("adjourn", OpinionStanding.REQUESTED): OpinionStanding.ADJOURNED,
        ("adjourn", OpinionStanding.ADJOURNED): OpinionStanding.ADJOURNED,
        ("give", OpinionStanding.REQUESTED): OpinionStanding.GIVEN,
        ("give", OpinionStanding.ADJOURNED): OpinionStanding.GIVEN,
    },
    lambda move, standing: CaseMoveNotAllowed(move=move, status=standing),
)


class Remark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One remark: its text, and where it applies.

    `rule` names an article of the regulation, `document` a kind of document; `page` counts from 1; `area` is left, top, width and
    height as fractions of the page.
    """

    text: Annotated[str, at_most(LONGEST_TEXT)]
    rule: Annotated[str, at_most(LONGEST_REFERENCE)] = ""
    document: Annotated[str, at_most(LONGEST_CODE)] = ""
    page: Annotated[int, msgspec.Meta(ge=1, le=LAST_PAGE)] | None = None
    area: Annotated[tuple[Share, ...], msgspec.Meta(min_length=SIDES, max_length=SIDES)] = ()


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a reviewer hands in: the verdict of his body and the remarks that carry it."""

    body: str
    verdict: Verdict
    remarks: tuple[Remark, ...] = ()
    given_by: str = ""  # account

    def reservations(self) -> tuple[Reservation, ...]:
        """Give the remarks as what the body reserves; blank ones say nothing."""
        return tuple(Reservation(text=remark.text.strip(), rule=remark.rule.strip()) for remark in self.remarks if remark.text.strip())


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A body's place in a study: must it be heard, does it bind whoever decides (avis conforme), how long has it, what is it heard for?"""

    body: str
    delay: Delay
    mandatory: bool = True
    binding: bool = False
    gives: Voice = Voice.OPINION


@dataclass(kw_only=True)
class Opinion:
    """The opinion of one body on one file."""

    body: str
    mandatory: bool
    binding: bool
    gives: Voice = Voice.OPINION
    standing: OpinionStanding = OpinionStanding.EXPECTED
    due_on: date | None = None
    requested_at: datetime | None = None
    verdict: Verdict | None = None
    given_by: str = ""
    given_at: datetime | None = None
    remarks: tuple[Remark, ...] = ()

    @classmethod
    def expected_of(cls, seat: Seat) -> "Opinion":
        """Expect the opinion of a body that sits in this procedure."""
        return cls(body=seat.body, mandatory=seat.mandatory, binding=seat.binding, gives=seat.gives)

    @property
    def is_open(self) -> bool:
        """Say whether the body has still to conclude; an adjourned opinion is open."""
        return self.standing is not OpinionStanding.GIVEN

    @property
    def is_asked(self) -> bool:
        """Say whether the body has been asked."""
        return self.standing is not OpinionStanding.EXPECTED

    def ask(self, due_on: date, now: datetime) -> None:
        """Ask the body."""
        self.standing = MOVES.after("ask", self.standing)
        self.due_on, self.requested_at = due_on, now

    def receive(self, advice: Advice, now: datetime) -> None:
        """Take what the body says; remarks made at an adjournment are kept before the new ones."""
        self.standing = MOVES.after("adjourn" if advice.verdict is Verdict.ADJOURNED else "give", self.standing)
        self.verdict, self.given_by, self.given_at = advice.verdict, advice.given_by, now
        self.remarks += advice.remarks
