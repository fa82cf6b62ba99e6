"""A signature and a withdrawal that cross: filing, which tells the applicant, and signature, which tells everybody, end with one truth."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.calls.filing import DossierStatus
from contracts.filing import DossierWithdrawn
from contracts.refusals import Conflict
from contracts.signature import PermitSigned
from services.filing.domain.dossier import Dossier
from services.filing.domain.standing import Stage
from tests.filing.makers import a_dossier
from tests.signature.makers import NOW, a_request, a_signature


def ready_dossier() -> Dossier:
    dossier = a_dossier(stage=Stage.FEES_ASSESSED)
    dossier.prepare_permit("PC-1", "a" * 64, None, NOW)
    return dossier


@given(st.lists(st.sampled_from(["sign", "withdraw", "filing-hears", "signature-hears"]), max_size=12))
def test_a_permit_is_valid_exactly_when_it_is_issued_in_every_order(steps: list[str]) -> None:
    dossier, request = ready_dossier(), a_request()
    signed: PermitSigned | None = None
    withdrawn: DossierWithdrawn | None = None

    for step in [*steps, "filing-hears", "signature-hears"]:  # in the end every fact is told
        try:
            if step == "sign":
                signed = request.sign(a_signature())
            elif step == "withdraw":
                withdrawn = dossier.withdraw(NOW + timedelta(seconds=1))
            elif step == "filing-hears" and signed:
                dossier.issue(signed.document, NOW)
            elif step == "signature-hears" and withdrawn:
                request.cancel(withdrawn.withdrawn_at)
        except Conflict:
            continue  # told to whoever asked

    assert request.is_valid == (dossier.status is DossierStatus.ISSUED) == (dossier.permit is not None)
    assert (request.withdrawn_at is not None) == (withdrawn is not None)
    assert (withdrawn is not None) == (dossier.status is DossierStatus.WITHDRAWN)
