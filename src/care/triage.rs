//! Triage (enkelvoudig, meervoudig, complex) by the needs and domains that are open in a cycle.

use crate::system::System;

use super::Open;

/// How complex a resident's needs are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Triage {
    /// No need reaches the first line.
    None,
    /// One need, or a few in one domain.
    Single,
    /// Several domains or needs.
    Multiple,
    /// Needs that call for integrated care.
    Complex,
}

/// Triage of a resident in `state`.
pub fn triage(system: &System, state: usize, open: &Open) -> Triage {
    let (mut domains, mut needs) = (0_u8, 0);
    for need in open.needs().iter().filter(|need| need.presented > 0) {
        domains |= system.care.needs[usize::from(need.need)].domain;
        needs += 1;
    }
    let domains = domains.count_ones();
    let rules = &system.triage;
    let is_multiple_by_domain = domains >= rules.multiple_domains;
    if needs == 0 {
        Triage::None
    } else if domains >= rules.complex_domains || (is_multiple_by_domain && system.health.states[state].frail) {
        Triage::Complex
    } else if is_multiple_by_domain || needs >= rules.multiple_needs {
        Triage::Multiple
    } else {
        Triage::Single
    }
}
