//! Components, made of what was written: their terms and their way of paying.
//!
//! Comes in: a component's keys, and the draw. Goes out: [`ComponentTerms`] and a [`PaymentMethod`]. Deliberately absent: which
//! units it pays for among the others of its arm.

use crate::scenario::limits::limit;
use crate::scenario::reimbursed;
use crate::scenario::schema::{AppliesTo, Num, Scenario};
use crate::tables::names::{position, recipient};
use crate::tables::services::payer_shares;
use crate::tables::time::Timeline;

use super::builder::ComponentBuilder;
use super::component_terms::ComponentTerms;
use super::follows::Follows;
use super::{PaymentMethod, platform_levy, team};

/// A component from its keys.
pub fn written(making: &ComponentBuilder, time: &Timeline) -> (ComponentTerms, PaymentMethod) {
    let ComponentBuilder {
        scenario,
        written,
        draw,
        ..
    } = *making;
    let path = making.path();
    let earmark = |(name, share): (&String, &Num<limit::Share>)| {
        let capability = position(&scenario.capability, name, |capability| &capability.name);
        let share = draw
            .value(share, || format!("{path}.earmark.{name}"))
            .clamp(0.0, 1.0);
        (capability, share)
    };
    let of_platform = platform_levy::earmark(making);
    let method = PaymentMethod::new(making);
    let terms = ComponentTerms {
        name: written.name.clone(),
        applies_to: written.applies_to,
        recipient: recipient(scenario, written.recipient.as_ref()),
        team: team::shares(making),
        copayment_share: match method.kind().nature().waives_copayments {
            true => 0.0,
            false => making
                .value(written.copayment_share.as_deref(), 1.0, "copayment_share")
                .clamp(0.0, 1.0),
        },
        payers: (!written.payers.is_empty()).then(|| {
            let named = payer_shares(scenario, &written.payers, draw, &path);
            reimbursed::borne(scenario, written, &named, |number, key| {
                making.value(Some(number), 0.0, &key)
            })
        }),
        years: time.years_within(written.from_year, written.until_year),
        phase_in: written.phase_in_years.unwrap_or(0) as usize,
        phased_in: written
            .from_year
            .map_or(0, |from| (time.first_year - from).max(0) as usize),
        afterwards: making
            .value(written.structural_share.as_deref(), 0.0, "structural_share")
            .clamp(0.0, 1.0),
        earmark: written
            .earmark
            .iter()
            .map(earmark)
            .chain(of_platform)
            .collect(),
        admin_hours: making
            .value(written.admin_hours.as_deref(), 0.0, "admin_hours")
            .max(0.0),
        is_indexed: written.indexed.unwrap_or(true),
        follows: Follows::of(written),
        nature: method.kind().nature(),
        basis: method.kind().basis(),
    };
    (terms, method)
}

/// A component that no `[[arm.component]]` wrote: it pays the network in every year, whole.
pub fn unwritten(
    name: &str,
    (method, follows): (PaymentMethod, Follows),
    scenario: &Scenario,
    time: &Timeline,
) -> (ComponentTerms, PaymentMethod) {
    let terms = ComponentTerms {
        name: name.into(),
        applies_to: AppliesTo::All,
        recipient: scenario.discipline.len(),
        team: Vec::new(),
        copayment_share: 1.0,
        payers: None,
        years: 0..time.years,
        phase_in: 0,
        phased_in: 0,
        afterwards: 0.0,
        earmark: Vec::new(),
        admin_hours: 0.0,
        is_indexed: true,
        follows,
        nature: method.kind().nature(),
        basis: method.kind().basis(),
    };
    (terms, method)
}
