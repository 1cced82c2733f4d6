//! What the command line needs of the scenario, the system and the simulation, in one place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::stop::Stop;
use crate::analysis::ResultTables;
use crate::analysis::design::{self, AskedDesigns, DesignSearch, Term};
use crate::analysis::expected::ExpectedRow;
use crate::analysis::outlook::Outlook;
use crate::analysis::parameters::{self, ParameterRow};
use crate::analysis::precision::{LeastSure, PrecisionScale};
use crate::analysis::reach::ReachRow;
use crate::analysis::real_size::AtRealSize;
use crate::analysis::rows::ArmNotes;
use crate::analysis::structure::StructureRow;
use crate::analysis::{self, Sink};
use crate::base::money::Cents;
use crate::base::written::EUR;
use crate::check;
use crate::cohort;
use crate::component::manual;
use crate::report::manifest::{self, Manifest};
use crate::report::writing;
use crate::scenario::schema::{Calibrate, Scenario, Size};
use crate::scenario::{self, Locations, people_file, selection};
use crate::simulation::{self, Expecting, Options, Replication, ReplicationSource, Stopped, Watch};
use crate::system::plan::Plan;
use crate::validation::{self, Agreement, Calibration, Comparison, ReferenceFit, StudyComparison};

/// Bytes that a run of a small scenario takes, its tables included (measured: 72 MiB).
const PROGRAM_BYTES: u64 = 80 << 20;

/// A scenario that has been checked.
#[derive(Debug, Clone)]
pub struct CheckedScenario {
    /// Resolved: after `extends` and `--set`, with its name filled in.
    pub scenario: Scenario,
    /// The files it came from, the one asked for first.
    pub files: Vec<PathBuf>,
    /// What was changed in them, as `--set` writes it.
    pub sets: Vec<String>,
    /// The arms asked for; none: all.
    pub arms: Vec<String>,
    /// The text of `population.file`, where there is one.
    pub population_file: Option<Vec<u8>>,
    /// Residents at the start.
    pub residents: f64,
    /// What is no fault but should be known.
    pub warnings: Vec<String>,
    persons: Option<Vec<people_file::Person>>,
    plan: Plan,
    locations: Locations,
}

impl CheckedScenario {
    /// The short name, for folders.
    pub fn name(&self) -> &str {
        self.scenario.name.as_deref().unwrap_or("scenario")
    }

    /// Ready to be drawn.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Residents simulated; all of them where expected values stand for them.
    pub fn simulated(&self) -> f64 {
        let run = &self.scenario.run;
        let sample = run.sample.filter(|_| run.size != Size::Expected);
        sample.map_or(self.residents, |sample| (sample as f64).min(self.residents))
    }

    /// Bytes that a run keeps in memory at a time: the program, a twin a thread, and so many towns where anybody is simulated.
    pub(super) fn memory_needed(&self, threads: usize, towns: usize) -> u64 {
        let (system, run) = (self.plan.means(), &self.scenario.run);
        let town = match run.size {
            Size::Expected => 0,
            Size::Real | Size::Simulated => simulation::town_bytes(system, run.resident_totals),
        };
        PROGRAM_BYTES + threads as u64 * cohort::twin_bytes(system) + towns as u64 * town
    }
}

/// Loads and checks. Faults come rendered, all at once, as [`Stop::Input`].
pub fn load(
    path: &Path,
    sets: &[String],
    arms: &[String],
    is_coloured: bool,
) -> Result<CheckedScenario, Stop> {
    let rendered = |faults: scenario::Faults| Stop::Input(faults.render(is_coloured));
    let loaded = check::load(path, sets).map_err(rendered)?;
    let people = people_file::read(&loaded).map_err(rendered)?;
    let files = loaded.files.iter().filter(|file| !file.is_argument);
    let files = files.map(|file| file.path.clone()).collect();
    let mut scenario = loaded.scenario.clone();
    if scenario.name.is_none() {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        scenario.name = stem;
    }
    selection::select(&mut scenario, arms)
        .map_err(|problem| Stop::wrong(format_args!("--arms: {problem}")))?;
    let plan = Plan::new(
        &scenario,
        people.as_ref().map(|people| people.persons.as_slice()),
    );
    let mut warnings = scenario::remarks::remarks(&scenario);
    warnings.extend(plan.warnings());
    let (persons, population_file) = people.map(|people| (people.persons, people.text)).unzip();
    Ok(CheckedScenario {
        residents: plan.means().people.residents,
        population_file,
        persons,
        warnings,
        scenario,
        files,
        sets: sets.to_vec(),
        arms: arms.to_vec(),
        plan,
        locations: loaded.locations,
    })
}

/// A finished run's scenario, to be simulated again in part.
pub struct Resimulation {
    /// The scenario as it was run.
    pub scenario: Scenario,
    /// The text of `population.file`, where there is one.
    pub population_file: Option<Vec<u8>>,
    persons: Option<Vec<people_file::Person>>,
}

impl Resimulation {
    /// Reads the copy of the scenario that a run keeps.
    pub fn load(path: &Path) -> Result<Resimulation, Stop> {
        let damaged = |faults: scenario::Faults| Stop::Failed(faults.render(false));
        let loaded = check::load(path, &[]).map_err(damaged)?;
        let people = people_file::read(&loaded).map_err(damaged)?;
        let (persons, text) = people.map(|people| (people.persons, people.text)).unzip();
        Ok(Resimulation {
            scenario: loaded.scenario,
            population_file: text,
            persons,
        })
    }

    /// The scenario of a run, which must still be the same run to this version of the program.
    pub fn of_run(folder: &Path, manifest: &Manifest) -> Result<Resimulation, Stop> {
        let again = Resimulation::load(&folder.join(writing::SCENARIO))?;
        let mut scenario = again.scenario.clone();
        scenario.run.replications = manifest.replications;
        let version = env!("CARGO_PKG_VERSION");
        let identity = manifest::identity(&scenario, version, again.population_file.as_deref());
        if identity.map_err(Stop::failed)?.run_id != manifest.run_id {
            return Err(Stop::failed(format_args!(
                "the run in {} was made by another version ({}) or its files were changed; `caremix run {} --force` \
                 computes it anew",
                folder.display(),
                manifest.version,
                folder.join(writing::SCENARIO).display()
            )));
        }
        Ok(Resimulation { scenario, ..again })
    }

    /// Its tables, ready to be drawn.
    pub fn plan(&self) -> Plan {
        Plan::new(&self.scenario, self.persons.as_deref())
    }

    /// Simulates what payers lay out in a scenario that differs from it in its arms only.
    pub fn simulate(
        &self,
        scenario: &Scenario,
        replications: u32,
        threads: usize,
        watch: Watch,
    ) -> Result<simulation::Run, Stop> {
        let options = Options {
            replications,
            ..options(scenario, threads)
        };
        let plan = Plan::new(scenario, self.persons.as_deref());
        let run = simulation::run(&plan, options, expecting(scenario), watch).map_err(stopped)?;
        let (system, source) = (plan.means(), &run);
        let run = AtRealSize { system, source }.paid(scenario.arm.len());
        run.map_err(Stop::failed)
    }
}

fn options(scenario: &Scenario, threads: usize) -> Options {
    Options {
        replications: scenario.run.replications,
        seed: scenario.run.seed,
        threads,
        shares_luck: true,
    }
}

/// What the simulation asks of the twin.
fn expecting(scenario: &Scenario) -> Expecting {
    match scenario.run.size {
        Size::Real => cohort::REAL_SIZE,
        Size::Simulated => cohort::AS_SIMULATED,
        Size::Expected => cohort::EXPECTED,
    }
}

fn simulated(plan: &Plan, options: Options, watch: Watch) -> Result<simulation::Run, Stop> {
    simulation::run(plan, options, cohort::AS_SIMULATED, watch).map_err(stopped)
}

pub(super) fn stopped(stopped: Stopped) -> Stop {
    match stopped {
        Stopped::Interrupted => Stop::Interrupted,
        Stopped::NoThreads(problem) | Stopped::TooLarge(problem) => Stop::failed(problem),
    }
}

/// The resolved scenario as a scenario file.
pub fn scenario_file(scenario: &Scenario) -> Result<String, String> {
    scenario::to_toml(scenario)
}

/// Every number of a scenario.
pub fn parameters(input: &CheckedScenario) -> Vec<ParameterRow> {
    parameters::rows(&input.scenario, Some(&input.locations))
}

/// What each payer could save at most, as the cohort twin expects it.
pub fn reach(input: &CheckedScenario) -> Vec<ReachRow> {
    analysis::reach::rows(input.plan.means())
}

/// Whether terms are numbers of an arm's own that a scenario may have at both ends.
///
/// # Errors
/// In words, with the first that is not.
pub fn judge_terms(input: &CheckedScenario, terms: &[Term]) -> Result<(), String> {
    design::judge(&input.plan, terms, &|scenario| {
        check::check(scenario, &input.locations)
            .into_iter()
            .next()
            .map(|(_, fault)| fault.message)
    })
}

/// Contracts that nobody loses by: terms of an arm.
pub fn design(
    input: &CheckedScenario,
    arm: &str,
    asked: AskedDesigns,
    watch: Watch,
) -> Result<design::FoundDesigns, Stop> {
    let mut arms = input.scenario.arm.iter();
    let search = DesignSearch {
        plan: &input.plan,
        arm: arms.position(|one| one.name == arm).unwrap_or_default(),
        is_allowed: &|scenario| check::check(scenario, &input.locations).is_empty(),
        asked,
    };
    design::search(&search, watch).map_err(stopped)
}

/// What it asks for beside what it has, as the cohort twin expects it.
pub fn outlook(input: &CheckedScenario) -> Outlook {
    analysis::outlook::outlook(input.plan.means())
}

/// JSON Schema of scenario files.
pub fn schema() -> String {
    manual::schema()
}

/// A scenario to start from.
pub fn template(name: &str) -> String {
    scenario::template(name)
}

/// Simulates what the accounts of a scenario count. Needs the scenario's replications once for each of
/// [`validation::needed`].
pub fn compare(
    input: &CheckedScenario,
    threads: usize,
    watch: Watch,
) -> Result<Vec<Comparison>, Stop> {
    let options = options(&input.scenario, threads);
    let persons = input.persons.as_deref();
    validation::compare(&input.scenario, persons, options, watch).map_err(stopped)
}

/// Simulates the arms that the studies of a scenario name; the scenario's replications once, or none without studies.
pub fn studies(
    input: &CheckedScenario,
    threads: usize,
    watch: Watch,
) -> Result<Vec<StudyComparison>, Stop> {
    let options = options(&input.scenario, threads);
    let persons = input.persons.as_deref();
    validation::studies(&input.scenario, persons, options, watch).map_err(stopped)
}

/// Simulates a scenario whose figures are linear beside its twin; `None` where chance decides nothing.
pub fn agree(
    input: &CheckedScenario,
    scenario: &Scenario,
    threads: usize,
    watch: Watch,
) -> Result<Option<Agreement>, Stop> {
    let plan = Plan::new(scenario, input.persons.as_deref());
    let run = simulated(&plan, options(scenario, threads), watch)?;
    Ok(validation::agreement(&validation::figures(&plan, &run)))
}

/// Fits numbers of a scenario to its accounts.
pub fn calibrate(
    input: &CheckedScenario,
    rows: &[Calibrate],
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Calibration, Stop> {
    let persons = input.persons.as_deref();
    validation::calibrate(&input.scenario, persons, rows, is_stopped).map_err(|problem| {
        if is_stopped() {
            Stop::Interrupted
        } else {
            Stop::failed(problem)
        }
    })
}

/// The numbers of the reference population of a scenario.
pub fn reference(input: &CheckedScenario) -> Result<ReferenceFit, Stop> {
    validation::reference(&input.scenario).map_err(Stop::wrong)
}

/// A file with the fitted numbers that builds on the scenario they are of.
pub fn overlay(scenario: &Scenario, sources: &BTreeMap<String, String>) -> Result<String, Stop> {
    scenario::parameters::overlay(scenario, sources).map_err(Stop::failed)
}

/// Simulates the replications with these numbers, and hands over each as soon as it is done.
pub fn simulate(
    input: &CheckedScenario,
    numbers: &[u32],
    threads: usize,
    finished: &(dyn Fn(u32, Replication) + Sync),
    watch: Watch,
) -> Result<(), Stop> {
    let options = options(&input.scenario, threads);
    simulation::run_each(
        &input.plan,
        options,
        expecting(&input.scenario),
        numbers,
        watch,
        finished,
    )
    .map(|_| ())
    .map_err(stopped)
}

/// The least sure of the figures that a precision is asked of, over these replications.
pub fn least_sure(
    input: &CheckedScenario,
    source: &dyn ReplicationSource,
    scale: PrecisionScale,
) -> Result<Option<LeastSure>, Stop> {
    let system = input.plan.means();
    let run = AtRealSize { system, source }.paid(system.arms.len());
    let run = run.map_err(Stop::failed)?;
    let replications: Vec<&Replication> = run.replications.iter().collect();
    Ok(analysis::precision::least_sure(
        system,
        &replications,
        scale,
    ))
}

/// What each arm's cost owes to each mechanism.
///
/// # Errors
/// As [`expected`].
pub fn structure(input: &CheckedScenario) -> Result<Vec<StructureRow>, Stop> {
    expected(input)?;
    Ok(analysis::structure::rows(&input.plan))
}

/// What the twin expects at the means of the parameters.
///
/// # Errors
/// When an amount is too large to be kept to the cent.
pub fn expected(input: &CheckedScenario) -> Result<Vec<ExpectedRow>, Stop> {
    let rows = analysis::expected::rows(input.plan.means());
    let is_exact = |row: &&ExpectedRow| {
        row.unit != EUR
            || row
                .expected
                .is_none_or(|eur| Cents::from_eur(eur).is_exact())
    };
    match rows.iter().find(|row| !is_exact(row)) {
        Some(row) => Err(Stop::failed(format_args!(
            "under arm `{}` what {} pays exceeds the {:e} EUR that can be kept to the cent: look at its prices, units and growth",
            row.arm,
            row.measure,
            Cents::LARGEST.to_eur().round()
        ))),
        None => Ok(rows),
    }
}

/// The rows of all files of a run; those that hold every replication go to `sink`.
///
/// # Errors
/// In words, when a replication cannot be read.
pub fn tables(
    input: &CheckedScenario,
    source: &dyn ReplicationSource,
    sink: Sink,
) -> Result<(ResultTables, Vec<ArmNotes>), String> {
    analysis::tables_of(&input.plan, source, sink)
}
