"""What a problem document must hold (RFC 9457)."""

import httpx

from texts import problems as texts


def is_problem(answer: httpx.Response, status: int, code: str, language: str = "fr") -> bool:
    """Tell whether an answer is a whole problem document (RFC 9457), with our words for this code in this language."""
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == language
    assert problem["title"] == texts.text(code, language, {}).title
    assert {"type", "detail", "trace_id"} <= problem.keys()
    return bool(problem["type"].endswith(f"/{code}") and len(problem["trace_id"]) == 32)
