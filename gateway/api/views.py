"""How accounts, proposals and places are shown."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from catalogue.territory import Arrondissement, Commune, Place, Province
from catalogue.territory.agencies import Agency
from chassis.paging import write_cursor
from chassis.receipts import Errand
from contracts.people import Grant
from gateway.auth.domain import Account
from gateway.auth.offices import Proposal

Json = dict[str, Any]


def account_view(account: Account) -> Json:
    """Show an account to its owner or to an administrator."""
    return {
        "id": account.id,
        "email": account.email,
        "full_name": account.full_name,
        "national_id": account.national_id,
        "phone": account.phone,
        "locale": account.locale,
        "status": account.standing.value,
        "profession": account.profession,
        "order_number": account.order_number,
        "roles": [grant_view(grant) for grant in account.grants],
        "handed_over": account.handed_over,
        "created_at": instant_view(account.created_at),
    }


def cursor_of(account: Account) -> str:
    """Say where a page of accounts ends."""
    return write_cursor(account.created_at, account.id)


def grant_view(grant: Grant) -> Json:
    """Show a role."""
    return {
        "role": grant.role.value,
        "territory": grant.territory,
        "body": grant.body,
        "delegated_by": grant.delegated_by,
        "delegated_under": grant.delegated_under,
        "from": grant.since.isoformat() if grant.since else None,
        "until": grant.until.isoformat() if grant.until else None,
    }


def proposal_view(proposal: Proposal, now: datetime) -> Json:
    """Show a proposal of roles with what became of it."""
    ruling = proposal.ruling
    return {
        "id": proposal.id,
        "account": proposal.account,
        "roles": [grant_view(grant) for grant in proposal.grants],
        "replaces": [grant_view(grant) for grant in proposal.replaces],
        "act": proposal.act,
        "reason": proposal.reason,
        "way": proposal.way.value,
        "status": proposal.status_at(now).value,
        "proposed_by": proposal.proposed_by,
        "proposed_at": instant_view(proposal.proposed_at),
        "expires_at": instant_view(proposal.expires_at),
        "settled_by": ruling.by if ruling else None,
        "settled_at": instant_view(ruling.at) if ruling else None,
        "settled_because": ruling.reason if ruling and ruling.reason else None,
    }


def cursor_of_proposal(proposal: Proposal) -> str:
    """Say where a page of proposals ends."""
    return write_cursor(proposal.proposed_at, proposal.id)


def instant_view(instant: datetime) -> str:
    """Show an instant, in UTC."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def errand_for(who: str, key: str, asked: Json) -> Errand | None:
    """Name what is asked so that it is done once; passwords stay out of the fingerprint, whose plain hash would betray a weak one."""
    if not key:
        return None
    seen = {name: value for name, value in asked.items() if "password" not in name}
    fingerprint = hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()
    return Errand(message_id=f"{who}:{key}", handler="open-account", fingerprint=fingerprint)


def errand_of_stranger(key: str, asked: Json) -> Errand | None:
    """
    Name what somebody without an account asks, so that it is done once.

    Strangers choose keys as they like, and share nothing: key and content together name the errand, and are kept as a hash.
    """
    errand = errand_for("stranger", key, asked)
    return errand and replace(errand, message_id=f"stranger:{hashlib.sha256(f'{errand.fingerprint}:{key}'.encode()).hexdigest()}")


def place_view(place: Place) -> Json:
    """Show a region, a province, a commune or an arrondissement."""
    view: Json = {"code": place.code, "name_fr": place.name_fr, "name_ar": place.name_ar, "population": place.population}
    if isinstance(place, Province | Commune):
        view |= {"type": place.type, "region": place.region}
    if isinstance(place, Commune):
        view |= {"province": place.province}
    if isinstance(place, Arrondissement):
        view |= {"commune": place.commune}
    return view


def agency_view(agency: Agency) -> Json:
    """Show an urban agency, as it is for a time."""
    return {
        "code": agency.code,
        "name_fr": agency.name_fr,
        "name_ar": agency.name_ar,
        "serves": list(agency.serves),
        "from": agency.since.isoformat(),
        "until": agency.until.isoformat() if agency.until else None,
    }
