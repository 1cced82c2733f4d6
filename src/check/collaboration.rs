//! Working together: integration factors, governance forms, the shared platform, pooled budgets, contracts.

use super::review::{FaultKind, KeyPath, Named, Review};
use crate::scenario::nearest::quoted;
use crate::scenario::schema::{
    Arm, Component, ComponentKind, Contract, DynamicFactors, Factor, Governance, Integration,
    Platform, Release,
};

/// The rules on `integration`'s factors, `governance`, `platform`, `contract` and the disciplines of payers.
pub fn check(review: &mut Review<'_>) {
    let scenario = review.scenario;
    for (index, payer) in scenario.payer.iter().enumerate() {
        let at = KeyPath::top("payer").entry(index, &payer.name);
        if let Some(discipline) = &payer.discipline {
            review.refer(&at.to("discipline"), Named::Discipline, discipline);
        }
    }
    if let Some(integration) = &scenario.integration {
        factors(review, &KeyPath::top("integration"), integration);
    }
    for (index, form) in scenario.governance.iter().enumerate() {
        governance(
            review,
            &KeyPath::top("governance").entry(index, &form.name),
            form,
        );
    }
    if let Some(shared) = &scenario.platform {
        platform(review, &KeyPath::top("platform"), shared);
    }
    for (index, row) in scenario.contract.iter().enumerate() {
        let name = row.name.as_deref().unwrap_or("");
        contract(review, &KeyPath::top("contract").entry(index, name), row);
    }
}

fn factors(review: &mut Review<'_>, at: &KeyPath, integration: &Integration) {
    for (index, each) in integration.factor.iter().enumerate() {
        factor(review, &at.to("factor").entry(index, &each.name), each);
    }
    dynamic(review, &at.to("dynamic"), &integration.dynamic);
    let moves = !integration.factor.is_empty()
        || computed(&integration.dynamic)
            .iter()
            .any(|(_, factor)| factor.is_some());
    let steers = |arm: &Arm| arm.governance.is_some();
    if moves && integration.years.is_none() && !review.scenario.arm.iter().all(steers) {
        review.fault(
            FaultKind::DependentKey,
            at,
            "integration has factors but no `years` in which it moves",
            "e.g. years = 5; arms with a governance form move in the years of the form",
        );
    }
}

fn factor(review: &mut Review<'_>, at: &KeyPath, each: &Factor) {
    review.name(at, &each.name);
}

type Computed<'s> = (
    &'static str,
    Option<&'s crate::scenario::schema::DynamicFactor>,
);

fn computed(dynamic: &DynamicFactors) -> [Computed<'_>; 6] {
    [
        ("coordination_hours", dynamic.coordination_hours.as_ref()),
        ("participation", dynamic.participation.as_ref()),
        ("workload", dynamic.workload.as_ref()),
        (
            "administrative_hours",
            dynamic.administrative_hours.as_ref(),
        ),
        ("competition", dynamic.competition.as_ref()),
        ("platform", dynamic.platform.as_ref()),
    ]
}

fn dynamic(review: &mut Review<'_>, at: &KeyPath, dynamic: &DynamicFactors) {
    review.refer_all(
        &at.to("coordinating"),
        Named::Capability,
        &dynamic.coordinating,
    );
    let price = dynamic.coordination_price.as_ref();
    if dynamic.coordination_hours.is_some() && price.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &at.to("coordination_hours"),
            "`coordination_hours` needs `coordination_price`",
            "EUR per hour of coordination, e.g. coordination_price = 60",
        );
    }
}

fn governance(review: &mut Review<'_>, at: &KeyPath, form: &Governance) {
    review.name(at, &form.name);
    if form.beta.is_some() && review.scenario.integration.is_none() {
        let hint = "add [integration] with its survey: the form moves integration from there";
        review.fault(
            FaultKind::Integration,
            &at.to("beta"),
            "there is no integration to move",
            hint,
        );
    }
    review.refer_all(&at.to("partners"), Named::Discipline, &form.partners);
    review.payers(&at.to("payers"), &form.payers);
    match (form.cost_per_pair.is_some(), form.payers.is_empty()) {
        (true, true) => review.fault(
            FaultKind::NoPayers,
            &at.to("cost_per_pair"),
            "nobody pays for the coordination of this form",
            "say who pays, in shares, e.g. payers = { municipality = 1 }",
        ),
        (false, false) => review.key_fault(
            FaultKind::NoPayers,
            &at.to("payers"),
            "this form has no coordination cost to pay",
            "give `cost_per_pair`, EUR a year for each pair of partners",
        ),
        _ => {}
    }
}

fn platform(review: &mut Review<'_>, at: &KeyPath, shared: &Platform) {
    if let Some(capability) = &shared.capability {
        review.refer(&at.to("capability"), Named::Capability, capability);
    }
    let at = at.to("partners");
    for (index, partner) in shared.partners.iter().enumerate() {
        let at = at.nth(index);
        review.refer(&at.to("payer"), Named::Payer, &partner.payer);
        let before = &shared.partners[..index];
        if before.iter().any(|other| other.payer == partner.payer) {
            let message = format!("{} is a partner twice", quoted(&partner.payer));
            review.fault(
                FaultKind::ListedTwice,
                &at.to("payer"),
                message,
                "take one of them out",
            );
        }
    }
}

fn contract(review: &mut Review<'_>, at: &KeyPath, row: &Contract) {
    if let Some(name) = &row.name {
        review.name(at, name);
    }
    let references = [
        ("service", Named::Service, &row.service),
        ("discipline", Named::Discipline, &row.discipline),
        ("payer", Named::Payer, &row.payer),
    ];
    for (key, named, name) in references {
        if let Some(name) = name {
            review.refer(&at.to(key), named, name);
        }
    }
    let given = [
        row.service.is_some(),
        row.discipline.is_some(),
        row.line.is_some(),
    ];
    if given.iter().filter(|is_given| **is_given).count() > 1 {
        let hint = "give one of service, discipline, line";
        review.fault(
            FaultKind::Contract,
            at,
            "this row says twice what care it holds for",
            hint,
        );
    }
    if row.release == Release::Renegotiation && row.renegotiated_share.is_none() {
        let message = "this contract does not say how fast it is renegotiated";
        let hint = "give renegotiated_share, the share of a change in volume that it takes in within a year, e.g. 0.12; or release = \"growth_absorbs\"";
        review.fault(FaultKind::Contract, at, message, hint);
    }
}

/// The rules on what an arm has of governance, pools and platform, given all its components with the arms that wrote
/// them.
pub fn of_arm(review: &mut Review<'_>, at: &KeyPath, arm: &Arm, components: &[(&str, &Component)]) {
    let components: Vec<&Component> = components.iter().map(|(_, one)| *one).collect();
    if let Some(name) = &arm.governance
        && review.refer(&at.to("governance"), Named::Governance, name)
    {
        steering(review, at, arm, &components);
    }
    // What an arm takes from `like` as it is has been looked at there.
    let is_own = |one: &Component| arm.component.iter().any(|own| own.name == one.name);
    let of_kind = |kind| components.iter().filter(move |one| one.kind == kind);
    let levies: Vec<&&Component> = of_kind(ComponentKind::PlatformLevy).collect();
    let is_new = levies.iter().any(|levy| is_own(levy));
    if let Some(second) = levies.get(1).filter(|_| is_new) {
        let message = "this arm pays for the platform twice";
        let hint = "there is one platform; keep one platform_levy";
        review.fault(
            FaultKind::Platform,
            &component_path(at, arm, second),
            message,
            hint,
        );
    }
    let pools: Vec<&&Component> = of_kind(ComponentKind::PooledBudget).collect();
    for (index, pool) in pools.iter().enumerate() {
        let others = &pools[..index];
        if is_own(pool) || others.iter().any(|other| is_own(other)) {
            pooled_twice(review, &component_path(at, arm, pool), pool, others);
        }
        if review.comparator() == Some(arm.name.as_str()) {
            let message = "the comparator cannot have a pooled budget";
            let hint = "historical shares are what payers paid in it; pool in another arm";
            review.fault(
                FaultKind::PooledBudget,
                &component_path(at, arm, pool),
                message,
                hint,
            );
        }
    }
}

/// Where a component was written: in this arm, or, when it comes from `like`, the arm itself.
fn component_path(at: &KeyPath, arm: &Arm, component: &Component) -> KeyPath {
    let mut own = arm.component.iter().enumerate();
    match own.find(|(_, one)| one.name == component.name) {
        Some((index, one)) => at.to("component").entry(index, &one.name),
        None => at.clone(),
    }
}

fn steering(review: &mut Review<'_>, at: &KeyPath, arm: &Arm, components: &[&Component]) {
    let mut forms = review.scenario.governance.iter();
    let Some(form) = forms.find(|form| Some(&form.name) == arm.governance.as_ref()) else {
        return;
    };
    if let Some(taken) = components.iter().find(|one| one.name == form.name) {
        let message = format!(
            "a component has the name of the governance form {}",
            quoted(&form.name)
        );
        let hint = "in ledger.csv, that is the cost of coordination; choose another name";
        review.fault(
            FaultKind::UnusableName,
            &component_path(at, arm, taken),
            message,
            hint,
        );
    }
    let pools = |one: &&&Component| one.kind == ComponentKind::PooledBudget;
    if let Some(pool) = components
        .iter()
        .find(pools)
        .filter(|_| !form.allows_pooling)
    {
        let message = format!("{} does not allow a pooled budget", quoted(&form.name));
        let hint = "set `allows_pooling = true` in that form, or choose another";
        review.fault(
            FaultKind::PooledBudget,
            &component_path(at, arm, pool),
            message,
            hint,
        );
    }
}

fn pooled_twice(review: &mut Review<'_>, at: &KeyPath, pool: &Component, others: &[&&Component]) {
    for (index, payer) in pool.payers_pooled.iter().enumerate() {
        if others
            .iter()
            .any(|other| other.payers_pooled.contains(payer))
        {
            let message = format!("{} pools in two budgets of this arm", quoted(payer));
            review.fault(
                FaultKind::PooledBudget,
                &at.to("payers_pooled").nth(index),
                message,
                "what it pays can be balanced once",
            );
        }
    }
}
