//! `caremix parameters`: load, list the numbers, print them or put them into a file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::asked::{self, QuestionWords};
use super::engine::{self, CheckedScenario};
use super::kept_analysis::Keeping;
use super::output::{Format, OutputOptions};
use super::run::listen_for_interrupt;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::{run_folder, sensitivity, voice};
use crate::analysis::parameters::{self, ParameterRow, Status};
use crate::analysis::sensitivity::those_that_decide_first;
use crate::report::terminal::{Look, ParametersHead};
use crate::report::{parameters as file, small, tables, terminal};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::schema::Publication;

/// List every uncertain number of a scenario: interval, unit, source, how sure, where it stands, which arms use it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// Only numbers whose path begins like this; may be repeated
    #[arg(long, value_name = "KEY.PATH")]
    only: Vec<String>,
    /// Only numbers of this status; may be repeated
    #[arg(long, value_enum, value_name = "STATUS")]
    status: Vec<StatusWord>,
    /// Those that decide this result first: a payer, `all` or an outcome, as `caremix sensitivity` names them
    #[arg(long, value_name = "RESULT")]
    by: Option<String>,
    /// Also numbers without uncertainty
    #[arg(long)]
    all: bool,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    output: OutputOptions,
    /// File for what would be printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file that stands there
    #[arg(long)]
    force: bool,
}

/// All payers together, as a result.
const ALL: &str = "all";

/// How sure a number is, as its source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StatusWord {
    /// Read in the source named: (V)
    Verified,
    /// Computed from such figures: (D)
    Derived,
    /// From memory, or an assumption
    Unverified,
    /// The scenario does not say
    NotStated,
}

const EXAMPLES: &str = "\
Examples:
  caremix parameters scenarios/zoetermeer-2025.toml
  caremix parameters town.toml --only effect --only need.fall
  caremix parameters town.toml --by municipality
  caremix parameters town.toml --status unverified --format csv --out unverified.csv
  caremix parameters town.toml --set effect.prevention_on_falls.reduction=0.1 --all --format json

Intervals are exact quantiles of the distribution as it is drawn, so within the limits of its key. A number's source is its
own, else that of the nearest table around it; of several marks in it, (V), (D) or unverified, the weakest counts. Where
publications that it names were read, and on what terms they are, the scenario says in [[publication]].";

/// Lists them.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = engine::load(&args.scenario, &args.set, &[], voice::is_stderr_coloured())?;
    if let Some(out) = &args.out {
        run_folder::spare(out, &input.files, args.force)?;
    }
    voice::warn(&input.warnings, args.output.quiet);
    let every = args.in_order(&input)?;
    let rows = args.chosen(&every)?;
    let text = match args.output.format {
        Format::Csv => tables::text(&rows).map_err(Stop::failed)?,
        Format::Json => file::json(&rows, input.name()).map_err(Stop::failed)?,
        Format::Table => {
            let title = match input.scenario.title.as_str() {
                "" => input.name(),
                title => title,
            };
            let look = match args.out {
                Some(_) => Look::plain(),
                None => voice::look(),
            };
            let cited = parameters::cited(&rows, &input.scenario);
            terminal::parameters(&args.head(title, &every, &rows, cited), &rows, &look)
        }
    };
    match &args.out {
        Some(out) => small::write_whole(out, &text).map_err(Stop::failed),
        None => voice::answer(&text),
    }
}

impl Args {
    /// Every number, in the order of the manual or of what it decides.
    fn in_order(&self, input: &CheckedScenario) -> Result<Vec<ParameterRow>, Stop> {
        let every = engine::parameters(input);
        let Some(by) = &self.by else {
            return Ok(every);
        };
        // One question gives all payers.
        let is_payer = by == ALL || input.scenario.payer.iter().any(|payer| payer.name == *by);
        let named = match is_payer {
            true => Vec::new(),
            false => vec![by.clone()],
        };
        let words = QuestionWords {
            results: &named,
            results_option: "--by",
            year: "total",
            ..QuestionWords::default()
        };
        let keeping = Keeping {
            out: None,
            threads: ThreadsOption::default(),
            is_forced: false,
            is_quiet: self.output.quiet,
            is_interrupted: listen_for_interrupt()?,
        };
        let asked = asked::question(input, &words)?;
        let question = sensitivity::question(&named, words.year, &[]);
        let (rows, _) = sensitivity::one_way(input, &asked, question, &keeping)?;
        Ok(those_that_decide_first(every, &rows, by))
    }

    /// The numbers asked for.
    fn chosen(&self, every: &[ParameterRow]) -> Result<Vec<ParameterRow>, Stop> {
        for start in &self.only {
            if !every.iter().any(|row| begins(row, start)) {
                let known = starts(every);
                return Err(Stop::wrong(format_args!(
                    "--only {start}: the scenario has no number {}: {}",
                    quoted(start),
                    suggest(start, &known.iter().copied().collect::<Vec<_>>())
                )));
            }
        }
        let chosen = every.iter().filter(|row| self.asks_for(row));
        let chosen = chosen.filter(|row| self.all || row.is_uncertain());
        Ok(chosen.cloned().collect())
    }

    fn asks_for(&self, row: &ParameterRow) -> bool {
        let is_status = |word: &StatusWord| word.status() == row.status;
        let is_there = self.only.is_empty() || self.only.iter().any(|start| begins(row, start));
        is_there && (self.status.is_empty() || self.status.iter().any(is_status))
    }

    fn head<'a>(
        &'a self,
        title: &'a str,
        every: &[ParameterRow],
        rows: &[ParameterRow],
        cited: Vec<(&'a Publication, usize)>,
    ) -> ParametersHead<'a> {
        let asked_for = every.iter().filter(|row| self.asks_for(row));
        let left_out = asked_for.count() - rows.len();
        ParametersHead {
            title,
            cited,
            what: if self.all {
                "numbers"
            } else {
                "uncertain numbers"
            },
            by: self.by.as_deref(),
            rest: match left_out {
                0 => String::new(),
                left_out => format!("{left_out} without uncertainty are left out (--all)."),
            },
        }
    }
}

/// Every path, and what paths begin with.
fn starts(every: &[ParameterRow]) -> BTreeSet<&str> {
    let paths = every.iter().map(|row| row.path.as_str());
    let of = |path| std::iter::successors(Some(path), |path: &&str| Some(path.rsplit_once('.')?.0));
    paths.flat_map(of).collect()
}

/// Whether the words of a path begin with the words of another.
fn begins(row: &ParameterRow, start: &str) -> bool {
    let rest = row.path.strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl StatusWord {
    fn status(self) -> Status {
        match self {
            StatusWord::Verified => Status::Verified,
            StatusWord::Derived => Status::Derived,
            StatusWord::Unverified => Status::Unverified,
            StatusWord::NotStated => Status::NotStated,
        }
    }
}
