//! How open needs are sorted: the rules of triage, looked up by numbers of open needs.
//!
//! Comes in: the rules of a system. Goes out: [`TriageRules`]. Deliberately absent: how many needs are open (triage.rs).

use crate::care::{TriageLevel, triage};
use crate::system::System;

/// Domains of needs.
pub(super) const DOMAINS: usize = 3;

/// Open needs of one domain are told apart up to one less than this: more are never a single need.
pub(super) fn most(system: &System) -> usize {
    (system.triage.multiple_needs as usize).clamp(1, system.care.needs.len() + 1)
}

/// How open needs are sorted.
pub(super) struct TriageRules {
    pub most: usize,
    /// Whether residents are complex with anything open in these domains (as bits).
    pub complex: [bool; 1 << DOMAINS],
    /// Numbers open in each domain that make a single need.
    pub single: Vec<[usize; DOMAINS]>,
}

impl TriageRules {
    pub fn new(system: &System, most: usize, is_frail: bool) -> TriageRules {
        let level = |open: [usize; DOMAINS]| {
            let bits = open.iter().enumerate();
            let domains = bits.fold(0, |bits, (place, &open)| bits | u8::from(open > 0) << place);
            let needs = open.iter().sum::<usize>().min(usize::from(u8::MAX)) as u8;
            triage::level(system, is_frail, domains, needs)
        };
        let numbers = (0..most).flat_map(|one| (0..most).map(move |two| (one, two)));
        let all = numbers.flat_map(|(one, two)| (0..most).map(move |three| [one, two, three]));
        TriageRules {
            most,
            complex: std::array::from_fn(|domains| {
                let open = std::array::from_fn(|domain| domains >> domain & 1);
                level(open) == TriageLevel::Complex
            }),
            single: all
                .filter(|open| level(*open) == TriageLevel::Single)
                .collect(),
        }
    }
}
