//! One component of an arm: the names it refers to, and its numbers.

use super::care::age_ratios;
use super::health::lived_in;
use super::room::{At, Limits, Named, Room, means};
use super::run::years;
use super::{collaboration, component_keys, quality, savings};
use crate::scenario::schema::{Component, ComponentKind, NeedClass, Service};
use ComponentKind::{
    Capitation, EpisodeFee, FeeForService, InnovationFee, NetworkFee, NotCashed, PatientShare,
    PlatformLevy, PooledBudget, PracticeFee, ProjectGrant, QualityBonus, ServiceFee, SharedSavings,
    StateFee, TransitionBudget,
};

/// Names that mean something else in ledger.csv.
const RESERVED: [(&str, &str); 3] = [
    ("background_care", "the care which the needs do not explain"),
    ("state_cost", "the cost of health states"),
    ("not_cashed", "what is still paid for avoided care"),
];

/// The rules on a component.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component) {
    let reserved = RESERVED.iter().find(|(name, _)| one.name == *name);
    if let Some((name, meaning)) = reserved {
        let message = format!("no component can be named `{name}`");
        room.fault(
            &at.to("name"),
            message,
            format!("in results, that is {meaning}"),
        );
    }
    room.name(at, &one.name);
    component_keys::check(room, at, one);
    references(room, at, one);
    numbers(room, at, one);
    years(room, at, one.from_year, one.until_year);
    of_kind(room, at, one);
    for (index, indicator) in one.indicators.iter().enumerate() {
        quality::indicator(room, &at.to("indicators").nth(index), indicator);
    }
    if !one.indicators.is_empty() {
        let weights: Vec<f64> = one
            .indicators
            .iter()
            .map(|indicator| indicator.weight)
            .collect();
        room.add_up_to_one(&at.to("indicators"), &weights);
    }
}

/// What single kinds ask for beside their keys.
fn of_kind(room: &mut Room<'_>, at: &At, one: &Component) {
    match one.kind {
        PooledBudget => collaboration::pool(room, at, one),
        PlatformLevy => collaboration::levy(room, at, one),
        PatientShare => resident_exists(room, at),
        ProjectGrant => ends(room, at, one),
        // Their keys are all there is to ask.
        FeeForService | NetworkFee | PracticeFee | StateFee | Capitation | QualityBonus
        | InnovationFee | ServiceFee | EpisodeFee | TransitionBudget | SharedSavings
        | NotCashed => {}
    }
}

fn ends(room: &mut Room<'_>, at: &At, one: &Component) {
    if one.until_year.is_none() {
        room.fault(
            at,
            "kind `project_grant` needs `until_year`",
            "a project ends: write its last year, even where that lies after the run",
        );
    }
}

fn references(room: &mut Room<'_>, at: &At, one: &Component) {
    room.refer_all(&at.to("services"), Named::Service, &one.services);
    disciplines(room, &at.to("disciplines"), one);
    room.refer_all(&at.to("needs"), Named::Need, &one.needs);
    room.once(&at.to("states"), &one.states);
    for (index, name) in one.states.iter().enumerate() {
        lived_in(room, &at.to("states").nth(index), name);
    }
    for (index, name) in one.needs.iter().enumerate() {
        lasting(room, &at.to("needs").nth(index), name);
        replaces_something(room, &at.to("needs").nth(index), one, name);
    }
    if let Some(recipient) = &one.recipient
        && (one.kind != ProjectGrant || recipient != "network")
    {
        room.refer(&at.to("recipient"), Named::Discipline, recipient);
    }
    room.payers(&at.to("payers"), &one.payers);
    room.by_name(
        &at.to("earmark"),
        Named::Capability,
        &one.earmark,
        Limits::Share,
    );
    room.add_up_to_at_most_one(&at.to("earmark"), &means(one.earmark.values()));
    room.by_name(
        &at.to("tariffs"),
        Named::Service,
        &one.tariffs,
        Limits::Price,
    );
}

/// A pooled budget may also cover what goes to the network.
fn disciplines(room: &mut Room<'_>, at: &At, one: &Component) {
    for (index, name) in one.disciplines.iter().enumerate() {
        if one.kind != PooledBudget || name != "network" {
            room.refer(&at.nth(index), Named::Discipline, name);
        }
    }
    room.once(at, &one.disciplines);
}

/// Acute needs have no episode to pay for.
fn lasting(room: &mut Room<'_>, at: &At, name: &str) {
    let need = room.scenario.need.iter().find(|need| need.name == name);
    if need.is_some_and(|need| need.class == NeedClass::Acute) {
        room.fault(
            at,
            format!("`{name}` is acute and has no episode"),
            "pay acute needs by service_fee",
        );
    }
}

/// Without `payers`, an episode is paid by the statutory payers of the units it replaces: there must be some.
fn replaces_something(room: &mut Room<'_>, at: &At, one: &Component, name: &str) {
    let Some(need) = room.scenario.need.iter().find(|need| need.name == name) else {
        return;
    };
    let is_listed = |service: &Service| {
        (one.services.is_empty() && one.disciplines.is_empty())
            || one.services.contains(&service.name)
            || one.disciplines.contains(&service.discipline)
    };
    let is_paid = |name: &str| {
        let mut services = room.scenario.service.iter();
        services
            .any(|service| service.name == name && is_listed(service) && !service.payers.is_empty())
    };
    if one.payers.is_empty() && !need.services.iter().any(|link| is_paid(&link.service)) {
        room.fault(
            at,
            format!(
                "nobody pays for an episode of `{name}`: it replaces no units that have payers"
            ),
            "say who pays, in shares, e.g. payers = { insurer = 1 }",
        );
    }
}

fn numbers(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(at, "factor", one.factor.as_ref(), Limits::NotNegative);
    let amount = if one.kind.written().is_budget {
        Limits::Budget
    } else {
        Limits::Price
    };
    room.optional(at, "amount", one.amount.as_ref(), amount);
    room.optional(
        at,
        "admin_hours",
        one.admin_hours.as_ref(),
        Limits::NotNegative,
    );
    room.optional(
        at,
        "growth_target",
        one.growth_target.as_ref(),
        Limits::AboveMinusOne,
    );
    room.optional(
        at,
        "structural_share",
        one.structural_share.as_ref(),
        Limits::Share,
    );
    room.optional(at, "claw_back", one.claw_back.as_ref(), Limits::Share);
    room.optional(at, "share", one.share.as_ref(), Limits::Share);
    age_ratios(room, &at.to("age_ratios"), &one.age_ratios);
    room.deprivation_ratios(at, &one.deprivation_ratios);
    list_ratios(room, at, one);
    if let Some(contract) = &one.savings {
        savings::check(room, at, one, contract);
    }
    for (index, weight) in one.triage_weights.iter().flatten().enumerate() {
        room.plain(
            &at.to("triage_weights").nth(index),
            *weight,
            Limits::NotNegative,
        );
    }
}

fn list_ratios(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(
        at,
        "lower_class_ratio",
        one.lower_class_ratio.as_ref(),
        Limits::NotNegative,
    );
    room.by_name(
        &at.to("state_ratios"),
        Named::State,
        &one.state_ratios,
        Limits::NotNegative,
    );
    if !one.state_ratios.is_empty()
        && (!one.age_ratios.is_empty() || one.lower_class_ratio.is_some())
    {
        room.key_fault(
            &at.to("state_ratios"),
            "ratios by state do not go together with ratios by age or lower class",
            "adjust for health, or for age and class",
        );
    }
}

fn resident_exists(room: &mut Room<'_>, at: &At) {
    if !room
        .scenario
        .payer
        .iter()
        .any(|payer| payer.name == "resident")
    {
        room.fault(
            at,
            "a patient_share needs a payer named `resident`",
            "add [[payer]] name = \"resident\"",
        );
    }
}
