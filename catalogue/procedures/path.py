"""
The path of a procedure, part by part: who does what, within which time, on what condition, at what price, under whose signature.

Each part is optional: a declaration has no decision, a repair no body, a note no desk. What the words mean to a jurist stands in
`docs/procedures.md`; whether the parts make a path that ends is checked by `walk.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

from catalogue.languages import Labels
from contracts.payment import Moment
from contracts.people import Authority
from contracts.review import Unit, Voice


@dataclass(frozen=True)
class Delay:
    """A number of days and the way they are counted."""

    days: int
    unit: Unit


class Start(StrEnum):
    """The day that is day 0 of a delay."""

    RECEIPT = "receipt"  # the file is handed in (law 55-19)
    STUDY = "study"  # what holds the study back is paid


class Suspension(StrEnum):
    """What makes a clock stand still."""

    COMPLEMENT = "complement"


@dataclass(frozen=True)
class Deadline(Delay):
    """
    A delay that a law text sets.

    `law` is the code of one of the procedure's law texts, `starts` the day from which it counts; `suspended_by` says what makes the clock
    stand still.
    """

    law: str
    starts: Start = Start.RECEIPT
    suspended_by: tuple[Suspension, ...] = ()


class Due(StrEnum):
    """When a document is due."""

    SUBMISSION = "submission"
    SIGNATURE = "signature"  # between the decision and the paper that grants it
    SITE_OPENING = "site-opening"  # once the permit is in hand


@dataclass(frozen=True)
class DocumentKind:
    """
    A document that the applicant attaches, from when on it may be due, and who signs it (professions; empty: nobody in particular).

    `when` (CEL over what is declared) says of which projects a required document is required: of all of them when it is empty.
    """

    code: str
    labels: Labels
    required: bool
    media_types: tuple[str, ...]
    max_bytes: int
    due: Due = Due.SUBMISSION
    when: str = ""
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Admissibility:
    """The desk of the commune looks whether the file is complete, and asks, once, for what is missing (law 55-19)."""

    within: Deadline


@dataclass(frozen=True)
class Body:
    """
    A body that is heard; `conform` means that its unfavourable opinion binds whoever decides (avis conforme).

    `when` (CEL over what is declared) says for which projects it sits: for all of them when it is empty.
    """

    code: str
    mandatory: bool
    conform: bool
    delay: Delay
    when: str = ""
    gives: Voice = Voice.OPINION


@dataclass(frozen=True)
class Decision:
    """Somebody decides, within a time."""

    by: Authority
    within: Deadline


@dataclass(frozen=True)
class Objection:
    """Nobody decides: what was declared stands, unless somebody objects within a time."""

    by: Authority
    within: Deadline


class Hold(StrEnum):
    """What an unpaid fee holds back."""

    STUDY = "study"
    SIGNATURE = "signature"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Levy:
    """A fee schedule, from which moment on it is due, and what it holds back until it is paid."""

    schedule: str
    due: Moment
    holds: Hold


@dataclass(frozen=True)
class Receipt:
    """
    What the receipt tells the applicant; `title` is its heading.

    Where it is itself the title to act (`is_title`), nothing further is delivered.
    """

    notices: tuple[Labels, ...]
    title: Labels
    is_title: bool = False


class Gate(StrEnum):
    """After which facts a paper is composed and signed."""

    OPINIONS = "opinions"  # every mandatory body has spoken
    DECISION = "decision"  # and it is favourable
    FEES = "fees"  # all that holds it back is paid


class Template(StrEnum):
    """How a paper is laid out (`press/templates/permit/`)."""

    ORDER = "order"  # an order of whoever decided, with its visas and articles
    NOTE = "note"  # what a body says, delivered under a signature


@dataclass(frozen=True)
class Paper:
    """The paper that is signed and delivered: its number series (`PC-...`), in whose name it is signed, after which facts, what it says."""

    template: Template
    number: str
    title: Labels
    signed_by: Authority
    signatory: Labels
    after: tuple[Gate, ...]
    articles: tuple[Labels, ...]

    @property
    def is_decided(self) -> bool:
        """Tell whether a decision grants it; otherwise what the bodies say does."""
        return Gate.DECISION in self.after


@dataclass(frozen=True)
class Silence:
    """What silence gives when the decision's time has passed: an attestation, by whom, under which law text."""

    attested_by: Authority
    law: str


@dataclass(frozen=True)
class Validity:
    """For how long what was delivered holds, and whether it can be renewed."""

    months: int
    renewable: bool = False
