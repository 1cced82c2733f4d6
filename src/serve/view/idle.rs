//! Why a change moves nothing, where the scenario tells.
//!
//! Comes in: two states whose figures are the same, to the cent. Goes out: a sentence about the first knob between them.
//! Deliberately absent: whether they are the same; the twin says so.

use super::names;
use crate::chart::words::Lang;
use crate::scenario::claims;
use crate::scenario::number::distribution;
use crate::scenario::schema::{Component, Knob, Num, Scenario};
use crate::serve::say;
use crate::serve::state::PageState;
use crate::serve::workshop::Turned;

/// Why nothing moves between two states, of which `turned` is the scenario of the later.
pub fn why_same(turned: &Turned, before: &PageState, now: &PageState, lang: Lang) -> String {
    let scenario = &turned.whole;
    let is_turned = |knob: &&Knob| {
        let of = |state: &PageState| {
            (
                state.knobs.get(&knob.name).copied(),
                state.ranges.get(&knob.name).copied(),
            )
        };
        of(before) != of(now)
    };
    let mut knobs = scenario.knob.iter().filter(is_turned);
    let told = knobs.find_map(|knob| reason(scenario, knob, now, lang));
    told.unwrap_or_else(|| {
        say::NO_EFFECT.fill(lang, &[("arm", &names::arm(scenario, &now.arm, lang))])
    })
}

fn reason(scenario: &Scenario, knob: &Knob, now: &PageState, lang: Lang) -> Option<String> {
    let path = knob.path_of(&now.arm);
    let words: Vec<&str> = path.split('.').collect();
    match words[..] {
        ["effect", name, ..] => of_effect(scenario, name, now, lang),
        ["arm", _, "component", name, key, ..] => {
            let components = of_arm(scenario, &now.arm);
            let component = components.into_iter().find(|one| one.name == name)?;
            of_component(scenario, component, key, lang)
        }
        _ => None,
    }
}

fn of_arm<'a>(scenario: &'a Scenario, name: &str) -> Vec<&'a Component> {
    let arm = scenario.arm.iter().find(|arm| arm.name == name);
    let components = arm.map(|arm| claims::components(scenario, arm));
    components
        .unwrap_or_default()
        .into_iter()
        .map(|(_, one)| one)
        .collect()
}

/// An effect works where money builds its capability.
fn of_effect(scenario: &Scenario, name: &str, now: &PageState, lang: Lang) -> Option<String> {
    let mut effects = scenario.effect.iter();
    let effect = effects.find(|effect| effect.name.as_deref() == Some(name))?;
    let builds = |component: &&Component| {
        let share = component.earmark.get(&effect.capability);
        share.is_some_and(|share| !is_zero(share))
            && !component.amount.as_ref().is_some_and(is_zero)
    };
    let arms = [&now.comparator, &now.arm];
    if arms
        .iter()
        .any(|arm| of_arm(scenario, arm).iter().any(builds))
    {
        return None;
    }
    let [now, arm] = arms.map(|arm| names::arm(scenario, arm, lang));
    let capability = names::named(&effect.capability, lang);
    let parts = [
        ("now", now.as_str()),
        ("arm", &arm),
        ("capability", &capability),
    ];
    Some(say::IDLE_CAPABILITY.fill(lang, &parts))
}

fn of_component(
    scenario: &Scenario,
    component: &Component,
    key: &str,
    lang: Lang,
) -> Option<String> {
    let years = scenario.run.first_year..scenario.run.first_year + scenario.run.years as i32;
    let is_paid = component.until_year.is_none_or(|last| last >= years.start)
        && component.from_year.is_none_or(|first| first < years.end);
    let kind = serde_json::to_value(component.kind).ok()?;
    let label = names::named(kind.as_str()?, lang);
    let parts = [("component", label.as_str())];
    if key != "amount" && component.amount.as_ref().is_some_and(is_zero) {
        return Some(say::IDLE_AMOUNT.fill(lang, &parts));
    }
    let ends_last = component
        .until_year
        .is_none_or(|last| last + 1 >= years.end);
    if key == "structural_share" && ends_last {
        return Some(say::IDLE_AFTER.fill(lang, &parts));
    }
    (!is_paid && key != "until_year").then(|| say::IDLE_YEARS.fill(lang, &parts))
}

fn is_zero<L>(number: &Num<L>) -> bool {
    distribution(number).is_ok_and(|found| found.mean() == 0.0)
}
