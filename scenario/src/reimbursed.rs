//! Who bears what a component pays: the payers that it names, and those who give back to them.
//!
//! Comes in: a component as written, and what its numbers are worth. Goes out: a share a payer, in the order of the scenario.
//! Deliberately absent: whether the names exist and the shares add up (check/component.rs).
//!
//! Payers who give back bear their part at once: the ledger has one payer a flow, and no money that goes from payer to
//! payer. What is given back is a part of what a payer is named for, not of what others give back to it.

use super::number::distribution;
use super::schema::{Component, Num, Number, Scenario};

/// The shares that payers bear of a component which they are named for by `named`; `value` is what a number is worth under
/// its key within the component.
pub fn borne(
    scenario: &Scenario,
    component: &Component,
    named: &[f64],
    value: impl Fn(&Number, String) -> f64,
) -> Vec<f64> {
    let place = |name: &String| scenario.payer.iter().position(|payer| payer.name == *name);
    let mut borne = named.to_vec();
    for (payer, givers) in &component.reimbursed_by {
        let Some(from) = place(payer) else {
            continue;
        };
        let given: Vec<(usize, f64)> = givers
            .iter()
            .filter_map(|(giver, share)| {
                let key = format!("reimbursed_by.{payer}.{giver}");
                Some((place(giver)?, value(share, key).max(0.0)))
            })
            .collect();
        // Draws may add up to more than all there is.
        let whole = given.iter().map(|(_, share)| share).sum::<f64>().max(1.0);
        for (giver, share) in given {
            let moved = named[from] * share / whole;
            borne[from] -= moved;
            borne[giver] += moved;
        }
    }
    borne.iter().map(|share| share.max(0.0)).collect()
}

/// The same at the means of all numbers; a number without a mean counts as nothing.
pub fn borne_on_average(scenario: &Scenario, component: &Component) -> Vec<f64> {
    let mean = |number: &Number| distribution(number).map_or(0.0, |found| found.mean());
    let share = |number: Option<&Num<_>>| number.map_or(0.0, |number| mean(number));
    let payers = scenario.payer.iter();
    let named: Vec<f64> = payers
        .map(|payer| share(component.payers.get(&payer.name)))
        .collect();
    borne(scenario, component, &named, |number, _| mean(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(component: &str) -> Vec<f64> {
        let text = format!(
            r#"{{"payer":[{{"name":"insurer"}},{{"name":"town"}},{{"name":"state"}}],"population":{{}},
                "state":[{{"name":"well"}},{{"name":"dead"}}],"arm":[{{"name":"now","component":[
                {{"name":"grant","kind":"project_grant","payers":{{"insurer":0.25,"town":0.75}},{component}}}]}}]}}"#
        );
        let scenario: Scenario = serde_json::from_str(&text).expect("a scenario");
        borne_on_average(&scenario, &scenario.arm[0].component[0])
    }

    #[test]
    fn who_gives_back_bears_its_part_of_what_the_payer_is_named_for() {
        assert_eq!(shares(r#""indexed":true"#), [0.25, 0.75, 0.0]);
        let all = shares(r#""reimbursed_by":{"town":{"state":1}}"#);
        assert_eq!(all, [0.25, 0.0, 0.75]);
        let third = shares(r#""reimbursed_by":{"town":{"state":0.5,"insurer":0.25}}"#);
        assert_eq!(third, [0.4375, 0.1875, 0.375]);
    }

    #[test]
    fn what_is_given_back_does_not_travel_on() {
        // The insurer gives half of the town's 0.75 back, and the state half of the insurer's own 0.25 alone.
        let of = r#""reimbursed_by":{"town":{"insurer":0.5},"insurer":{"state":0.5}}"#;
        assert_eq!(shares(of), [0.5, 0.375, 0.125]);
    }
}
