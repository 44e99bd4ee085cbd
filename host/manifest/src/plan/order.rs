//! The order in which record types can be made, given what their fields refer to.
//!
//! Knows references among the types of one plugin. Must not know what is done with the order.

use crate::model::{Field, Kind, RecordType};
use crate::names;

/// Record types in an order in which each refers only to earlier ones, itself or others' types; fields for
/// which no order does that are taken out of their type and told apart. A circle of required references has
/// no order: its types come last as they are.
pub(super) fn ordered(plugin: &str, types: &[&RecordType]) -> (Vec<RecordType>, Vec<(String, Field)>) {
    let mut left: Vec<&RecordType> = types.to_vec();
    let (mut made, mut later) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let at = next(plugin, &left).unwrap_or(0);
        let mut record_type = left.remove(at).clone();
        let missing = |field: &Field| !field.required && refers_to_any(plugin, field, &left);
        for field in record_type.fields.iter().filter(|field| missing(field)) {
            later.push((record_type.name.clone(), field.clone()));
        }
        record_type.fields.retain(|field| !missing(field));
        made.push(record_type);
    }
    (made, later)
}

/// A type of a circle of required references, itself included: no record of it could be the first.
pub(crate) fn first_cycle<'t>(plugin: &str, types: &'t [RecordType]) -> Option<&'t RecordType> {
    let mut left: Vec<&RecordType> = types.iter().collect();
    while !left.is_empty() {
        let free = |record_type: &&RecordType| {
            !record_type.fields.iter().any(|field| field.required && refers_to_any(plugin, field, &left))
        };
        match left.iter().position(free) {
            Some(at) => left.remove(at),
            None => return left.first().copied(),
        };
    }
    None
}

/// The first type that refers to none of the others that are left; else the first that need not.
fn next(plugin: &str, left: &[&RecordType]) -> Option<usize> {
    let waits = |at: usize, field: &Field| {
        let others = left.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| *one);
        refers_to_any(plugin, field, &others.collect::<Vec<_>>())
    };
    let free = (0..left.len()).find(|at| !left[*at].fields.iter().any(|field| waits(*at, field)));
    free.or_else(|| {
        (0..left.len()).find(|at| !left[*at].fields.iter().any(|field| field.required && waits(*at, field)))
    })
}

fn refers_to_any(plugin: &str, field: &Field, types: &[&RecordType]) -> bool {
    match &field.kind {
        Kind::Reference(to, _) => types.iter().any(|one| names::whole(plugin, &one.name) == *to),
        _ => false,
    }
}
