"""People, keys and a gateway for tests, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from chassis.calls.arguments import refuse_misfits, shape_of
from chassis.calls.wire import Context
from chassis.settings import Settings
from contracts.calls.definition import calls_of, room_of
from contracts.calls.describe import ROOMS
from contracts.people import Grant, Role
from contracts.refusals import Refusal
from gateway.app import app_with, open_resources
from gateway.auth.allowances import Allowance
from gateway.auth.domain import Account, AccountStatus
from gateway.auth.keys import make_key
from gateway.auth.operator import Operator
from gateway.auth.passwords import Passwords
from gateway.auth.registration import Registration
from gateway.settings import GatewaySettings, RequestLimits

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TAROUDANNT = "09.541.01.13"
TANGER = "01.511.01.0"
PASSWORD = "un mot de passe long"
DRAFT = {
    "id": "dossier-1",
    "status": "draft",
    "procedure": {"code": "building-permit-small", "version": "2026-02"},
    "commune": TAROUDANNT,
    "version": 3,
}
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
UNLIMITED = Allowance(burst=0, per_minute=0)
PEOPLE = count(100_000)
WITHOUT_LIMITS = RequestLimits()


def a_registration(**differences: str) -> Registration:
    """Make a request for an account that breaks no rule."""
    usual = Registration(
        full_name="Fatima Oubella",
        national_id="JB123456",
        phone="0661234567",
        email="fatima@exemple.ma",
        password=PASSWORD,
        locale="fr",
    )
    return replace(usual, **differences)


def typed(registration: Registration) -> dict[str, str]:
    """Give what a person types: what does not concern him is not even asked."""
    return {name: value for name, value in vars(registration).items() if value}


def an_account(*grants: Grant, **differences: Any) -> Account:
    """Make an account; an applicant's, when nothing is said."""
    usual = Account(
        id="account-1",
        email="fatima@exemple.ma",
        full_name="Fatima Oubella",
        national_id="JB123456",
        phone="+212661234567",
        locale="fr",
        password_hash=QUICK.hash(PASSWORD),
        grants=grants or (Grant(role=Role.APPLICANT),),
        standing=AccountStatus.ACTIVE,
        created_at=NOON,
    )
    return replace(usual, **differences)


SHAPES = {f"{room_of(room)}.{name}": shape_of(call) for room in ROOMS for name, call in calls_of(room).items()}


@dataclass
class Services:
    """Stands where the RPC client stands: answers as told, and remembers what it was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, Any], Context]] = field(default_factory=list)
    ready: bool = True

    def call(self, service: str, method: str, kwargs: dict[str, Any], context: Context) -> Any:
        """Give the answer prepared for `service.method`, or raise it; what does not fit its definition is no call."""
        name = f"{service}.{method}"
        refuse_misfits(kwargs, SHAPES[name])
        self.asked.append((name, kwargs, context))
        answer = self.answers.get(name, {"items": [], "next_cursor": None})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def is_ready(self) -> bool:
        """Tell what was prepared."""
        return self.ready

    def refuse(self, name: str, refusal: Refusal | Exception) -> None:
        """Prepare a refusal."""
        self.answers[name] = refusal


@dataclass
class Gateway:
    """A gateway on a real database, with services that answer as told."""

    app: Flask
    services: Services
    engine: sa.Engine
    folder: Path

    @property
    def client(self) -> FlaskClient:
        """Give somebody without a token."""
        return self.app.test_client()

    def person(self, role: Role = Role.APPLICANT, **grant: str) -> "Visitor":
        """Open an account, log it in, and give its owner."""
        accounts = self.app.extensions["rokhas"].accounts
        number = next(PEOPLE)
        email, national_id = f"{role}-{number}@exemple.ma", grant.get("national_id", f"JB{number}")
        if role in (Role.APPLICANT, Role.PROFESSIONAL):
            order_number = "CNOA-12" if role is Role.PROFESSIONAL else ""
            account = accounts.register(a_registration(email=email, national_id=national_id, order_number=order_number), role)
        else:
            given = Grant(role=role, territory=grant.get("territory", "national"), body=grant.get("body", ""))
            wish = a_registration(email=email, national_id=national_id)
            account = Operator(accounts=accounts).open(wish, [given], "Arrêté n° 1/2026", quietly=True)
        tokens = self.client.post("/v1/auth/login", json={"email": email, "password": PASSWORD}).json
        assert tokens is not None
        return Visitor(self.client, account, tokens["access_token"], tokens["refresh_token"])


def an_approved_architect(gateway: Gateway) -> "Visitor":
    """Give an architect who may act."""
    architect = gateway.person(Role.PROFESSIONAL)
    Operator(accounts=gateway.app.extensions["rokhas"].accounts).approve(architect.account.id)
    return architect


@dataclass
class Visitor:
    """Somebody with a token."""

    client: FlaskClient
    account: Account
    token: str
    refresh_token: str

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        """Send a request with the token: `visitor.post("/v1/dossiers", json=...)`."""

        def send(path: str, headers: Mapping[str, str] | None = None, **content: Any) -> Any:
            return getattr(self.client, verb)(path, headers={"Authorization": f"Bearer {self.token}", **(headers or {})}, **content)

        return send


def a_gateway(engine: sa.Engine, folder: Path, requests: RequestLimits = WITHOUT_LIMITS, **limits: Allowance) -> Gateway:
    """Open a gateway on a database, with new keys unless the folder has some; without limits, but for those that are named."""
    unlimited = dict.fromkeys(("tries", "tries_for_one_email", "mandates", "mandates_of_one_email"), UNLIMITED)
    if not (folder / "jwt").exists():
        make_key(folder / "jwt")
    platform = Settings(
        service="gateway",
        database_url=engine.url.render_as_string(hide_password=False),
        amqp_url="",
        jwks_file=folder / "jwt" / "jwks.json",
        documents_url=(folder / "documents").as_uri(),
        metrics_port=0,
        metrics_host="127.0.0.1",
        log_level="WARNING",
        workers=4,
        database_pool=12,
    )
    settings = GatewaySettings(
        platform=platform,
        keys_folder=folder / "jwt",
        public_url="http://localhost",
        upload_limit=1_000_000,
        requests=requests,
        trusted_proxies=0,
        **unlimited | limits,
    )
    services = Services()
    app = app_with(open_resources(settings, services, QUICK))
    app.testing = False
    return Gateway(app, services, engine, folder)
