"""
`python -m gateway.auth.break_glass --account EMAIL --act REFERENCE --reason WHY`: make an official an administrator for a day.

For when there are not two administrators who could do anything: one alone, none, or one who must be removed and will not confirm it.
Whoever has the gateway's environment may do it (`DATABASE_URL`). It ends by itself with the legal day; the person, the administrators and
the auditors are told by mail and SMS; the book of grants keeps it as what it is (ADR 0022).
"""

import argparse
import sys

from environs import Env

from chassis.clock import SystemClock
from chassis.database import engine_for
from chassis.log import configure, log
from contracts.refusals import Refusal
from gateway.auth import store
from gateway.auth.accounts import Accounts
from gateway.auth.operator import Operator
from gateway.auth.passwords import Passwords
from gateway.auth.places import level_of
from gateway.auth.refusals import AccountNotFound
from texts import problems


def accounts_of(env: Env) -> Accounts:
    """Open the accounts of this environment."""
    return Accounts(engine=engine_for(env.str("DATABASE_URL"), pool=2), passwords=Passwords(), clock=SystemClock(), level_of=level_of)


def break_glass(accounts: Accounts, email: str, act: str, reason: str) -> str:
    """Make the owner of an e-mail address an administrator until the end of the legal day; tell what the operator must know of it."""
    with accounts.engine.connect() as connection:
        account = store.find_by_email(connection, email)
    if account is None:
        raise AccountNotFound
    proposal, secret = Operator(accounts=accounts).break_glass(account.id, act, reason)
    log.error("glass-broken", account=account.id, proposal=proposal.id)
    handover = f"handover code, for the first change of his password: {secret}\n" if secret else ""
    return f"administrator until the end of the day; everybody who watches is told: {proposal.id}\n{handover}"


def said(text: str) -> str:
    """Read an argument that must say something."""
    if not text.strip():
        raise argparse.ArgumentTypeError("say something")
    return text.strip()


def complain(refusal: Refusal) -> int:
    """Say in English why it was refused; give the status of the command."""
    reasons = [problems.text(reason.code, "en", reason.facts).detail for reason in refusal.reasons]
    sys.stderr.write(" ".join([problems.text(refusal.code, "en", refusal.facts).detail, *reasons]) + "\n")
    return 1


def main() -> int:
    """Read the command line."""
    configure("gateway", "INFO")
    parser = argparse.ArgumentParser(prog="python -m gateway.auth.break_glass", description="Make an official an administrator for a day.")
    parser.add_argument("--account", required=True, type=said, metavar="EMAIL")
    parser.add_argument("--act", required=True, type=said, help="reference of the decision, kept for ever")
    parser.add_argument("--reason", required=True, type=said, help="why two administrators cannot do it, kept and told")
    asked = parser.parse_args()
    try:
        sys.stdout.write(break_glass(accounts_of(Env()), asked.account, asked.act, asked.reason))
    except Refusal as refusal:
        return complain(refusal)
    return 0


if __name__ == "__main__":
    sys.exit(main())
