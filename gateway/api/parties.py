"""Who takes part in a file, from the accounts: the services are told of people by the gateway, never by a client."""

from typing import Any

from catalogue.calendar import legal_day
from contracts.calls.filing import ApplicantView, AuthorView
from contracts.people import CITIZENS, Role
from contracts.refusals import Forbidden, Reason
from gateway.api.limits import limit_mandates
from gateway.api.refusals import ApplicantUnexpected
from gateway.api.resources import resources
from gateway.auth.domain import Account

Json = dict[str, Any]


def for_whom(caller: Account, named: Json | None) -> ApplicantView:
    """Tell for whom the caller files: himself, or whom a professional names, of whom nothing but the account is told (empty: nobody)."""
    roles = _roles(caller)
    if roles.isdisjoint(CITIZENS):
        raise Forbidden
    if named is None:
        return identity_of(caller)
    if Role.PROFESSIONAL not in roles:
        raise ApplicantUnexpected([Reason("applicant-unexpected", "applicant")])
    limit_mandates(caller.id, named["email"])
    found = resources().accounts.find_citizen(named["email"], named["national_id"])
    return identity_of(caller) if found == caller.id else {"account": found}


def author_of(caller: Account) -> AuthorView | None:
    """Tell as whom a professional was approved; nothing of anybody else."""
    if Role.PROFESSIONAL not in _roles(caller):
        return None
    return {"full_name": caller.full_name, "profession": caller.profession, "order_number": caller.order_number}


def identity_of(account: Account) -> ApplicantView:
    """Tell who an applicant is, in his own session."""
    return {
        "account": account.id,
        "full_name": account.full_name,
        "national_id": account.national_id,
        "email": account.email,
        "phone": account.phone,
    }


def _roles(caller: Account) -> set[Role]:
    """Give the roles that he holds today."""
    return set(caller.roles_on(legal_day(resources().clock.now())))
