"""What signature refuses, in the words of the domain; each code has its texts in `texts/problems/`."""

from contracts.refusals import Conflict, Forbidden, Invalid, NotFound


class RequestUnknown(NotFound):
    """There is no such signature request, or the caller's territory does not cover its commune."""

    code = "signature-request-unknown"


class DecisionMissing(Conflict):
    """No favourable decision has been reached on the file."""

    code = "decision-missing"


class FeesUnpaid(Conflict):
    """What is due on the file is not settled: an unpaid permit is never signed."""

    code = "fees-unpaid"


class OpinionsMissing(Conflict):
    """A body whose words are to be signed has not spoken yet."""

    code = "opinions-missing"


class PartiesUnknown(Conflict):
    """Whose file it is has not been told yet."""

    code = "parties-unknown"


class DocumentMissing(Conflict):
    """The permit document has not been prepared yet."""

    code = "document-missing"


class AlreadySigned(Conflict):
    """The permit of this file is signed; it is signed once."""

    code = "already-signed"


class FileWithdrawn(Conflict):
    """The applicant has taken the file back."""

    code = "file-withdrawn"


class CeremonySize(Invalid):
    """A ceremony signs between 1 and 100 different requests."""

    code = "ceremony-size"


class CeremonyMixesCommunes(Invalid):
    """A ceremony signs in one office: for one commune, or for one agency, as its key does."""

    code = "ceremony-mixes-communes"


class KeyUnknown(NotFound):
    """There is no such key, or it belongs to somebody else."""

    code = "signing-key-unknown"


class NoUsableKey(Conflict):
    """The caller has no active key for this commune, or this agency."""

    code = "signing-key-missing"


class HolderOutOfOffice(Forbidden):
    """The holder of the key has not, or no longer, the office under which it signs."""

    code = "holder-out-of-office"


class KeyNotConfirmed(Conflict):
    """The key was proposed by one key officer; until another confirms it, there is none."""

    code = "signing-key-not-confirmed"


class KeyNotProposed(Conflict):
    """The key no longer waits for a confirmation: another officer gave it, or the key was withdrawn."""

    code = "signing-key-not-proposed"


class KeyNeedsSecondOfficer(Forbidden):
    """Who proposed a key does not confirm it: that takes a second person."""

    code = "signing-key-needs-second-officer"


class KeyForOneself(Forbidden):
    """Nobody has a key made for himself."""

    code = "signing-key-for-oneself"


class ActRefused(Invalid):
    """The administrative act under which a key is made is named by 1 to `maximum` printable characters."""

    code = "act-refused"


class WrongActivationCode(Forbidden):
    """The activation code is not the one on the letter that came with this key."""

    code = "wrong-activation-code"


class SigningKeyExists(Conflict):
    """The signatory already has a key for this commune, or this agency: proposed, waiting or active."""

    code = "signing-key-exists"


class KeyAlreadyActive(Conflict):
    """The key is already in its holder's possession."""

    code = "key-already-active"


class KeyLocked(Conflict):
    """Too many wrong PINs: the key is locked for good and a new one is needed."""

    code = "key-locked"


class KeyRevoked(Conflict):
    """The key was revoked."""

    code = "key-revoked"


class KeyExpired(Conflict):
    """The certificate of the key has expired."""

    code = "key-expired"


class HolderNameRefused(Invalid):
    """The holder's name cannot stand in a certificate: 1 to 64 printable characters (RFC 5280, ub-common-name)."""

    code = "holder-name-refused"


class PinTooWeak(Invalid):
    """The PIN is not 6 to 12 digits, or is among those that one guesses first."""

    code = "pin-too-weak"


class WrongPin(Forbidden):
    """The PIN is wrong; `left` attempts remain before the key is locked."""

    code = "wrong-pin"


class ActivationUnreadable(Invalid):
    """The activation is not an ECDH-ES + A256GCM message to the signer's key with the expected content."""

    code = "activation-unreadable"


class ActivationForAnotherKey(Conflict):
    """The activation is sealed to a key that is not the signer's, or no longer: `kid` names the one that is."""

    code = "activation-for-another-key"


class ActivationMismatch(Forbidden):
    """The activation names other documents than those that are asked to be signed."""

    code = "activation-mismatch"


class ActivationUsed(Conflict):
    """The activation has served; each serves once."""

    code = "activation-used"


class DocumentAltered(Conflict):
    """What is at rest under this SHA-256 is not what was prepared, or is not a PDF that can be signed."""

    code = "document-altered"


class SignedDocumentUnknown(NotFound):
    """No signed permit has this number or this fingerprint."""

    code = "signed-document-unknown"
