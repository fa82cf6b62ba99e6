"""What the notification service alone reads from its environment. The password of the mail server comes in a file, or in its address."""

from dataclasses import dataclass, field
from pathlib import Path

from environs import Env


@dataclass(frozen=True, kw_only=True)
class NotificationSettings:
    """Which mail server takes our mails, as whom we write, where development SMS go, and where links lead."""

    smtp_url: str = field(repr=False)  # it may hold a password
    smtp_password: str = field(default="", repr=False)
    smtp_ca_file: str = ""  # PEM; the system's authorities when empty
    mail_from: str
    sms_folder: Path
    public_url: str


def read_notification_settings(env: Env | None = None) -> NotificationSettings:
    """Read the settings of notification; a missing variable stops the process at once, by name."""
    env = env or Env()
    return NotificationSettings(
        smtp_url=env.str("SMTP_URL"),
        smtp_password=_content_of(env.str("SMTP_PASSWORD_FILE", "")),
        smtp_ca_file=env.str("SMTP_CA_FILE", ""),
        mail_from=env.str("MAIL_FROM"),
        sms_folder=env.path("SMS_FOLDER"),
        public_url=env.str("PUBLIC_URL").rstrip("/"),
    )


def _content_of(file: str) -> str:
    """Read a secret from its file; no file, no secret."""
    return Path(file).read_text("utf-8").rstrip("\r\n") if file else ""
