"""Run the card house: `python -m simulators.card_provider`."""

import logging

from environs import Env
from werkzeug.serving import make_server

from simulators.card_provider.app import create_app
from simulators.card_provider.callbacks import Retries
from simulators.card_provider.house import CardHouse


def main() -> None:
    """Serve on the loopback, unless another address is given, until killed; the state stays in the folder."""
    env = Env()
    logging.basicConfig(level=env.str("LOG_LEVEL", "INFO"))
    store_key = env.path("CARD_STORE_KEY_FILE").read_text("utf-8").strip()
    house = CardHouse(env.path("CARD_PROVIDER_FOLDER"), env.str("CARD_CLIENT_ID"), store_key)
    Retries(house.callbacks, env.float("CARD_PROVIDER_RETRY_SECONDS", 1.0)).start()
    make_server(env.str("SIMULATOR_ADDRESS", "127.0.0.1"), env.int("CARD_PROVIDER_PORT"), create_app(house), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
