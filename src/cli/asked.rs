//! What is asked of the cohort twin about the uncertain numbers of a scenario, put right before it works.
//!
//! Comes in: words from the command line. Goes out: [`AskedScenario`], or all that is wrong with them at once. Deliberately absent:
//! files and text.

use super::engine::{CheckedScenario, stopped};
use super::stop::Stop;
use crate::analysis::sensitivity::{
    self, GridRow, ResultFigure, ResultTime, SensitivityRow, ThresholdRow, TwinAnalysis,
    TwinQuestion, Unknown, VarianceShareRow,
};
use crate::scenario::nearest::{quoted, suggest};
use crate::simulation::Watch;

/// What stands on the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuestionWords<'a> {
    /// Results by name; none: all payers, and each.
    pub results: &'a [String],
    /// The option that names results.
    pub results_option: &'static str,
    /// The time that results are of.
    pub year: &'a str,
    /// Numbers whose thresholds are searched.
    pub thresholds: &'a [String],
    /// Numbers that span a grid.
    pub grid: &'a [String],
    /// Draws of all numbers.
    pub draws: Option<u32>,
}

/// In place of a path: all numbers whose ends change the sign of a result.
const DECIDING: &str = "deciding";

/// A question about the uncertain numbers of a scenario.
pub struct AskedScenario<'a> {
    question: TwinQuestion<'a>,
    unknowns: Vec<Unknown>,
    figures: Vec<ResultFigure>,
    year: ResultTime,
    thresholds: Vec<usize>,
    is_deciding: bool,
    grid: Option<[usize; 2]>,
    draws: u32,
}

/// Puts a question.
///
/// # Errors
/// When a result, a time or a number is not there, or there is nothing to compare.
pub fn question<'a>(
    input: &'a CheckedScenario,
    words: &QuestionWords,
) -> Result<AskedScenario<'a>, Stop> {
    let question = TwinQuestion::new(input.plan());
    let unknowns = sensitivity::unknowns(&input.scenario);
    let mut faults = Vec::new();
    if question.arms().is_empty() {
        faults.push("the scenario has one arm, and nothing to compare it with".to_string());
    }
    let known = sensitivity::figures(question.system(), &question.at_means());
    let figures = sensitivity::wanted(&known, words.results).unwrap_or_else(|problems| {
        faults.extend(
            problems
                .into_iter()
                .map(|problem| format!("{}: {problem}", words.results_option)),
        );
        Vec::new()
    });
    let year = ResultTime::of(words.year, question.system()).unwrap_or_else(|problem| {
        faults.push(format!("--year: {problem}"));
        ResultTime::total()
    });
    let mut places = |option: &str, paths: &[&str]| -> Vec<usize> {
        let of = |path: &&str| place(&unknowns, path);
        let found: Vec<Result<usize, String>> = paths.iter().map(of).collect();
        let wrong = found.iter().filter_map(|place| place.as_ref().err());
        faults.extend(wrong.map(|problem| format!("{option}: {problem}")));
        found.into_iter().flatten().collect()
    };
    let named = words.thresholds.iter().map(String::as_str);
    let named: Vec<&str> = named.filter(|path| *path != DECIDING).collect();
    let thresholds = places("--threshold", &named);
    let of_grid: Vec<&str> = words.grid.iter().map(String::as_str).collect();
    let grid = match (places("--grid", &of_grid).as_slice(), words.grid) {
        (_, []) => None,
        ([one, other], [_, _]) if one != other => Some([*one, *other]),
        (_, [_, _]) if faults.is_empty() => {
            faults.push("--grid: both are the same unknown".into());
            None
        }
        (_, [_, _]) => None,
        (_, paths) => {
            faults.push(format!(
                "--grid: takes two numbers, with a comma between, not {}",
                paths.len()
            ));
            None
        }
    };
    let least = sensitivity::least_draws(unknowns.len());
    let usual = least.max(EACH * unknowns.len() as u32).max(USUAL_DRAWS);
    let draws = words.draws.unwrap_or(usual);
    if draws < least {
        faults.push(format!(
            "--draws: {draws} are too few to tell {} numbers apart: at least {least}",
            unknowns.len()
        ));
    }
    if faults.is_empty() {
        return Ok(AskedScenario {
            question,
            unknowns,
            figures,
            year,
            thresholds,
            is_deciding: words.thresholds.iter().any(|path| path == DECIDING),
            grid,
            draws,
        });
    }
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| format!("error: {fault}"))
        .collect();
    Err(Stop::Input(lines.join("\n")))
}

/// Draws where few numbers need no more.
const USUAL_DRAWS: u32 = 400;
/// Draws for each of many numbers.
const EACH: u32 = 6;

/// The unknown of a path.
fn place(unknowns: &[Unknown], path: &str) -> Result<usize, String> {
    let is_it = |unknown: &Unknown| unknown.paths.iter().any(|known| known == path);
    unknowns.iter().position(is_it).ok_or_else(|| {
        let known = unknowns.iter().flat_map(|unknown| unknown.paths.iter());
        let known: Vec<&str> = known.map(String::as_str).collect();
        format!(
            "no uncertain number has the path {}: {}",
            quoted(path),
            suggest(path, &known)
        )
    })
}

impl AskedScenario<'_> {
    fn asking<'a>(&'a self, threads: usize, watch: Watch<'a>) -> TwinAnalysis<'a> {
        TwinAnalysis {
            question: &self.question,
            asked: (&self.figures, &self.year),
            threads,
            watch,
        }
    }

    /// How often the twin is asked of every unknown by itself.
    pub fn steps_of_one_way(&self) -> u32 {
        sensitivity::steps_of_one_way(&self.unknowns)
    }

    /// Every unknown by itself.
    pub fn one_way(&self, threads: usize, watch: Watch) -> Result<Vec<SensitivityRow>, Stop> {
        sensitivity::one_way(&self.asking(threads, watch), &self.unknowns).map_err(stopped)
    }

    /// Whether the thresholds of all numbers are asked for that decide the sign of a result.
    pub fn is_of_those_that_decide(&self) -> bool {
        self.is_deciding
    }

    /// The unknowns whose thresholds are searched: those named, and those of these rows that change a sign.
    pub fn thresholds(&self, rows: &[SensitivityRow]) -> Vec<&Unknown> {
        let deciding = rows.iter().filter(|row| row.changes_sign == "yes");
        let deciding = deciding.flat_map(|row| place(&self.unknowns, &row.parameter));
        let mut places: Vec<usize> = self.thresholds.iter().copied().chain(deciding).collect();
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .map(|place| &self.unknowns[place])
            .collect()
    }

    /// Where results turn over these unknowns.
    pub fn at_thresholds(
        &self,
        unknowns: &[&Unknown],
        threads: usize,
        watch: Watch,
    ) -> Result<Vec<ThresholdRow>, Stop> {
        sensitivity::thresholds(&self.asking(threads, watch), unknowns).map_err(stopped)
    }

    /// Results over the two numbers of the grid, if two were asked for.
    pub fn over_grid(
        &self,
        places: usize,
        threads: usize,
        watch: Watch,
    ) -> Result<Vec<GridRow>, Stop> {
        let Some(grid) = self.grid else {
            return Ok(Vec::new());
        };
        let unknowns = grid.map(|place| &self.unknowns[place]);
        sensitivity::grid(&self.asking(threads, watch), unknowns, places).map_err(stopped)
    }

    /// Draws of all numbers.
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// What each unknown brings of the spread of results.
    pub fn shares_of_variance(
        &self,
        input: &CheckedScenario,
        threads: usize,
        watch: Watch,
    ) -> Result<Vec<VarianceShareRow>, Stop> {
        let seed = input.scenario.run.seed;
        let asking = self.asking(threads, watch);
        sensitivity::variance_shares(&asking, &self.unknowns, seed, self.draws).map_err(stopped)
    }
}
