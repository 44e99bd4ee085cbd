//! PostgreSQL without Keel: pgbench with a script that writes the rows of a two-line entry.
//!
//! Knows the tables and pgbench's output. Keys that refer to other rows are off for this one database.

use std::process::Command;
use std::time::Duration;

use keel_tests::postgres::Cluster;

const SCRIPT: &str = r"
\set n random(1, 1000000)
\set day random(1, 28)
begin;
select pg_advisory_xact_lock(1);
insert into journal_sequence (journal_id, fiscal_year, next_number) values ('00000000-0000-0000-0000-000000000002', '2026', 2)
  on conflict (journal_id, fiscal_year) do update set next_number = journal_sequence.next_number + 1;
insert into ledger_chain (company_id, chain_no, hash) values ('00000000-0000-0000-0000-000000000001', 1, decode(repeat('ab', 32), 'hex'))
  on conflict (company_id) do update set chain_no = ledger_chain.chain_no + 1 returning chain_no, gen_random_uuid() as id \gset
insert into entry (id, company_id, journal_id, period_id, number, entry_on, posted_at, kind, reference, chain_no, prev_hash, hash,
  actor_kind, actor_id, via) values (:id, '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
  '00000000-0000-0000-0000-000000000003', 'GEN/' || cast(:chain_no as text), date '2026-01-01' + cast(:day as integer), now(), 'normal', 'bench', :chain_no,
  decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'), 'token', '00000000-0000-0000-0000-000000000001', 'http');
insert into entry_line (entry_id, line_no, entry_on, account_id, amount_minor, currency, company_minor) values
  (:id, 1, date '2026-01-01' + cast(:day as integer), '00000000-0000-0000-0000-000000000004', cast(:n as bigint), 'USD', cast(:n as bigint)),
  (:id, 2, date '2026-01-01' + cast(:day as integer), '00000000-0000-0000-0000-000000000005', -cast(:n as bigint), 'USD', -cast(:n as bigint));
insert into account_balance (company_id, grain, starts_on, account_id, currency, debit_minor, credit_minor, debit_company_minor,
  credit_company_minor) values
  ('00000000-0000-0000-0000-000000000001', 'day', date '2026-01-01' + cast(:day as integer), '00000000-0000-0000-0000-000000000004', 'USD', cast(:n as bigint), 0, cast(:n as bigint), 0),
  ('00000000-0000-0000-0000-000000000001', 'day', date '2026-01-01' + cast(:day as integer), '00000000-0000-0000-0000-000000000005', 'USD', 0, cast(:n as bigint), 0, cast(:n as bigint)),
  ('00000000-0000-0000-0000-000000000001', 'period', date '2026-01-01', '00000000-0000-0000-0000-000000000004', 'USD', cast(:n as bigint), 0, cast(:n as bigint), 0),
  ('00000000-0000-0000-0000-000000000001', 'period', date '2026-01-01', '00000000-0000-0000-0000-000000000005', 'USD', 0, cast(:n as bigint), 0, cast(:n as bigint))
  on conflict (company_id, grain, starts_on, account_id, currency) do update set
  debit_minor = account_balance.debit_minor + excluded.debit_minor,
  credit_minor = account_balance.credit_minor + excluded.credit_minor,
  debit_company_minor = account_balance.debit_company_minor + excluded.debit_company_minor,
  credit_company_minor = account_balance.credit_company_minor + excluded.credit_company_minor;
insert into audit_log (id, at, actor_kind, actor_id, company_id, operation, record_type, record_id, changes, request_id, via) values
  (gen_random_uuid(), now(), 'token', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'post', 'entry',
  :id, '{}', gen_random_uuid(), 'http');
insert into outbox (id, at, company_id, event, record_type, record_id, payload) values
  (gen_random_uuid(), now(), '00000000-0000-0000-0000-000000000001', 'ledger.entry-posted', 'entry', :id, '{}');
commit;
";

/// Durable entries a second that pgbench writes into one company's books with this many clients.
pub async fn entries(cluster: &Cluster, clients: usize, lasting: Duration) -> u64 {
    let name = format!("raw_{clients}");
    cluster.admin(format!("create database {name} template keel")).await.expect("a database");
    // The loop's rows refer to nothing; triggers and foreign keys are off for its sessions alone.
    cluster
        .admin(format!("alter database {name} set session_replication_role = replica"))
        .await
        .expect("a setting");
    let script = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(script.path(), SCRIPT).expect("the script");
    let output = Command::new(cluster.program("pgbench"))
        .args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", "1"])
        .args(["-T", &lasting.as_secs().max(1).to_string(), "-f"])
        .arg(script.path())
        .arg(cluster.url(&name))
        .output()
        .expect("pgbench runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate = rate.and_then(|line| line.split(['.', ' ']).next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)))
}
