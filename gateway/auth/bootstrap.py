"""
`python -m gateway.auth.bootstrap --email ... --full-name ... --national-id ... --phone ... --act ...`: open a first administrator.

Run twice, for two persons: from then on they do everything else, and this command refuses for ever, whatever becomes of them (see
`break_glass`). The first password is drawn, and written to standard output alone, once.
"""

import argparse
import secrets
import sys

from environs import Env

from chassis.log import configure
from contracts.people import NATIONAL, Grant, Role
from contracts.refusals import Refusal
from gateway.auth import proposal_store
from gateway.auth.accounts import Accounts
from gateway.auth.break_glass import accounts_of, complain, said
from gateway.auth.operator import Operator
from gateway.auth.refusals import EnoughAdministrators
from gateway.auth.registration import Registration

ENOUGH = 2


def open_administrator(accounts: Accounts, registration: Registration, act: str) -> str:
    """Open the account of one of the first two administrators, and give its identifier; refuse for ever when there have been two."""
    with accounts.engine.connect() as connection:
        if proposal_store.count_given_by_operator(connection, Role.ADMINISTRATOR) >= ENOUGH:
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
