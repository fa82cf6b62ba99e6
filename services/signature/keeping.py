"""The life of keys, as the platform asks for it: the signer does each step, here it is announced."""

from datetime import datetime
from typing import Any

from chassis.announce import announce
from chassis.room import Room
from chassis.rpc import PUBLIC, Service, answer, command, question
from contracts.people import AUTHORITIES, Role
from contracts.signature import SigningKeyActivated, SigningKeyConfirmed, SigningKeyProposed

View = dict[str, Any]


class Keeping(Room):
    """What officers and holders do with keys."""

    signer = Service("signer")

    @command(Role.KEY_OFFICER, about=("holder", "commune", "role"))
    def propose_key(self, holder: str, holder_name: str, commune: str, act: str, role: str = Role.PRESIDENT) -> View:
        """Propose a key for a signatory of the caller's territory, under an administrative act; another officer must confirm it."""
        with self.db.begin() as session:
            key: View = self.signer.propose_key(holder=holder, holder_name=holder_name, commune=commune, act=act, role=role)
            proposed_at = datetime.fromisoformat(key["proposed_at"])
            announce(session, SigningKeyProposed(**_parties(key), proposed_by=key["proposed_by"], proposed_at=proposed_at))
            return answer(session, key)

    @command(Role.KEY_OFFICER)
    def confirm_key(self, key_id: str) -> View:
        """Let a key be made that another officer proposed."""
        with self.db.begin() as session:
            key: View = self.signer.confirm_key(key_id=key_id)
            officers = {"proposed_by": key["proposed_by"], "confirmed_by": key["confirmed_by"]}
            confirmed_at = datetime.fromisoformat(key["confirmed_at"])
            announce(session, SigningKeyConfirmed(**_parties(key), **officers, confirmed_at=confirmed_at))
            return answer(session, key)

    @question(Role.KEY_OFFICER)
    def key_letter(self, key_id: str) -> View:
        """Give what the letter to the holder says to the officer who confirmed the key; it is kept nowhere."""
        letter: View = self.signer.letter(key_id=key_id)
        return letter

    @command(*AUTHORITIES)
    def activate_key(self, key_id: str, activation: str) -> View:
        """Take possession of one's key."""
        with self.db.begin() as session:
            key: View = self.signer.activate_key(key_id=key_id, activation=activation)
            activated_at = datetime.fromisoformat(key["activated_at"])
            announce(
                session,
                SigningKeyActivated(key=key["id"], holder=key["holder"], commune=key["commune"], activated_at=activated_at),
            )
            return answer(session, key)

    @command(*AUTHORITIES, Role.KEY_OFFICER, Role.ADMINISTRATOR)
    def revoke_key(self, key_id: str) -> View:
        """Withdraw a key, or its proposal: what it signed stays signed, it signs nothing more."""
        with self.db.begin() as session:
            key: View = answer(session, self.signer.revoke_key(key_id=key_id))
        return key

    @question(*AUTHORITIES, Role.KEY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
    def keys(self, limit: int = 50, cursor: str | None = None) -> View:
        """List one's own keys; for keepers and auditors, those of their territory."""
        listed: View = self.signer.keys(limit=limit, cursor=cursor)
        return listed

    @question(PUBLIC)
    def recipient_key(self) -> View:
        """Give the JWK to which PINs and activations are sealed, with what vouches for it."""
        jwk: View = self.signer.recipient_key()
        return jwk

    @question(PUBLIC)
    def ca_certificate(self) -> View:
        """Give the certificate of the authority that names signatories: `{"certificate": PEM}`."""
        certificate: View = self.signer.ca_certificate()
        return certificate


def _parties(key: View) -> View:
    """Take out of the signer's answer whom a key concerns; who else holds one is told to them, and to nobody who asks."""
    return {
        "key": key["id"],
        "holder": key["holder"],
        "commune": key["commune"],
        "sitting_holders": tuple(key.pop("sitting_holders")),
    }
