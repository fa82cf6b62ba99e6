"""
`python -m gateway.auth.bootstrap --email ... --full-name ... --national-id ... --phone ... --act ...`: open a first administrator.

Run twice, for two persons: from then on they do everything else, and this command refuses. The first password is drawn, and written to
standard output alone, once.
"""

import argparse
import secrets
import sys

from environs import Env

from catalogue.calendar import legal_day
from chassis.log import configure
from chassis.principal import NATIONAL
from contracts.refusals import Refusal
from gateway.auth.accounts import Accounts
from gateway.auth.break_glass import accounts_of, complain, said
from gateway.auth.domain import Grant, Role
from gateway.auth.operator import Operator
from gateway.auth.refusals import EnoughAdministrators
from gateway.auth.registration import Registration

ENOUGH = 2
EVERYBODY = 10_000  # administrators there are a handful


def open_administrator(accounts: Accounts, registration: Registration, act: str) -> str:
    """Open the account of one of the first two administrators, and give its identifier; refuse when there are two."""
    today = legal_day(accounts.clock.now())
    found = accounts.page(EVERYBODY, None, role=Role.ADMINISTRATOR.value)
    if sum(Role.ADMINISTRATOR.value in account.roles_on(today) for account in found) >= ENOUGH:
        raise EnoughAdministrators
    return Operator(accounts=accounts).open(registration, [Grant(role=Role.ADMINISTRATOR, territory=NATIONAL)], act).id


def main() -> int:
    """Read the command line."""
    configure("gateway", "INFO")
    parser = argparse.ArgumentParser(prog="python -m gateway.auth.bootstrap", description="Open one of the first two administrators.")
    for name in ("email", "full-name", "national-id", "phone"):
        parser.add_argument(f"--{name}", required=True, type=said)
    parser.add_argument("--act", required=True, type=said, help="reference of the appointment, kept for ever")
    parser.add_argument("--locale", choices=("ar", "fr"), default="fr")
    asked = vars(parser.parse_args())
    act, password = asked.pop("act"), secrets.token_urlsafe(18)
    try:
        account = open_administrator(accounts_of(Env()), Registration(**asked, password=password), act)
    except Refusal as refusal:
        return complain(refusal)
    sys.stdout.write(f"account {account}\npassword {password}\nto be changed at the first login\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
