//! The scenario with some arms and the comparator only, as `--arms a,b` asks for.
//!
//! Comes in: a typed scenario and names. Goes out: the same with fewer arms. Deliberately absent: other figures; an arm that is
//! `like` one that is left out takes over its components and effects first, so that it stays the arm it was.

use super::claims::whole;
use super::schema::{Arm, Knob, Scenario};

/// Keeps the arms named; none named keeps all.
///
/// # Errors
/// In words, when there is no arm of a name.
pub fn select(scenario: &mut Scenario, named: &[String]) -> Result<(), String> {
    if named.is_empty() {
        return Ok(());
    }
    for name in named {
        if !scenario.arm.iter().any(|arm| arm.name == *name) {
            return Err(unknown(name, &scenario.arm));
        }
    }
    let comparator = scenario.comparator().unwrap_or_default().to_string();
    let is_kept = |arm: &Arm| arm.name == comparator || named.contains(&arm.name);
    let kept: Vec<Arm> = scenario
        .arm
        .iter()
        .filter(|arm| is_kept(arm))
        .map(|arm| whole(scenario, arm))
        .collect();
    scenario.arm = kept;
    leave_out_arrangements(scenario, &comparator);
    leave_out_knobs(scenario);
    Ok(())
}

/// Arrangements on arms that are left out go with them; those that named several keep the rest.
fn leave_out_arrangements(scenario: &mut Scenario, comparator: &str) {
    let arms = scenario.arm.iter().filter(|arm| arm.name != comparator);
    let names: Vec<&String> = arms.clone().map(|arm| &arm.name).collect();
    let components: Vec<&String> = arms
        .flat_map(|arm| &arm.component)
        .map(|component| &component.name)
        .collect();
    scenario.arrangement.retain_mut(|arrangement| {
        let (was_for_all, by_default) = (
            arrangement.arms.is_empty(),
            arrangement.investment.is_empty(),
        );
        arrangement.arms.retain(|name| names.contains(&name));
        arrangement
            .investment
            .retain(|name| components.contains(&name));
        !names.is_empty()
            && (was_for_all || !arrangement.arms.is_empty())
            && (by_default || !arrangement.investment.is_empty())
    });
}

/// Knobs of arms that are left out go with them; those of several keep the rest.
fn leave_out_knobs(scenario: &mut Scenario) {
    let arms = &scenario.arm;
    let is_kept = |name: &str| arms.iter().any(|arm| arm.name == name);
    let keep = |knob: &mut Knob| {
        let was_of_one = knob.arms.is_empty();
        knob.arms.retain(|name| is_kept(name));
        if was_of_one {
            knob.arms().iter().all(|name| is_kept(name))
        } else {
            !knob.arms.is_empty()
        }
    };
    scenario.knob.retain_mut(keep);
}

fn unknown(name: &str, arms: &[Arm]) -> String {
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    format!(
        "there is no arm `{name}`{} The scenario has: {}",
        nearest(name, &names),
        names.join(", ")
    )
}

/// The name that was probably meant, as the middle of a complaint.
pub fn nearest(name: &str, names: &[&str]) -> String {
    let nearest = names.iter().max_by(|one, other| {
        let near = |candidate: &str| strsim::jaro_winkler(name, candidate);
        near(one).total_cmp(&near(other))
    });
    nearest
        .map(|nearest| format!("; did you mean `{nearest}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::{Arrangement, SharingRule};

    fn scenario() -> Scenario {
        let text = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],"arm":[
            {"name":"current","component":[{"name":"fees","kind":"fee_for_service"}]},
            {"name":"network","like":"current","component":[{"name":"fee","kind":"network_fee"}],
             "effect":[{"name":"slows","targets":[{}],"ratio":0.9},{"name":"eases","targets":[{}],"ratio":0.8}]},
            {"name":"bundle","like":"network","without":["fees","eases"],
             "component":[{"name":"fee","kind":"network_fee","recipient":"gp"}]},
            {"name":"other"}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn names(scenario: &Scenario) -> Vec<&str> {
        scenario.arm.iter().map(|arm| arm.name.as_str()).collect()
    }

    #[test]
    fn the_comparator_stays_and_the_order_too() {
        let mut scenario = scenario();
        select(&mut scenario, &["other".into(), "network".into()]).expect("known arms");
        assert_eq!(names(&scenario), ["current", "network", "other"]);
    }

    #[test]
    fn an_arm_keeps_the_components_and_effects_of_arms_left_out() {
        let mut scenario = scenario();
        select(&mut scenario, &["bundle".into()]).expect("known arms");
        assert_eq!(names(&scenario), ["current", "bundle"]);
        let bundle = &scenario.arm[1];
        assert_eq!(bundle.like, None);
        let components: Vec<(&str, Option<&str>)> = bundle
            .component
            .iter()
            .map(|part| (part.name.as_str(), part.recipient.as_deref()))
            .collect();
        assert_eq!(components, [("fee", Some("gp"))]);
        let effects: Vec<&str> = bundle.effect.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(effects, ["slows"]);
    }

    #[test]
    fn arrangements_on_arms_left_out_go_with_them() {
        let mut scenario = scenario();
        let arrangement = |name: &str, arms: &[&str]| Arrangement {
            arms: arms.iter().map(ToString::to_string).collect(),
            ..Arrangement::of(name, SharingRule::Statutory)
        };
        scenario.arrangement = vec![
            arrangement("on_all", &[]),
            arrangement("on_both", &["network", "other"]),
            arrangement("on_bundle", &["bundle"]),
        ];
        select(&mut scenario, &["network".into()]).expect("known arms");
        let kept: Vec<(&str, &[String])> = scenario
            .arrangement
            .iter()
            .map(|each| (each.name.as_str(), each.arms.as_slice()))
            .collect();
        assert_eq!(
            kept,
            [("on_all", &[][..]), ("on_both", &["network".to_string()])]
        );
        select(&mut scenario, &["current".into()]).expect("known arms");
        assert!(scenario.arrangement.is_empty());
    }

    #[test]
    fn knobs_of_arms_left_out_go_with_them() {
        let mut scenario = scenario();
        let knob = |path: &str, arms: &[&str]| -> Knob {
            let json = serde_json::json!({
                "name": "k", "kind": "choice", "path": path, "arms": arms, "label": "K", "explanation": "It is.",
                "low": 0, "high": 1, "step": 0.5
            });
            serde_json::from_value(json).expect("a knob")
        };
        scenario.knob = vec![
            knob("arm.{arm}.component.fee.amount", &["network", "bundle"]),
            knob("arm.{arm}.component.fee.amount", &["bundle"]),
            knob("arm.bundle.component.fee.amount", &[]),
            knob("growth.prices", &[]),
        ];
        select(&mut scenario, &["network".into()]).expect("a known arm");
        let kept: Vec<(&str, &[String])> = scenario
            .knob
            .iter()
            .map(|knob| (knob.path.as_str(), knob.arms.as_slice()))
            .collect();
        assert_eq!(
            kept,
            [
                (
                    "arm.{arm}.component.fee.amount",
                    &["network".to_string()][..]
                ),
                ("growth.prices", &[])
            ]
        );
    }

    #[test]
    fn an_unknown_arm_is_wrong_input_with_a_hint() {
        let text = select(&mut scenario(), &["netwerk".into()]).expect_err("refused");
        assert!(text.contains("did you mean `network`?"), "{text}");
    }
}
