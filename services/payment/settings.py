"""What the payment service alone reads from its environment. The store key comes in a file and is never logged."""

from dataclasses import dataclass, field

from environs import Env


@dataclass(frozen=True, kw_only=True)
class PaymentSettings:
    """Where the card page is, as whom we speak to it, and where it must answer."""

    methods: tuple[str, ...]  # offered to payers: `card`, `counter`
    card_provider_url: str
    card_client_id: str
    card_store_key: str = field(repr=False)
    public_url: str
    patience_minutes: int  # after which an unfinished attempt counts as abandoned


def read_payment_settings(env: Env | None = None) -> PaymentSettings:
    """Read the settings of payment; a missing variable stops the process at once, by name."""
    env = env or Env()
    return PaymentSettings(
        methods=tuple(env.list("PAYMENT_METHODS", ["card", "counter"])),
        card_provider_url=env.str("CARD_PROVIDER_URL").rstrip("/"),
        card_client_id=env.str("CARD_CLIENT_ID"),
        card_store_key=env.path("CARD_STORE_KEY_FILE").read_text("utf-8").strip(),
        public_url=env.str("PUBLIC_URL").rstrip("/"),
        patience_minutes=env.int("PAYMENT_PATIENCE_MINUTES", 90),
    )
