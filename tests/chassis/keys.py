"""Keys and tokens for tests: made as the gateway makes them, by other code."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.people import claimed


def claims(**changes: Any) -> dict[str, Any]:
    """Write the claims of a good token, with changes; a change to None takes the claim away."""
    now = int(time.time())
    good = {"iss": "https://rokhas.ma", "aud": "rokhas", "sub": "account-1", "iat": now, "exp": now + 600, "jti": "token-1"}
    said = good | {"offices": claimed("applicant")} | changes
    return {name: value for name, value in said.items() if value is not None}


def a_token(key: ec.EllipticCurvePrivateKey, kid: str = "k1", **changes: Any) -> str:
    """Sign a token."""
    said = claims(**changes)
    payload = json.dumps(said).encode()  # PyJWT's own encode refuses the wrong shapes that a forger would send
    return jwt.api_jws.encode(payload, key, algorithm="ES256", headers={"kid": kid, "typ": "at+jwt"})


def publish(keys: Mapping[str, ec.EllipticCurvePrivateKey], file: Path) -> Path:
    """Write the public keys as a JWKS."""
    algorithm = jwt.algorithms.ECAlgorithm
    entries = [json.loads(algorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": "ES256"} for kid, key in keys.items()]
    file.write_text(json.dumps({"keys": entries}))
    return file
