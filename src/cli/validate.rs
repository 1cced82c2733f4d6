//! `caremix validate`: load, simulate what accounts count and what studies compare, simulate beside the twin, write, print,
//! judge.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::changes::Changes;
use super::engine::{self, CheckedScenario};
use super::output::{Format, OutputOptions};
use super::progress::Progress;
use super::run::listen_for_interrupt;
use super::run_folder;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::voice;
use crate::report::tables::FileRow;
use crate::report::terminal::Head;
use crate::report::{tables, terminal, validation as file};
use crate::scenario::schema::{Parameters, Scenario};
use crate::simulation::Watch;
use crate::validation::{self, Agreement, Comparison, StudyComparison, ValidationRow};

/// Replications, residents and years beside the twin, at most: thousands of figures in seconds.
const TWIN_REPLICATIONS: u32 = 100;
const TWIN_SAMPLE: u64 = 1_000;
const TWIN_YEARS: u32 = 3;

/// Set a scenario beside published accounts and effects, and the engine beside its cohort twin
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// File for the results [default: outputs/<scenario name>/validation.csv]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replications, instead of the scenario's (and, beside the twin, of 100)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    replications: Option<u32>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    output: OutputOptions,
}

const EXAMPLES: &str = "\
Examples:
  caremix validate scenarios/zoetermeer-2025.toml
  caremix validate scenarios/netherlands-2023.toml --replications 50
  caremix validate town.toml --sample 5000 --format csv > accounts.csv

Accounts are the rows [[account]] of a scenario. Exits 1 when one that is `required` misses its tolerance. Studies are the rows
[[study]]: what was found between two ways of paying, beside the difference between two arms; none makes it fail.";

/// Validates.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = listen_for_interrupt()?;
    let is_coloured = voice::is_stderr_coloured();
    let overrides = args.changes.overrides(args.replications, &[]);
    let input = engine::load(&args.scenario, &overrides, &[], is_coloured)?;
    let out = args.target(input.name())?;
    voice::warn(&input.warnings, args.output.quiet);
    let twin = twin_of(&input.scenario, args.replications, input.simulated());
    let found = args.simulate(&input, &twin, &is_interrupted)?;
    let rows = validation::rows(&found.accounts, &found.studies, found.agreement.as_ref());
    file::write(&rows, &out).map_err(Stop::failed)?;
    let text = match args.output.format {
        Format::Csv => tables::text(&rows).map_err(Stop::failed)?,
        Format::Json => file::json(&rows, input.name(), &out).map_err(Stop::failed)?,
        Format::Table => {
            let agreement = (found.agreement, size_beside_twin(&twin));
            let look = voice::look();
            let beside = (&found.accounts[..], &found.studies[..]);
            let text = terminal::validation(&head(&input), beside, &agreement, &look);
            format!("{text}\nEvery figure is in {}\n", out.display())
        }
    };
    voice::answer(&text)?;
    judge(&found.accounts)
}

/// What was simulated.
struct Validated {
    accounts: Vec<Comparison>,
    studies: Vec<StudyComparison>,
    agreement: Option<Agreement>,
}

/// Fails with the list of the required accounts that are missed.
fn judge(comparisons: &[Comparison]) -> Result<(), Stop> {
    let is_missed = |each: &&Comparison| each.account.required && !each.is_met();
    let lines: Vec<String> = comparisons
        .iter()
        .filter(is_missed)
        .map(|each| {
            format!(
                "  {}: simulated {:.6}, published {:.6}, ratio {:.4}, tolerance {}",
                each.account.name,
                each.simulated,
                each.account.amount,
                each.ratio(),
                each.account.tolerance
            )
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(format_args!(
        "required accounts miss their tolerance:\n{}",
        lines.join("\n")
    )))
}

/// The scenario whose figures are linear, small enough to be simulated in seconds.
fn twin_of(scenario: &Scenario, replications: Option<u32>, residents: f64) -> Scenario {
    let mut twin = validation::linear_figures_only(scenario);
    twin.run.replications = replications.unwrap_or(TWIN_REPLICATIONS);
    twin.run.years = twin.run.years.min(TWIN_YEARS);
    // At least one, where a file or table rounds to nobody.
    twin.run.sample = Some((residents as u64).clamp(1, TWIN_SAMPLE));
    twin
}

fn size_beside_twin(twin: &Scenario) -> String {
    format!(
        "Without feedback, deductible and budget neutrality, parameters at their means: {} replications of {} residents, {} \
         years, all arms.",
        twin.run.replications,
        twin.run.sample.unwrap_or_default(),
        twin.run.years
    )
}

fn head(input: &CheckedScenario) -> Head<'_> {
    let scenario = &input.scenario;
    let parameters = match scenario.run.parameters {
        Parameters::Drawn | Parameters::DrawnIndependently => "parameters drawn",
        Parameters::Means => "parameters at their means",
    };
    Head {
        title: match scenario.title.as_str() {
            "" => input.name(),
            title => title,
        },
        arm: scenario.observed().unwrap_or_default(),
        size: format!(
            "{} replications of {} residents, {parameters}.",
            scenario.run.replications,
            input.simulated()
        ),
    }
}

impl Args {
    /// Where the file goes. Files of somebody else are left alone.
    fn target(&self, name: &str) -> Result<PathBuf, Stop> {
        let default = || run_folder::of_scenario(name).join(ValidationRow::FILE);
        let out = self.out.clone().unwrap_or_else(default);
        if file::is_foreign(&out) {
            return Err(Stop::wrong(format_args!(
                "{} holds something else than a {}; choose another --out",
                out.display(),
                ValidationRow::FILE
            )));
        }
        Ok(out)
    }

    fn simulate(
        &self,
        input: &CheckedScenario,
        twin: &Scenario,
        is_interrupted: &AtomicBool,
    ) -> Result<Validated, Stop> {
        let threads = self.threads.count();
        let scenario = &input.scenario;
        let of_accounts = scenario.run.replications * validation::needed(scenario).len() as u32;
        let of_studies = match scenario.study.is_empty() {
            true => 0,
            false => scenario.run.replications,
        };
        let total = of_accounts + of_studies + twin.run.replications;
        let progress = Progress::start(total, input.simulated(), self.output.quiet);
        let is_stopped = || is_interrupted.load(Ordering::Relaxed);
        let from = |before: u32| {
            let progress = &progress;
            move |done: u32| progress.advanced(before + done)
        };
        let all = || -> Result<Validated, Stop> {
            let watch = |advanced| Watch {
                advanced,
                is_stopped: &is_stopped,
            };
            let [accounts, studies, twins] = [0, of_accounts, of_accounts + of_studies].map(from);
            Ok(Validated {
                accounts: engine::compare(input, threads, watch(&accounts))?,
                studies: engine::studies(input, threads, watch(&studies))?,
                agreement: engine::agree(input, twin, threads, watch(&twins))?,
            })
        };
        let found = all();
        progress.finish();
        found
    }
}
