//! Blocks: contacts that share a key and are therefore worth comparing.

use uuid::Uuid;

use super::sql;
use crate::storage::{DbError, Tx, Val};

/// What contacts may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A tax number.
    TaxNumber,
    /// A bank account.
    Iban,
    /// An e-mail address.
    Email,
    /// A phone number in E.164.
    Phone,
    /// The key of the name.
    Name,
}

impl Block {
    /// Every block, strongest first.
    pub const ALL: [Block; 5] = [Block::TaxNumber, Block::Iban, Block::Email, Block::Phone, Block::Name];

    /// Contact and key of each row; contacts that were merged or erased are no candidates.
    const fn source(self) -> &'static str {
        match self {
            Block::TaxNumber => "select t.contact_id as id, t.number as k from contact_tax_number t",
            Block::Iban => {
                "select t.contact_id as id, t.iban as k from contact_bank_account t where t.iban is not null"
            }
            Block::Email => "select t.contact_id as id, t.address as k from contact_email t",
            Block::Phone => {
                "select t.contact_id as id, t.e164 as k from contact_phone t where t.e164 is not null"
            }
            Block::Name => "select t.id as id, t.match_key as k from contact t where t.match_key <> ''",
        }
    }
}

/// Living contacts that have one of the keys, at most `limit`.
pub async fn having(tx: &mut Tx, block: Block, keys: &[String], limit: i64) -> Result<Vec<Uuid>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut params: Vec<Val> = keys.iter().map(Val::from).collect();
    let places: Vec<String> = (1..=keys.len()).map(|at| format!("${at}")).collect();
    params.push(limit.into());
    let text = format!(
        "select distinct b.id from ({}) b join contact c on c.id = b.id
         where b.k in ({}) and c.merged_into_id is null and c.erased_at is null limit ${}",
        block.source(),
        places.join(", "),
        params.len()
    );
    tx.rows(sql(text), &params).await?.iter().map(|row| row.get(0)).collect()
}

/// Keys that several living contacts share, after `after` in byte order, with those contacts.
///
/// At most `keys` keys; the contacts of one key come together, in the order of their ids.
pub async fn shared(
    tx: &mut Tx,
    block: Block,
    after: &str,
    keys: i64,
) -> Result<Vec<(String, Uuid)>, DbError> {
    let living = format!(
        "select distinct b.k as k, b.id as id from ({}) b join contact c on c.id = b.id
         where c.merged_into_id is null and c.erased_at is null",
        block.source()
    );
    let text = format!(
        "with living as ({living}),
         several as (select k from living where k > $1 group by k having count(*) > 1 order by k limit $2)
         select l.k, l.id from living l join several s on s.k = l.k order by l.k, l.id"
    );
    tx.rows(sql(text), &[after.into(), keys.into()])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
