"""The families of calls, one module each."""

from gateway.api.door import Family
from gateway.api.routes import (
    accounts,
    cases,
    documents,
    dossiers,
    health,
    mandates,
    pages,
    payments,
    procedures,
    proposals,
    registry,
    signature,
    territory,
    users,
)

FAMILIES: tuple[Family, ...] = (
    accounts.family,
    users.family,
    proposals.family,
    territory.family,
    procedures.family,
    dossiers.family,
    mandates.family,
    documents.family,
    registry.family,
    cases.family,
    payments.family,
    signature.family,
    health.family,
    pages.family,
)
