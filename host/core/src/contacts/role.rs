//! What a role needs of a contact.
//!
//! Knows roles and what law or custom asks of them. Must not know how a contact is stored or which
//! company set a rule: the effective rules are an argument.

/// What a contact is to a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// May become a customer.
    Lead,
    /// Buys, and is invoiced.
    Customer,
    /// Sells to the company.
    Supplier,
    /// Carries goods.
    Carrier,
    /// Works for the company.
    Employee,
    /// Speaks for an organisation.
    ContactPerson,
    /// Holds accounts.
    Bank,
    /// Tax office, court, customs.
    Authority,
    /// Anything else worth keeping.
    Partner,
}

impl Role {
    /// Every role, in the order of screens.
    pub const ALL: [Self; 9] = [
        Self::Lead,
        Self::Customer,
        Self::Supplier,
        Self::Carrier,
        Self::Employee,
        Self::ContactPerson,
        Self::Bank,
        Self::Authority,
        Self::Partner,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
            Self::Carrier => "carrier",
            Self::Employee => "employee",
            Self::ContactPerson => "contact-person",
            Self::Bank => "bank",
            Self::Authority => "authority",
            Self::Partner => "partner",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Something a role may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// A phone, an e-mail address or a postal address.
    Reach,
    /// A postal address with its country.
    Address,
    /// A tax number.
    TaxNumber,
    /// A bank account.
    BankAccount,
    /// A job title.
    JobTitle,
    /// The organisation the person works for.
    Employer,
}

impl Need {
    /// Every need, in the order in which a missing one is named.
    pub const ALL: [Self; 6] =
        [Self::Reach, Self::Address, Self::TaxNumber, Self::BankAccount, Self::JobTitle, Self::Employer];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Address => "address",
            Self::TaxNumber => "tax-number",
            Self::BankAccount => "bank-account",
            Self::JobTitle => "job-title",
            Self::Employer => "employer",
        }
    }

    /// The need of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.name() == name)
    }

    /// The field of a contact that would fill the need.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Reach => "phones",
            Self::Address => "addresses",
            Self::TaxNumber => "tax_numbers",
            Self::BankAccount => "bank_accounts",
            Self::JobTitle => "job_title",
            Self::Employer => "employer",
        }
    }
}

/// What happens when a need is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The contact cannot take the role.
    Refuse,
    /// It can, and the screen says what is missing.
    Advise,
    /// Nothing.
    None,
}

impl Level {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Advise => "advise",
            Self::None => "none",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Refuse, Self::Advise, Self::None].into_iter().find(|level| level.name() == name)
    }
}

/// What is known of a contact, as far as roles care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// A natural person, not an organisation.
    pub is_person: bool,
    /// Has a phone number.
    pub phone: bool,
    /// Has an e-mail address.
    pub email: bool,
    /// Has a postal address with lines or city, and a country.
    pub address: bool,
    /// Has a tax number.
    pub tax_number: bool,
    /// Has a bank account.
    pub bank_account: bool,
    /// Has a job title.
    pub job_title: bool,
    /// Works for an organisation that is kept too.
    pub employer: bool,
}

/// A rule that a company, or all, set for a role in place of the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// For whom.
    pub role: Role,
    /// What.
    pub need: Need,
    /// How strictly.
    pub level: Level,
}

/// A need that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// In which role.
    pub role: Role,
    /// What.
    pub need: Need,
    /// How strictly.
    pub level: Level,
}

/// How strictly a role needs something where nobody said otherwise.
///
/// A lead must be reachable. A customer to be invoiced needs an address and, unless a consumer, a
/// tax number (Directive 2006/112/EC art. 226 (4), (5)). The others are advice.
pub const fn default_level(role: Role, need: Need, is_person: bool) -> Level {
    match (role, need) {
        (Role::Lead, Need::Reach) | (Role::Customer, Need::Address) => Level::Refuse,
        (Role::Customer, Need::TaxNumber) if !is_person => Level::Refuse,
        (Role::Supplier, Need::Address | Need::TaxNumber) if !is_person => Level::Advise,
        (Role::Employee, Need::JobTitle) => Level::Advise,
        (Role::ContactPerson, Need::Employer) => Level::Advise,
        _ => Level::None,
    }
}

/// Every need of a role that is not met, refusals first, each in the order of [`Need::ALL`].
pub fn missing(role: Role, known: Known, rules: &[Rule]) -> Vec<Missing> {
    let mut found: Vec<Missing> = Need::ALL
        .into_iter()
        .filter(|need| !is_met(*need, known))
        .map(|need| {
            let set = rules.iter().find(|rule| rule.role == role && rule.need == need).map(|rule| rule.level);
            Missing { role, need, level: set.unwrap_or_else(|| default_level(role, need, known.is_person)) }
        })
        .filter(|missing| missing.level != Level::None)
        .collect();
    found.sort_by_key(|missing| missing.level != Level::Refuse);
    found
}

const fn is_met(need: Need, known: Known) -> bool {
    match need {
        Need::Reach => known.phone || known.email || known.address,
        Need::Address => known.address,
        Need::TaxNumber => known.tax_number,
        Need::BankAccount => known.bank_account,
        Need::JobTitle => known.job_title,
        Need::Employer => known.employer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: Role, known: Known, rules: &[Rule], expected: &str) {
        let found: Vec<String> = missing(role, known, rules)
            .iter()
            .map(|m| format!("{} {}", m.level.name(), m.need.name()))
            .collect();
        assert_eq!(found.join(", "), expected, "{role:?} {known:?}");
    }

    #[test]
    fn what_is_missing_depends_on_the_role() {
        let nothing = Known::default();
        let person = Known { is_person: true, ..nothing };
        check(Role::Lead, nothing, &[], "refuse reach");
        check(Role::Lead, Known { email: true, ..nothing }, &[], "");
        check(Role::Customer, nothing, &[], "refuse address, refuse tax-number");
        check(Role::Customer, person, &[], "refuse address");
        check(Role::Customer, Known { address: true, tax_number: true, ..nothing }, &[], "");
        check(Role::Supplier, nothing, &[], "advise address, advise tax-number");
        check(Role::Partner, nothing, &[], "");
    }

    #[test]
    fn a_company_may_relax_or_tighten() {
        let relaxed = Rule { role: Role::Customer, need: Need::TaxNumber, level: Level::Advise };
        let tightened = Rule { role: Role::Customer, need: Need::BankAccount, level: Level::Refuse };
        let known = Known { address: true, ..Known::default() };
        check(Role::Customer, known, &[relaxed], "advise tax-number");
        check(Role::Customer, known, &[relaxed, tightened], "refuse bank-account, advise tax-number");
    }
}
