//! The outcomes of a year: each value with what it measures.
//!
//! Comes in: a [`Year`] of one arm. Goes out: values with [`Label`]s, in an order that is the same every year.
//! Deliberately absent: more than one year, and statistics.

use serde::{Deserialize, Serialize};

use crate::component::Component;
use crate::component::arm::Arm;
use crate::component::neighbourhood::Neighbourhood;
use crate::component::quality_bonus::{met_share, score};
use crate::counts::{Count, Counts, Owed, Single, half_cycles_lived};
use crate::provision::administration;
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::capability::Target;
use crate::tables::states::StateCost;

/// How the years of an outcome come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Total {
    /// They add up.
    Sum,
    /// They add up, and are discounted as effects.
    Effects,
    /// They add up, and are discounted as costs.
    Costs,
    /// Their mean is the level over the period.
    Mean,
}

/// What a value measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// The outcome.
    pub outcome: &'a str,
    /// State, need, service, discipline, category, deprivation class …, or `all`.
    pub group: &'a str,
    /// Unit.
    pub unit: &'a str,
    /// How years come together.
    pub total: Total,
}

/// A year of one arm.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// Mean access per discipline over the cycles.
    pub access: &'a [f64],
    /// Mean stock per capability over the cycles.
    pub stocks: &'a [f64],
    /// Mean integration over the cycles.
    pub integration: f64,
    /// Partners of the shared platform that take part.
    pub partners: usize,
    /// Adoption of the shared platform.
    pub adoption: f64,
    /// What was owed.
    pub owed: &'a [Owed],
    /// The budget-neutral factor.
    pub factor: f64,
    /// Index of the year.
    pub year: usize,
    /// Share of the practices that take part in the network; `None` in arms without one.
    pub taking_part: Option<f64>,
}

/// Hands every outcome of a year to `sheet`, always in the same order for one scenario and arm.
pub fn tally(system: &System, arm: &Arm, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    life(system, arm, year, sheet);
    care(system, year, sheet);
    needs(system, year, sheet);
    carers(system, year, sheet);
    organisation(system, arm, year, sheet);
    money(system, arm, year, sheet);
}

fn label<'a>(outcome: &'a str, group: &'a str, unit: &'a str, total: Total) -> Label<'a> {
    Label {
        outcome,
        group,
        unit,
        total,
    }
}

fn class_name(class: usize) -> String {
    format!("deprivation_{class}")
}

fn life(system: &System, arm: &Arm, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let half_cycle = system.time.length / 2.0 * system.people.weight;
    let (counts, states) = (year.counts, &system.health.states);
    let lived = |class: usize, state: usize| {
        counts.of_class(class, |group| Count::Lived { group, state }) as f64 * half_cycle
    };
    let over = |value: &dyn Fn(usize, usize) -> f64| -> f64 {
        let alive = (0..states.len()).filter(|&state| states[state].is_alive());
        alive
            .flat_map(|state| (0..counts.classes()).map(move |class| value(class, state)))
            .sum()
    };
    sheet(
        label("life_years", "all", "person-years", Total::Effects),
        over(&lived),
    );
    let utilities: Vec<f64> = states
        .iter()
        .enumerate()
        .map(|(index, state)| state.utility * arm.ratio(Target::Utility(index), year.year))
        .collect();
    let qalys = |class: usize, state: usize| lived(class, state) * utilities[state];
    sheet(label("qalys", "all", "QALY", Total::Effects), over(&qalys));
    for only in 0..counts.classes() {
        let of_class = |class: usize, state: usize| {
            if class == only {
                qalys(class, state)
            } else {
                0.0
            }
        };
        sheet(
            label("qalys", &class_name(only), "QALY", Total::Effects),
            over(&of_class),
        );
    }
    let healthy = |class: usize, state: usize| {
        if states[state].healthy {
            lived(class, state)
        } else {
            0.0
        }
    };
    sheet(
        label("healthy_years", "all", "person-years", Total::Effects),
        over(&healthy),
    );
    for (state, named) in states
        .iter()
        .enumerate()
        .filter(|(_, state)| state.is_alive())
    {
        let years: f64 = (0..counts.classes()).map(|class| lived(class, state)).sum();
        sheet(
            label("state_years", &named.name, "person-years", Total::Sum),
            years,
        );
    }
    let singles = [
        ("deaths", Single::Deaths),
        ("births", Single::Births),
        ("newcomers", Single::Newcomers),
        ("leavers", Single::Leavers),
        ("institution_entries", Single::InstitutionEntries),
    ];
    for (name, single) in singles {
        let persons = counts.get(Count::Single(single)) as f64 * system.people.weight;
        sheet(label(name, "all", "persons", Total::Sum), persons);
    }
}

fn delivered(system: &System, year: &Year, channel: usize) -> f64 {
    let service = &system.care.services[system.care.channels[channel].service];
    let units = year.counts.delivered(channel) as f64;
    units * system.people.weight * system.growth.volume(service.line, year.year)
}

fn care(system: &System, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let services = &system.care.services;
    let mut units = vec![0.0; services.len()];
    for (channel, found) in system.care.channels.iter().enumerate() {
        units[found.service] += delivered(system, year, channel);
    }
    for (service, units) in services.iter().zip(&units) {
        sheet(
            label("service_units", &service.name, &service.unit, Total::Sum),
            *units,
        );
    }
    let mut named: Vec<&str> = services
        .iter()
        .filter_map(|service| service.counts_as.as_deref())
        .collect();
    named.sort_unstable();
    named.dedup();
    for name in named {
        let counted = services
            .iter()
            .zip(&units)
            .filter(|(service, _)| service.counts_as.as_deref() == Some(name));
        sheet(
            label(name, "all", "units", Total::Sum),
            counted.map(|(_, units)| units).sum(),
        );
    }
}

fn needs(system: &System, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let counts = year.counts;
    let weight = system.people.weight;
    for (need, table) in system.care.needs.iter().enumerate() {
        let unit = match table.class {
            NeedClass::Permanent => "person-years",
            NeedClass::Acute | NeedClass::Temporary => "needs",
        };
        let all = counts.get(Count::Need { need }) as f64 * system.per_count(need) * weight;
        let unmet = all * (1.0 - met_share(system, counts, need));
        sheet(label("needs", &table.name, unit, Total::Sum), all);
        sheet(label("unmet_needs", &table.name, unit, Total::Sum), unmet);
    }
    for (triage, name) in ["none", "single", "multiple", "complex"]
        .into_iter()
        .enumerate()
    {
        let years = counts.get(Count::Residents { triage }) as f64 * system.time.length * weight;
        sheet(
            label("triage_years", name, "person-years", Total::Sum),
            years,
        );
    }
}

fn carers(system: &System, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    if !system.health.has_carers {
        return;
    }
    let years = |single| {
        year.counts.get(Count::Single(single)) as f64 * system.time.length * system.people.weight
    };
    sheet(
        label("carer_years", "all", "person-years", Total::Sum),
        years(Single::CarerCycles),
    );
    sheet(
        label("overloaded_carer_years", "all", "person-years", Total::Sum),
        years(Single::OverloadedCycles),
    );
    let informal = (0..system.care.channels.len()).filter_map(|channel| {
        let service = &system.care.services[system.care.channels[channel].service];
        (service.line == crate::scenario::schema::Line::Informal)
            .then(|| delivered(system, year, channel) * service.hours)
    });
    sheet(
        label("informal_care_hours", "all", "hours", Total::Sum),
        informal.sum(),
    );
}

fn organisation(system: &System, arm: &Arm, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let admin = administration::hours(system, arm, year.counts, year.year);
    for (index, discipline) in system.disciplines.iter().enumerate() {
        if discipline.capacity.is_some() {
            sheet(
                label("access", &discipline.name, "share", Total::Mean),
                year.access[index],
            );
        }
        let hours = admin[index] * system.people.weight;
        sheet(
            label(
                "administrative_hours",
                &discipline.name,
                "hours",
                Total::Sum,
            ),
            hours,
        );
    }
    let of_network = |component: &Component| {
        let is_to_network = component.recipient == system.disciplines.len();
        component.admin_hours > 0.0 && is_to_network && !component.basis().is_of_units()
    };
    if arm.components.iter().any(of_network) {
        sheet(
            label("administrative_hours", "network", "hours", Total::Sum),
            admin[system.disciplines.len()] * system.people.weight,
        );
    }
    if system.integration > 0.0 || system.collaboration.moves_integration(arm.governance) {
        sheet(
            label("integration", "all", "index", Total::Mean),
            year.integration,
        );
    }
    platform(arm, year, sheet);
    if let Some(share) = year.taking_part {
        sheet(
            label("practices_taking_part", "all", "share", Total::Mean),
            share,
        );
        let counts = year.counts;
        let lived = |groups| half_cycles_lived(system, counts, groups) as f64;
        let (inside, all) = (lived(counts.groups_of(1)), lived(0..counts.groups()));
        sheet(
            label("enrolled", "all", "share", Total::Mean),
            if all > 0.0 { inside / all } else { 0.0 },
        );
    }
    for (capability, stock) in system.capabilities.iter().zip(year.stocks) {
        sheet(
            label("capability_stock", &capability.name, "share", Total::Mean),
            *stock,
        );
    }
    let scored = Neighbourhood::simulated(system, arm, year.counts, year.year);
    for component in &arm.components {
        if let Some(indicators) = component.score() {
            let name = label("quality_score", &component.name, "share", Total::Mean);
            sheet(name, score(&scored, indicators));
        }
    }
}

fn platform(arm: &Arm, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let has_levy = |component: &Component| component.levy().is_some();
    if arm.components.iter().any(has_levy) {
        let partners = label("platform_partners", "all", "partners", Total::Mean);
        sheet(partners, year.partners as f64);
        let adoption = label("platform_adoption", "all", "share", Total::Mean);
        sheet(adoption, year.adoption);
    }
}

fn money(system: &System, arm: &Arm, year: &Year, sheet: &mut dyn FnMut(Label, f64)) {
    let mut categories: Vec<&str> = system
        .care
        .services
        .iter()
        .map(|service| service.category.as_deref())
        .chain(
            system
                .care
                .background
                .iter()
                .map(|line| line.category.as_deref()),
        )
        .chain(state_costs(system).map(|(_, cost)| cost.category.as_deref()))
        .flatten()
        .collect();
    categories.sort_unstable();
    categories.dedup();
    let spent = |category: Option<&str>| -> f64 {
        let owed = year
            .owed
            .iter()
            .filter(|owed| owed.category.as_deref() == category);
        owed.map(|owed| owed.amount.to_eur()).sum()
    };
    for category in categories {
        sheet(
            label("spending", category, "EUR", Total::Costs),
            spent(Some(category)),
        );
    }
    sheet(
        label("spending", "no_category", "EUR", Total::Costs),
        spent(None),
    );
    for class in 0..year.counts.classes() {
        let cost = care_value(system, arm, year, class);
        sheet(
            label(
                "care_at_reference_prices",
                &class_name(class),
                "EUR",
                Total::Costs,
            ),
            cost,
        );
    }
    let own = |count: &dyn Fn(usize, usize) -> Count, indices: usize| -> f64 {
        let of = |index: usize| year.counts.sum(|group| count(group, index));
        let cents: i64 = (0..indices).map(of).sum();
        cents as f64 / 100.0 * system.people.weight
    };
    let channels = system.care.channels.len();
    let deductible = own(
        &|group, channel| Count::Deductible { group, channel },
        channels,
    ) + own(
        &|group, line| Count::DeductibleBackground { group, line },
        system.care.background.len(),
    );
    sheet(
        label("residents_pay", "deductible", "EUR", Total::Costs),
        deductible,
    );
    let copayments = own(
        &|group, channel| Count::Copayment { group, channel },
        channels,
    );
    sheet(
        label(
            "residents_pay",
            "copayments_and_subscriptions",
            "EUR",
            Total::Costs,
        ),
        copayments,
    );
    if arm.budget_neutral.is_some() {
        sheet(
            label("budget_neutral_factor", "all", "factor", Total::Mean),
            year.factor,
        );
    }
}

/// What the care of a deprivation class is worth at reference prices of the year, EUR.
fn care_value(system: &System, arm: &Arm, year: &Year, class: usize) -> f64 {
    let prices = system.growth.prices(year.year);
    let units: f64 = (0..system.care.channels.len())
        .map(|channel| {
            let index = system.care.channels[channel].service;
            let service = &system.care.services[index];
            let in_first_volume = if system.care.unit_spread[index].is_some() {
                year.counts
                    .of_class(class, |group| Count::UnitCents { group, channel })
                    as f64
                    / 100.0
            } else {
                year.counts
                    .of_class(class, |group| Count::Delivered { group, channel })
                    as f64
                    * service.price
            };
            in_first_volume * system.growth.volume(service.line, year.year) * prices
        })
        .sum();
    let background: i64 = (0..system.care.background.len())
        .map(|line| {
            year.counts
                .of_class(class, |group| Count::Background { group, line })
        })
        .sum();
    let states: f64 = state_costs(system)
        .map(|(state, cost)| {
            let half_cycles = year
                .counts
                .of_class(class, |group| Count::Lived { group, state });
            let ratio = arm.ratio(Target::StateCost(state), year.year);
            half_cycles as f64 * system.time.length / 2.0 * cost.amount * ratio * prices
        })
        .sum();
    (units + background as f64 / 100.0 + states) * system.people.weight
}

/// The states that cost something by themselves.
fn state_costs(system: &System) -> impl Iterator<Item = (usize, &StateCost)> {
    let states = system.health.states.iter().enumerate();
    states.filter_map(|(index, state)| Some((index, state.cost.as_ref()?)))
}
