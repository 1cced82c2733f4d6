//! `caremix sensitivity`: load, ask the cohort twin with uncertain numbers elsewhere, keep the table, print it.

use std::path::PathBuf;
use std::sync::Arc;

use super::asked::{self, AskedScenario, QuestionWords};
use super::engine::{self, CheckedScenario};
use super::kept_analysis::{self, Keeping, Work};
use super::report::ReportLanguage;
use super::run::listen_for_interrupt;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::voice;
use crate::analysis::sensitivity::SensitivityRow;
use crate::chart::{WIDE, tornado};
use crate::report::sensitivity::{self as file, Naming, ShownNumbers, by_result};
use crate::report::tables::FileRow;
use crate::report::{manifest, tables, terminal};

/// Say which uncertain number decides: every one at either end of its 95 % interval, all others at their means
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// Results to ask about: a payer, `all`, an outcome (`qalys`), one of a group (`gap_closed:budget`), or
    /// `margin_per_fte:DISCIPLINE` [default: all payers, and each]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    result: Vec<String>,
    /// `total`, `discounted` or a calendar year
    #[arg(long, value_name = "TIME", default_value = "total")]
    year: String,
    /// At which value of these numbers does a result change its sign? `deciding`: of all whose ends change one
    #[arg(long, value_name = "PATH", value_delimiter = ',', conflicts_with_all = ["grid", "variance"])]
    threshold: Vec<String>,
    /// Results over these two numbers
    #[arg(
        long,
        value_name = "PATH,PATH",
        value_delimiter = ',',
        conflicts_with = "variance"
    )]
    grid: Vec<String>,
    /// Values of each number of a grid
    #[arg(long, value_name = "N", default_value_t = 7, requires = "grid", value_parser = clap::value_parser!(u16).range(2..=101))]
    places: u16,
    /// Which share of the spread of a result does each number bring, when all are drawn?
    #[arg(long)]
    variance: bool,
    /// Draws of all numbers [default: six a number, at least 400]
    #[arg(long, value_name = "N", requires = "variance", value_parser = clap::value_parser!(u32).range(16..=1_000_000))]
    draws: Option<u32>,
    /// Only these arms; the comparator is always there
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    arms: Vec<String>,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
    /// Numbers that are shown of each result [default: 10; of payers that were not asked for, 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    top: Option<u16>,
    /// The language of what is shown
    #[arg(long, value_enum, default_value_t = ReportLanguage::En)]
    lang: ReportLanguage,
    /// What is printed
    #[arg(long, value_enum, default_value_t = SensitivityFormat::Table)]
    format: SensitivityFormat,
    #[command(flatten)]
    threads: ThreadsOption,
    /// Folder of the table [default: outputs/<scenario name>/sensitivity/<id>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Work it out anew, and replace the analysis that stands there
    #[arg(long)]
    force: bool,
    /// No progress bar and no remarks
    #[arg(long)]
    quiet: bool,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SensitivityFormat {
    /// For reading: of one number at a time a tornado of each result, in letters
    Table,
    /// The rows of the file
    Csv,
    /// One object
    Json,
    /// The tornado of the first arm and result as a picture
    Svg,
}

const EXAMPLES: &str = "\
Examples:
  caremix sensitivity scenarios/zoetermeer-2025.toml
  caremix sensitivity town.toml --result municipality --result qalys --year discounted
  caremix sensitivity town.toml --arms network --result gap_closed:budget --lang nl
  caremix sensitivity town.toml --result all --format svg > tornado.svg
  caremix sensitivity town.toml --threshold deciding
  caremix sensitivity town.toml --result all --threshold effect.prevention_on_falls.reduction
  caremix sensitivity town.toml --result all --grid growth.prices,service.gp_visit.price
  caremix sensitivity town.toml --variance --draws 2000

Nobody is simulated: results are expected values of the cohort twin, so that chance never blurs what a number does. Every
result is what an arm comes to less what the comparator does; of a gap, the share that the arm closes. Needs that move leave
published accounts as they are at the means, as in every draw of a run; `--set` writes another scenario, and fits them anew.
All numbers, those that move nothing as well, are in the file: sensitivity.csv, sensitivity_thresholds.csv, sensitivity_grid.csv
or sensitivity_variance.csv. The same question again finds its answer.";

/// Asks.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = engine::load(
        &args.scenario,
        &args.set,
        &args.arms,
        voice::is_stderr_coloured(),
    )?;
    voice::warn(&input.warnings, args.quiet);
    let asked = asked::question(&input, &args.words())?;
    let text = match () {
        () if !args.threshold.is_empty() => args.thresholds(&input, &asked)?,
        () if !args.grid.is_empty() => args.grid(&input, &asked)?,
        () if args.variance => args.variance(&input, &asked)?,
        () => args.one_way(&input, &asked)?,
    };
    let text = match args.format {
        SensitivityFormat::Table => input.scenario.run.money().told(&text),
        SensitivityFormat::Svg | SensitivityFormat::Csv | SensitivityFormat::Json => text,
    };
    voice::answer(&text)
}

impl Args {
    fn words(&self) -> QuestionWords<'_> {
        QuestionWords {
            results: &self.result,
            results_option: "--result",
            year: &self.year,
            thresholds: &self.threshold,
            grid: &self.grid,
            draws: self.draws,
        }
    }

    fn keeping(&self) -> Result<Keeping<'_>, Stop> {
        Ok(Keeping {
            out: self.out.as_deref(),
            threads: self.threads,
            is_forced: self.force,
            is_quiet: self.quiet,
            is_interrupted: listen_for_interrupt()?,
        })
    }

    /// The question as it stands on the command line, with what `more` says of it.
    fn question(&self, more: &[String]) -> Vec<String> {
        question(&self.result, &self.year, more)
    }

    fn naming<'a>(&self, input: &'a CheckedScenario) -> Naming<'a> {
        Naming {
            scenario: &input.scenario,
            lang: self.lang.lang().of_money(input.scenario.run.money()),
        }
    }

    fn shown(&self) -> ShownNumbers {
        match self.top {
            Some(top) => ShownNumbers::Top(usize::from(top)),
            None if self.result.is_empty() => ShownNumbers::AllThenEach,
            None => ShownNumbers::Top(10),
        }
    }

    fn one_way(&self, input: &CheckedScenario, asked: &AskedScenario) -> Result<String, Stop> {
        let (rows, folder) = one_way(input, asked, self.question(&[]), &self.keeping()?)?;
        let naming = self.naming(input);
        match self.format {
            SensitivityFormat::Svg => picture(&rows, naming, self.shown()),
            SensitivityFormat::Table => Ok(terminal::sensitivity(
                &rows,
                naming,
                self.shown(),
                &folder,
                &voice::look(),
            )),
            SensitivityFormat::Csv | SensitivityFormat::Json => self.for_programs(input, &rows),
        }
    }

    fn thresholds(&self, input: &CheckedScenario, asked: &AskedScenario) -> Result<String, Stop> {
        self.refuse_picture()?;
        let keeping = self.keeping()?;
        let deciding = self.deciding(input, asked, &keeping)?;
        let unknowns = asked.thresholds(&deciding);
        let words: Vec<String> = self
            .threshold
            .iter()
            .map(|path| format!("--threshold={path}"))
            .collect();
        let work = Work {
            steps: unknowns.len() as u32,
            rows: &|threads, watch| asked.at_thresholds(&unknowns, threads, watch),
        };
        let (rows, folder) = kept_analysis::rows(input, self.question(&words), &keeping, &work)?;
        match self.format {
            SensitivityFormat::Table => {
                let naming = self.naming(input);
                Ok(terminal::thresholds(&rows, naming, &folder, &voice::look()))
            }
            SensitivityFormat::Svg | SensitivityFormat::Csv | SensitivityFormat::Json => {
                self.for_programs(input, &rows)
            }
        }
    }

    /// One-way sensitivity, kept in a folder of its own, where those that decide are asked for.
    fn deciding(
        &self,
        input: &CheckedScenario,
        asked: &AskedScenario,
        keeping: &Keeping,
    ) -> Result<Vec<SensitivityRow>, Stop> {
        if !asked.is_of_those_that_decide() {
            return Ok(Vec::new());
        }
        let own = Keeping {
            out: None,
            is_interrupted: Arc::clone(&keeping.is_interrupted),
            ..*keeping
        };
        one_way(input, asked, self.question(&[]), &own).map(|(rows, _)| rows)
    }

    fn grid(&self, input: &CheckedScenario, asked: &AskedScenario) -> Result<String, Stop> {
        self.refuse_picture()?;
        let places = usize::from(self.places);
        let words = [
            format!("--grid={}", self.grid.join(",")),
            format!("--places={places}"),
        ];
        let work = Work {
            steps: (places * places) as u32,
            rows: &|threads, watch| asked.over_grid(places, threads, watch),
        };
        let (rows, folder) =
            kept_analysis::rows(input, self.question(&words), &self.keeping()?, &work)?;
        match self.format {
            SensitivityFormat::Table => {
                let naming = self.naming(input);
                Ok(terminal::sensitivity_grid(
                    &rows,
                    naming,
                    &folder,
                    &voice::look(),
                ))
            }
            SensitivityFormat::Svg | SensitivityFormat::Csv | SensitivityFormat::Json => {
                self.for_programs(input, &rows)
            }
        }
    }

    fn variance(&self, input: &CheckedScenario, asked: &AskedScenario) -> Result<String, Stop> {
        self.refuse_picture()?;
        let draws = asked.draws();
        let words = [format!("--variance --draws={draws}")];
        let work = Work {
            steps: draws,
            rows: &|threads, watch| asked.shares_of_variance(input, threads, watch),
        };
        let (rows, folder) =
            kept_analysis::rows(input, self.question(&words), &self.keeping()?, &work)?;
        match self.format {
            SensitivityFormat::Table => {
                let look = voice::look();
                let naming = self.naming(input);
                let shown = self.shown();
                Ok(terminal::variance_shares(
                    &rows, naming, shown, &folder, &look,
                ))
            }
            SensitivityFormat::Svg | SensitivityFormat::Csv | SensitivityFormat::Json => {
                self.for_programs(input, &rows)
            }
        }
    }

    fn refuse_picture(&self) -> Result<(), Stop> {
        match self.format {
            SensitivityFormat::Svg => Err(Stop::wrong(
                "--format svg: there is a picture of one number at a time only",
            )),
            SensitivityFormat::Table | SensitivityFormat::Csv | SensitivityFormat::Json => Ok(()),
        }
    }

    fn for_programs<R: FileRow>(
        &self,
        input: &CheckedScenario,
        rows: &[R],
    ) -> Result<String, Stop> {
        match self.format {
            SensitivityFormat::Json => {
                let conventions = manifest::conventions(&input.scenario.run);
                file::json(rows, input.name(), &conventions).map_err(Stop::failed)
            }
            SensitivityFormat::Table | SensitivityFormat::Svg | SensitivityFormat::Csv => {
                tables::text_in(rows, input.scenario.run.money()).map_err(Stop::failed)
            }
        }
    }
}

/// What is asked in words, for the name of its folder.
pub(super) fn question(results: &[String], year: &str, more: &[String]) -> Vec<String> {
    let results = results.iter().map(|name| format!("--result={name}"));
    let year = [format!("--year={year}")];
    results.chain(year).chain(more.iter().cloned()).collect()
}

/// Every uncertain number by itself, from the folder where the same was asked before, and the folder.
pub(super) fn one_way(
    input: &CheckedScenario,
    asked: &AskedScenario,
    question: Vec<String>,
    keeping: &Keeping,
) -> Result<(Vec<SensitivityRow>, PathBuf), Stop> {
    let work = Work {
        steps: asked.steps_of_one_way(),
        rows: &|threads, watch| asked.one_way(threads, watch),
    };
    kept_analysis::rows(input, question, keeping, &work)
}

fn picture(rows: &[SensitivityRow], naming: Naming, shown: ShownNumbers) -> Result<String, Stop> {
    let groups = by_result(rows);
    let first = groups.first().and_then(|rows| naming.tornado(rows, shown));
    let none = || Stop::wrong("there is nothing to draw: the first result has no value");
    let picture = tornado::draw(&first.ok_or_else(none)?, naming.lang, WIDE);
    Ok(picture.standalone("tornado", &naming.source()))
}
