"""What a president's own device does: seal the PIN for the signer, bound to the very documents he has read (JWE, ECDH-ES)."""

import json
from typing import Any

from joserfc import jwe
from joserfc.jwk import ECKey

ALGORITHMS = ["ECDH-ES", "A256GCM"]


def seal(recipient: dict[str, Any], content: dict[str, Any]) -> str:
    """Encrypt `content` to the signer's public key; nobody in between can read it."""
    key = ECKey.import_key(recipient)
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": recipient.get("kid", "")}
    return jwe.encrypt_compact(header, json.dumps(content).encode(), key, algorithms=ALGORITHMS)
