//! Triage (enkelvoudig, meervoudig, complex) by the needs and domains that are open in a cycle.

use crate::population::{Moment, Purpose};
use crate::scenario::schema::NeedClass;
use crate::system::System;

use super::OpenNeeds;

/// How complex a resident's needs are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TriageLevel {
    /// No need reaches the first line.
    #[default]
    None,
    /// One need, or a few in one domain.
    Single,
    /// Several domains or needs.
    Multiple,
    /// Needs that call for integrated care.
    Complex,
}

impl TriageLevel {
    /// What it is taken for by mistake; a single need, or none, is not mistaken.
    fn one_step_too_low(self) -> TriageLevel {
        match self {
            TriageLevel::None => TriageLevel::None,
            TriageLevel::Single | TriageLevel::Multiple => TriageLevel::Single,
            TriageLevel::Complex => TriageLevel::Multiple,
        }
    }
}

/// The triage of a block of residents, by place.
#[derive(Debug, Clone, Default)]
pub struct BlockTriage {
    /// How complex each resident's needs are.
    pub levels: Vec<TriageLevel>,
    seen: Vec<OpenByDomain>,
}

/// What is open of one resident.
#[derive(Debug, Clone, Copy, Default)]
struct OpenByDomain {
    domains: u8,
    needs: u8,
}

/// Whether a scenario has needs that triage sorts: with acute needs alone there is nothing to coordinate.
pub fn is_needed(system: &System) -> bool {
    system
        .care
        .needs
        .iter()
        .any(|need| need.class != NeedClass::Acute)
}

/// Sorts a block of residents.
pub fn triage(system: &System, moment: &Moment, open: &OpenNeeds, triaged: &mut BlockTriage) {
    let BlockTriage { levels, seen } = triaged;
    seen.clear();
    seen.resize(moment.rows.len(), OpenByDomain::default());
    levels.clear();
    levels.resize(moment.rows.len(), TriageLevel::None);
    for (need, events) in system.care.needs.iter().zip(&open.needs) {
        for event in events.iter().filter(|event| event.presented > 0) {
            let seen = &mut seen[event.who.index()];
            seen.domains |= need.domain;
            seen.needs += 1;
        }
    }
    for (state, here) in moment.cared_for(&system.health) {
        let is_frail = system.health.states[state].frail;
        for resident in here {
            let who = resident.who.index();
            let found = level(system, is_frail, seen[who].domains, seen[who].needs);
            let is_overlooked = || {
                let luck = moment.rows[who].key.uniform(Purpose::OVERLOOKED);
                luck < system.overlooked
            };
            levels[who] = match system.overlooked > 0.0 && is_overlooked() {
                true => found.one_step_too_low(),
                false => found,
            };
        }
    }
}

/// How complex so many needs in these domains (as bits) are together.
pub fn level(system: &System, is_frail: bool, domains: u8, needs: u8) -> TriageLevel {
    let rules = &system.triage;
    let domains = domains.count_ones();
    let is_multiple_by_domain = domains >= rules.multiple_domains;
    if needs == 0 {
        TriageLevel::None
    } else if domains >= rules.complex_domains || (is_multiple_by_domain && is_frail) {
        TriageLevel::Complex
    } else if is_multiple_by_domain || u32::from(needs) >= rules.multiple_needs {
        TriageLevel::Multiple
    } else {
        TriageLevel::Single
    }
}
