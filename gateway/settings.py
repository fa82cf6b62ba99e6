"""What the gateway alone reads from its environment, beside what every process reads."""

from dataclasses import dataclass
from pathlib import Path

from environs import Env

from chassis.settings import Settings, read_settings
from gateway.auth.allowances import Allowance

MEBIBYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class RequestLimits:
    """What one account and one address may ask of one process, by cost (a read is 1); 0 is without limit."""

    per_minute: int = 0  # of one account
    per_minute_from_one_address: int = 0  # whoever asks
    at_once: int = 0  # requests of one account in hand


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """Where the keys are, how the outside reaches us, and how much one caller may do."""

    platform: Settings
    keys_folder: Path
    public_url: str
    upload_limit: int  # bytes of one document, whatever its procedure allows
    tries: Allowance  # registrations and logins from one address
    tries_for_one_email: Allowance  # the same, with one e-mail
    mandates: Allowance  # for how many people one professional may ask a mandate
    mandates_of_one_email: Allowance  # how often a mandate may be asked of one person, whoever asks
    requests: RequestLimits = RequestLimits()
    trusted_proxies: int  # how many reverse proxies stand before us and name the caller's address


def read_gateway_settings(env: Env | None = None) -> GatewaySettings:
    """Read the settings of the gateway; a missing variable stops it at once, by name."""
    env = env or Env()
    return GatewaySettings(
        platform=read_settings(env),
        keys_folder=env.path("JWT_KEYS_FOLDER"),
        public_url=env.str("PUBLIC_URL").rstrip("/"),
        upload_limit=env.int("UPLOAD_LIMIT", 100 * MEBIBYTE),
        tries=_allowance(env, "TRIES_PER_MINUTE", 300),
        tries_for_one_email=_allowance(env, "TRIES_PER_MINUTE_FOR_ONE_EMAIL", 30),
        mandates=_allowance(env, "MANDATES_PER_MINUTE", 10),
        mandates_of_one_email=_allowance(env, "MANDATES_PER_MINUTE_OF_ONE_EMAIL", 5),
        requests=RequestLimits(
            per_minute=env.int("REQUESTS_PER_MINUTE", 600),
            per_minute_from_one_address=env.int("REQUESTS_PER_MINUTE_FROM_ONE_ADDRESS", 3000),
            at_once=env.int("REQUESTS_AT_ONCE", 8),
        ),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0),
    )


def _allowance(env: Env, name: str, default: int) -> Allowance:
    """Read how many tries a minute are allowed; as many may come at once. 0 lifts the limit."""
    per_minute = env.int(name, default)
    return Allowance(burst=per_minute, per_minute=per_minute)
