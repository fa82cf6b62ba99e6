"""Lines of the log, as a process writes them."""

import json
import os
import subprocess
import sys
import traceback

import pytest

from chassis.parking import gist

TALK = """
import logging
from chassis import trace
from chassis.log import configure, log

configure("sample", "INFO")
trace.begin("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
log.debug("not-said")
log.info("permit-signed", dossier="d-1", ms=1.5)
log.info("half-a-letter", text="\\ud800", thing=object())
try:
    raise RuntimeError("secret" + chr(0x0628))
except RuntimeError:
    log.exception("call-failed", method="sign")
logging.getLogger("library").warning("said %s", "by another")
"""


def test_every_line_is_one_object_whoever_says_it_and_whatever_is_in_it() -> None:
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", TALK], check=True, capture_output=True).stdout.splitlines()

    lines = [json.loads(line) for line in said]
    assert [line["event"] for line in lines] == ["permit-signed", "half-a-letter", "call-failed", "said by another"]
    assert {(line["service"], line["trace_id"]) for line in lines} == {("sample", "0af7651916cd43dd8448eb211c80319c")}
    assert [line["level"] for line in lines] == ["info", "info", "error", "warning"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert (lines[0]["ms"], lines[1]["text"], "RuntimeError" in lines[2]["exception"]) == (1.5, "\ud800", True)


IN_VAIN = """
import logging, os, sys
from chassis.log import LOST, configure, log

configure("sample", "INFO")
{before}
for _ in range(2000):  # more than any buffer holds
    log.info("permit-signed", dossier="d-1")
    logging.getLogger("library").warning("said by another")
os.write(2, b"lost %d" % LOST._value.get())
os._exit(0)  # the interpreter's own flush at the end is not ours to mend
"""


@pytest.mark.parametrize(
    "before", ["", "sys.stdout.close()", "sys.stdout.close(); sys.stderr.close()"], ids=["no reader", "closed", "all closed"]
)
def test_a_line_that_cannot_be_written_is_counted_and_fails_nothing(before: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as broken:
        run = subprocess.run([sys.executable, "-c", IN_VAIN.format(before=before)], stdout=broken, stderr=subprocess.PIPE)

    assert (run.returncode, run.stderr) == (0, b"lost 4000")


def test_the_gist_of_an_error_is_the_line_that_says_what_happened() -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError as error:
            raise ValueError("no such commune\n  and more") from error
    except ValueError as error:
        traced = "".join(traceback.format_exception(error))

    assert gist(traced) == "ValueError: no such commune"
    assert gist("malformed: no JSON\nat all") == "malformed: no JSON"
    assert gist("") == ""
