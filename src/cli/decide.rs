//! `caremix decide`: find the run, gather its draws, ask the twin for more where they are wanted, weigh, write, print.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::engine::{self, Resimulation};
use super::output::{Format, OutputOptions};
use super::progress::Progress;
use super::report::ReportLanguage;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::{run_folder, voice};
use crate::analysis::decide::{
    self, AskedGroup, DecisionDraws, GatherError, InformationAsked, Weighing,
};
use crate::chart::words::Lang;
use crate::chart::{WIDE, phrases as say};
use crate::report::manifest::{self, Manifest};
use crate::report::pictures::decision::{self as pictures, DecisionPicture, DecisionRows};
use crate::report::store::{self, Origin, Store};
use crate::report::terminal::{self, DecisionHead};
use crate::report::{decide as files, tables};
use crate::scenario::schema::{Convention, MOST_REPLICATIONS};
use crate::scenario::selection;
use crate::simulation::{ReplicationSource, Watch};
use crate::system::plan::Plan;
use crate::tables::convention;

/// Tell which arm each payer would choose on a finished run, how surely, and what it is worth to know more
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder of a finished run, or the name of its scenario (the newest run of it)
    run: PathBuf,
    /// At least so many draws of the parameters; those that the run does not have are asked of the cohort twin
    #[arg(long, value_name = "N", default_value_t = 1,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)))]
    draws: u32,
    /// Discount by this convention instead of the run's
    #[arg(long, value_enum, value_name = "NAME")]
    convention: Option<ConventionWord>,
    /// Yearly rates of one's own for costs and effects, as 0.04,0.02: set beside the conventions, and with --convention own
    /// the ones that are discounted by
    #[arg(long, value_name = "COSTS,EFFECTS", value_parser = rates)]
    rates: Option<(f64, f64)>,
    /// EUR that a QALY is held to be worth, instead of the reference values of the convention
    #[arg(long, value_name = "EUR,EUR", value_delimiter = ',', value_parser = eur)]
    willingness: Vec<f64>,
    /// EUR that an hour of informal care is worth, instead of what the scenario says (carers.hour_value)
    #[arg(long, value_name = "EUR", value_parser = eur)]
    hour_value: Option<f64>,
    /// What it is worth to know these numbers together: a name, and how their paths begin; may be repeated
    #[arg(long, value_name = "NAME=KEY.PATH,KEY.PATH", value_parser = group)]
    group: Vec<AskedGroup>,
    /// What a study is worth that follows so many residents for a year, for every share and rate that it could measure
    #[arg(long, value_name = "RESIDENTS", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    study: Option<u64>,
    /// Print this picture instead, as SVG
    #[arg(long, value_enum, value_name = "NAME", conflicts_with = "format")]
    picture: Option<PictureWord>,
    /// The arm that `--picture plane` is of [default: the first that is not the comparator]
    #[arg(long, value_name = "ARM", requires = "picture")]
    arm: Option<String>,
    /// The language of the picture
    #[arg(long, value_enum, default_value_t = ReportLanguage::En, requires = "picture")]
    lang: ReportLanguage,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    output: OutputOptions,
}

/// A convention by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ConventionWord {
    /// Costs 3 %, effects 1.5 %; 20,000, 50,000 and 80,000 EUR per QALY
    #[value(name = "zin-2024")]
    Zin2024,
    /// Costs 3 %, effects 1.5 %; no value of a QALY
    Kce,
    /// 2.25 % both; 80,000 and 100,000 EUR per QALY
    #[value(name = "mkba-2021")]
    Mkba2021,
    /// Undiscounted; no value of a QALY
    BudgetImpact,
    /// Those of --rates, or of the run
    Own,
}

/// A picture of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PictureWord {
    /// What an arm costs and gains more than as now, draw by draw
    Plane,
    /// The chance of each arm to be best, by what a QALY is held to be worth
    Acceptability,
    /// What each arm is expected to lose, by what a QALY is held to be worth
    Losses,
}

impl PictureWord {
    fn kind(self) -> DecisionPicture {
        match self {
            PictureWord::Plane => DecisionPicture::Plane,
            PictureWord::Acceptability => DecisionPicture::Acceptability,
            PictureWord::Losses => DecisionPicture::Losses,
        }
    }
}

impl ConventionWord {
    fn convention(self) -> Convention {
        match self {
            ConventionWord::Zin2024 => Convention::Zin2024,
            ConventionWord::Kce => Convention::Kce,
            ConventionWord::Mkba2021 => Convention::Mkba2021,
            ConventionWord::BudgetImpact => Convention::BudgetImpact,
            ConventionWord::Own => Convention::Own,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  caremix decide zoetermeer-2025
  caremix decide zoetermeer-2025 --draws 1000 --convention kce
  caremix decide zoetermeer-2025 --picture acceptability --lang nl > curve.svg
  caremix decide zoetermeer-2025 --willingness 20000,80000 --group carers=carers,effect.carer
  caremix decide outputs/town/0a1b2c3d --rates 0.04,0.04 --format json > decision.json

Nothing is simulated again. Each draw is what the cohort twin expects of its parameters: the luck of residents is no part of it.";

/// Decides.
pub fn run(args: &Args) -> Result<(), Stop> {
    let folder = run_folder::finished(&args.run)?;
    let manifest = manifest::read(&folder)
        .and_then(|manifest| manifest.check(&folder).map(|()| manifest))
        .map_err(|problem| unreadable(&folder, &problem))?;
    let plan = Resimulation::of_run(&folder, &manifest)?.plan();
    if plan.means().arms.len() < 2 {
        return Err(Stop::wrong(format_args!(
            "this run has one arm, `{}`, and nothing to choose between",
            manifest.comparator
        )));
    }
    let weighing = weighing(args, &plan)?;
    let arm = arm(args, &plan)?;
    let asked = InformationAsked {
        groups: args.group.clone(),
        study: args.study,
    };
    asked
        .check(&plan)
        .map_err(|problem| Stop::wrong(format_args!("--group: {problem}")))?;
    let draws = gather(args, &folder, &manifest, &plan)?;
    let currency = manifest.conventions.money();
    let found = decide::tables(&plan, &draws, &weighing, &asked).map_err(Stop::failed)?;
    files::write(&found, currency, &folder).map_err(Stop::failed)?;
    if let Some(picture) = args.picture {
        let lang = args.lang.lang().of_money(currency);
        let kind = picture.kind();
        let of = (kind, arm, weighing.reference_values.as_slice());
        let rows = DecisionRows {
            decision: &found.decision,
            plane: &found.plane,
        };
        let drawn = pictures::decision(rows, &plan.scenario, of, lang, WIDE);
        let source = source(&manifest, &plan, draws.count(), lang);
        return voice::answer(&drawn.standalone(kind.name(), &source));
    }
    let text = match args.output.format {
        Format::Table => {
            let head = DecisionHead {
                manifest: &manifest,
                draws: draws.count(),
                has_drawn: plan.draws_parameters(),
                has_hour_value: draws.unpaid.is_some(),
                convention: &weighing.convention,
                rates: [weighing.time.discount_costs, weighing.time.discount_effects],
                reference_values: &weighing.reference_values,
            };
            currency.told(&terminal::decision(&found, &head, &folder, &voice::look()))
        }
        Format::Csv => tables::text(&found.decision).map_err(Stop::failed)?,
        Format::Json => files::json(&found, &manifest, &folder).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

/// The arm that the plane is of.
fn arm<'p>(args: &Args, plan: &'p Plan) -> Result<&'p str, Stop> {
    let system = plan.means();
    let comparator = system.arms[system.comparator].name.as_str();
    let names = system.arms.iter().map(|arm| arm.name.as_str());
    let others: Vec<&str> = names.filter(|name| *name != comparator).collect();
    let Some(asked) = &args.arm else {
        return Ok(others[0]);
    };
    if asked == comparator {
        return Err(Stop::wrong(format_args!(
            "--arm: `{asked}` is the comparator, and differs from itself in nothing"
        )));
    }
    others
        .iter()
        .copied()
        .find(|name| name == asked)
        .ok_or_else(|| {
            Stop::wrong(format_args!(
                "--arm: there is no arm `{asked}`{} The run has: {}",
                selection::nearest(asked, &others),
                others.join(", ")
            ))
        })
}

/// What a picture comes from.
fn source(manifest: &Manifest, plan: &Plan, draws: usize, lang: Lang) -> String {
    let time = &plan.means().time;
    let years = format!("{}–{}", time.first_year, time.calendar(time.years - 1));
    let parts = [
        ("version", manifest.version.as_str()),
        ("run", &manifest.run_id),
        ("seed", &manifest.seed.to_string()),
        ("draws", &draws.to_string()),
        ("years", &years),
    ];
    say::SOURCE_DECISION.fill(lang, &parts)
}

fn unreadable(folder: &Path, problem: &str) -> Stop {
    Stop::failed(format_args!(
        "the run in {} cannot be read ({problem}); `caremix run … --force` computes it anew",
        folder.display()
    ))
}

/// By what is discounted, and what a QALY is worth.
fn weighing(args: &Args, plan: &Plan) -> Result<Weighing, Stop> {
    let run = &plan.scenario.run;
    let time = &plan.means().time;
    let chosen = args
        .convention
        .map_or(run.convention, ConventionWord::convention);
    let own = match (args.rates, run.convention) {
        (Some((costs, effects)), _) => Some((costs, effects, false)),
        (None, Convention::Own) => Some((
            time.discount_costs,
            time.discount_effects,
            time.discounts_first_year,
        )),
        (None, _) => None,
    };
    let discounted = match decide::discounting_of(time, chosen) {
        Some(time) => time,
        None => {
            let Some(rates) = own else {
                return Err(Stop::wrong(
                    "--convention own: the run has no rates of its own; give them with --rates, as --rates 0.04,0.02",
                ));
            };
            decide::at_rates(time, rates)
        }
    };
    let prescribed = convention::terms(chosen).map_or(&[][..], |terms| terms.reference_values);
    let mut reference_values = match args.willingness.as_slice() {
        [] => prescribed.to_vec(),
        asked => asked.to_vec(),
    };
    reference_values.retain(|value| *value != decide::MONEY_ALONE);
    reference_values.sort_by(f64::total_cmp);
    reference_values.dedup();
    Ok(Weighing {
        convention: convention::name(chosen).to_string(),
        time: discounted,
        reference_values,
        own,
    })
}

fn gather(
    args: &Args,
    folder: &Path,
    manifest: &Manifest,
    plan: &Plan,
) -> Result<DecisionDraws, Stop> {
    let store = Store::new(Origin {
        version: manifest.version.clone(),
        run_id: manifest.run_id.clone(),
    });
    let kept = store.take(&folder.join(store::FILE));
    let kept = kept.map_err(|problem| unreadable(folder, problem.text()))?;
    if kept < manifest.replications {
        return Err(unreadable(
            folder,
            &format!(
                "{} keeps {kept} of its {} replications",
                store::FILE,
                manifest.replications
            ),
        ));
    }
    let source = store.first(manifest.replications);
    let is_interrupted = super::run::listen_for_interrupt()?;
    let more = args.draws.saturating_sub(source.count() as u32);
    let progress = Progress::of_twin(more.max(1), args.output.quiet || more == 0);
    let watch = Watch {
        advanced: &|done| progress.advanced(done),
        is_stopped: &|| is_interrupted.load(Ordering::Relaxed),
    };
    let threads = args.threads.count();
    let wanted = (args.draws, args.hour_value);
    let found = decide::gather(plan, &source, wanted, threads, watch);
    progress.finish();
    found.map_err(|problem| match problem {
        GatherError::Unreadable(problem) => unreadable(folder, &problem),
        GatherError::Stopped(stopped) => engine::stopped(stopped),
    })
}

/// Reads an amount of money from 0.
fn eur(text: &str) -> Result<f64, String> {
    let read: Option<f64> = text.trim().parse().ok();
    let found = read.filter(|eur| (0.0..=1e9).contains(eur));
    found.ok_or_else(|| "give EUR from 0 to 1,000,000,000, as 20000".to_string())
}

/// Reads two yearly rates.
fn rates(text: &str) -> Result<(f64, f64), String> {
    let wrong = || "give two fractions from 0 to 1, as 0.03,0.015 for 3 and 1.5 %".to_string();
    let (costs, effects) = text.split_once(',').ok_or_else(wrong)?;
    let rate = |text: &str| {
        let read: Option<f64> = text.trim().parse().ok();
        read.filter(|rate| (0.0..=1.0).contains(rate))
            .ok_or_else(wrong)
    };
    Ok((rate(costs)?, rate(effects)?))
}

/// Reads the name of a group and how the paths of its numbers begin.
fn group(text: &str) -> Result<AskedGroup, String> {
    let wrong = || "give a name and how paths begin, as carers=carers,effect.carer".to_string();
    let (name, paths) = text.split_once('=').ok_or_else(wrong)?;
    let paths: Vec<String> = paths
        .split(',')
        .map(|path| path.trim().to_string())
        .collect();
    if name.trim().is_empty() || paths.iter().any(String::is_empty) {
        return Err(wrong());
    }
    Ok(AskedGroup {
        name: name.trim().to_string(),
        paths,
    })
}
