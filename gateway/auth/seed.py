"""
`python -m gateway.auth.seed`: open the accounts of the demonstration, and write them with their passwords to `DEMO_ACCOUNTS_FILE`.

Safe to run again: an account that exists is kept, a password that the file knows is kept. One that the file does not know is replaced.
"""

import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from environs import Env

from catalogue.reading import load_yaml, read
from chassis.acts import act_as
from chassis.clock import SystemClock
from chassis.database import engine_for
from contracts.people import CITIZENS, Grant, Principal, Role
from gateway.auth import store
from gateway.auth.accounts import Accounts
from gateway.auth.domain import Account, AccountStatus
from gateway.auth.operator import Operator
from gateway.auth.passwords import Passwords
from gateway.auth.places import level_of
from gateway.auth.registration import Registration

DOMAIN = "demo.rokhas.example"
ACT = "Démonstration"


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration."""

    name: str
    role: Role
    full_name: str
    national_id: str
    phone: str
    territory: str = ""
    body: str = ""
    locale: str = "fr"
    order_number: str = ""

    @property
    def email(self) -> str:
        """Give the address, on a domain that cannot exist (RFC 2606)."""
        return f"{self.name}@{DOMAIN}"

    def registration(self, password: str) -> Registration:
        """Fill in the request for an account."""
        return Registration(
            full_name=self.full_name,
            national_id=self.national_id,
            phone=self.phone,
            email=self.email,
            password=password,
            locale=self.locale,
            order_number=self.order_number,
        )


def people() -> list[Person]:
    """Read who takes part."""
    return list(read(tuple[Person, ...], load_yaml(Path(__file__).with_name("demo.yaml"))))


def seed(engine: sa.Engine, file: Path, passwords: Passwords) -> None:
    """Open what is missing, then write the file; the accounts are the act of whoever runs this."""
    act_as(Principal(account="operator:seed"))
    accounts = Accounts(engine=engine, passwords=passwords, clock=SystemClock(), level_of=level_of)
    known = {each["email"]: each["password"] for each in json.loads(file.read_text("utf-8"))} if file.exists() else {}
    lines = []
    for person in people():
        password = known.get(person.email) or secrets.token_urlsafe(12)
        account = obtain(accounts, person, password)
        lines.append({**asdict(person), "email": person.email, "password": password, "account": account.id})
    write_private(file, json.dumps(lines, ensure_ascii=False, indent=1))


def obtain(accounts: Accounts, person: Person, password: str) -> Account:
    """Find the account of a person, or open it; see that it may act, with this password."""
    with accounts.engine.connect() as connection:
        account = store.find_by_email(connection, person.email)
    if account is None:
        account = open_account(accounts, person, password)
    elif not accounts.passwords.match(account.password_hash, password):
        with accounts.engine.begin() as connection:
            store.save(connection, replace(account, password_hash=accounts.passwords.hash(password)))
    return Operator(accounts=accounts).approve(account.id) if account.standing is AccountStatus.AWAITING_APPROVAL else account


def open_account(accounts: Accounts, person: Person, password: str) -> Account:
    """Open the account of a citizen or of an official; nobody is told of offices that were there from the beginning."""
    if person.role in CITIZENS:
        return accounts.register(person.registration(password), person.role)
    grant = Grant(role=person.role, territory=person.territory, body=person.body)
    return Operator(accounts=accounts).open(person.registration(password), [grant], ACT, quietly=True)


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text + "\n")


def main() -> None:
    """Seed the database of this environment."""
    env = Env()
    file = env.path("DEMO_ACCOUNTS_FILE")
    seed(engine_for(env.str("DATABASE_URL"), pool=2), file, Passwords())
    sys.stdout.write(f"{len(people())} demo accounts: {file}\n")


if __name__ == "__main__":
    main()
