// The sample in JavaScript: refuses what would take a customer over the limit, and raises the limit.
// Amounts are BigInt minor units; a JS number would lose cents.
import { get, find, update } from "keel:records/records@1.0.0";
import { openBalances } from "keel:ledger/ledger@1.0.0";

// Every interface that the host calls is named `guest`, so each is exported by its whole name.
export { hooks as "keel:hooks/guest@1.0.0", actions as "keel:actions/guest@1.0.0" };

const LIMIT = "credit_limit__limit";

const hooks = {
  before(hook, change) {
    const receivable = find({
      recordType: "account",
      conditions: [{ field: "role", operator: "equal", values: [{ tag: "text", val: "receivable" }] }],
      search: undefined,
      sort: [],
      limit: 500,
      after: undefined,
    }).records.map((account) => account.id);
    const debts = new Map();
    const lines = change.new.collections.find((one) => one.name === "lines")?.rows ?? [];
    for (const line of lines) {
      const contact = value(line, "contact") ?? value(change.new, "contact");
      if (!contact || !receivable.includes(value(line, "account"))) continue;
      debts.set(contact, (debts.get(contact) ?? 0n) + value(line, "company_amount").minor);
    }
    const ids = [...debts.keys()];
    if (ids.length === 0) return [];
    const contacts = get("contact", ids);
    openBalances(ids).forEach((open, at) => {
      const limit = value(contacts[at], LIMIT);
      const after = open.receivable.minor + debts.get(ids[at]);
      if (limit && debts.get(ids[at]) > 0n && after * 10n ** BigInt(limit.scale) > limit.coefficient * 100n) {
        const name = value(contacts[at], "name");
        throw refused("credit-limit.over", `${name} would be over the limit: raise the limit or take less.`, "/lines");
      }
    });
    return [];
  },
  after() {},
};

const actions = {
  run(action, target, input) {
    const limit = value(input, "limit");
    const set = { fields: [{ name: LIMIT, value: { tag: "decimal", val: limit } }], collections: [] };
    update("contact", [{ id: target.id, version: target.version, body: set }]);
    const [open] = openBalances([target.id]);
    const amount = { coefficient: open.receivable.minor, scale: 2 };
    return { fields: [{ name: "open", value: { tag: "decimal", val: amount } }], collections: [] };
  },
};

function value(fields, name) {
  return fields.fields.find((field) => field.name === name)?.value.val;
}

function refused(code, message, pointer) {
  return { kind: "refused", code, message, pointer, arguments: [], fields: [] };
}
