//! Tags on a record.
//!
//! Knows tags by id. Must not know record types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Place;
use crate::service::{Fault, Op, Uow};
use crate::storage::around as store;
use crate::storage::{DbError, json};

/// Most tags of one record.
const TAGS_MAX: usize = 50;

/// A tag on a record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct TagOut {
    /// The tag, a record of type `tag`.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// `#rrggbb`.
    pub colour: Option<String>,
}

/// The tags that a record shall have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetTags {
    /// Ids of tags.
    pub tags: Vec<Uuid>,
}

/// Tags of a record, by name.
pub async fn tags(uow: &mut Uow<'_>, place: &Place) -> Result<Vec<TagOut>, Fault> {
    place.reach(uow, Op::Read).await?;
    let rows = store::tags(uow.tx, &place.record_type, place.id).await?;
    Ok(rows.into_iter().map(|(id, name, colour)| TagOut { id, name, colour }).collect())
}

/// Sets the tags of a record; those it shall have.
pub async fn set_tags(uow: &mut Uow<'_>, place: &Place, input: SetTags) -> Result<Vec<TagOut>, Fault> {
    let company_id = place.reach(uow, Op::Update).await?;
    let mut wanted = input.tags;
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.len() > TAGS_MAX {
        return Err(Fault::invalid("field.too-many", format!("Give at most {TAGS_MAX} tags.")).at("/tags"));
    }
    let before = names(&store::tags(uow.tx, &place.record_type, place.id).await?)?;
    store::set_tags(uow.tx, &place.record_type, place.id, &wanted, uow.ctx.now).await.map_err(|error| {
        match error {
            DbError::Constraint { .. } => {
                Fault::invalid("field.no-such-record", "One of these tags is not there.").at("/tags")
            }
            other => other.into(),
        }
    })?;
    let rows = store::tags(uow.tx, &place.record_type, place.id).await?;
    let after = names(&rows)?;
    if before != after {
        place.remember(uow, company_id, "tag", format!("{{\"tags\":[{before},{after}]}}")).await?;
    }
    Ok(rows.into_iter().map(|(id, name, colour)| TagOut { id, name, colour }).collect())
}

fn names(rows: &[(Uuid, String, Option<String>)]) -> Result<String, Fault> {
    let names: Vec<&str> = rows.iter().map(|(_, name, _)| name.as_str()).collect();
    Ok(json::to_text(&names)?)
}
