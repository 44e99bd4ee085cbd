//! `keel:records` as asks.

use super::super::data::{body, datum, document_out, fields_out, id, ids};
use super::super::wit::keel::records;
use super::super::wit::keel::types1_0_0::types as wit;
use super::{Answered, asked, done, texts};
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::plugins::port::{Ask, Condition, Measure, Operator, Query, RecordChange, Reply};

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
