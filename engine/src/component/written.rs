//! What is known of a kind of component as written: the keys it may have and needs, and where it stands in line for
//! units.
//!
//! Comes in: nothing; this says what each kind's file fills in. Goes out: [`WrittenKind`], what the money of a
//! component follows, and the units that a kind may stand in line for. Deliberately absent: what the keys come to.

use crate::scenario::review::{KeyPath, Review};
use crate::scenario::schema::{Component, Need, Scenario, Service};

use super::follows::Follows;

pub use crate::scenario::schema::ComponentKey as Key;

/// What is known of a kind as written. There are no defaults: every kind says it all.
pub struct WrittenKind {
    /// The kind as files write it.
    pub word: &'static str,
    /// Keys that it takes beside the keys that every kind has.
    pub takes: &'static [Key],
    /// The keys that it needs, each with an example of what to write.
    pub needs: &'static [(Key, &'static str)],
    /// What its `amount` is per, where it has one.
    pub amount_is_per: Option<&'static str>,
    /// Whether it is money laid out whatever care follows, which can be an investment. What pays for care delivered, or
    /// replaces such payment, or settles afterwards, is none.
    pub is_laid_out_beforehand: bool,
    /// Whether its amount is one sum for the calendar year, and so an investment by itself.
    pub is_budget: bool,
    /// Whether what it pays follows from single residents and their care.
    pub is_by_resident: bool,
    /// Whether it takes the place of the unit fees of what it pays for.
    pub replaces_fees: bool,
    /// What its money grows with where it is indexed.
    pub follows: Follows,
    /// Where it stands in line for units: the highest pays first; `None` where it does not pay for such units.
    pub rank: fn(&Component, ClaimedUnits) -> Option<u8>,
    /// The services it pays for, or replaces, where it names none.
    pub by_default: Services,
    /// What the kind asks for beside its keys.
    pub check: fn(&mut Review<'_>, &KeyPath, &Component),
    /// What it asks of what it pays for, when every name exists.
    pub check_paid: fn(&mut Review<'_>, &KeyPath, &Component),
}

impl Follows {
    /// What a component as written follows.
    pub fn of(component: &Component) -> Follows {
        let of_kind = WrittenKind::of(component.kind).follows;
        match component.indexed {
            Some(false) => of_kind.unindexed(),
            Some(true) | None => of_kind,
        }
    }
}

/// The components that a scenario writes, each name once, by what they follow; without what none follows. A name that stands for
/// different things in different arms comes with each.
pub fn by_growth(scenario: &Scenario) -> Vec<(Follows, Vec<&str>)> {
    let written = || scenario.arm.iter().flat_map(|arm| &arm.component);
    let of = |follows: &Follows| {
        let mut names: Vec<&str> = Vec::new();
        for component in written().filter(|component| Follows::of(component) == *follows) {
            if !names.contains(&component.name.as_str()) {
                names.push(&component.name);
            }
        }
        (*follows, names)
    };
    let all = Follows::ALL.iter().map(of);
    all.filter(|(_, names)| !names.is_empty()).collect()
}

/// Services that a component pays for where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// All units.
    All,
    /// The services of the discipline that receives it.
    OfRecipient,
}

/// Its keys are all there is to ask.
pub fn no_more(_: &mut Review<'_>, _: &KeyPath, _: &Component) {}

/// Rank of a kind that does not pay for units.
pub fn no_rank(_: &Component, _: ClaimedUnits) -> Option<u8> {
    None
}

/// The rule that an amount is needed.
pub const AMOUNT: (Key, &str) = (
    Key::Amount,
    "EUR per resident-year, patient-year, episode or (transition_budget, project_grant) calendar year",
);
/// The rule that payers are needed.
pub const PAYERS: (Key, &str) = (
    Key::Payers,
    "who pays, in shares, e.g. payers = { insurer = 1 }",
);
/// The rule that a recipient is needed.
pub const RECIPIENT: (Key, &str) = (
    Key::Recipient,
    "the discipline that receives it, e.g. recipient = \"general_practice\"",
);

/// One way units come about.
#[derive(Debug, Clone, Copy)]
pub struct ClaimedUnits<'a> {
    /// The need that asks or escalates.
    pub need: &'a Need,
    /// The service.
    pub service: &'a Service,
    /// Whether nobody asked for them.
    pub is_escalation: bool,
}

/// Every way units come about.
pub fn units(scenario: &Scenario) -> Vec<ClaimedUnits<'_>> {
    let service = |name: &String| {
        scenario
            .service
            .iter()
            .find(|service| service.name == *name)
    };
    let of_need = |need: &'_ Need| -> Vec<(String, bool)> {
        let asked = need
            .services
            .iter()
            .map(|link| (link.service.clone(), false));
        let escalated = need
            .escalation
            .iter()
            .map(|link| (link.service.clone(), true));
        asked.chain(escalated).collect()
    };
    let needs = scenario.need.iter();
    needs
        .flat_map(|need| of_need(need).into_iter().map(move |found| (need, found)))
        .filter_map(|(need, (name, is_escalation))| {
            Some(ClaimedUnits {
                need,
                service: service(&name)?,
                is_escalation,
            })
        })
        .collect()
}

/// Whether a component of a kind that pays for the services `by_default`, or replaces them, names this service.
pub fn names(component: &Component, by_default: Services, service: &Service) -> bool {
    if !component.services.is_empty() || !component.disciplines.is_empty() {
        return component.services.contains(&service.name)
            || component.disciplines.contains(&service.discipline);
    }
    match by_default {
        Services::All => true,
        Services::OfRecipient => component.recipient.as_ref() == Some(&service.discipline),
    }
}
