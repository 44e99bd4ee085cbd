//! What a plugin imports: each function becomes an [`Ask`], and its reply the function's answer.

use wasmtime::Result;

use super::data::{
    body, body_out, datum, day, day_option, decimal, decimal_out, document_out, fault_out, fields_out, id,
    id_option, ids, instant, money, money_out, record_ref,
};
use super::wit::keel::types::types as wit;
use super::wit::keel::{actions, contacts, events, files, http, jobs, ledger, records, stock};
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::plugins::data::HttpRequest;
use crate::service::plugins::port::{
    Ask, Condition, Entry, EntryLine, Measure, Operator, Query, RecordChange, Reply, StockMove, TaxMark,
};

type Answered<T> = Result<std::result::Result<T, wit::Fault>>;

/// Asks, and shapes the reply. What the plugin said wrongly is told without asking.
async fn asked<T>(
    state: &mut State,
    ask: std::result::Result<Ask, Fault>,
    shape: impl FnOnce(Reply) -> Option<std::result::Result<T, Fault>>,
) -> Answered<T> {
    let reply = match ask {
        Ok(ask) => state.ask(ask).await?,
        Err(fault) => {
            state.count()?;
            Err(fault)
        }
    };
    let shaped = reply.and_then(|reply| {
        shape(reply).unwrap_or_else(|| Err(Fault::internal("the host answered another question")))
    });
    Ok(shaped.map_err(fault_out))
}

fn done(reply: Reply) -> Option<std::result::Result<(), Fault>> {
    matches!(reply, Reply::Done).then_some(Ok(()))
}

fn texts(reply: Reply) -> Option<std::result::Result<Vec<String>, Fault>> {
    match reply {
        Reply::Ids(ids) => Some(Ok(ids.iter().map(ToString::to_string).collect())),
        _ => None,
    }
}

fn one_id(reply: Reply) -> Option<std::result::Result<String, Fault>> {
    match reply {
        Reply::Id(id) => Some(Ok(id.to_string())),
        _ => None,
    }
}

fn query(given: records::records::Query) -> std::result::Result<Query, Fault> {
    use records::records::Operator as Given;
    let condition = |one: records::records::Condition| {
        Ok(Condition {
            field: one.field,
            operator: match one.operator {
                Given::Equal => Operator::Equal,
                Given::NotEqual => Operator::NotEqual,
                Given::Less => Operator::Less,
                Given::AtMost => Operator::AtMost,
                Given::Greater => Operator::Greater,
                Given::AtLeast => Operator::AtLeast,
                Given::OneOf => Operator::OneOf,
                Given::Contains => Operator::Contains,
                Given::Starts => Operator::Starts,
                Given::Empty => Operator::Empty,
                Given::Present => Operator::Present,
            },
            values: one.values.into_iter().map(datum).collect::<std::result::Result<_, Fault>>()?,
        })
    };
    Ok(Query {
        record_type: given.record_type,
        conditions: given.conditions.into_iter().map(condition).collect::<std::result::Result<_, Fault>>()?,
        search: given.search,
        sort: given.sort.into_iter().map(|key| (key.field, key.descending)).collect(),
        limit: given.limit,
        after: given.after,
    })
}

impl records::records::Host for State {
    async fn get(&mut self, record_type: String, given: Vec<String>) -> Answered<Vec<wit::Document>> {
        let ask = ids(given).map(|ids| Ask::RecordsGet { record_type, ids });
        asked(self, ask, |reply| match reply {
            Reply::Documents(all) => Some(all.into_iter().map(document_out).collect()),
            _ => None,
        })
        .await
    }

    async fn find(&mut self, given: records::records::Query) -> Answered<records::records::Page> {
        asked(self, query(given).map(Ask::RecordsFind), |reply| match reply {
            Reply::Page { records, next } => Some(
                records
                    .into_iter()
                    .map(document_out)
                    .collect::<std::result::Result<_, _>>()
                    .map(|records| records::records::Page { records, next }),
            ),
            _ => None,
        })
        .await
    }

    async fn aggregate(
        &mut self,
        given: records::records::Query,
        group_by: Vec<String>,
        measures: Vec<records::records::Measure>,
    ) -> Answered<Vec<wit::Row>> {
        use records::records::MeasureKind;
        let kind = |kind: MeasureKind| match kind {
            MeasureKind::Count => Measure::Count,
            MeasureKind::Sum => Measure::Sum,
            MeasureKind::Min => Measure::Min,
            MeasureKind::Max => Measure::Max,
        };
        let measures = measures.into_iter().map(|one| (kind(one.kind), one.field)).collect();
        let ask = query(given).map(|query| Ask::RecordsAggregate { query, group_by, measures });
        asked(self, ask, |reply| match reply {
            Reply::Rows(rows) => {
                Some(rows.into_iter().map(|row| Ok(wit::Row { fields: fields_out(row)? })).collect())
            }
            _ => None,
        })
        .await
    }

    async fn create(&mut self, record_type: String, bodies: Vec<wit::Body>) -> Answered<Vec<String>> {
        let single = bodies.len() == 1;
        let one = |(index, given): (usize, wit::Body)| {
            body(given).map_err(|fault| if single { fault } else { fault.under(&format!("/{index}")) })
        };
        let bodies = bodies.into_iter().enumerate().map(one).collect::<std::result::Result<_, _>>();
        asked(self, bodies.map(|bodies| Ask::RecordsCreate { record_type, bodies }), texts).await
    }

    async fn update(
        &mut self,
        record_type: String,
        changes: Vec<records::records::Change>,
    ) -> Answered<Vec<u64>> {
        let one = |change: records::records::Change| {
            Ok(RecordChange {
                id: id(&change.id)?,
                version: change.version.map(|version| i64::try_from(version).unwrap_or(i64::MAX)),
                body: body(change.body)?,
            })
        };
        let changes = changes.into_iter().map(one).collect::<std::result::Result<_, _>>();
        asked(self, changes.map(|changes| Ask::RecordsUpdate { record_type, changes }), |reply| match reply {
            Reply::Versions(all) => {
                Some(Ok(all.into_iter().map(|version| u64::try_from(version).unwrap_or_default()).collect()))
            }
            _ => None,
        })
        .await
    }

    async fn delete(&mut self, record_type: String, given: Vec<String>) -> Answered<()> {
        asked(self, ids(given).map(|ids| Ask::RecordsDelete { record_type, ids }), done).await
    }
}

fn posted(reply: Reply) -> Option<std::result::Result<ledger::ledger::Posted, Fault>> {
    match reply {
        Reply::Posted { id, number } => Some(Ok(ledger::ledger::Posted { id: id.to_string(), number })),
        _ => None,
    }
}

fn entry_line(line: ledger::ledger::Line) -> std::result::Result<EntryLine, Fault> {
    let tax = |mark: ledger::ledger::TaxMark| {
        Ok::<_, Fault>(TaxMark {
            code: id(&mark.code)?,
            is_tax: mark.role == ledger::ledger::TaxRole::Tax,
            base: mark.base.map(decimal).transpose()?,
        })
    };
    Ok(EntryLine {
        account: id(&line.account)?,
        amount: money(line.amount),
        company_amount: line.company_amount.map(money),
        contact: id_option(line.contact)?,
        due_on: day_option(line.due_on)?,
        description: line.description,
        tax: line.tax.map(tax).transpose()?,
        quantity: line.quantity.map(decimal).transpose()?,
        dimensions: ids(line.dimensions)?,
    })
}

fn entry(given: ledger::ledger::Entry) -> std::result::Result<Entry, Fault> {
    let lines = given.lines.into_iter().enumerate();
    Ok(Entry {
        journal: id(&given.journal)?,
        entry_on: day(&given.entry_on)?,
        reference: given.reference,
        narration: given.narration,
        contact: id_option(given.contact)?,
        source_type: given.source_type,
        source: id_option(given.source)?,
        lines: lines
            .map(|(index, line)| entry_line(line).map_err(|fault| fault.at(format!("/lines/{index}"))))
            .collect::<std::result::Result<_, _>>()?,
    })
}

impl ledger::ledger::Host for State {
    async fn post(&mut self, given: ledger::ledger::Entry) -> Answered<ledger::ledger::Posted> {
        asked(self, entry(given).map(Ask::LedgerPost), posted).await
    }

    async fn reverse(
        &mut self,
        given: String,
        on: String,
        narration: Option<String>,
    ) -> Answered<ledger::ledger::Posted> {
        let ask = id(&given).and_then(|entry| Ok(Ask::LedgerReverse { entry, on: day(&on)?, narration }));
        asked(self, ask, posted).await
    }

    async fn reconcile(&mut self, lines: Vec<(String, u32)>) -> Answered<()> {
        let lines = lines.iter().map(|(entry, line)| Ok((id(entry)?, *line))).collect();
        asked(self, Result::map(lines, |lines| Ask::LedgerReconcile { lines }), done).await
    }

    async fn balances(&mut self, accounts: Vec<String>, on: Option<String>) -> Answered<Vec<wit::Money>> {
        let ask =
            ids(accounts).and_then(|accounts| Ok(Ask::LedgerBalances { accounts, on: day_option(on)? }));
        asked(self, ask, |reply| match reply {
            Reply::Amounts(all) => Some(Ok(all.into_iter().map(money_out).collect())),
            _ => None,
        })
        .await
    }

    async fn open_balances(&mut self, contacts: Vec<String>) -> Answered<Vec<ledger::ledger::OpenBalance>> {
        let one = |(contact, receivable, payable): (uuid::Uuid, _, _)| ledger::ledger::OpenBalance {
            contact: contact.to_string(),
            receivable: money_out(receivable),
            payable: money_out(payable),
        };
        asked(self, ids(contacts).map(|contacts| Ask::LedgerOpenBalances { contacts }), |reply| match reply {
            Reply::OpenBalances(all) => Some(Ok(all.into_iter().map(one).collect())),
            _ => None,
        })
        .await
    }
}

fn stock_moves(given: Vec<stock::stock::Move>) -> std::result::Result<Vec<StockMove>, Fault> {
    let one = |given: stock::stock::Move| {
        Ok(StockMove {
            item: id(&given.item)?,
            lot: id_option(given.lot)?,
            from_location: id(&given.from_location)?,
            to_location: id(&given.to_location)?,
            quantity: decimal(given.quantity)?,
            uom: id_option(given.uom)?,
            on: day_option(given.on)?,
            unit_cost: given.unit_cost.map(decimal).transpose()?,
            reference: given.reference,
            contact: id_option(given.contact)?,
            source_type: given.source_type,
            source: id_option(given.source)?,
        })
    };
    let under = |(index, given): (usize, _)| one(given).map_err(|f: Fault| f.at(format!("/moves/{index}")));
    given.into_iter().enumerate().map(under).collect()
}

impl stock::stock::Host for State {
    async fn plan(&mut self, moves: Vec<stock::stock::Move>) -> Answered<Vec<String>> {
        asked(self, stock_moves(moves).map(Ask::StockPlan), texts).await
    }

    async fn reserve(&mut self, moves: Vec<String>) -> Answered<Vec<stock::stock::Shortage>> {
        let one = |(given, missing): (uuid::Uuid, _)| {
            Ok(stock::stock::Shortage { move_: given.to_string(), missing: decimal_out(missing)? })
        };
        asked(self, ids(moves).map(Ask::StockReserve), |reply| match reply {
            Reply::Shortages(all) => Some(all.into_iter().map(one).collect()),
            _ => None,
        })
        .await
    }

    async fn cancel(&mut self, moves: Vec<String>) -> Answered<()> {
        asked(self, ids(moves).map(Ask::StockCancel), done).await
    }

    async fn finish(&mut self, moves: Vec<String>, on: Option<String>) -> Answered<()> {
        let ask = ids(moves).and_then(|moves| Ok(Ask::StockFinish { moves, on: day_option(on)? }));
        asked(self, ask, done).await
    }

    async fn move_now(&mut self, moves: Vec<stock::stock::Move>) -> Answered<Vec<String>> {
        asked(self, stock_moves(moves).map(Ask::StockMoveNow), texts).await
    }

    async fn on_hand(
        &mut self,
        items: Vec<String>,
        location: Option<String>,
    ) -> Answered<Vec<stock::stock::Holding>> {
        let ask = ids(items).and_then(|items| Ok(Ask::StockOnHand { items, location: id_option(location)? }));
        asked(self, ask, |reply| match reply {
            Reply::OnHand(all) => Some(
                all.into_iter()
                    .map(|one| {
                        Ok(stock::stock::Holding {
                            item: one.item.to_string(),
                            location: one.location.to_string(),
                            lot: one.lot.map(|lot| lot.to_string()),
                            quantity: decimal_out(one.quantity)?,
                            reserved: decimal_out(one.reserved)?,
                        })
                    })
                    .collect(),
            ),
            _ => None,
        })
        .await
    }
}

fn matches(reply: Reply) -> Option<std::result::Result<Vec<contacts::contacts::Match>, Fault>> {
    match reply {
        Reply::Matches(all) => Some(Ok(all
            .into_iter()
            .map(|one| contacts::contacts::Match {
                id: one.id.to_string(),
                name: one.name,
                by: one.by,
                score: one.score,
            })
            .collect())),
        _ => None,
    }
}

impl contacts::contacts::Host for State {
    async fn search(&mut self, text: String, limit: u32) -> Answered<Vec<contacts::contacts::Match>> {
        asked(self, Ok(Ask::ContactsSearch { text, limit }), matches).await
    }

    async fn duplicates(&mut self, contact: wit::Body) -> Answered<Vec<contacts::contacts::Match>> {
        asked(self, body(contact).map(Ask::ContactsDuplicates), matches).await
    }
}

impl actions::actions::Host for State {
    async fn call(&mut self, name: String, target: Option<String>, input: wit::Body) -> Answered<wit::Body> {
        let ask =
            id_option(target).and_then(|target| Ok(Ask::ActionsCall { name, target, input: body(input)? }));
        asked(self, ask, |reply| match reply {
            Reply::Body(output) => Some(body_out(output)),
            _ => None,
        })
        .await
    }
}

impl events::events::Host for State {
    async fn emit(
        &mut self,
        name: String,
        subject: Option<wit::RecordRef>,
        payload: wit::Body,
    ) -> Answered<()> {
        let ask = subject
            .map(record_ref)
            .transpose()
            .and_then(|subject| Ok(Ask::EventsEmit { name, subject, payload: body(payload)? }));
        asked(self, ask, done).await
    }
}

impl jobs::jobs::Host for State {
    async fn schedule(
        &mut self,
        job: String,
        at: String,
        key: Option<String>,
        input: wit::Body,
    ) -> Answered<String> {
        let ask = instant(&at).and_then(|at| Ok(Ask::JobsSchedule { job, at, key, input: body(input)? }));
        asked(self, ask, one_id).await
    }

    async fn cancel(&mut self, job: String, key: String) -> Answered<()> {
        asked(self, Ok(Ask::JobsCancel { job, key }), done).await
    }
}

impl http::outbound::Host for State {
    async fn send(&mut self, request: http::types::Request) -> Answered<http::types::Response> {
        let ask = Ask::HttpSend(HttpRequest {
            method: request.method,
            url: request.url,
            headers: request.headers.into_iter().map(|one| (one.name, one.value)).collect(),
            body: request.body,
        });
        asked(self, Ok(ask), |reply| match reply {
            Reply::Response(answer) => Some(Ok(http::types::Response {
                status: answer.status,
                headers: answer
                    .headers
                    .into_iter()
                    .map(|(name, value)| http::types::Header { name, value })
                    .collect(),
                body: answer.body,
            })),
            _ => None,
        })
        .await
    }
}

impl files::files::Host for State {
    async fn of_record(&mut self, subject: wit::RecordRef) -> Answered<Vec<files::files::File>> {
        asked(self, record_ref(subject).map(Ask::FilesOfRecord), |reply| match reply {
            Reply::Files(all) => Some(Ok(all
                .into_iter()
                .map(|one| files::files::File {
                    id: one.id.to_string(),
                    name: one.name,
                    media_type: one.media_type,
                    size: one.size,
                })
                .collect())),
            _ => None,
        })
        .await
    }

    async fn read(&mut self, file: String) -> Answered<Vec<u8>> {
        asked(self, id(&file).map(Ask::FilesRead), |reply| match reply {
            Reply::Bytes(bytes) => Some(Ok(bytes)),
            _ => None,
        })
        .await
    }

    async fn attach(
        &mut self,
        subject: wit::RecordRef,
        name: String,
        media_type: String,
        content: Vec<u8>,
    ) -> Answered<String> {
        let ask = record_ref(subject).map(|subject| Ask::FilesAttach { subject, name, media_type, content });
        asked(self, ask, one_id).await
    }
}
