"""An account: a person, the roles granted to him, and whether he may use them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from catalogue import procedures
from catalogue.calendar import legal_day
from contracts.accounts import ContactChanged
from contracts.people import CITIZENS, Grant, Role
from contracts.refusals import Reason
from gateway.auth.refusals import AwaitingApproval, CitizenAccount, GrantsRefused, NothingToApprove, ProfessionNotClaimable


class Level(StrEnum):
    """How much of the territory a role is held over."""

    NATIONAL = "national"
    REGION = "region"
    PROVINCE = "province"
    COMMUNE = "commune"
    ARRONDISSEMENT = "arrondissement"
    AGENCY = "agency"


LevelOf = Callable[[str], Level | None]  # of a territory's code, or `national`; None when it names none

LEVELS: Mapping[Role, tuple[Level, ...]] = {
    Role.CLERK: (Level.PROVINCE, Level.COMMUNE, Level.ARRONDISSEMENT, Level.AGENCY),  # whose desk studies files
    Role.REVIEWER: tuple(Level),
    Role.PRESIDENT: (Level.COMMUNE, Level.ARRONDISSEMENT),  # of the council of either (organic law 113-14)
    Role.VICE_PRESIDENT: (Level.COMMUNE, Level.ARRONDISSEMENT),  # under a delegation of the president (see `delegations`)
    Role.TREASURER: (Level.COMMUNE, Level.AGENCY),  # the régisseur of either
    Role.DIRECTOR: (Level.AGENCY,),  # of an urban agency (dahir 1-93-51)
    Role.GOVERNOR: (Level.REGION, Level.PROVINCE),  # a wali, a governor
    Role.KEY_OFFICER: tuple(Level),
    Role.ADMINISTRATOR: (Level.NATIONAL,),  # sees and changes every account
    Role.AUDITOR: tuple(Level),
}
"""At which levels each role of an official may be granted."""

OFFICIALS = frozenset(LEVELS)  # granted by administrators, for a territory
GUARDED = OFFICIALS - {Role.CLERK, Role.REVIEWER}  # two administrators give and take such an office (see `offices`)


class AccountStatus(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    AWAITING_APPROVAL = "awaiting-approval"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person who may come in. `email` is lower case and unique; `phone` is E.164; `password_hash` is Argon2id."""

    id: str
    email: str
    full_name: str
    national_id: str
    phone: str
    locale: str
    password_hash: str
    grants: tuple[Grant, ...]
    standing: AccountStatus
    created_at: datetime
    profession: str = ""  # of a professional, as the catalogue names it
    order_number: str = ""  # of a professional, in the register of his order
    opened_by: str = ""  # the administrator who chose the first password; empty when the person did, or the operator
    handed_over: bool = True  # an office sleeps until its holder has shown that both secrets reached him
    handover_hash: str = ""  # SHA-256 of the second one, while it waits for him
    version: int = 1

    def grants_on(self, day: date) -> tuple[Grant, ...]:
        """Give what the account may do on that day: nothing unless it is active."""
        if self.standing is not AccountStatus.ACTIVE:
            return ()
        return tuple(grant for grant in self.grants if grant.is_held_on(day) and (self.handed_over or grant.role not in GUARDED))

    def roles_on(self, day: date) -> tuple[Role, ...]:
        """Name the roles in force on that day, sorted."""
        return tuple(sorted({grant.role for grant in self.grants_on(day)}))

    @property
    def office_names(self) -> list[str]:
        """Name all offices of the account, as acts remember them."""
        return [grant.name for grant in self.grants]

    @property
    def is_citizen(self) -> bool:
        """Tell whether the account is a citizen's; an official's never becomes one, nor the other way round."""
        return any(grant.role in CITIZENS for grant in self.grants)

    def approved(self) -> "Account":
        """Let a professional act, once an administrator has compared his order number with the order's register."""
        if self.claims_profession:
            return replace(self, grants=(*self.grants, Grant(role=Role.PROFESSIONAL)))
        if self.standing is not AccountStatus.AWAITING_APPROVAL:
            raise NothingToApprove(standing=self.standing.value)
        return replace(self, standing=AccountStatus.ACTIVE)

    @property
    def claims_profession(self) -> bool:
        """Tell whether an applicant has asked to act as a professional too, and nobody has approved him as one yet."""
        return self.order_number != "" and all(grant.role is not Role.PROFESSIONAL for grant in self.grants)

    def claiming(self, profession: str, order_number: str) -> "Account":
        """Ask, once, to act as a professional too: a person has one account. What is approved is what was asked."""
        if not self.is_citizen or self.order_number:
            raise ProfessionNotClaimable
        return replace(self, profession=profession, order_number=order_number)

    def granted(self, grants: Iterable[Grant], level_of: LevelOf) -> "Account":
        """Replace the roles of an official; an account of a citizen never becomes an official's."""
        if self.is_citizen:
            raise CitizenAccount
        return replace(self, grants=officials_grants(grants, level_of), standing=AccountStatus.ACTIVE)

    def must_be_approved(self) -> None:
        """Refuse a professional whom no administrator has approved yet."""
        if self.standing is AccountStatus.AWAITING_APPROVAL:
            raise AwaitingApproval()

    def contact(self, now: datetime) -> ContactChanged:
        """Tell how to reach the person, and in which offices: from when until when, since nobody is told on the day itself."""
        today = legal_day(now)
        grants = [each for each in self.grants if self.standing is AccountStatus.ACTIVE and not each.is_over_on(today)]
        return ContactChanged(
            account=self.id,
            email=self.email,
            phone=self.phone,
            locale=self.locale,
            changed_at=now,
            offices=tuple(grants),
        )


def officials_grants(grants: Iterable[Grant], level_of: LevelOf) -> tuple[Grant, ...]:
    """Check what an administrator grants; every reason at once."""
    given = tuple(grants)
    reasons = [reason for index, grant in enumerate(given) for reason in _what_is_wrong(grant, f"roles.{index}", level_of)]
    if reasons:
        raise GrantsRefused(reasons)
    return given


def _what_is_wrong(grant: Grant, field: str, level_of: LevelOf) -> Iterable[Reason]:
    """Tell what is wrong with one grant."""
    if grant.role not in OFFICIALS:
        yield Reason("not-an-officials-role", f"{field}.role", {"role": grant.role.value})
    level, levels = level_of(grant.territory), LEVELS.get(grant.role, tuple(Level))
    if level is None:
        yield Reason("unknown-territory", f"{field}.territory", {"territory": grant.territory})
    elif level not in levels:
        yield Reason("level-not-for-role", f"{field}.territory", {"role": grant.role.value, "levels": levels})
    if (grant.role is Role.REVIEWER) != bool(grant.body):
        yield Reason("body-is-for-reviewers", f"{field}.body", {"role": grant.role.value})
    elif grant.body and grant.body not in procedures.bodies():
        yield Reason("unknown-body", f"{field}.body", {"body": grant.body})
    delegation = grant.delegated_by, grant.delegated_under
    if not all(delegation) if grant.role is Role.VICE_PRESIDENT else any(delegation):
        yield Reason("delegation-is-for-vice-presidents", f"{field}.delegated_by")
    if grant.since and grant.until and grant.until < grant.since:
        yield Reason("ends-before-it-starts", f"{field}.until")
