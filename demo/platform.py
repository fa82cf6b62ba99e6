"""Find the running platform and its people."""

from demo.people import Cast
from deploy.local.platform import Platform


def cast(patience: float = 0.0) -> Cast:
    """Give the people of the running platform; refuse, saying what to do, when none runs."""
    platform = Platform.running()
    return Cast.of(platform.base_url, platform.addresses.mailbox_url, platform.folder.accounts, patience)
