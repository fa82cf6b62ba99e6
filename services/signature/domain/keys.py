"""
A signing key: individual, nominative, for one office (a commune's, an agency's), in the hand of its holder alone.

Law 43-20 asks of an advanced signature that it be linked to its signatory alone, identify him, be made by means under his sole
control, and reveal any later change of what was signed.

It takes two people to have one made, neither of them its holder: one key officer proposes it under an administrative act, another confirms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.calls.signature import KeyStatus
from contracts.moves import Moves
from contracts.people import AUTHORITIES, Role
from contracts.refusals import Conflict
from services.signature.domain.refusals import (
    ActRefused,
    HolderNameRefused,
    HolderOutOfOffice,
    KeyAlreadyActive,
    KeyExpired,
    KeyForOneself,
    KeyLocked,
    KeyNeedsSecondOfficer,
    KeyNotConfirmed,
    KeyNotProposed,
    KeyRevoked,
    NoUsableKey,
    WrongPin,
)

Stored = dict[str, Any]
"""What a keystore keeps of a key, as JSON: useless without the PIN and the keystore's own secret."""

SignBytes = Callable[[bytes], bytes]
"""Signs a message with ECDSA P-256 over SHA-256; gives the DER signature."""

MAX_WRONG_PINS = 5
MAX_NAME = 64  # RFC 5280, ub-common-name
MAX_ACT = 200


LIVE = (KeyStatus.PROPOSED, KeyStatus.AWAITING_ACTIVATION, KeyStatus.ACTIVE)  # a signatory has one live key for one territory

WHY_NOT: dict[KeyStatus, type[Conflict]] = {
    KeyStatus.PROPOSED: KeyNotConfirmed,
    KeyStatus.AWAITING_ACTIVATION: NoUsableKey,
    KeyStatus.ACTIVE: KeyAlreadyActive,
    KeyStatus.LOCKED: KeyLocked,
    KeyStatus.REVOKED: KeyRevoked,
    KeyStatus.EXPIRED: KeyExpired,
}

KEY_MOVES = Moves(
    {
        ("confirm", KeyStatus.PROPOSED): KeyStatus.AWAITING_ACTIVATION,
        ("activate", KeyStatus.AWAITING_ACTIVATION): KeyStatus.ACTIVE,
        ("lock", KeyStatus.ACTIVE): KeyStatus.LOCKED,
        ("expire", KeyStatus.ACTIVE): KeyStatus.EXPIRED,
        ("revoke", KeyStatus.PROPOSED): KeyStatus.REVOKED,
        ("revoke", KeyStatus.AWAITING_ACTIVATION): KeyStatus.REVOKED,
        ("revoke", KeyStatus.ACTIVE): KeyStatus.REVOKED,
        ("revoke", KeyStatus.LOCKED): KeyStatus.REVOKED,
    },
    lambda move, status: KeyNotProposed() if move == "confirm" else WHY_NOT[status](),
)


@dataclass(frozen=True)
class Signatory:
    """For whom a key is made: an account, the name that the certificate will carry, and the office under which he signs."""

    account: str
    full_name: str
    commune: str  # or the agency, or the province, over which he has it
    role: str

    def office(self) -> Role:
        """Give the role under which he signs; raise `HolderOutOfOffice` unless it is one that does."""
        found = next((role for role in AUTHORITIES if role == self.role), None)
        if found is None:
            raise HolderOutOfOffice
        return found


@dataclass(kw_only=True)
class SigningKey:
    """
    One key of one signatory.

    `act` is the administrative act under which it is made, kept for ever with those who proposed and confirmed it (accounts).
    `certificate` is PEM text, empty until the activation; `role` is the office under which it signs, `commune` that over which it is held:
    for a director the code of his agency.
    """

    id: str
    holder: str  # account
    holder_name: str
    commune: str
    act: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    role: Role = Role.PRESIDENT
    status: KeyStatus = KeyStatus.PROPOSED
    wrong_pins: int = 0
    certificate: str = ""
    serial: str = ""  # of the certificate, hexadecimal
    activated_at: datetime | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a name that a certificate cannot carry."""
        if not 0 < len(self.holder_name.strip()) <= MAX_NAME or not self.holder_name.isprintable():
            raise HolderNameRefused

    def check_proposal(self) -> None:
        """Refuse a key that somebody proposes for himself, or under an act that nobody could find again."""
        if self.proposed_by == self.holder:
            raise KeyForOneself
        if not 0 < len(self.act.strip()) <= MAX_ACT or not self.act.isprintable():
            raise ActRefused(maximum=MAX_ACT)

    def confirm(self, officer: str, now: datetime) -> None:
        """Let the key be made, on the word of a second person who is neither its holder nor who proposed it; again, it changes nothing."""
        if officer == self.holder:
            raise KeyForOneself
        if officer == self.proposed_by:
            raise KeyNeedsSecondOfficer
        if self.status is KeyStatus.AWAITING_ACTIVATION and officer == self.confirmed_by:
            return
        self.status = KEY_MOVES.after("confirm", self.status)
        self.confirmed_by, self.confirmed_at = officer, now

    def notice_time(self, now: datetime) -> None:
        """Expire an active key whose certificate has run out."""
        if self.status is KeyStatus.ACTIVE and self.expires_at is not None and now >= self.expires_at:
            self.status = KEY_MOVES.after("expire", self.status)

    def check_usable(self, now: datetime) -> None:
        """Refuse to sign with a key that is not active; the refusal says why."""
        self.notice_time(now)
        if self.status is not KeyStatus.ACTIVE:
            raise WHY_NOT[self.status]

    def check_activable(self) -> None:
        """Refuse to activate a key twice, or after it was revoked."""
        KEY_MOVES.after("activate", self.status)

    def activate(self, certificate: str, serial: str, expires_at: datetime, now: datetime) -> None:
        """Put the key in its holder's hand, with the certificate that names him (PEM), good until `expires_at`."""
        self.status = KEY_MOVES.after("activate", self.status)
        self.certificate, self.serial, self.expires_at, self.activated_at = certificate, serial, expires_at, now

    def is_proposed_as(self, wanted: "SigningKey") -> bool:
        """Tell whether this is the very proposal that is made again, not confirmed yet."""
        same = (self.holder_name, self.act, self.proposed_by) == (wanted.holder_name, wanted.act, wanted.proposed_by)
        return self.status is KeyStatus.PROPOSED and same

    def owner(self) -> str:
        """Name the key together with its holder and commune: a key is sealed to this name and opens under no other."""
        return f"{self.id}|{self.holder}|{self.commune}"

    def revoke(self) -> None:
        """Withdraw the key: whatever it signed stays signed, it signs nothing more."""
        self.status = KEY_MOVES.after("revoke", self.status)

    def accept_pin(self) -> None:
        """Forget earlier mistakes after the right PIN."""
        self.wrong_pins = 0

    def count_wrong_pin(self) -> WrongPin | KeyLocked:
        """Count a wrong PIN, lock the key at the fifth, and give the refusal to raise once the count is kept."""
        self.wrong_pins += 1
        left = MAX_WRONG_PINS - self.wrong_pins
        if left > 0:
            return WrongPin(left=left)
        self.status = KEY_MOVES.after("lock", self.status)
        return KeyLocked()
