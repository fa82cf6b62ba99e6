"""The law as data: what each procedure asks. Public."""

from catalogue import procedures as law
from contracts.calls.shapes import Page
from gateway.api.door import Family, Json
from gateway.api.procedure import procedure_summary, procedure_view
from gateway.api.schemas.procedures import ProceduresQuery, ProcedureSummary, ProcedureView, VersionQuery

family = Family("procedures", "Procedures: form, documents, bodies, deadlines, fees, law")


@family.call("GET", "/v1/procedures", query=ProceduresQuery, gives=Page[ProcedureSummary])
def procedures(asked: Json) -> Json:
    """List the newest version of each procedure."""
    return {"items": [procedure_summary(each) for each in law.catalogue_of(asked["family"])], "next_cursor": None}


@family.call("GET", "/v1/procedures/<code>", query=VersionQuery, gives=ProcedureView)
def procedure(asked: Json, code: str) -> Json:
    """Show a procedure: its newest version, or the one named."""
    return procedure_view(law.load(code, asked.get("version")))
