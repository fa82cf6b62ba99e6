"""One file's life, drawn by its number: where it lies, whose it is, when it was handed in, how far it has come."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from uuid import UUID

from catalogue import procedures
from catalogue.procedures import Procedure
from catalogue.territory import Commune, territory
from demo.loading.names import a_name
from services.filing.domain.standing import Stage

YEARS = 5
TOWN = 1.6
"""How much more is built, for each inhabitant, in a town than in the country."""
DRAFTS = 0.02
KINDS = {"building-permit-small": 0.55, "repair-permit": 0.2, "simple-activity-declaration": 0.15, "planning-information-note": 0.1}
STUDY_DAYS = 25
OBJECTION_DAYS = 60

ON_THE_WAY: dict[str, Sequence[Stage]] = {
    "building-permit-small": (
        *(Stage.CASE_OPENED, Stage.CASE_OPENED, Stage.COMPLEMENT_REQUESTED, Stage.IN_CONSULTATION, Stage.IN_CONSULTATION),
        *(Stage.FEES_ASSESSED, Stage.PERMIT_PREPARED),
    ),
    "repair-permit": (Stage.CASE_OPENED, Stage.COMPLEMENT_REQUESTED, Stage.FEES_ASSESSED, Stage.PERMIT_PREPARED),
    "planning-information-note": (Stage.REQUEST_FEES_DUE, Stage.IN_CONSULTATION, Stage.PERMIT_PREPARED),
    "simple-activity-declaration": (Stage.IN_FORCE,),
}
ENDED: dict[str, Sequence[Stage]] = {
    "building-permit-small": (*[Stage.ISSUED] * 39, *[Stage.REFUSED] * 7, *[Stage.WITHDRAWN] * 4),
    "repair-permit": (*[Stage.ISSUED] * 44, *[Stage.REFUSED] * 4, *[Stage.WITHDRAWN] * 2),
    "planning-information-note": (*[Stage.ISSUED] * 48, *[Stage.WITHDRAWN] * 2),
    "simple-activity-declaration": (*[Stage.IN_FORCE] * 46, *[Stage.OBJECTED] * 2, *[Stage.WITHDRAWN] * 2),
}
"""How files end, each stage as often as it stands there."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """A file, from its draft until today. `submitted_at` is None for a draft; what is `studied` waits for nobody but whoever decides."""

    id: str
    commune: Commune
    procedure: Procedure
    applicant: str
    filed_by: str
    name: str
    title_number: str
    created_at: datetime
    submitted_at: datetime | None
    stage: Stage
    since: datetime
    studied: bool

    @property
    def has_paper(self) -> bool:
        """Tell whether its paper is prepared, and so has a number."""
        return self.procedure.paper is not None and self.stage in (Stage.PERMIT_PREPARED, Stage.ISSUED)


@dataclass(frozen=True)
class Era:
    """The years from which files are drawn: until `now`, in the order of their numbers, from `first` on, `count` of them."""

    seed: int
    now: datetime
    first: int
    count: int

    def life(self, number: int) -> Life:
        """Draw the life of a file of this era."""
        chance = Random(self.seed * 2**40 + number)  # noqa: S311 - nothing is secret here
        commune = _communes()[_place(chance.random())]
        code = chance.choices(list(KINDS), list(KINDS.values()))[0]
        submitted_at, stage, since = self._course(chance, number, code)
        for_another = bool(procedures.load(code).filed_by)
        applicant = f"loaded-a-{chance.randrange(self.count // 3 + 1)}"
        return Life(
            id=_identifier(chance, number),
            commune=commune,
            procedure=procedures.load(code),
            applicant=applicant,
            filed_by=f"loaded-p-{chance.randrange(self.count // 150 + 1)}" if for_another else applicant,
            name=a_name(chance),
            title_number=f"{chance.choice('TKRM')}-{chance.randrange(1, 99999)}/{chance.randrange(1, 99)}",
            created_at=(submitted_at or since) - timedelta(days=chance.random() * 40),
            submitted_at=submitted_at,
            stage=stage,
            since=since,
            studied=chance.random() < 0.4,
        )

    def _course(self, chance: Random, number: int, code: str) -> tuple[datetime | None, Stage, datetime]:
        """Say when it was handed in, how far it has come, and since when."""
        share = (number - self.first + chance.random()) / self.count
        at = self.now - timedelta(days=365 * YEARS * (1 - share))
        if chance.random() < DRAFTS:
            begun = self.now - timedelta(days=chance.random() * 120)
            return None, Stage.DRAFT, begun
        age = (self.now - at).days
        days = chance.expovariate(1 / STUDY_DAYS) + 1
        if age < days or chance.random() < 0.005:
            return at, chance.choice(ON_THE_WAY[code]), at + timedelta(days=min(days, age) * chance.random())
        return at, chance.choice(ENDED[code]), at + timedelta(days=days)


def _identifier(chance: Random, number: int) -> str:
    """Make the identifier of a file: drawn, between the beginning, which files of one time share, and the end, which says its number."""
    return str(UUID(int=number >> 12 << 96 | chance.getrandbits(48) << 48 | number))


@cache
def _communes() -> Sequence[Commune]:
    return tuple(territory().communes.values())


@cache
def _weights() -> Sequence[float]:
    return tuple(accumulate(each.population * (TOWN if each.type == "urban" else 1) for each in _communes()))


def _place(share: float) -> int:
    """Find the commune that stands at a share of all that is built."""
    return bisect_left(_weights(), share * _weights()[-1])
