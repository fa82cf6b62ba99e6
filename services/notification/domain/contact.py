"""How to reach a person, in which language, and in which capacity."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.accounts import ContactChanged, Office


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person as messages know him: address, telephone (E.164), language, offices held."""

    account: str
    email: str
    phone: str
    locale: str
    roles: tuple[str, ...] = ()
    territory: str = ""
    body: str = ""
    changed_at: datetime
    offices: tuple[Office, ...] = ()  # when each role is held; none in what was announced before November 2026

    @classmethod
    def announced_by(cls, event: ContactChanged) -> "Contact":
        """Take what the accounts announce."""
        return cls(
            account=event.account,
            email=event.email,
            phone=event.phone,
            locale=event.locale,
            roles=tuple(event.roles),
            territory=event.territory,
            body=event.body,
            changed_at=event.changed_at,
            offices=tuple(event.offices),
        )

    def holds(self, role: str, day: date) -> bool:
        """Tell whether the person holds a role on a legal day; without the days of his offices, whether he held it when last announced."""
        if not self.offices:
            return role in self.roles
        return any(office.role == role and (office.since or day) <= day <= (office.until or day) for office in self.offices)
