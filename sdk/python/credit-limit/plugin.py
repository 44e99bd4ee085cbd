"""The sample in Python: refuses what would take a customer over the limit, and raises the limit."""

from decimal import Decimal

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import ledger, records
from wit_world.imports import types as t

LIMIT = "credit_limit__limit"


class KeelHooksGuest(exports.KeelHooksGuest):
    def before(self, hook, change):
        role = records.Condition("role", records.Operator.EQUAL, [t.Value_Text("receivable")])
        page = records.find(records.Query("account", [role], None, [], 500, None))
        receivable = {account.id for account in page.records}
        debts = {}
        for line in rows(change.new, "lines"):
            contact = value(line, "contact") or value(change.new, "contact")
            if contact and value(line, "account") in receivable:
                debts[contact] = debts.get(contact, 0) + value(line, "company_amount").minor
        ids = list(debts)
        if not ids:
            return []
        contacts = records.get("contact", ids)
        for contact, balance in zip(contacts, ledger.open_balances(ids)):
            limit = value(contact, LIMIT)
            after = Decimal(balance.receivable.minor + debts[contact.id]).scaleb(-2)
            if limit and debts[contact.id] > 0 and after > Decimal(limit.coefficient).scaleb(-limit.scale):
                message = f"{value(contact, 'name')} would owe {after}: raise the limit or take less."
                raise Err(t.Fault(t.FaultKind.REFUSED, "credit-limit.over", message, "/lines", [], []))
        return []

    def after(self, hook, change):
        return None


class KeelActionsGuest(exports.KeelActionsGuest):
    def run(self, action, target, input):
        limit = t.Field(LIMIT, t.Value_Decimal(value(input, "limit")))
        records.update("contact", [records.Change(target.id, target.version, t.Body([limit], []))])
        balance = ledger.open_balances([target.id])[0]
        owed = t.Value_Decimal(t.Decimal(balance.receivable.minor, 2))
        return t.Body([t.Field("open", owed)], [])


def value(fields, name):
    for field in fields.fields:
        if field.name == name:
            return getattr(field.value, "value", None)
    return None


def rows(document, name):
    return next((one.rows for one in document.collections if one.name == name), [])
