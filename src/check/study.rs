//! Published effects: arms, payers and recipients that exist, a year of the run, an interval that holds its amount.

use super::review::{FaultKind, KeyPath, Named, Review, legible};
use crate::scenario::claims::components;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::{NeedClass, Study};

/// The rules on `study`.
pub fn check(review: &mut Review<'_>) {
    for (index, each) in review.scenario.study.iter().enumerate() {
        let at = KeyPath::top("study").entry(index, &each.name);
        review.name(&at, &each.name);
        arms(review, &at, each);
        money(review, &at, each);
        need(review, &at, each);
        year(review, &at, each);
        interval(review, &at, each);
    }
}

fn arms(review: &mut Review<'_>, at: &KeyPath, each: &Study) {
    review.refer(&at.to("arm"), Named::Arm, &each.arm);
    if let Some(against) = &each.against {
        review.refer(&at.to("against"), Named::Arm, against);
    }
    let against = each.against.as_deref().or(review.comparator());
    if against == Some(each.arm.as_str()) {
        let key = if each.against.is_some() {
            "against"
        } else {
            "arm"
        };
        let message = "an arm does not differ from itself";
        let hint = "name two arms in `arm` and `against`; without `against` it is the comparator";
        review.fault(FaultKind::Account, &at.to(key), message, hint);
    }
}

fn money(review: &mut Review<'_>, at: &KeyPath, each: &Study) {
    review.refer_all(&at.to("payers"), Named::Payer, &each.payers);
    review.once(&at.to("payers"), &each.payers);
    let to = at.to("recipients");
    for (index, name) in each.recipients.iter().enumerate() {
        if name != "network" {
            review.refer(&to.nth(index), Named::Discipline, name);
        }
    }
    review.once(&to, &each.recipients);
    let scenario = review.scenario;
    let against = each.against.as_deref().or(review.comparator());
    let arms = scenario.arm.iter();
    let named =
        arms.filter(|arm| [Some(each.arm.as_str()), against].contains(&Some(arm.name.as_str())));
    let known: Vec<&str> = named
        .flat_map(|arm| components(scenario, arm))
        .map(|(_, component)| component.name.as_str())
        .collect();
    let to = at.to("without");
    for (index, name) in each.without.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let message = format!("neither arm has a component {}", quoted(name));
            let hint = suggest(name, &known);
            review.fault(FaultKind::UnknownName, &to.nth(index), message, hint);
        }
    }
    review.once(&to, &each.without);
}

/// Only of permanent needs are person-years counted.
fn need(review: &mut Review<'_>, at: &KeyPath, each: &Study) {
    let Some(name) = &each.need else {
        return;
    };
    let at = at.to("need");
    let mut needs = review.scenario.need.iter();
    let class = needs.find(|need| need.name == *name).map(|need| need.class);
    if review.refer(&at, Named::Need, name) && class != Some(NeedClass::Permanent) {
        let message = format!("{} is no permanent need", quoted(name));
        let hint = "person-years are counted of needs with class = \"permanent\"";
        review.fault(FaultKind::Account, &at, message, hint);
    }
}

fn year(review: &mut Review<'_>, at: &KeyPath, each: &Study) {
    let run = &review.scenario.run;
    let last = run.first_year + run.years as i32 - 1;
    let is_outside = |year: &i32| !(run.first_year..=last).contains(year);
    if let Some(year) = each.year.filter(is_outside) {
        let message = format!("the run has no year {year}");
        let hint = format!("it covers {} to {last}", run.first_year);
        review.fault(FaultKind::Years, &at.to("year"), message, hint);
    }
}

fn interval(review: &mut Review<'_>, at: &KeyPath, each: &Study) {
    for (key, end, is_beyond) in [
        (
            "low",
            each.low,
            each.low.is_some_and(|low| low > each.amount),
        ),
        (
            "high",
            each.high,
            each.high.is_some_and(|high| high < each.amount),
        ),
    ] {
        if let Some(end) = end.filter(|_| is_beyond) {
            let message = format!(
                "the amount, {}, lies beyond this end of its interval, {}",
                legible(each.amount),
                legible(end)
            );
            let hint = "low ≤ amount ≤ high";
            review.fault(FaultKind::Order, &at.to(key), message, hint);
        }
    }
    if each.low.is_some() != each.high.is_some() {
        let (there, missing) = if each.low.is_some() {
            ("low", "high")
        } else {
            ("high", "low")
        };
        let message = format!("`{there}` is one end of an interval, and `{missing}` is missing");
        let hint = "give both ends, or neither";
        review.key_fault(FaultKind::DependentKey, &at.to(there), message, hint);
    }
}
