//! The books: what must be true of entries, balances, settlements and reversals.

use super::Probe;

const ENTRIES: &str = "select count(*) from entry";
const LINES: &str = "select count(*) from entry_line";

/// Two lines or more.
pub const ENTRY_LINES: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number, count(l.line_no), cast(2 as bigint) from entry e \
            join company c on c.id = e.company_id left join entry_line l on l.entry_id = e.id \
            group by e.id, c.code, e.number having count(l.line_no) < 2",
};

/// Each entry sums to zero in each of its currencies.
pub const CURRENCY_BALANCE: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number || ' ' || l.currency, cast(sum(l.amount_minor) as bigint), \
            cast(0 as bigint) from entry_line l join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
            group by e.id, c.code, e.number, l.currency having sum(l.amount_minor) <> 0",
};

/// Each entry sums to zero in the company's currency.
pub const COMPANY_BALANCE: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number || ' ' || c.currency, cast(sum(l.company_minor) as bigint), \
            cast(0 as bigint) from entry_line l join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
            group by e.id, c.code, e.number, c.currency having sum(l.company_minor) <> 0",
};

/// A line in the company's currency has one amount.
pub const COMPANY_AMOUNT: Probe = Probe {
    covers: LINES,
    wrong: "select c.code || ' ' || e.number || ' line ' || cast(l.line_no as text), l.company_minor, l.amount_minor \
            from entry_line l join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
            where l.currency = c.currency and l.amount_minor <> l.company_minor",
};

/// An entry lies in its period, and its lines on its day.
pub const ENTRY_DAY: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number, cast(null as bigint), cast(null as bigint) from entry e \
            join company c on c.id = e.company_id join period p on p.id = e.period_id \
            where e.entry_on < p.starts_on or e.entry_on > p.ends_on or exists ( \
            select 1 from entry_line l where l.entry_id = e.id and l.entry_on <> e.entry_on)",
};

/// Journal, period and accounts are the company's own, and no account is a heading.
pub const ENTRY_COMPANY: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number, cast(null as bigint), cast(null as bigint) from entry e \
            join company c on c.id = e.company_id join period p on p.id = e.period_id join journal j on j.id = e.journal_id \
            where p.company_id <> e.company_id or j.company_id <> e.company_id or exists ( \
            select 1 from entry_line l join account a on a.id = l.account_id \
            where l.entry_id = e.id and (a.company_id <> e.company_id or a.is_group = true))",
};

/// Every kept balance is the sum of its lines, by period and by day, on both sides, in both currencies.
pub const ACCOUNT_BALANCE: Probe = Probe {
    covers: "select count(*) from account_balance",
    wrong: "select c.code || ' ' || a.code || ' ' || s.grain || ' ' || cast(s.starts_on as text) || ' ' || s.currency, \
            cast(sum(s.d) + sum(s.dc) - sum(s.c) - sum(s.cc) as bigint), cast(0 as bigint) from ( \
            select company_id, grain, starts_on, account_id, currency, debit_minor as d, credit_minor as c, \
            debit_company_minor as dc, credit_company_minor as cc from account_balance \
            union all \
            select e.company_id, 'day', e.entry_on, l.account_id, l.currency, \
            case when l.amount_minor > 0 then -l.amount_minor else 0 end, case when l.amount_minor < 0 then l.amount_minor else 0 end, \
            case when l.company_minor > 0 then -l.company_minor else 0 end, case when l.company_minor < 0 then l.company_minor else 0 end \
            from entry_line l join entry e on e.id = l.entry_id \
            union all \
            select e.company_id, 'period', p.starts_on, l.account_id, l.currency, \
            case when l.amount_minor > 0 then -l.amount_minor else 0 end, case when l.amount_minor < 0 then l.amount_minor else 0 end, \
            case when l.company_minor > 0 then -l.company_minor else 0 end, case when l.company_minor < 0 then l.company_minor else 0 end \
            from entry_line l join entry e on e.id = l.entry_id join period p on p.id = e.period_id \
            ) s join company c on c.id = s.company_id join account a on a.id = s.account_id \
            group by c.code, a.code, s.grain, s.starts_on, s.currency \
            having sum(s.d) <> 0 or sum(s.c) <> 0 or sum(s.dc) <> 0 or sum(s.cc) <> 0",
};

/// Every kept balance of a contact is the sum of its lines on the account.
pub const CONTACT_BALANCE: Probe = Probe {
    covers: "select count(*) from contact_balance",
    wrong: "select c.code || ' ' || a.code || ' ' || p.name, cast(sum(s.kept) as bigint), cast(sum(s.lines) as bigint) from ( \
            select contact_id, account_id, company_minor as kept, 0 as lines from contact_balance \
            union all \
            select contact_id, account_id, 0, company_minor from entry_line where contact_id is not null \
            ) s join account a on a.id = s.account_id join company c on c.id = a.company_id \
            join contact p on p.id = s.contact_id \
            group by c.code, a.code, p.name, s.contact_id having sum(s.kept) <> sum(s.lines)",
};

/// No line is settled beyond its amount, in its currency or the company's.
pub const OPEN_ITEM: Probe = Probe {
    covers: "select count(*) from reconciliation_match",
    wrong: "select c.code || ' ' || e.number || ' line ' || cast(l.line_no as text), cast(m.amount as bigint), l.amount_minor \
            from (select entry_id, line_no, sum(amount) as amount, sum(company) as company from ( \
            select m.debit_entry_id as entry_id, m.debit_line_no as line_no, m.amount_minor as amount, m.company_minor as company \
            from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id where r.undone_at is null \
            union all \
            select m.credit_entry_id, m.credit_line_no, -m.amount_minor, -m.company_minor \
            from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id where r.undone_at is null \
            ) s group by entry_id, line_no) m \
            join entry_line l on l.entry_id = m.entry_id and l.line_no = m.line_no \
            join entry e on e.id = l.entry_id join company c on c.id = e.company_id \
            where (l.amount_minor >= 0 and (m.amount < 0 or m.amount > l.amount_minor)) \
            or (l.amount_minor < 0 and (m.amount > 0 or m.amount < l.amount_minor)) \
            or (l.company_minor >= 0 and (m.company < 0 or m.company > l.company_minor)) \
            or (l.company_minor < 0 and (m.company > 0 or m.company < l.company_minor))",
};

/// Both ends of a match lie on the settlement's account, in one currency.
pub const MATCH_ACCOUNT: Probe = Probe {
    covers: "select count(*) from reconciliation_match",
    wrong: "select c.code || ' ' || e.number || ' line ' || cast(d.line_no as text), cast(null as bigint), cast(null as bigint) \
            from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id \
            join account a on a.id = r.account_id \
            join entry_line d on d.entry_id = m.debit_entry_id and d.line_no = m.debit_line_no \
            join entry_line k on k.entry_id = m.credit_entry_id and k.line_no = m.credit_line_no \
            join entry e on e.id = d.entry_id join company c on c.id = r.company_id \
            where d.account_id <> r.account_id or k.account_id <> r.account_id or d.currency <> k.currency \
            or a.company_id <> r.company_id or e.company_id <> r.company_id or a.reconcilable = false",
};

/// A reversal is its original with the other sign, line by line, in the same boxes and dimensions.
pub const REVERSAL: Probe = Probe {
    covers: "select count(*) from entry where reverses_id is not null",
    wrong: "select c.code || ' ' || e.number, cast(null as bigint), cast(null as bigint) from entry e \
            join entry o on o.id = e.reverses_id join company c on c.id = e.company_id \
            where o.company_id <> e.company_id or e.entry_on < o.entry_on \
            or (select count(*) from entry_line x where x.entry_id = e.id) <> (select count(*) from entry_line x where x.entry_id = o.id) \
            or exists (select 1 from entry_line l left join entry_line x on x.entry_id = o.id and x.line_no = l.line_no \
            where l.entry_id = e.id and (x.entry_id is null or x.account_id <> l.account_id or x.currency <> l.currency \
            or x.amount_minor <> -l.amount_minor or x.company_minor <> -l.company_minor \
            or coalesce(x.tax_box, '') <> coalesce(l.tax_box, '') \
            or coalesce(x.tax_box_minor, 0) <> -coalesce(l.tax_box_minor, 0))) \
            or exists (select 1 from entry_line_dimension d where d.entry_id = e.id and not exists ( \
            select 1 from entry_line_dimension x where x.entry_id = o.id and x.line_no = d.line_no \
            and x.dimension_id = d.dimension_id and x.dimension_value_id = d.dimension_value_id))",
};

/// Every entry is in the audit log.
pub const ENTRY_AUDIT: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number, cast(null as bigint), cast(null as bigint) from entry e \
            join company c on c.id = e.company_id where not exists ( \
            select 1 from audit_log a where a.record_type = 'entry' and a.record_id = e.id and a.company_id = e.company_id \
            and a.operation in ('post', 'reverse'))",
};

/// Every entry says where it came from.
pub const ENTRY_ORIGIN: Probe = Probe {
    covers: ENTRIES,
    wrong: "select c.code || ' ' || e.number, cast(null as bigint), cast(null as bigint) from entry e \
            join company c on c.id = e.company_id where e.actor_kind not in ('user', 'token', 'plugin', 'system') \
            or (e.actor_kind in ('user', 'token') and e.actor_id is null) or (e.actor_kind = 'plugin' and e.plugin is null) \
            or e.via is null or e.via = '' or (e.plugin is not null and (e.plugin_version is null or e.package_digest is null))",
};
