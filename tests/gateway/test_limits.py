"""Too many tries from one address."""

from pathlib import Path

import sqlalchemy as sa

from gateway.auth.allowances import Allowance
from tests.gateway.makers import PASSWORD, a_gateway


def test_whoever_tries_too_often_is_told_to_wait(database: sa.Engine, tmp_path: Path) -> None:
    client = a_gateway(database, tmp_path, tries=Allowance(burst=2, per_minute=2)).client
    typed = {"email": "fatima@exemple.ma", "password": PASSWORD}

    answers = [client.post("/v1/auth/login", json=typed) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].get_json(force=True)["code"] == "too-many-requests"


def test_who_insists_with_one_email_leaves_the_others_of_his_address_alone(database: sa.Engine, tmp_path: Path) -> None:
    tries, tries_for_one_email = Allowance(burst=3, per_minute=3), Allowance(burst=1, per_minute=1)
    client = a_gateway(database, tmp_path, tries=tries, tries_for_one_email=tries_for_one_email).client

    answers = [client.post("/v1/auth/login", json={"email": f"{name}@exemple.ma", "password": PASSWORD}) for name in "aaaaabcd"]

    assert [answer.status_code for answer in answers] == [401, 429, 429, 429, 429, 401, 401, 429]
