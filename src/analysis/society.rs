//! What an arm comes to for society, beside what payers lay out: care that nobody pays, QALYs at what they are held to be
//! worth, and the hands that it takes.
//!
//! Comes in: the replications of a run, and what an hour of informal care is worth. Goes out: rows of society.csv, none where
//! nobody says what an hour is worth. Deliberately absent: any of it in the figures of payers; conventions other than the
//! run's own and the values of a decision (decide/); travel, and the work that the ill themselves lose.
//!
//! Costs are those of [`Perspective::Society`], so that this file and those of `caremix decide` count the same.

use serde::{Deserialize, Serialize, Serializer};

use super::decide::{
    ArmYears, Perspective, UnpaidValues, effect, informal_care, lost_work, unpaid_values,
};
use super::rows::{Ends, Spread};
use super::series::{self, SeriesColumn};
use crate::base::statistics;
use crate::base::written::{self, EUR};
use crate::outcome::{HOURS_AVAILABLE, HOURS_WANTED};
use crate::scenario::number::distribution;
use crate::simulation::{ArmResult, Run};
use crate::system::System;
use crate::system::plan::Plan;
use crate::tables::convention;
use crate::tables::time::Timeline;

/// The whole cost to society.
pub const SOCIETY: &str = "society";
/// An hour as it is drawn, at the low end of what it may be worth, and at the high one.
pub const DRAWN: &str = "drawn";
const LOW: &str = "low";
const HIGH: &str = "high";
/// The ends of a value that has none: 95 % of its draws lie between.
const ENDS: [f64; 2] = [0.025, 0.975];

/// society.csv: what an arm comes to for society over the run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SocietyRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with; empty where the row is about what the arm comes to by itself.
    pub comparator: String,
    /// `payers` (all of them, as in payers.csv), `informal_care`, `lost_work`, `society` (these together), `health` (QALYs at
    /// their value), `net_benefit` (health less society, of differences), `fte_wanted`, `fte_available`.
    pub measure: String,
    /// Of full-time equivalents: the discipline. `all` otherwise.
    pub group: String,
    /// What an hour of informal care is taken to be worth: `drawn`, `low` or `high`; empty where none is counted.
    pub hour_value: String,
    /// EUR that a QALY is held to be worth; empty where none is counted.
    pub eur_per_qaly: Option<f64>,
    /// EUR, discounted; `FTE`, the mean of a year.
    pub unit: String,
    /// In that unit.
    pub spread: Spread,
    /// Monte Carlo errors of the ends.
    pub ends: Ends,
}

impl Serialize for SocietyRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = written::text_of(&self.unit);
        let names = [
            &self.arm,
            &self.comparator,
            &self.measure,
            &self.group,
            &self.hour_value,
        ];
        (
            names,
            self.eur_per_qaly.map(written::shortest),
            &self.unit,
            written::spread(&self.spread, text),
            written::ends(&self.ends, text),
        )
            .serialize(to)
    }
}

/// What is counted of what nobody pays, by replication, and at which ends.
pub(super) struct SocietyValues {
    /// By name of what an hour is worth.
    hours: Vec<(&'static str, Vec<UnpaidValues>)>,
    reference_values: &'static [f64],
    has_lost_work: bool,
}

impl SocietyValues {
    /// Of so many replications; `None` where the scenario does not say what an hour is worth.
    pub fn of(plan: &Plan, replications: u32) -> Option<SocietyValues> {
        let carers = plan.scenario.carers.as_ref()?;
        let worth = distribution(carers.hour_value.as_ref()?).ok()?;
        let of = |stated: Option<f64>| unpaid_values(plan, replications, stated);
        let mut hours = vec![(DRAWN, of(None)?)];
        if !worth.is_point() {
            let (least, most) = worth.support();
            let ends = [(LOW, least, ENDS[0]), (HIGH, most, ENDS[1])];
            for (name, end, probability) in ends {
                let end = match end.is_finite() {
                    true => end,
                    false => worth.quantile(probability),
                };
                hours.push((name, of(Some(end))?));
            }
        }
        let terms = convention::terms(plan.scenario.run.convention);
        Some(SocietyValues {
            hours,
            reference_values: terms.map_or(&[][..], |terms| terms.reference_values),
            has_lost_work: carers.friction_cost.is_some(),
        })
    }
}

/// A figure of an arm over replications.
struct SocietyFigure {
    measure: &'static str,
    hour_value: &'static str,
    eur_per_qaly: Option<f64>,
    is_of_difference: bool,
    column: SeriesColumn,
}

/// Rows of an arm: what it comes to, then how much more than under the comparator.
pub(super) fn of_arm(
    system: &System,
    run: &Run,
    values: &SocietyValues,
    arm: usize,
) -> Vec<SocietyRow> {
    let own = figures(system, run, values, arm);
    let name = &system.arms[arm].name;
    let row = |figure: &SocietyFigure, comparator: &str, column: &SeriesColumn| SocietyRow {
        arm: name.clone(),
        comparator: comparator.to_string(),
        measure: figure.measure.to_string(),
        group: "all".to_string(),
        hour_value: figure.hour_value.to_string(),
        eur_per_qaly: figure.eur_per_qaly,
        unit: EUR.to_string(),
        spread: column.spread(),
        ends: column.ends(),
    };
    let alone = own.iter().filter(|figure| !figure.is_of_difference);
    let mut rows: Vec<SocietyRow> = alone
        .map(|figure| row(figure, "", &figure.column))
        .collect();
    rows.extend(hands(system, run, arm));
    if arm != system.comparator {
        let base = figures(system, run, values, system.comparator);
        let against = &system.arms[system.comparator].name;
        let pairs = own.iter().zip(&base);
        rows.extend(
            pairs.map(|(figure, base)| row(figure, against, &figure.column.minus(&base.column))),
        );
    }
    rows
}

fn figures(system: &System, run: &Run, values: &SocietyValues, arm: usize) -> Vec<SocietyFigure> {
    let time = &system.time;
    let results: Vec<&ArmResult> = run.replications.iter().map(|one| &one.arms[arm]).collect();
    let told: Vec<ArmYears> = results.iter().map(|result| ArmYears::of(result)).collect();
    let by_error: Option<Vec<ArmYears>> = series::is_sampled(run, arm).then(|| {
        let results = results.iter();
        results.map(|result| ArmYears::by_error(result)).collect()
    });
    let column = |of: &dyn Fn(usize, &ArmYears) -> f64| {
        let over = |years: &Vec<ArmYears>| -> Vec<f64> {
            years
                .iter()
                .enumerate()
                .map(|(draw, years)| of(draw, years))
                .collect()
        };
        let year = String::new();
        SeriesColumn {
            sampled: by_error.as_ref().map(over),
            ..SeriesColumn::new(system, year, over(&told))
        }
    };
    let mut found = Vec::new();
    let mut add = |measure, hour_value, eur_per_qaly, column| {
        found.push(SocietyFigure {
            measure,
            hour_value,
            eur_per_qaly,
            is_of_difference: measure == NET_BENEFIT,
            column,
        });
    };
    let paid = |_: usize, years: &ArmYears| Perspective::Together.cost(years, None, time);
    add("payers", "", None, column(&paid));
    for (name, unpaid) in &values.hours {
        let care = |draw: usize, years: &ArmYears| {
            discounted(time, |year| informal_care(years, &unpaid[draw], year))
        };
        add("informal_care", *name, None, column(&care));
    }
    if values.has_lost_work {
        let (_, unpaid) = &values.hours[0];
        let work = |draw: usize, years: &ArmYears| {
            discounted(time, |year| lost_work(years, &unpaid[draw], year))
        };
        add("lost_work", "", None, column(&work));
    }
    let cost = |unpaid: &[UnpaidValues]| {
        column(&|draw: usize, years: &ArmYears| {
            Perspective::Society.cost(years, Some(&unpaid[draw]), time)
        })
    };
    let hours = values.hours.iter();
    let costs: Vec<(&'static str, SeriesColumn)> =
        hours.map(|(name, unpaid)| (*name, cost(unpaid))).collect();
    let health = |worth: f64| column(&|_: usize, years: &ArmYears| worth * effect(years, time));
    let worths = values.reference_values.iter();
    let gains: Vec<(f64, SeriesColumn)> = worths.map(|&worth| (worth, health(worth))).collect();
    for (name, cost) in &costs {
        add(SOCIETY, *name, None, cost.clone());
    }
    for (worth, gain) in &gains {
        add("health", "", Some(*worth), gain.clone());
    }
    for (name, cost) in &costs {
        for (worth, gain) in &gains {
            add(NET_BENEFIT, *name, Some(*worth), gain.minus(cost));
        }
    }
    found
}

/// What is gained in health less what society lays out.
pub const NET_BENEFIT: &str = "net_benefit";

fn discounted(time: &Timeline, in_year: impl Fn(usize) -> f64) -> f64 {
    let of = |year: usize| in_year(year) * time.discount(time.discount_costs, year);
    statistics::sum((0..time.years).map(of))
}

/// Full-time equivalents that residents want and that there are, of the disciplines that are limited: means over the years, at
/// the mean hours of a full-time equivalent.
fn hands(system: &System, run: &Run, arm: usize) -> Vec<SocietyRow> {
    let Some(first) = run.replications.first() else {
        return Vec::new();
    };
    let years = system.time.years as f64;
    let labels = first.arms[arm].labels.iter().enumerate();
    let of = |measure: &str, (index, discipline): (usize, usize)| {
        let discipline = &system.disciplines[discipline];
        let values = run.replications.iter().map(|one| {
            let outcomes = one.arms[arm].outcomes.iter();
            let hours = statistics::sum(outcomes.map(|year| year[index]));
            discipline.worked(hours) / discipline.hours_per_fte / years
        });
        let column = SeriesColumn::new(system, String::new(), values.collect());
        SocietyRow {
            arm: system.arms[arm].name.clone(),
            comparator: String::new(),
            measure: measure.to_string(),
            group: discipline.name.clone(),
            hour_value: String::new(),
            eur_per_qaly: None,
            unit: "FTE".to_string(),
            spread: column.spread(),
            ends: column.ends(),
        }
    };
    let rows = labels.filter_map(|(index, label)| {
        let measure = match label.outcome.as_str() {
            name if name == HOURS_WANTED.name => "fte_wanted",
            name if name == HOURS_AVAILABLE.name => "fte_available",
            _ => return None,
        };
        let mut disciplines = system.disciplines.iter();
        let discipline = disciplines.position(|one| one.name == label.group)?;
        Some(of(measure, (index, discipline)))
    });
    rows.collect()
}
