//! What every arm comes to in every draw of the parameters, year by year: as the twin expects it, and as the run has it.
//!
//! Comes in: a plan, the replications of its run, how many draws are wanted. Goes out: [`DecisionDraws`]. Deliberately
//! absent: discounting, and what of it is anybody's.
//!
//! The run keeps what the twin expects of each of its replications, or is that (`run --psa`); more draws are asked of the twin.
//! Where practices decide who takes part the twin has everybody in the network: the mean of such an arm is shifted to that of
//! the run, in every draw by as much.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::analysis::real_size::{AtRealSize, is_decided};
use crate::base::money::Cents;
use crate::cohort;
use crate::scenario::schema::Size;
use crate::simulation::{
    ArmResult, OutcomeLabel, Replication, ReplicationSource, Stopped, Watch, pool,
};
use crate::system::plan::Plan;
use crate::tables::provider::Growth;
use crate::tables::time::Timeline;

/// What an arm comes to in one draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ArmYears {
    /// EUR that each payer lays out, nominal: `[payer][year]`.
    pub paid: Vec<Vec<f64>>,
    /// QALYs of all residents by year.
    pub qalys: Vec<f64>,
    /// Hours of informal care by year.
    pub informal_hours: Vec<f64>,
    /// Years with an overloaded carer by year.
    pub overloaded_years: Vec<f64>,
}

/// What a society counts of what nobody pays, by year, in one draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnpaidValues {
    /// EUR that an hour of informal care is worth.
    pub hour: Vec<f64>,
    /// EUR of paid work that is lost in a year with an overloaded carer.
    pub overloaded_year: Vec<f64>,
}

/// All arms in all draws.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionDraws {
    /// Names of the arms.
    pub arms: Vec<String>,
    /// The arm the others are compared with.
    pub comparator: usize,
    /// Names of the payers.
    pub payers: Vec<String>,
    /// Time and discounting of the run.
    pub time: Timeline,
    /// Draws in turn that depend on each other.
    pub batch: usize,
    /// What the twin expects: `[draw][arm]`.
    pub expected: Vec<Vec<ArmYears>>,
    /// The figures of the run, chance included: `[replication][arm]`.
    pub figures: Vec<Vec<ArmYears>>,
    /// What is counted of what nobody pays, by draw; nothing where nobody says what an hour of informal care is worth.
    pub unpaid: Option<Vec<UnpaidValues>>,
    /// Residents at the start.
    pub residents: f64,
}

/// Why draws could not be gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatherError {
    /// A replication cannot be read.
    Unreadable(String),
    /// Asking the twin was stopped.
    Stopped(Stopped),
}

/// Gathers at least the draws of the run, and as many as `draws`. An hour of informal care is worth `hour_value` EUR of the
/// price year, or what the scenario says.
///
/// # Errors
/// When a replication cannot be read, or the watch says to stop.
pub fn gather(
    plan: &Plan,
    source: &dyn ReplicationSource,
    (draws, hour_value): (u32, Option<f64>),
    threads: usize,
    watch: Watch,
) -> Result<DecisionDraws, GatherError> {
    let system = plan.means();
    let arms: Vec<usize> = (0..system.arms.len()).collect();
    let mut expected: Vec<Option<Vec<ArmYears>>> = Vec::new();
    // Where nobody was simulated a replication is what the twin expects.
    let expects = |arm: &ArmResult| match plan.scenario.run.size {
        Size::Expected => Some(ArmYears::of(arm)),
        Size::Real | Size::Simulated => ArmYears::expected(arm),
    };
    let mut take = |replication: Replication| {
        expected.push(replication.arms.iter().map(expects).collect());
    };
    source
        .each(&arms, &mut take)
        .map_err(GatherError::Unreadable)?;
    let mut figures = Vec::new();
    let at_real_size = AtRealSize { system, source };
    at_real_size
        .each(&arms, &mut |replication| {
            figures.push(replication.arms.iter().map(ArmYears::of).collect());
        })
        .map_err(GatherError::Unreadable)?;
    let count = draws.max(expected.len() as u32);
    expected.resize(count as usize, None);
    let expected = asked(plan, expected, threads, watch).map_err(GatherError::Stopped)?;
    let mut found = DecisionDraws {
        arms: system.arms.iter().map(|arm| arm.name.clone()).collect(),
        comparator: system.comparator,
        payers: system.payers.clone(),
        time: system.time.clone(),
        batch: system.batch,
        unpaid: unpaid_values(plan, count, hour_value),
        residents: system.people.residents,
        expected,
        figures,
    };
    for arm in arms.into_iter().filter(|&arm| is_decided(system, arm)) {
        found.shift(arm);
    }
    Ok(found)
}

/// Asks the twin for the draws that are not known.
fn asked(
    plan: &Plan,
    known: Vec<Option<Vec<ArmYears>>>,
    threads: usize,
    watch: Watch,
) -> Result<Vec<Vec<ArmYears>>, Stopped> {
    let missing: Vec<usize> = (0..known.len())
        .filter(|&draw| known[draw].is_none())
        .collect();
    if missing.is_empty() {
        return Ok(known.into_iter().flatten().collect());
    }
    let done = AtomicU32::new(0);
    let known = Mutex::new(known);
    // Parameters that are never drawn are the same in every draw.
    let same = (!plan.draws_parameters()).then(|| of_system(plan, 0));
    let ask = |&draw: &usize| {
        if (watch.is_stopped)() {
            return Err(Stopped::Interrupted);
        }
        let found = same.clone().unwrap_or_else(|| of_system(plan, draw as u32));
        let mut known = known
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known[draw] = Some(found);
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    };
    pool(threads)?.install(|| missing.par_iter().try_for_each(ask))?;
    let known = known
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(known.into_iter().flatten().collect())
}

fn of_system(plan: &Plan, draw: u32) -> Vec<ArmYears> {
    let system = plan.system(plan.scenario.run.seed, draw);
    let arms = cohort::expected(&system).arms.into_iter();
    arms.map(|arm| ArmYears::of(&arm.result)).collect()
}

/// What is counted of what nobody pays in so many draws: at values of the price year, growing with wages. An hour of informal
/// care is worth `stated` EUR, or what the scenario says; `None` where neither says it.
pub fn unpaid_values(plan: &Plan, draws: u32, stated: Option<f64>) -> Option<Vec<UnpaidValues>> {
    let scenario = &plan.scenario;
    let carers = scenario.carers.as_ref()?;
    let (hour, friction) = (carers.hour_value.as_ref(), carers.friction_cost.as_ref());
    if stated.is_none() && hour.is_none() {
        return None;
    }
    let of_draw = |number: u32| {
        let draw = plan.draw(scenario.run.seed, number);
        let time = Timeline::new(&scenario.run, &draw);
        let growth = Growth::build(scenario, &time, &draw);
        let in_years = |value: f64| {
            (0..time.years)
                .map(|year| value * growth.wages(year))
                .collect()
        };
        let hour = stated.unwrap_or_else(|| draw.or(hour, 0.0, || "carers.hour_value".into()));
        UnpaidValues {
            hour: in_years(hour),
            overloaded_year: in_years(draw.or(friction, 0.0, || "carers.friction_cost".into())),
        }
    };
    Some((0..draws).map(of_draw).collect())
}

impl ArmYears {
    /// What the arm came to.
    pub fn of(arm: &ArmResult) -> ArmYears {
        ArmYears::new(&arm.paid, &arm.outcomes, &arm.labels)
    }

    /// What the arm came to by the results that the error of its mean is told by.
    pub fn by_error(arm: &ArmResult) -> ArmYears {
        match &arm.sampled {
            Some(sampled) => ArmYears::new(&sampled.paid, &sampled.outcomes, &arm.labels),
            None => ArmYears::of(arm),
        }
    }

    /// What was expected of the arm, where the replication tells it.
    fn expected(arm: &ArmResult) -> Option<ArmYears> {
        let expected = &arm.real_size.as_ref()?.expected;
        Some(ArmYears::new(
            &expected.paid,
            &expected.outcomes,
            &arm.labels,
        ))
    }

    fn new(paid: &[Vec<Cents>], outcomes: &[Vec<f64>], labels: &[OutcomeLabel]) -> ArmYears {
        let in_eur = |years: &Vec<Cents>| years.iter().map(|cents| cents.to_eur()).collect();
        let of = |name: &str| -> Vec<f64> {
            let mut places = labels.iter();
            let place = places
                .position(|label| (label.outcome.as_str(), label.group.as_str()) == (name, "all"));
            let value = |year: &Vec<f64>| place.and_then(|place| year.get(place).copied());
            outcomes
                .iter()
                .map(|year| value(year).unwrap_or(0.0))
                .collect()
        };
        ArmYears {
            paid: paid.iter().map(in_eur).collect(),
            qalys: of("qalys"),
            informal_hours: of("informal_care_hours"),
            overloaded_years: of("overloaded_carer_years"),
        }
    }

    /// Every figure, always in the same order.
    fn each(&self) -> impl Iterator<Item = &f64> {
        let paid = self.paid.iter().flatten();
        let unpaid = self.informal_hours.iter().chain(&self.overloaded_years);
        paid.chain(&self.qalys).chain(unpaid)
    }

    fn each_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        let paid = self.paid.iter_mut().flatten();
        let unpaid = self.informal_hours.iter_mut();
        let unpaid = unpaid.chain(&mut self.overloaded_years);
        paid.chain(&mut self.qalys).chain(unpaid)
    }
}

impl DecisionDraws {
    /// Gives an arm the means of the run, over the replications that the run has.
    fn shift(&mut self, arm: usize) {
        let replications = self.figures.len();
        let Some(first) = self.figures.first() else {
            return;
        };
        let mut shift = vec![0.0; first[arm].each().count()];
        for (figures, expected) in self.figures.iter().zip(&self.expected) {
            let pairs = figures[arm].each().zip(expected[arm].each());
            for (shift, (figure, expected)) in shift.iter_mut().zip(pairs) {
                *shift += (figure - expected) / replications as f64;
            }
        }
        for draw in &mut self.expected {
            let pairs = draw[arm].each_mut().zip(&shift);
            pairs.for_each(|(figure, shift)| *figure += shift);
        }
    }

    /// How many draws there are.
    pub fn count(&self) -> usize {
        self.expected.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(eur: f64) -> ArmYears {
        ArmYears {
            paid: vec![vec![eur]],
            qalys: vec![eur / 10.0],
            informal_hours: vec![0.0],
            overloaded_years: vec![0.0],
        }
    }

    #[test]
    fn an_arm_whose_mean_the_twin_does_not_know_has_that_of_the_run_and_differs_as_the_twin_says() {
        let mut draws = DecisionDraws {
            arms: vec!["now".into()],
            comparator: 0,
            payers: vec!["insurer".into()],
            time: crate::analysis::decide::perspective::tests::timeline(1),
            batch: 1,
            expected: [100.0, 120.0, 140.0].map(|eur| vec![years(eur)]).to_vec(),
            figures: [112.0, 128.0].map(|eur| vec![years(eur)]).to_vec(),
            unpaid: None,
            residents: 1.0,
        };
        // The run has 120 on average where the twin has 110.
        draws.shift(0);
        let paid: Vec<f64> = draws
            .expected
            .iter()
            .map(|draw| draw[0].paid[0][0])
            .collect();
        assert_eq!(paid, [110.0, 130.0, 150.0]);
        assert!((draws.expected[2][0].qalys[0] - 15.0).abs() < 1e-12);
    }
}
