//! Which arm is best by what a QALY is held to be worth, where `caremix decide` has told it: chances, expected losses, and the
//! plane of the arm that is best where a QALY is worth most.
//!
//! Comes in: [`Facts`]. Goes out: markup; nothing where the run has no decision. Deliberately absent: planes of the other arms
//! (a command draws each), and single payers (knowing.rs).

use maud::{Markup, html};

use super::alternative::Detail;
use super::figure::{ShownPicture, figure};
use super::say;
use crate::chart::{NARROW, WIDE};
use crate::report::facts::Facts;
use crate::report::pictures::decision::{self, ALL, DecisionPicture, DecisionRows};

/// The pictures of a decision.
///
/// # Errors
/// As [`figure`].
pub fn deciding(facts: &Facts, run: &str, detail: Detail) -> Result<Option<Markup>, String> {
    let Some(arm) = best_of_others(facts) else {
        return Ok(None);
    };
    let values = reference_values(facts);
    let rows = DecisionRows {
        decision: &facts.decision,
        plane: &facts.plane,
    };
    let drawn = |(kind, of_arm): (DecisionPicture, String)| {
        let of = |width: f64| {
            let asked = (kind, arm, values.as_slice());
            decision::decision(rows, &facts.reading.scenario, asked, facts.lang, width)
        };
        let shown = ShownPicture {
            kind: None,
            id: kind.name().into(),
            wide: of(WIDE),
            narrow: of(NARROW),
            command: format!("caremix decide {run} --picture {}{of_arm}", kind.name()),
        };
        figure(&shown, None, detail.csv_place())
    };
    let figures = [
        (DecisionPicture::Acceptability, String::new()),
        (DecisionPicture::Losses, String::new()),
        (DecisionPicture::Plane, format!(" --arm {arm}")),
    ];
    let figures: Vec<Markup> = figures.into_iter().map(drawn).collect::<Result<_, _>>()?;
    Ok(Some(html! {
        h3 { (say::DECIDING_HEAD.of(facts.lang)) }
        p.note { (say::DECIDING_NOTE.of(facts.lang)) }
        @for figure in &figures { (figure) }
    }))
}

/// The arm, the comparator left out, that is best on average where a QALY is worth most.
fn best_of_others<'a>(facts: &'a Facts) -> Option<&'a str> {
    let comparator = facts.comparator();
    let rows = facts.decision.iter();
    let rows = rows.filter(|row| row.perspective == ALL && row.arm != comparator);
    let best = rows.max_by(|one, other| {
        let by_worth = one.willingness.total_cmp(&other.willingness);
        by_worth.then(one.net_benefit.total_cmp(&other.net_benefit))
    });
    best.map(|row| row.arm.as_str())
}

/// EUR per QALY at which the decision was asked, beside money alone.
fn reference_values(facts: &Facts) -> Vec<f64> {
    let rows = facts.information.iter();
    let rows = rows.filter(|row| row.perspective == ALL && row.willingness > 0.0);
    let mut values: Vec<f64> = rows.map(|row| row.willingness).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}
