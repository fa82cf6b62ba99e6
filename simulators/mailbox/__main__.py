"""Run the mailbox: `python -m simulators.mailbox`."""

import logging

from environs import Env
from werkzeug.serving import make_server

from simulators.mailbox.faults import Faults
from simulators.mailbox.letters import Letters
from simulators.mailbox.pages import create_app
from simulators.mailbox.smtp import serve


def main() -> None:
    """Serve SMTP and HTTP on the loopback, unless another address is given, until killed; the messages stay in the folder."""
    env = Env()
    logging.basicConfig(level=env.str("LOG_LEVEL", "INFO"))
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every word of every dialogue
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # whose messages are read stands in the address
    letters, faults = Letters(env.path("MAILBOX_FOLDER")), Faults()
    address = env.str("SIMULATOR_ADDRESS", "127.0.0.1")
    serve(letters, faults, env.int("MAILBOX_SMTP_PORT"), address)
    make_server(address, env.int("MAILBOX_HTTP_PORT"), create_app(letters, faults), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
