//! How far the replications of a run lie from what its twin expects.
//!
//! Comes in: a run and the twin's figures. Goes out: [`Agreement`], as z-scores. Deliberately absent: published
//! accounts (compare.rs).

use crate::base::money::Cents;
use crate::base::statistics::{Summary, beyond, mean, variance};
use crate::cohort::{self, TwinPrecision, linear};
use crate::counts::Reason;
use crate::ledger::Flow;
use crate::scenario::schema::{Parameters, Scenario};
use crate::simulation::{ArmResult, Run};
use crate::system::System;
use crate::system::plan::Plan;

/// One figure of one arm: what the twin expects, and what every replication shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Arm, what, year.
    pub name: String,
    /// The twin's.
    pub expected: f64,
    /// By replication.
    pub found: Vec<f64>,
    /// How far a figure that is the same in every replication may be from the twin's: what chance seldom shows.
    pub unseen: f64,
}

impl Figure {
    /// What lies within rounding of money to cents, posting by posting.
    fn rounding(&self) -> f64 {
        1e-9 * self.expected.abs() + 0.2
    }

    /// Whether chance has any part in it.
    pub fn varies(&self) -> bool {
        let first = self.found[0];
        let by = |value: &f64| (value - first).abs() > 1e-9 * first.abs().max(1.0);
        self.found.iter().any(by)
    }

    /// Standard errors from what is expected to the mean over replications.
    pub fn z(&self) -> f64 {
        let summary = Summary::of(&self.found);
        let apart = summary.and_then(|s| Some((s.mean - self.expected) / s.mc_error?));
        apart.unwrap_or(f64::NAN)
    }

    /// Whether every replication shows what is expected.
    pub fn is_exact(&self) -> bool {
        let mut found = self.found.iter();
        found.all(|found| (found - self.expected).abs() <= self.rounding() + self.unseen)
    }
}

/// How the figures of a run lie around those of its twin.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Figures in which chance has a part.
    pub by_chance: usize,
    /// Figures in which chance has no part.
    pub certain: usize,
    /// Of those, the ones that are not the twin's.
    pub wrong: Vec<String>,
    /// Mean of the z-scores; 0 where there is no bias.
    pub mean: f64,
    /// The mean of the z-scores in its own standard errors. Figures go together (a payer's year is the sum of its
    /// flows), so that the mean of their z-scores is no mean of independent ones. Each replication has its own mean
    /// departure, in standard deviations of the figures; these are independent, and their mean is judged by their own
    /// error.
    pub bias: f64,
    /// Standard deviation of the z-scores.
    pub sd: f64,
    /// Share of the z-scores beyond 2.
    pub beyond_2: f64,
    /// Share of the z-scores beyond 4.
    pub beyond_4: f64,
    /// What these come to of noise alone.
    pub noise: Noise,
    /// The figures beyond 4, with their z-scores.
    pub apart: Vec<(String, f64)>,
}

/// How z-scores lie that are noise alone: as Student's t with one degree of freedom less than there are replications,
/// since each is judged by an error that those estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Their standard deviation.
    pub sd: f64,
    /// Share of them beyond 2.
    pub beyond_2: f64,
    /// Share of them beyond 4.
    pub beyond_4: f64,
}

impl Noise {
    /// `None` with three replications or fewer: then there is no standard deviation.
    fn of(replications: usize) -> Option<Noise> {
        let freedom = replications as f64 - 1.0;
        (freedom > 2.0).then(|| Noise {
            sd: (freedom / (freedom - 2.0)).sqrt(),
            beyond_2: beyond(2.0, freedom),
            beyond_4: beyond(4.0, freedom),
        })
    }
}

/// The same scenario with parameters at their means, without feedback, without a deductible (which is not linear) and
/// without budget neutrality (a quotient): there the twin's values are exact expected values.
pub fn linear_figures_only(scenario: &Scenario) -> Scenario {
    let mut plain = linear::without_feedback(scenario);
    plain.run.parameters = Parameters::Means;
    plain.patient.deductible = None;
    for arm in &mut plain.arm {
        arm.budget_neutral = None;
    }
    plain
}

/// How the figures lie; `None` where chance has a part in none, or there are too few replications to tell.
pub fn agreement(figures: &[Figure]) -> Option<Agreement> {
    let (by_chance, certain): (Vec<&Figure>, Vec<&Figure>) =
        figures.iter().partition(|figure| figure.varies());
    let z: Vec<f64> = by_chance.iter().map(|figure| figure.z()).collect();
    let share = |bound: f64| z.iter().filter(|z| z.abs() > bound).count() as f64 / z.len() as f64;
    let wrong = certain.iter().filter(|figure| !figure.is_exact());
    let apart = by_chance.iter().zip(&z).filter(|(_, z)| z.abs() > 4.0);
    Some(Agreement {
        by_chance: by_chance.len(),
        certain: certain.len(),
        wrong: wrong.map(|figure| figure.name.clone()).collect(),
        mean: mean(&z)?,
        bias: bias(&by_chance)?,
        sd: variance(&z)?.sqrt(),
        beyond_2: share(2.0),
        beyond_4: share(4.0),
        noise: Noise::of(by_chance.first()?.found.len())?,
        apart: apart.map(|(figure, z)| (figure.name.clone(), *z)).collect(),
    })
}

/// Mean departure over figures, in its own standard errors over replications.
fn bias(figures: &[&Figure]) -> Option<f64> {
    let replications = figures.first()?.found.len();
    let spread: Vec<f64> = figures
        .iter()
        .map(|figure| variance(&figure.found).map(f64::sqrt))
        .collect::<Option<_>>()?;
    let departure = |replication: usize| {
        let each = figures.iter().zip(&spread);
        each.map(|(figure, spread)| (figure.found[replication] - figure.expected) / spread)
            .sum::<f64>()
            / figures.len() as f64
    };
    let departures = Summary::of(&(0..replications).map(departure).collect::<Vec<f64>>())?;
    Some(departures.mean / departures.mc_error?)
}

/// A value of an arm's results, with its name.
type Value<'a> = (String, Box<dyn Fn(&ArmResult) -> f64 + 'a>);

/// Every linear figure of a run of the plan, which must be without a draw of parameters, beside its twin.
pub fn figures(plan: &Plan, run: &Run) -> Vec<Figure> {
    let system = plan.means();
    let expected = cohort::expected_at(system, TwinPrecision::Exact);
    let mut figures = Vec::new();
    for (arm, expected) in expected.arms.iter().enumerate() {
        let results = run.replications.iter().map(|one| &one.arms[arm]);
        let results: Vec<&ArmResult> = results.collect();
        let mut values = flows(system, arm, &results, &expected.result);
        values.extend(payers(system, arm));
        values.extend(outcomes(system, arm, &expected.result));
        values.extend(costs(system));
        // Who arrives in a year is one person more or less, and a chance of less than 6/n of one more is easily never
        // seen in n replications (e⁻⁶ = 0.2 %).
        let rare = system.people.weight * 6.0 / results.len() as f64;
        let is_arrivals = |name: &str| name.starts_with("births") || name.starts_with("newcomers");
        figures.extend(values.into_iter().map(|(name, value)| Figure {
            unseen: if is_arrivals(&name) { rare } else { 0.0 },
            name: format!("{} {name}", system.arms[arm].name),
            expected: value(&expected.result),
            found: results.iter().map(|result| value(result)).collect(),
        }));
    }
    figures
}

fn flows<'a>(
    system: &'a System,
    arm: usize,
    results: &[&ArmResult],
    expected: &ArmResult,
) -> Vec<Value<'a>> {
    let all = results.iter().flat_map(|result| &result.flows);
    let mut kinds: Vec<Flow> = all.chain(&expected.flows).copied().collect();
    kinds.iter_mut().for_each(|flow| flow.amount = Cents::ZERO);
    kinds.sort_unstable();
    kinds.dedup();
    kinds.retain(|flow| linear::is_linear_flow(system, arm, flow));
    let component = move |reason: Reason| match reason {
        Reason::Component(index) => system.arms[arm].components[index].name.clone(),
        Reason::PatientShare => "own part".into(),
        Reason::Background => "background".into(),
        Reason::StateCost => "state_cost".into(),
    };
    let value = |kind: Flow| -> Value<'a> {
        let recipient = system.disciplines.get(kind.recipient);
        let recipient = recipient.map_or("network", |discipline| &discipline.name);
        let (payer, why) = (&system.payers[kind.payer], component(kind.reason));
        let year = system.time.calendar(kind.year);
        let of = move |result: &ArmResult| {
            let flows = result.flows.iter().filter(|flow| {
                let amount = kind.amount;
                Flow { amount, ..**flow } == kind
            });
            flows.map(|flow| flow.amount).sum::<Cents>().to_eur()
        };
        (
            format!("{payer} to {recipient} for {why} {year}"),
            Box::new(of),
        )
    };
    kinds.into_iter().map(value).collect()
}

fn payers(system: &System, arm: usize) -> Vec<Value<'_>> {
    if !linear::is_linear_payer(system, arm) {
        return Vec::new();
    }
    let payers = system.payers.iter().enumerate();
    let years = payers.flat_map(|payer| (0..system.time.years).map(move |year| (payer, year)));
    years
        .map(|((payer, name), year)| -> Value {
            let of = move |result: &ArmResult| result.paid[payer][year].to_eur();
            (format!("payer {name} {year}"), Box::new(of))
        })
        .collect()
}

fn outcomes<'a>(system: &'a System, arm: usize, expected: &ArmResult) -> Vec<Value<'a>> {
    let labels = expected.labels.iter().enumerate();
    let kept = labels
        .filter(|(_, label)| linear::is_linear_outcome(system, arm, &label.outcome, &label.group));
    kept.flat_map(|(index, label)| {
        let years = 0..system.time.years;
        let name = format!("{}:{}", label.outcome, label.group);
        years.map(move |year| -> Value<'a> {
            let of = move |result: &ArmResult| result.outcomes[year][index];
            (format!("{name} {year}"), Box::new(of))
        })
    })
    .collect()
}

/// What providers' hours cost.
fn costs(system: &System) -> Vec<Value<'_>> {
    let disciplines = system.disciplines.iter().enumerate();
    let years = disciplines.flat_map(|index| (0..system.time.years).map(move |year| (index, year)));
    years
        .map(|((index, discipline), year)| -> Value {
            let of = move |result: &ArmResult| result.providers[year][index].cost.unwrap_or(0.0);
            (format!("cost of {} {year}", discipline.name), Box::new(of))
        })
        .collect()
}
