"""How to reach a person, in which language, and in which capacity."""

from dataclasses import dataclass
from datetime import datetime

from contracts.accounts import ContactChanged


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
        )
