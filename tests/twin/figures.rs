//! Every linear figure of a run beside what the twin expects of it.

use caremix::base::money::Cents;
use caremix::base::statistics::quantile;
use caremix::cohort::{self, linear};
use caremix::ledger::{Flow, Reason};
use caremix::simulation::ArmResult;
use caremix::system::System;
use caremix::system::plan::Plan;

use crate::town;

/// One figure of one arm: what the twin expects, and what every replication shows.
pub struct Figure {
    pub name: String,
    pub expected: f64,
    pub found: Vec<f64>,
    /// How far a figure that is the same in every replication may be from the twin's.
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
        let (mean, error) = town::mean_and_error(&self.found);
        (mean - self.expected) / error
    }

    /// Fails unless every replication shows what is expected.
    pub fn assert_exact(&self) {
        for found in &self.found {
            assert!(
                (found - self.expected).abs() <= self.rounding() + self.unseen,
                "{}: {found} is not {}",
                self.name,
                self.expected
            );
        }
    }
}

/// A value of an arm's results, with its name.
type Value<'a> = (String, Box<dyn Fn(&ArmResult) -> f64 + 'a>);

/// Runs the plan, which must be without a draw of parameters, and sets it beside its twin.
pub fn of(plan: &Plan) -> Vec<Figure> {
    let run = town::run(plan);
    let system = plan.means();
    let expected = cohort::expected(system);
    let mut figures = Vec::new();
    for (arm, expected) in expected.arms.iter().enumerate() {
        let results = run.replications.iter().map(|one| &one.arms[arm]);
        let results: Vec<&ArmResult> = results.collect();
        let mut values = flows(system, arm, &results, &expected.result);
        values.extend(payers(system, arm));
        values.extend(outcomes(system, arm, &expected.result));
        values.extend(costs(system));
        // Who arrives in a year is one person more or less, and a chance of less than 6/n of one more is easily never seen
        // in n replications (e⁻⁶ = 0.2 %).
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
        Reason::Component(place) => system.arms[arm].components[place].name.clone(),
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
    kept.flat_map(|(place, label)| {
        let years = 0..system.time.years;
        let name = format!("{}:{}", label.outcome, label.group);
        years.map(move |year| -> Value<'a> {
            let of = move |result: &ArmResult| result.outcomes[year][place];
            (format!("{name} {year}"), Box::new(of))
        })
    })
    .collect()
}

/// What providers' hours cost.
fn costs(system: &System) -> Vec<Value<'_>> {
    let disciplines = system.disciplines.iter().enumerate();
    let years = disciplines.flat_map(|place| (0..system.time.years).map(move |year| (place, year)));
    years
        .map(|((place, discipline), year)| -> Value {
            let of = move |result: &ArmResult| result.providers[year][place].cost.unwrap_or(0.0);
            (format!("cost of {} {year}", discipline.name), Box::new(of))
        })
        .collect()
}

/// Figures that chance has no part in hold in every replication. Of the others, no mean lies more than four standard
/// errors from its expected value, and together they lie neither above nor below it.
///
/// Figures go together (a payer's year is the sum of its flows), so that the mean of their z-scores is no mean of
/// independent ones. Each replication has its own mean departure, in standard deviations of the figures; these are
/// independent, and their mean is judged by their own error. Returns the standard deviation of the z-scores.
pub fn assert_agreement(figures: &[Figure]) -> f64 {
    let found = agreement(figures);
    assert!(found.apart.is_empty(), "\n{}", found.told());
    found.sd
}

/// How figures agree with the twin.
pub struct Agreement<'a> {
    /// Standard deviation of the z-scores.
    pub sd: f64,
    /// Figures that lie more than four standard errors apart, with their z-scores.
    apart: Vec<(f64, &'a Figure)>,
}

impl Agreement<'_> {
    /// Fails when a figure that is apart here is apart in `again`, with other luck and more of it.
    pub fn assert_nobody_is_apart_again(&self, again: &Agreement) {
        let names = |all: &Agreement| -> Vec<String> {
            all.apart
                .iter()
                .map(|(_, figure)| figure.name.clone())
                .collect()
        };
        let twice: Vec<String> = names(again)
            .into_iter()
            .filter(|name| names(self).contains(name))
            .collect();
        assert!(twice.is_empty(), "\n{}\n{}", self.told(), again.told());
    }

    /// Whether all figures agree.
    pub fn is_whole(&self) -> bool {
        self.apart.is_empty()
    }

    fn told(&self) -> String {
        let lines = self.apart.iter().map(|(z, figure)| {
            let mean = town::mean_and_error(&figure.found).0;
            format!(
                "{}: {mean} against {} ({z:+.1})",
                figure.name, figure.expected
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Prints how z-scores are spread, fails where figures without chance or all figures together are off, and gives the rest.
pub fn agreement(figures: &[Figure]) -> Agreement<'_> {
    let (by_chance, certain): (Vec<&Figure>, Vec<&Figure>) =
        figures.iter().partition(|figure| figure.varies());
    certain.iter().for_each(|figure| figure.assert_exact());
    let mut scores: Vec<(f64, &Figure)> = by_chance.iter().map(|f| (f.z(), *f)).collect();
    scores.sort_by(|one, other| one.0.total_cmp(&other.0));
    let z: Vec<f64> = scores.iter().map(|(z, _)| *z).collect();
    let (mean, error) = town::mean_and_error(&z);
    let sd = error * (z.len() as f64).sqrt();
    let at = |probability| quantile(&z, probability).expect("figures");
    let bias = bias(&by_chance);
    println!(
        "{} figures, {} of them by chance. z-scores: mean {mean:+.3} (that far from 0 in its own errors: {bias:+.2}), \
         sd {sd:.3}, quantiles 0 {:+.2}, 2.5 % {:+.2}, 25 % {:+.2}, 50 % {:+.2}, 75 % {:+.2}, 97.5 % {:+.2}, 1 {:+.2}",
        figures.len(),
        z.len(),
        at(0.0),
        at(0.025),
        at(0.25),
        at(0.5),
        at(0.75),
        at(0.975),
        at(1.0)
    );
    assert!(
        bias.abs() < 4.0,
        "all figures together are off by {bias} errors"
    );
    let apart = scores.into_iter().filter(|(z, _)| z.abs() > 4.0);
    Agreement {
        sd,
        apart: apart.collect(),
    }
}

/// Mean departure over figures, in its own standard errors over replications.
fn bias(figures: &[&Figure]) -> f64 {
    let replications = figures[0].found.len();
    let spread: Vec<f64> = figures
        .iter()
        .map(|figure| town::mean_and_error(&figure.found).1 * (replications as f64).sqrt())
        .collect();
    let departure = |replication: usize| {
        let each = figures.iter().zip(&spread);
        each.map(|(figure, spread)| (figure.found[replication] - figure.expected) / spread)
            .sum::<f64>()
            / figures.len() as f64
    };
    let (mean, error) =
        town::mean_and_error(&(0..replications).map(departure).collect::<Vec<f64>>());
    mean / error
}
