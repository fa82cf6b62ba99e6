"""What the accounts refuse, in their own words."""

from contracts.refusals import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class RegistrationRefused(Invalid):
    """What was typed to open an account breaks a rule; the reasons say which."""

    code = "registration-refused"


class GrantsRefused(Invalid):
    """The roles cannot be granted together, or not like this."""

    code = "grants-refused"


class PasswordRefused(Invalid):
    """The new password breaks a rule."""

    code = "password-refused"


class CurrentPasswordWrong(Invalid):
    """The present password was not given right."""

    code = "password-not-changed"


class WrongCredentials(Unauthenticated):
    """No active account has this e-mail and this password."""

    code = "wrong-credentials"


class RefreshTokenRefused(Unauthenticated):
    """The refresh token is unknown, expired, revoked, or was used before."""

    code = "refresh-token-refused"


class EmailTaken(Conflict):
    """An account with this e-mail exists."""

    code = "email-taken"


class NationalIdTaken(Conflict):
    """An account of an official with this national identifier exists."""

    code = "national-id-taken"


class CitizenAccount(Conflict):
    """The account is a citizen's: an official gets an account of his own."""

    code = "citizen-account"


class NothingToApprove(Conflict):
    """The account does not wait for an approval."""

    code = "nothing-to-approve"


class ProfessionNotClaimable(Conflict):
    """The account is an official's, or has named its profession already."""

    code = "profession-not-claimable"


class AccountNotFound(NotFound):
    """There is no such account."""

    code = "account-not-found"


class EnoughAdministrators(Conflict):
    """The operator has opened two administrators: they appoint any other."""

    code = "enough-administrators"


class ProposalSettled(Conflict):
    """The proposal was confirmed, refused, or waited for too long."""

    code = "proposal-settled"


class ProposalOutdated(Conflict):
    """The account has changed since the proposal, or who proposed it has left his office."""

    code = "proposal-outdated"


class ProposalNotFound(NotFound):
    """There is no such proposal."""

    code = "proposal-not-found"


class OwnAccount(Forbidden):
    """Nobody grants, takes or approves anything of his own."""

    code = "own-account"


class SecondPersonNeeded(Forbidden):
    """The one who proposed does not confirm."""

    code = "second-person-needed"


class AwaitingApproval(Forbidden):
    """An administrator has not approved this professional yet."""

    code = "awaiting-approval"
