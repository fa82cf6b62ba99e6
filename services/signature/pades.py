"""
PAdES baseline B-B signatures (ETSI EN 319 142-1) in PDF documents, ECDSA P-256 with SHA-256, by pyHanko.

The key stays an open object and the room for the signature is reserved beforehand, so that a signature costs some 10 ms (pyHanko's
plain `sign_pdf` parses the key and makes a trial signature each time). pyHanko runs an event loop of its own: never call this in an
eventlet process (ADR 0007). What is seen of a signature is in `appearance.py`.
"""

import io
from collections.abc import Iterator
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import attributes, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError, as_signing_certificate_v2
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.signature.appearance import box_of, stamp_of
from services.signature.domain.keys import SignBytes

FIELD = "Signature"
RESERVED_BYTES = 8192  # hexadecimal digits: twice the size of a signature with two certificates
LONGEST_ECDSA_P256 = 72  # bytes, DER


class NotSignable(Exception):
    """The bytes are not a PDF that can carry one more signature."""


class SignedAttributes(attributes.SignedAttributeProviderSpec):
    """What is signed beside the document's digest: the certificate (RFC 5035), described once for all documents of a ceremony."""

    def __init__(self, certificate: asn1_x509.Certificate) -> None:
        """Describe `certificate`."""
        self._certificate = DescribedCertificate(certificate)

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterator[attributes.CMSAttributeProvider]:
        """Give that; a time of signing stands in the document (PAdES, ETSI EN 319 142-1, 5.3)."""
        yield self._certificate


class DescribedCertificate(attributes.SigningCertificateV2Provider):
    """The signing certificate as octets read back: to encode them takes three times as long as to sign."""

    def __init__(self, certificate: asn1_x509.Certificate) -> None:
        """Describe `certificate` now."""
        super().__init__(certificate)
        self._octets = as_signing_certificate_v2(certificate).dump()

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        """Give the description, for one signature."""
        return tsp.SigningCertificateV2.load(self._octets)


class OpenKeySigner(signers.Signer):
    """Lets pyHanko sign with a key that stays where it is."""

    def __init__(self, sign: SignBytes, certificate: x509.Certificate, authority: x509.Certificate) -> None:
        """Sign by `sign`, in the name of `certificate`, which `authority` issued; pyHanko adds the former to those of the registry."""
        above = SimpleCertificateStore.from_certs([_for_pyhanko(authority)])
        super().__init__(signing_cert=_for_pyhanko(certificate), cert_registry=above, embed_roots=True)
        self.signed_attr_prov_spec = SignedAttributes(_for_pyhanko(certificate))
        self._sign = sign

    async def signed_attrs(self, *about: Any, **options: Any) -> cms.CMSAttributes:
        """Give the attributes to be signed as octets read back: asn1crypto encodes what it has built anew at each look."""
        built = await super().signed_attrs(*about, **options)
        return cms.CMSAttributes.load(built.dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign the CMS signed attributes."""
        if digest_algorithm != "sha256":
            raise ValueError(f"the key signs SHA-256 only, not {digest_algorithm}")
        return bytes(LONGEST_ECDSA_P256) if dry_run else self._sign(data)


def sign_pdf(document: bytes, signer: OpenKeySigner, place: str, appearance: PdfFileReader) -> bytes:
    """Give `document` with one more signature over all of it, made for `place` (a code), seen as `appearance`; raise `NotSignable`."""
    metadata = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, location=place)
    signed = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(document))
        style, field = stamp_of(appearance), box_of(FIELD)
        pdf_signer = signers.PdfSigner(metadata, signer, stamp_style=style, new_field_spec=field)
        pdf_signer.sign_pdf(writer, output=signed, bytes_reserved=RESERVED_BYTES)
    except (PdfError, SigningError) as error:
        raise NotSignable(str(error)) from error
    return signed.getvalue()


def _for_pyhanko(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
