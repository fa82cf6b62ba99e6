"""What the carriers have delivered: letters in the mailbox, SMS in the folder of the development provider."""

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from deploy.local.platform import Platform


class Parcel(NamedTuple):
    """One message to one address, as a carrier has it in hand."""

    channel: str
    message: str
    address: str


def delivered(platform: Platform) -> Counter[Parcel]:
    """Count how many times each message was delivered; a folder keeps an SMS once."""
    return letters(platform) + texts(platform)


def letters(platform: Platform) -> Counter[Parcel]:
    """Read the mailbox's own book of deliveries; letters are named by their Message-ID, so that a second one is the same letter again."""
    book = Path(platform.processes.environment("mailbox")["MAILBOX_FOLDER"]) / "deliveries.jsonl"
    found = (json.loads(line) for line in book.read_text("utf-8").splitlines())
    return Counter(Parcel("mail", each["message_id"].strip("<>").partition("@")[0], ", ".join(each["to"])) for each in found)


def texts(platform: Platform) -> Counter[Parcel]:
    """Read the folder that the provider was given."""
    folder = Path(platform.processes.environment("notification")["SMS_FOLDER"])
    found = (json.loads(file.read_text("utf-8")) for file in folder.glob("*.json"))
    return Counter(Parcel("sms", each["id"], each["to"]) for each in found)
