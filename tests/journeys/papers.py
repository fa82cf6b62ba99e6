"""What citizens and courts do with a PDF: read it, and check its signature with programs that are not ours."""

import re
import subprocess
from pathlib import Path

DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PDF_SIGNED_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def text_of(pdf: bytes) -> str:
    """Read the words of a PDF, with poppler; the marks of direction that it adds are left out."""
    return DIRECTIONS.sub("", run("pdftotext", "-", "-", given=pdf))


def pdfsig_says(permit: Path) -> str:
    """Let poppler judge the signature."""
    return run("pdfsig", "-nocert", str(permit))


def openssl_verifies(permit: bytes, authority: bytes, folder: Path) -> bool:
    """
    Let OpenSSL judge the signature: the CMS inside the PDF, over the bytes around it, up to our authority (DER).

    The purpose is set aside: S/MIME's is for e-mail, which is not what a signatory's certificate is for.
    """
    signed_bytes, cms = taken_apart(permit)
    (folder / "signed").write_bytes(signed_bytes)
    (folder / "cms").write_bytes(cms)
    (folder / "authority.der").write_bytes(authority)
    run("openssl", "x509", "-inform", "DER", "-in", str(folder / "authority.der"), "-out", str(folder / "authority.pem"))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(folder / "cms"), "-content", str(folder / "signed")]
    judged = subprocess.run(
        [*command, "-CAfile", str(folder / "authority.pem"), "-purpose", "any", "-out", "/dev/null"], capture_output=True, check=False
    )
    return judged.returncode == 0


def taken_apart(permit: bytes) -> tuple[bytes, bytes]:
    """Give the bytes that are signed, and the signature (CMS, DER), of a PDF with one signature (ISO 32000-2, 12.8)."""
    found = PDF_SIGNED_RANGE.search(permit)
    assert found, "the PDF carries no signature"
    start, length, again, rest = (int(figure) for figure in found.groups())
    hexadecimal = permit[start + length : again].strip(b"<>")
    return permit[start : start + length] + permit[again : again + rest], bytes.fromhex(hexadecimal.decode())


def run(*command: str, given: bytes = b"") -> str:
    """Run a program of the machine, and give what it prints."""
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode("utf-8", "replace")
