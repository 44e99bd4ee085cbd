//! Reservations: which places and lots a wish is met from.
//!
//! Knows what is free where. Must not know who else reserved: "free" has that taken off already.

use chrono::NaiveDate;

use super::movement::Spot;

/// A place, and perhaps a lot, where something is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// Where, and which lot.
    pub spot: Spot,
    /// On hand and reserved by nobody, 10⁻⁶.
    pub free_e6: i64,
    /// When the lot goes bad.
    pub expires_on: Option<NaiveDate>,
    /// Location and lot codes: the order among equals.
    pub order: (String, String),
}

/// Picks `wanted_e6` from the candidates: first expired first out, then by location and lot code.
///
/// Answers what was picked and what is missing; candidates with nothing free are passed over.
pub fn pick(mut candidates: Vec<Free>, wanted_e6: i64) -> (Vec<(Spot, i64)>, i64) {
    candidates.sort_by(|a, b| {
        let day = |free: &Free| free.expires_on.unwrap_or(NaiveDate::MAX);
        day(a).cmp(&day(b)).then_with(|| a.order.cmp(&b.order))
    });
    let mut missing_e6 = wanted_e6;
    let mut picked = Vec::new();
    for candidate in candidates {
        let taken_e6 = candidate.free_e6.min(missing_e6);
        if taken_e6 > 0 {
            picked.push((candidate.spot, taken_e6));
            missing_e6 -= taken_e6;
        }
    }
    (picked, missing_e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn free(place: u128, lot: Option<u128>, free_e6: i64, expires_on: Option<&str>) -> Free {
        Free {
            spot: Spot {
                item: Uuid::from_u128(1),
                location: Uuid::from_u128(place),
                lot: lot.map(Uuid::from_u128),
            },
            free_e6,
            expires_on: expires_on.map(|day| day.parse().expect("a day")),
            order: (place.to_string(), lot.map(|l| l.to_string()).unwrap_or_default()),
        }
    }

    #[test]
    fn what_expires_first_leaves_first_then_by_place() {
        let shelves = || {
            vec![
                free(3, Some(1), 4, None),
                free(2, Some(2), 4, Some("2026-05-01")),
                free(1, Some(3), 4, Some("2026-06-01")),
                free(4, Some(4), -2, Some("2026-01-01")),
            ]
        };
        for (wanted, places, missing) in [
            (3, vec![(2, 3)], 0),
            (6, vec![(2, 4), (1, 2)], 0),
            (12, vec![(2, 4), (1, 4), (3, 4)], 0),
            (13, vec![(2, 4), (1, 4), (3, 4)], 1),
        ] {
            let (picked, left) = pick(shelves(), wanted);
            let picked: Vec<(u128, i64)> =
                picked.into_iter().map(|(spot, quantity)| (spot.location.as_u128(), quantity)).collect();
            assert_eq!((picked, left), (places, missing), "wanted {wanted}");
        }
    }
}
