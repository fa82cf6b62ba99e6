"""The gateway as a WSGI application, which `gateway/serving.py` serves."""

import json

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from chassis import log
from chassis.calls.client import RpcClient
from chassis.clock import SystemClock
from chassis.database import engine_for
from chassis.documents import DocumentStore
from chassis.tokens import verifier_for
from chassis.uploads import UploadStore
from gateway.api.asking import check_idempotency_key
from gateway.api.middleware import surround
from gateway.api.openapi import describe
from gateway.api.problems import answer_with_problems
from gateway.api.reading import JSON_LIMIT, MeasuredRequest
from gateway.api.resources import EXTENSION, Resources, Rpc
from gateway.api.routes import FAMILIES
from gateway.api.routes.pages import DESCRIPTION
from gateway.api.turnstile import identify_callers
from gateway.auth.accounts import Accounts
from gateway.auth.appointments import Appointments
from gateway.auth.keys import KeyRing
from gateway.auth.passwords import Passwords
from gateway.auth.places import level_of
from gateway.auth.sessions import Sessions
from gateway.insisting import Insisting
from gateway.settings import GatewaySettings, read_gateway_settings

NAME, VERSION = "gateway", "1"


def create_app() -> Flask:
    """Make the application of this process, from its environment."""
    settings = read_gateway_settings()
    log.configure(NAME, settings.platform.log_level)
    return app_with(open_resources(settings, RpcClient(settings.platform.amqp_url, NAME)))


def open_resources(settings: GatewaySettings, rpc: Rpc, passwords: Passwords | None = None) -> Resources:
    """Gather what routes work with."""
    engine, clock = engine_for(settings.platform.database_url, settings.platform.database_pool), SystemClock()
    keys = KeyRing(settings.keys_folder, settings.platform.jwks_file)
    hashed = passwords or Passwords()
    accounts = Accounts(engine=engine, passwords=hashed, clock=clock, level_of=level_of)
    return Resources(
        settings=settings,
        engine=engine,
        keys=keys,
        verifier=verifier_for(settings.platform.jwks_file),
        accounts=accounts,
        appointments=Appointments(accounts=accounts),
        sessions=Sessions(engine=engine, keys=keys, passwords=hashed, clock=clock),
        rpc=rpc,
        documents=DocumentStore(settings.platform.documents_url),
        uploads=UploadStore(settings.platform.documents_url),
        clock=clock,
    )


def app_with(resources: Resources) -> Flask:
    """Make the application around what its routes work with."""
    app = Flask("gateway", static_folder=None)
    app.request_class = MeasuredRequest
    app.url_map.merge_slashes = False  # a doubled slash is an unknown address, not a redirection
    app.config["MAX_CONTENT_LENGTH"] = JSON_LIMIT
    app.extensions[EXTENSION] = resources
    if resources.settings.trusted_proxies:
        hops = resources.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's documented way
    app.wsgi_app = Insisting(app.wsgi_app, rests=not resources.settings.trusted_proxies)  # type: ignore[assignment, method-assign]  # likewise
    surround(app)
    identify_callers(app, resources.settings.requests)
    app.before_request(check_idempotency_key)
    api = describe(app, VERSION)
    answer_with_problems(app)
    for family in FAMILIES:
        api.register_blueprint(family)
    app.extensions[DESCRIPTION] = json.dumps(api.spec.to_dict(), ensure_ascii=False)
    return app
