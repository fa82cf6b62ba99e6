"""
Custody: a key officer proposes a key for a signatory, a second one confirms it; the signatory takes possession with a PIN of his own.

Each officer is known here by his own token, not by what the service tells. The key itself is generated when its holder activates it:
nobody, key officer included, ever holds a key that opens without his PIN.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.serialization import Encoding

from chassis.paging import ID, page, page_size, read_mark
from chassis.places import place_in, within
from contracts.calls.shapes import Page
from contracts.calls.signature import KeyLetterView, SigningKeyView
from contracts.calls.signer import ToldKeyView
from contracts.identifiers import new_id
from contracts.people import Principal, Role
from services.signature import vault
from services.signature.activation import Recipient
from services.signature.authority import Authority
from services.signature.ceremony import check_in_office
from services.signature.domain.keys import Signatory, SigningKey
from services.signature.domain.pins import check_pin
from services.signature.domain.refusals import ActivationUsed, KeyUnknown, SigningKeyExists, WrongActivationCode
from services.signature.keystore import Keystore
from services.signature.letters import Letters
from services.signature.views import key_view

OFFICER = Role.KEY_OFFICER
KEEPERS = (OFFICER, Role.ADMINISTRATOR)  # who may withdraw a key; officers alone have one made
READERS = (*KEEPERS, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class Custody:
    """What the life of a key needs."""

    engine: sa.Engine
    keystore: Keystore
    recipient: Recipient
    authority: Authority
    letters: Letters
    now: Callable[[], datetime]

    def propose_key(self, caller: Principal, signatory: Signatory, act: str) -> ToldKeyView:
        """Propose a key for a signatory, under an administrative act; proposed again by the same officer, it is the same key."""
        holder, commune = signatory.account, signatory.commune
        caller.must_hold(OFFICER, over=commune)
        with self.engine.begin() as connection:
            present, now = vault.find_key(connection, holder, commune), self.now()
            wanted = SigningKey(
                id=new_id(),
                holder=holder,
                holder_name=signatory.full_name.strip(),
                commune=commune,
                role=signatory.office(),
                act=act.strip(),
                proposed_by=caller.account,
                proposed_at=now,
            )
            wanted.check_proposal()
            if present is not None:
                present.notice_time(now)
                vault.save_key(connection, present)
            if vault.add_key(connection, wanted):
                return told(connection, wanted)
            present = vault.find_key(connection, holder, commune)
            if present is None or not present.is_proposed_as(wanted):
                raise SigningKeyExists
            return told(connection, present)

    def confirm_key(self, caller: Principal, key_id: str) -> ToldKeyView:
        """Let a proposed key be made: a second officer whose territory covers it says so."""
        caller.must_have(OFFICER)
        with self.engine.begin() as connection:
            key = vault.load_key(connection, key_id)
            if not caller.holds(OFFICER, over=key.commune):
                raise KeyUnknown
            key.confirm(caller.account, self.now())
            vault.save_key(connection, key)
            return told(connection, key)

    def letter(self, caller: Principal, key_id: str) -> KeyLetterView:
        """Give what the letter to the holder says, to the officer who confirmed the key, until its holder has taken it."""
        caller.must_have(OFFICER)
        with self.engine.begin() as connection:
            key = vault.load_key(connection, key_id)
        if key.confirmed_by != caller.account or not caller.holds(OFFICER, over=key.commune):
            raise KeyUnknown
        key.check_activable()
        return self.letters.write(key)

    def activate_key(self, caller: Principal, key_id: str, sealed: str) -> SigningKeyView:
        """Put a key in its holder's hand: he has sealed the code of his letter and a PIN; a repetition gives the same answer."""
        activation = self.recipient.open_possession(sealed)
        check_pin(activation.pin)
        with self.engine.begin() as connection:
            key, now = self._own_key(connection, caller, key_id), self.now()
            earlier = vault.outcome_of(connection, activation.digest, key.id)
            if earlier is not None:
                return _activated(earlier)
            key.check_activable()
            if not self.letters.fits(key, activation.code):
                raise WrongActivationCode
            public_key, stored = self.keystore.generate(key.owner(), activation.pin)
            certificate = self.authority.certify(key, public_key, now)
            pem = certificate.public_bytes(Encoding.PEM).decode()
            key.activate(pem, f"{certificate.serial_number:x}", certificate.not_valid_after_utc, now)
            vault.save_key(connection, key)
            vault.keep_stored(connection, key.id, stored)
            vault.use_activation(connection, activation.digest, key.id, {"activated": key_view(key)})
        return key_view(key)

    def revoke_key(self, caller: Principal, key_id: str) -> SigningKeyView:
        """Withdraw a key, or its proposal: its holder may, and the keepers of its territory."""
        with self.engine.begin() as connection:
            key = vault.load_key(connection, key_id)
            if caller.account != key.holder and not caller.holds(*KEEPERS, over=key.commune):
                raise KeyUnknown
            key.revoke()
            vault.save_key(connection, key)
        return key_view(key)

    def keys(self, caller: Principal, limit: int, cursor: str | None) -> Page[SigningKeyView]:
        """List the caller's own keys, and for keepers and auditors those of their territory."""
        limit, after, now = page_size(limit), read_mark(cursor, ID.fullmatch), self.now()
        with self.engine.connect() as connection:
            found = vault.find_keys(connection, _visible_to(caller), after, limit + 1)
        for key in found:
            key.notice_time(now)
        return page(found, limit, lambda key: key.id, key_view)

    def _own_key(self, connection: sa.Connection, caller: Principal, key_id: str) -> SigningKey:
        key = vault.load_key(connection, key_id)
        if key.holder != caller.account:
            raise KeyUnknown
        check_in_office(caller, key)
        return key


def told(connection: sa.Connection, key: SigningKey) -> ToldKeyView:
    """Write a key with who else must be told of it: `sitting_holders`, whose active keys sign for the commune today."""
    return {**key_view(key), "sitting_holders": vault.find_sitting_holders(connection, key)}


def _activated(outcome: dict[str, Any]) -> SigningKeyView:
    if "activated" not in outcome:
        raise ActivationUsed
    return msgspec.convert(outcome["activated"], SigningKeyView)


def _visible_to(caller: Principal) -> sa.ColumnElement[bool]:
    keys = vault.signing_keys.c
    return sa.or_(keys.holder == caller.account, within(place_in(keys.commune), caller.of(*READERS)))
