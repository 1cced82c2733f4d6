//! What payment makes providers do, relative to what was observed, by hand.
//!
//! Comes in: an arm whose fees are scaled to the comparator's receipts, and which pays for spells by the episode from its second
//! year on. Goes out: multipliers on units, escalations and spells. Deliberately absent: what residents meet of them, which
//! behaviour.rs tells.

use caremix::component::neutral::{Neutral, UNSCALED};
use caremix::provision::Responses;
use caremix::system::System;

use crate::world::{TOWN, assert_close, plan};

const SPELLS: &str = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }

[[service]]
name = "talk"
discipline = "nurse"
line = "first"
price = 0
payers = { insurer = 1 }

[[need]]
name = "spell"
class = "temporary"
domain = "medical"
rates = { well = 1 }
services = [{ service = "visit", units = 2, spread = "fixed" }]

[[need]]
name = "quiet"
class = "temporary"
domain = "medical"
rates = { well = 1 }
services = [{ service = "talk", units = 1 }]

[[arm]]
name = "scaled"
like = "current"
budget_neutral = { recipients = ["nurse"], components = ["fees", "episodes"] }

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["spell", "quiet"]
amount = 120
payers = { insurer = 1 }
from_year = 2026

[[incentive]]
discipline = "nurse"
volume = 0.2
referral = 0.5
episodes = 0.5
fee_for_service_level = 0.8
"#;

const HELP: usize = 0;
const SPELL: usize = 1;
const QUIET: usize = 2;

fn system(sets: &[&str]) -> System {
    let night = "need.help.escalation=[{ service = \"night\", probability = 0.3 }]";
    let all = [&["run.years=2", night], sets].concat();
    plan(TOWN, SPELLS, &all).means().clone()
}

fn responses(sets: &[&str], year: usize, factor: f64) -> Responses {
    let neutral = Neutral::everywhere(factor, 3);
    Responses::new(&system(sets), 1, year, &neutral)
}

#[test]
fn units_follow_what_one_more_pays_over_what_it_paid_when_rates_were_observed() {
    // A visit of 50 EUR where fee-for-service pays 40: π = 1.25, and 0.625 at half the fee. 1 − 0.2·(1 − π).
    let found = responses(&[], 0, 0.5);
    assert_close(found.units[0][0], 0.925 / 1.05);
    assert_close(responses(&[], 0, 1.0).units[0][0], 1.0);
    // Nobody pays for the visits of a spell that is paid as one.
    let visits = system(&[]);
    let mut channels = visits.care.channels.iter();
    let of_spell = channels.position(|channel| channel.need == SPELL);
    assert_close(
        responses(&[], 1, 1.0).units[0][of_spell.unwrap()],
        0.8 / 1.05,
    );
}

#[test]
fn escalations_follow_likewise() {
    // 1 + 0.5·(1 − 0.625), where 1 + 0.5·(1 − 1.25) was observed.
    assert_close(responses(&[], 0, 0.5).escalation[0][HELP], 1.1875 / 0.875);
    // Where none was observed they stay so: 1 + (1 − 2) = 0.
    let none = [
        "incentive.0.fee_for_service_level=0.5",
        "incentive.0.referral=1",
    ];
    assert_eq!(responses(&none, 0, 0.5).escalation[0][HELP], 1.0);
}

#[test]
fn spells_follow_what_a_fee_pays_above_their_units() {
    // Two visits are worth 2·50·0.8 = 80 EUR: a fee of 120 is 0.5 more, of 240 twice as much more, of 60 none.
    let spells = |year, factor| responses(&[], year, factor).onsets[0][SPELL];
    for (factor, exact) in [(1.0, 1.25), (2.0, 2.0), (0.5, 1.0)] {
        assert_close(spells(1, factor), exact);
    }
    // The fee begins in the second year, and units of no worth are no measure of it.
    assert_eq!(spells(0, 1.0), 1.0);
    assert_eq!(responses(&[], 1, 1.0).onsets[0][QUIET], 1.0);
    // Within a network it is that of its residents.
    let network = [
        "arm.scaled.component.episodes.applies_to=\"participants\"",
        "participation={ consent = 1, join = 0, stay = 0 }",
        "discipline.nurse.practices={ count = 2, panels = true }",
        "discipline.nurse.hourly_cost=50",
    ];
    let sides = |year| [0, 1].map(|side| responses(&network, year, 1.0).onsets[side][SPELL]);
    assert_eq!(sides(0), [1.0, 1.0]);
    assert_eq!(sides(1), [1.0, 1.25]);
}

#[test]
fn payment_as_it_was_observed_changes_nothing() {
    let system = system(&[]);
    assert!(!Responses::any(&system, 0, &UNSCALED));
    assert!(Responses::any(&system, 1, &UNSCALED));
}
