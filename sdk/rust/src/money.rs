//! Amounts: whole minor units of a currency. Knows how many digits ISO 4217 gives each currency.

use std::fmt;

use crate::{Decimal, Fault};

/// An amount: 12.50 EUR is (1250, "EUR").
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Money {
    /// In the currency's smallest unit.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// Digits after the point of a currency, as ISO 4217 says; two where it says nothing else.
pub fn digits(currency: &str) -> u8 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

impl Money {
    /// An amount of minor units.
    pub fn new(minor: i64, currency: impl Into<String>) -> Money {
        Money { minor, currency: currency.into() }
    }

    /// An amount; a fault when it has more digits than the currency.
    pub fn of(amount: Decimal, currency: &str) -> Result<Money, Fault> {
        let scaled = amount.at_scale(digits(currency)).ok_or_else(|| {
            Fault::invalid("money.too-precise", format!("{amount} has more digits than {currency} has."))
        })?;
        Ok(Money::new(scaled.coefficient, currency))
    }

    /// The number without its currency.
    pub fn amount(&self) -> Decimal {
        Decimal::new(self.minor, digits(&self.currency))
    }

    /// The sum; a fault when the currencies differ or it does not fit.
    pub fn plus(&self, other: &Money) -> Result<Money, Fault> {
        if self.currency != other.currency {
            let message = format!("{} and {} cannot be added.", self.currency, other.currency);
            return Err(Fault::invalid("money.currencies-differ", message));
        }
        let minor = self.minor.checked_add(other.minor);
        let minor = minor.ok_or_else(|| Fault::invalid("number.too-large", "The amount is too large."))?;
        Ok(Money::new(minor, self.currency.clone()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        for (minor, currency, shown) in
            [(1250, "EUR", "12.50 EUR"), (1250, "JPY", "1250 JPY"), (5, "KWD", "0.005 KWD")]
        {
            let money = Money::new(minor, currency);
            assert_eq!(money.to_string(), shown);
            assert_eq!(Money::of(money.amount(), currency).unwrap(), money);
        }
        let wrong = Money::of(Decimal::new(12345, 3), "EUR").unwrap_err();
        assert_eq!(wrong.code, "money.too-precise");
        let mixed = Money::new(1, "EUR").plus(&Money::new(1, "USD")).unwrap_err();
        assert_eq!(mixed.code, "money.currencies-differ");
    }
}
