//! Published accounts: what they count, of whom, and in which year.

use super::review::{FaultKind, KeyPath, Limits, Named, Review, legible};
use crate::outcome::{self, Groups, Measure};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{Account, PeopleBand, Scenario, Sex};

/// The rules on `account`.
pub fn check(review: &mut Review<'_>) {
    for (index, each) in review.scenario.account.iter().enumerate() {
        let at = KeyPath::top("account").entry(index, &each.name);
        review.name(&at, &each.name);
        measure(review, &at, each);
        names(review, &at, each);
        outcome(review, &at, each);
        residents(review, &at, each);
        year(review, &at, each);
        factor(review, &at, each);
        amount(review, &at, each);
    }
}

/// Exactly one thing is counted.
fn measure(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    let written: Vec<&str> = [
        ("payer", each.payer.is_some()),
        ("categories", !each.categories.is_empty()),
        ("discipline", each.discipline.is_some()),
        ("services", !each.services.is_empty()),
        ("outcome", each.outcome.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is_there)| is_there.then_some(key))
    .collect();
    let hint = "give one of `payer`, `categories`, `discipline`, `services` and `outcome`";
    match written[..] {
        [_] => {}
        [] => review.fault(FaultKind::Account, at, "this account counts nothing", hint),
        [first, second, ..] => {
            let message = format!(
                "this account counts {} and {}",
                quoted(first),
                quoted(second)
            );
            review.fault(FaultKind::Account, &at.to(second), message, hint);
        }
    }
}

fn names(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    if let Some(payer) = &each.payer {
        review.refer(&at.to("payer"), Named::Payer, payer);
    }
    if let Some(discipline) = &each.discipline {
        review.refer(&at.to("discipline"), Named::Discipline, discipline);
    }
    review.refer_all(&at.to("services"), Named::Service, &each.services);
    let known = categories(review.scenario);
    let at = at.to("categories");
    for (index, name) in each.categories.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!("there is no category {}", quoted(name));
            review.fault(
                FaultKind::UnknownName,
                &at.nth(index),
                message,
                suggest(name, &known),
            );
        }
    }
    review.once(&at, &each.categories);
}

/// The categories of services, background care and states' costs, each once.
fn categories(scenario: &Scenario) -> Vec<&str> {
    let services = scenario.service.iter().map(|each| &each.category);
    let background = scenario.background_care.iter().map(|each| &each.category);
    let states = scenario.state.iter().map(|each| &each.category);
    let all = services.chain(background).chain(states);
    let mut names: Vec<&str> = all.filter_map(Option::as_deref).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn outcome(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    let group_at = at.to("group");
    let Some(name) = &each.outcome else {
        if each.group.is_some() {
            let message = "`group` is that of an `outcome`, and there is none";
            review.fault(
                FaultKind::DependentKey,
                &group_at,
                message,
                "e.g. outcome = \"state_years\"",
            );
        }
        return;
    };
    let has_carers = review.scenario.carers.is_some();
    let measured = || outcome::of_accounts(has_carers);
    let found = measured().find(|measure| measure.name == name);
    match (found.and_then(named), &each.group) {
        (Some(named), Some(group)) => {
            review.refer(&group_at, named, group);
        }
        (Some(named), None) => {
            let message = format!("{} is counted by {}", quoted(name), named.word());
            review.fault(
                FaultKind::DependentKey,
                &at.to("outcome"),
                message,
                "say which in `group`",
            );
        }
        (None, group) => {
            let services = review.scenario.service.iter();
            let counted = services.filter_map(|service| service.counts_as.as_deref());
            let plain = measured().filter(|measure| named(measure).is_none());
            let plain = plain.map(|measure| measure.name);
            let mut known: Vec<&str> = counted.chain(plain).collect();
            known.sort_unstable();
            known.dedup();
            if !known.contains(&name.as_str()) {
                let grouped = measured().filter(|measure| named(measure).is_some());
                known.extend(grouped.map(|measure| measure.name));
                let message = format!("no account can be of the outcome {}", quoted(name));
                review.fault(
                    FaultKind::UnknownName,
                    &at.to("outcome"),
                    message,
                    suggest(name, &known),
                );
            } else if group.is_some() {
                let message = format!("{} has no groups", quoted(name));
                review.fault(
                    FaultKind::DependentKey,
                    &group_at,
                    message,
                    "leave `group` out",
                );
            }
        }
    }
}

/// What the groups of an outcome are named after, where an account has to say which.
fn named(measure: &Measure) -> Option<Named> {
    match measure.groups {
        Groups::States => Some(Named::State),
        Groups::Needs => Some(Named::Need),
        Groups::One(_) | Groups::Others => None,
    }
}

/// Somebody of these ages and this sex must live here.
fn residents(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    let from = each.age_from.unwrap_or(0.0);
    let bands = &review.scenario.population.bands;
    if !review.band(at, from, each.age_below) || bands.is_empty() || !each.is_of_some() {
        return;
    }
    let below = each.age_below.unwrap_or(f64::INFINITY);
    let here = |band: &PeopleBand| match each.sex {
        _ if band.age_from >= below || band.age_below <= from => 0.0,
        Some(Sex::Female) => band.female,
        Some(Sex::Male) => band.male,
        None => band.female + band.male,
    };
    if bands.iter().map(here).sum::<f64>() <= 0.0 {
        let hint = "ages and sexes of residents stand in `population.bands`";
        review.fault(
            FaultKind::Inhabitants,
            at,
            "nobody of these ages and this sex lives here",
            hint,
        );
    }
}

fn year(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    let run = &review.scenario.run;
    let (first, years) = (run.first_year, run.years as i32);
    if let Some(year) = each
        .year
        .filter(|year| !(first..first + years).contains(year))
    {
        let message = format!("the run has no year {year}");
        let hint = format!("it covers {first} to {}", first + years - 1);
        review.fault(FaultKind::Years, &at.to("year"), message, hint);
    }
    // An account of some ages is measured in a population of its own, which grows older.
    let has_ages = each.age_from.is_some() || each.age_below.is_some();
    if has_ages && each.year.is_some_and(|year| year > first) {
        let hint = format!("an account of some ages is of {first}, in which they have these ages");
        review.fault(
            FaultKind::Years,
            &at.to("year"),
            "these residents are older in this year",
            hint,
        );
    }
}

/// Some residents alone would make a factor of budget neutrality of their own.
fn factor(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    let observed = review.scenario.observed();
    let mut arms = review.scenario.arm.iter();
    let arm = arms.find(|arm| Some(arm.name.as_str()) == observed);
    if each.is_of_some() && arm.is_some_and(|arm| arm.budget_neutral.is_some()) {
        let hint = "leave its ages and sex out, or say `observed_under` an arm that is not scaled";
        let message = "prices of the arm under which rates were observed are scaled to be budget-neutral, which some residents \
                       alone cannot tell";
        review.fault(FaultKind::Account, at, message, hint);
    }
}

fn amount(review: &mut Review<'_>, at: &KeyPath, each: &Account) {
    if each.amount == 0.0 {
        let hint = "tolerances are shares of the amount";
        review.fault(
            FaultKind::Account,
            &at.to("amount"),
            "the published amount is 0",
            hint,
        );
    }
    if !Limits::AboveZero.allows(each.tolerance) || each.tolerance > 10.0 {
        let message = format!(
            "`tolerance` is {}, but must be above 0 and at most 10",
            legible(each.tolerance)
        );
        review.fault(
            FaultKind::OutOfRange,
            &at.to("tolerance"),
            message,
            "a share of the amount: 5 % is 0.05",
        );
    }
}
