"""How to reach a person, in which language, and in which capacity."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from contracts.accounts import ContactChanged
from contracts.people import Grant, Role


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person as messages know him: address, telephone (E.164), language, offices held or to be held."""

    account: str
    email: str
    phone: str
    locale: str
    changed_at: datetime
    offices: tuple[Grant, ...] = ()

    @classmethod
    def announced_by(cls, event: ContactChanged) -> "Contact":
        """Take what the accounts announce."""
        return cls(
            account=event.account,
            email=event.email,
            phone=event.phone,
            locale=event.locale,
            changed_at=event.changed_at,
            offices=tuple(event.offices),
        )

    def holds(self, role: Role, over: Collection[str], body: str, day: date) -> bool:
        """Tell whether the person holds, on a legal day, a role over the very one of some territories; with `body`, on its behalf."""
        found = [office for office in self.offices if office.role is role and office.territory in over]
        return any(office.is_held_on(day) and body in ("", office.body) for office in found)
