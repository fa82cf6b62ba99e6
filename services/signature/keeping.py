"""The life of keys, as the platform asks for it: the signer does each step, here it is announced."""

from datetime import datetime
from typing import TypedDict

import msgspec

from chassis.announce import announce
from chassis.room import Room
from chassis.rpc import PUBLIC, answer, asked, command, question
from contracts.calls.shapes import Page
from contracts.calls.signature import CertificateView, KeyLetterView, RecipientKeyView, SigningKeyView
from contracts.calls.signer import Signer, ToldKeyView
from contracts.people import AUTHORITIES, Role
from contracts.signature import SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed


class Keeping(Room):
    """What officers and holders do with keys."""

    signer = asked(Signer)

    @command(Role.KEY_OFFICER, about=("holder", "commune", "role"))
    def propose_key(self, holder: str, holder_name: str, commune: str, act: str, role: str = Role.PRESIDENT) -> SigningKeyView:
        """Propose a key for a signatory of the caller's territory, under an administrative act; another officer must confirm it."""
        with self.db.begin() as connection:
            key = self.signer.propose_key(holder=holder, holder_name=holder_name, commune=commune, act=act, role=role)
            proposed_at = datetime.fromisoformat(key["proposed_at"])
            announce(connection, SigningKeyProposed(**_parties(key), proposed_by=key["proposed_by"], proposed_at=proposed_at))
            return answer(connection, _shown(key))

    @command(Role.KEY_OFFICER)
    def confirm_key(self, key_id: str) -> SigningKeyView:
        """Let a key be made that another officer proposed."""
        with self.db.begin() as connection:
            key = self.signer.confirm_key(key_id=key_id)
            officers = {"proposed_by": key["proposed_by"], "confirmed_by": key["confirmed_by"]}
            confirmed_at = _told(key["confirmed_at"])
            announce(connection, SigningKeyConfirmed(**_parties(key), **officers, confirmed_at=confirmed_at))
            return answer(connection, _shown(key))

    @question(Role.KEY_OFFICER)
    def key_letter(self, key_id: str) -> KeyLetterView:
        """Give what the letter to the holder says to the officer who confirmed the key; it is kept nowhere."""
        return self.signer.letter(key_id=key_id)

    @command(*AUTHORITIES)
    def activate_key(self, key_id: str, activation: str) -> SigningKeyView:
        """Take possession of one's key."""
        with self.db.begin() as connection:
            key = self.signer.activate_key(key_id=key_id, activation=activation)
            activated_at = _told(key["activated_at"])
            announce(
                connection,
                SigningKeyActivated(key=key["id"], holder=key["holder"], commune=key["commune"], activated_at=activated_at),
            )
            return answer(connection, key)

    @command(*AUTHORITIES, Role.KEY_OFFICER, Role.ADMINISTRATOR)
    def revoke_key(self, key_id: str) -> SigningKeyView:
        """Withdraw a key, or its proposal: what it signed stays signed, it signs nothing more."""
        with self.db.begin() as connection:
            return answer(connection, self.signer.revoke_key(key_id=key_id))

    @question(*AUTHORITIES, Role.KEY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
    def keys(self, limit: int = 50, cursor: str | None = None) -> Page[SigningKeyView]:
        """List one's own keys; for keepers and auditors, those of their territory."""
        return self.signer.keys(limit=limit, cursor=cursor)

    @question(PUBLIC)
    def recipient_key(self) -> RecipientKeyView:
        """Give the JWK to which PINs and activations are sealed, with what vouches for it."""
        return self.signer.recipient_key()

    @question(PUBLIC)
    def ca_certificate(self) -> CertificateView:
        """Give the certificate of the authority that names signatories."""
        return self.signer.ca_certificate()


class Parties(TypedDict):
    """Whom a key concerns."""

    key: str
    holder: str
    commune: str
    sitting_holders: tuple[str, ...]


def _parties(told: ToldKeyView) -> Parties:
    """Say whom a key concerns."""
    return {"key": told["id"], "holder": told["holder"], "commune": told["commune"], "sitting_holders": tuple(told["sitting_holders"])}


def _shown(told: ToldKeyView) -> SigningKeyView:
    """Leave out who else holds a key for the same place: they are told, and nobody who asks."""
    return msgspec.convert(told, SigningKeyView)


def _told(instant: str | None) -> datetime:
    """Read when the signer has done what it was asked."""
    if instant is None:
        raise TypeError("the signer does not say when")
    return datetime.fromisoformat(instant)
