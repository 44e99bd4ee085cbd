//! What an actor may do with one record type: the union of all permissions that speak of it.
//!
//! Knows companies, row rules and fields. Must not know record types or roles.
//!
//! A union is not the widest of each part: whoever sees their own rows in one company and every row in
//! another sees neither every row nor only their own everywhere. So the grants stay apart, and each record
//! is looked at through those that cover it.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::RowRule;

/// One permission, as far as it concerns one record type and operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// In which company; `None`: in all.
    pub company: Option<Uuid>,
    /// Which rows.
    pub rows: RowRule,
    /// Fields that it does not show.
    pub hidden_fields: BTreeSet<String>,
    /// Fields that it does not let change.
    pub readonly_fields: BTreeSet<String>,
}

impl Grant {
    /// Whether it speaks of records of a company; of those without one, whatever the company it is held in.
    fn reaches(&self, company: Option<Uuid>) -> bool {
        self.company.is_none() || company.is_none() || self.company == company
    }

    /// Whether it covers every row that the other covers.
    fn contains(&self, other: &Grant) -> bool {
        (self.company.is_none() || self.company == other.company) && self.rows >= other.rows
    }
}

/// What an actor may do with one record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Rows that are covered in every company in which anything is.
    pub rows: RowRule,
    /// Fields that are hidden in some covered rows: nothing may be sorted, summed or found by them.
    pub hidden_fields: BTreeSet<String>,
    /// Fields that may not be changed in some covered rows.
    pub readonly_fields: BTreeSet<String>,
    /// Companies in which it holds; `None`: in all.
    pub companies: Option<BTreeSet<Uuid>>,
    /// The permissions that it is the union of; at least one.
    pub grants: Vec<Grant>,
}

impl Allowed {
    /// Everything.
    pub fn all() -> Allowed {
        let grant = Grant {
            company: None,
            rows: RowRule::All,
            hidden_fields: BTreeSet::new(),
            readonly_fields: BTreeSet::new(),
        };
        Allowed {
            rows: RowRule::All,
            hidden_fields: BTreeSet::new(),
            readonly_fields: BTreeSet::new(),
            companies: None,
            grants: vec![grant],
        }
    }

    /// The union of some permissions; none, if there are none.
    pub fn of(grants: Vec<Grant>) -> Option<Allowed> {
        let everywhere = grants.iter().any(|grant| grant.company.is_none());
        let companies: BTreeSet<Uuid> = grants.iter().filter_map(|grant| grant.company).collect();
        let within = |company: Option<Uuid>| {
            grants.iter().filter(move |g| g.company.is_none() || g.company == company).map(|g| g.rows).max()
        };
        let elsewhere = if everywhere { within(None) } else { None };
        let rows = companies.iter().filter_map(|company| within(Some(*company))).chain(elsewhere).min()?;
        let somewhere = |fields: fn(&Grant) -> &BTreeSet<String>| -> BTreeSet<String> {
            let shown = |grant: &Grant, field: &String| {
                grants.iter().any(|other| other.contains(grant) && !fields(other).contains(field))
            };
            let hidden = grants.iter().flat_map(|g| fields(g).iter().filter(move |f| !shown(g, f)));
            hidden.cloned().collect()
        };
        Some(Allowed {
            rows,
            hidden_fields: somewhere(|grant| &grant.hidden_fields),
            readonly_fields: somewhere(|grant| &grant.readonly_fields),
            companies: if everywhere { None } else { Some(companies) },
            grants,
        })
    }

    /// What of it holds in one company.
    pub fn within(self, company: Uuid) -> Option<Allowed> {
        if self.grants.iter().all(|grant| grant.company.is_none()) {
            return Some(self);
        }
        Allowed::of(self.grants.into_iter().filter(|grant| grant.reaches(Some(company))).collect())
    }

    /// Fields that stay hidden in one record: of this company, and of an owner whom row rules from
    /// `owner` on cover.
    pub fn hidden_in(&self, company: Option<Uuid>, owner: RowRule) -> BTreeSet<String> {
        self.common(company, owner, |grant| &grant.hidden_fields)
    }

    /// Fields that may not be changed in one record.
    pub fn readonly_in(&self, company: Option<Uuid>, owner: RowRule) -> BTreeSet<String> {
        self.common(company, owner, |grant| &grant.readonly_fields)
    }

    fn common(
        &self,
        company: Option<Uuid>,
        owner: RowRule,
        fields: fn(&Grant) -> &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut covering = self.grants.iter().filter(|grant| grant.reaches(company) && grant.rows >= owner);
        match covering.next() {
            Some(first) => covering.fold(fields(first).clone(), |common, grant| &common & fields(grant)),
            // Shared records are covered by nobody's rows: what is hidden anywhere stays hidden.
            None => self.grants.iter().flat_map(|grant| fields(grant).iter().cloned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(company: Option<u128>, rows: RowRule, hidden: &[&str]) -> Grant {
        Grant {
            company: company.map(Uuid::from_u128),
            rows,
            hidden_fields: hidden.iter().map(|name| (*name).to_owned()).collect(),
            readonly_fields: BTreeSet::new(),
        }
    }

    #[test]
    fn a_union_covers_what_one_of_its_permissions_covers_and_nothing_more() {
        use RowRule::{All, Own, Team};
        for (grants, rows, hidden, companies) in [
            (vec![grant(None, All, &[])], All, "", None),
            (vec![grant(None, Own, &[]), grant(None, Team, &[])], Team, "", None),
            (vec![grant(Some(1), Own, &[]), grant(Some(2), All, &[])], Own, "", Some(2)),
            (vec![grant(Some(1), Own, &[]), grant(None, All, &[])], All, "", None),
            (vec![grant(None, Own, &[]), grant(Some(2), All, &[])], Own, "", None),
            (vec![grant(None, Own, &[]), grant(None, All, &["phone"])], All, "phone", None),
            (vec![grant(None, Own, &["phone"]), grant(None, All, &[])], All, "", None),
            (vec![grant(None, All, &["phone"]), grant(None, All, &["mail"])], All, "", None),
            (vec![grant(Some(1), All, &["phone"]), grant(Some(2), All, &[])], All, "phone", Some(2)),
        ] {
            let what = format!("{grants:?}");
            let allowed = Allowed::of(grants).unwrap();
            let found: Vec<&str> = allowed.hidden_fields.iter().map(String::as_str).collect();
            assert_eq!((allowed.rows, found.join(" ").as_str()), (rows, hidden), "{what}");
            assert_eq!(allowed.companies.map(|companies| companies.len()), companies, "{what}");
        }
        assert_eq!(Allowed::of(Vec::new()), None);
    }

    #[test]
    fn a_record_shows_what_some_permission_that_covers_it_shows() {
        let own_and_all =
            Allowed::of(vec![grant(None, RowRule::Own, &[]), grant(None, RowRule::All, &["phone"])]);
        let own_and_all = own_and_all.unwrap();
        assert!(own_and_all.hidden_in(None, RowRule::Own).is_empty(), "one's own shows its phone");
        assert!(own_and_all.hidden_in(None, RowRule::All).contains("phone"), "others' do not");
        let by_company =
            Allowed::of(vec![grant(Some(1), RowRule::All, &["phone"]), grant(Some(2), RowRule::All, &[])]);
        let by_company = by_company.unwrap();
        assert!(by_company.hidden_in(Some(Uuid::from_u128(1)), RowRule::All).contains("phone"));
        assert!(by_company.hidden_in(Some(Uuid::from_u128(2)), RowRule::All).is_empty());
        assert_eq!(by_company.within(Uuid::from_u128(2)).unwrap().hidden_fields.len(), 0);
    }
}
