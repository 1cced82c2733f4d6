//! Published effects beside the difference that a run gives between two arms.
//!
//! Comes in: a scenario with [`Study`] rows. Goes out: [`StudyComparison`]s. Deliberately absent: a judgement whether study
//! or run is right, and fitting: `caremix calibrate` never looks at studies.
//!
//! Both arms meet the same residents with the same luck, so that the difference is what a perfectly matched comparison would
//! find: the arm's doing, with nothing of who chooses it.

use crate::base::statistics::Summary;
use crate::cohort;
use crate::counts::Reason;
use crate::scenario::claims::whole;
use crate::scenario::people_file::Person;
use crate::scenario::schema::{RunSettings, Scenario, Study};
use crate::simulation::{self, ArmResult, Options, Replication, Stopped, Watch};
use crate::system::System;
use crate::system::plan::Plan;

use super::account::outcome;

/// A published effect beside what the run gives.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyComparison {
    /// The study.
    pub study: Study,
    /// The arm that it is compared with.
    pub against: String,
    /// The calendar year.
    pub year: i32,
    /// Mean over replications, in the study's unit.
    pub simulated: f64,
    /// Its Monte Carlo error; unknown with one replication.
    pub mc_error: Option<f64>,
    /// What holds 95 % of replications: parameters and the luck of the sample. Unknown with few.
    pub interval: Option<(f64, f64)>,
    /// What the cohort twin expects, parameters at their means.
    pub expected: f64,
}

/// How the simulated effect lies to the published one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The same sign.
    Same,
    /// Chance alone could have given it its sign, or the published effect is none.
    Open,
    /// The other sign.
    Other,
}

impl StudyComparison {
    /// Simulated over published; `None` where nothing was found.
    pub fn ratio(&self) -> Option<f64> {
        (self.study.amount != 0.0).then(|| self.simulated / self.study.amount)
    }

    /// Whether the mean, two of its errors away from nothing, has the sign of the published effect.
    pub fn direction(&self) -> Direction {
        let is_clear = self.simulated.abs() > 2.0 * self.mc_error.unwrap_or(0.0);
        match self.ratio() {
            Some(ratio) if is_clear && ratio > 0.0 => Direction::Same,
            Some(ratio) if is_clear && ratio < 0.0 => Direction::Other,
            Some(_) | None => Direction::Open,
        }
    }

    /// Whether the published effect lies in the simulated interval; `None` without one.
    pub fn is_inside(&self) -> Option<bool> {
        self.interval
            .map(|(low, high)| (low..=high).contains(&self.study.amount))
    }
}

/// Simulates the arms that studies name, and sets each study beside them. In the order of the scenario; nothing is simulated
/// without studies.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn studies(
    scenario: &Scenario,
    persons: Option<&[Person]>,
    options: Options,
    watch: Watch,
) -> Result<Vec<StudyComparison>, Stopped> {
    if scenario.study.is_empty() {
        return Ok(Vec::new());
    }
    let plan = Plan::new(&of_studies(scenario), persons);
    let run = simulation::run(&plan, options, cohort::AS_SIMULATED, watch)?;
    let system = plan.means();
    let expected = cohort::expected(system);
    let expected: Vec<&ArmResult> = expected.arms.iter().map(|arm| &arm.result).collect();
    let one = |study: &Study| {
        let contrast = Contrast::new(scenario, system, study);
        let of = |one: &Replication| contrast.of(&one.arms.iter().collect::<Vec<_>>());
        let values: Vec<f64> = run.replications.iter().map(of).collect();
        let summary = Summary::of(&values);
        StudyComparison {
            study: study.clone(),
            against: contrast.against.to_string(),
            year: scenario.run.first_year + contrast.year as i32,
            simulated: summary.map_or(f64::NAN, |summary| summary.mean),
            mc_error: summary.and_then(|summary| summary.mc_error),
            interval: summary.and_then(|summary| summary.interval()),
            expected: contrast.of(&expected),
        }
    };
    Ok(scenario.study.iter().map(one).collect())
}

/// The scenario with the arms that studies name, the comparator and the arm under which its rates were observed, each
/// whole, for the years that studies look at.
fn of_studies(scenario: &Scenario) -> Scenario {
    let [comparator, observed] = [scenario.comparator(), scenario.observed()];
    let is_kept = |name: &str| {
        let mut studies = scenario.study.iter();
        [comparator, observed].contains(&Some(name))
            || studies.any(|study| study.arm == name || study.against.as_deref() == Some(name))
    };
    let arms = scenario.arm.iter().filter(|arm| is_kept(&arm.name));
    let years = scenario.study.iter().map(|study| index(scenario, study));
    let years = years.max().unwrap_or(0) as u32 + 1;
    Scenario {
        arm: arms.map(|arm| whole(scenario, arm)).collect(),
        run: RunSettings {
            comparator: comparator.map(str::to_string),
            years: years.min(scenario.run.years),
            ..scenario.run.clone()
        },
        observed_under: observed.map(str::to_string),
        ..scenario.clone()
    }
}

/// The index of a study's year.
fn index(scenario: &Scenario, study: &Study) -> usize {
    let first = scenario.run.first_year;
    usize::try_from(study.year.unwrap_or(first) - first).unwrap_or(0)
}

/// What is compared, by index.
struct Contrast<'a> {
    system: &'a System,
    study: &'a Study,
    against: &'a str,
    year: usize,
    /// Indices of the arm, and of what it is compared with.
    arms: [usize; 2],
    payers: Vec<bool>,
    /// By recipient: disciplines, then the network.
    recipients: Vec<bool>,
}

impl<'a> Contrast<'a> {
    fn new(scenario: &'a Scenario, system: &'a System, study: &'a Study) -> Contrast<'a> {
        let against = study.against.as_deref().or(scenario.comparator());
        let against = against.unwrap_or_default();
        let arm = |name: &str| {
            let mut arms = system.arms.iter();
            arms.position(|arm| arm.name == name).unwrap_or_default()
        };
        let is_of = |name: &str| {
            study.recipients.is_empty() || study.recipients.iter().any(|each| each == name)
        };
        let disciplines = system.disciplines.iter().map(|each| is_of(&each.name));
        Contrast {
            system,
            study,
            against,
            year: index(scenario, study),
            arms: [arm(&study.arm), arm(against)],
            payers: system
                .payers
                .iter()
                .map(|payer| study.payers.contains(payer))
                .collect(),
            recipients: disciplines.chain([is_of("network")]).collect(),
        }
    }

    /// The effect, in the study's unit, of arms in the order of the system.
    fn of(&self, results: &[&ArmResult]) -> f64 {
        let [arm, against] = self.arms.map(|arm| self.spent(arm, results[arm]));
        match self.study.relative {
            true => (arm - against) / against,
            false => arm - against,
        }
    }

    /// EUR per resident-year, or per person-year with the need.
    fn spent(&self, arm: usize, result: &ArmResult) -> f64 {
        let flows = result.flows.iter().filter(|flow| {
            flow.year == self.year
                && self.payers[flow.payer]
                && self.recipients.get(flow.recipient) == Some(&true)
                && self.is_counted(arm, flow.reason)
        });
        let spent: f64 = flows.map(|flow| flow.amount.to_eur()).sum();
        let years = match &self.study.need {
            Some(need) => outcome(result, self.year, "needs", need),
            None => outcome(result, self.year, "life_years", "all"),
        };
        spent / years
    }

    fn is_counted(&self, arm: usize, reason: Reason) -> bool {
        match reason {
            Reason::Component(index) => {
                let name = &self.system.arms[arm].components[index].name;
                !self.study.without.contains(name)
            }
            Reason::PatientShare | Reason::Background | Reason::StateCost => true,
        }
    }
}
