"""What the notification service alone reads from its environment."""

from dataclasses import dataclass
from pathlib import Path

from environs import Env


@dataclass(frozen=True, kw_only=True)
class NotificationSettings:
    """Which mail server takes our mails, as whom we write, where development SMS go, and where links lead."""

    smtp_url: str
    mail_from: str
    sms_folder: Path
    public_url: str


def read_notification_settings(env: Env | None = None) -> NotificationSettings:
    """Read the settings of notification; a missing variable stops the process at once, by name."""
    env = env or Env()
    return NotificationSettings(
        smtp_url=env.str("SMTP_URL"),
        mail_from=env.str("MAIL_FROM"),
        sms_folder=env.path("SMS_FOLDER"),
        public_url=env.str("PUBLIC_URL").rstrip("/"),
    )
