//! The first table: under each payer one row an arm, per year; where that is more than a screen, payers side by side.
//!
//! Comes in: payers.csv and incremental.csv, read. Goes out: text that fits one screen: what each payer lays out, what
//! that differs from the comparator, between what, in how many of every twenty futures it is no worse off, by how much
//! it is dearer if it disappoints, and from when on it is back to zero. A future is a replication. Deliberately absent:
//! everything else, which `--details` prints.

mod abreast;
mod cells;

use std::path::Path;

use cells::{DifferenceCells, is_full_total, is_nothing};

use super::contracts;
use super::grid::Grid;
use super::growth;
use super::split::arms;
use super::{Look, ROUNDED, TWENTY, none, of_twenty, plural, precise};
use crate::analysis::rows::{ALL, IncrementalRow, PayerRow};
use crate::base::statistics::FEWEST_FOR_INTERVAL;
use crate::report::manifest::EVERYBODY;
use crate::report::numbers::{grouped, is_apart};
use crate::report::reading::Reading;

/// Rows of the longer form that fit a screen with what stands around them.
const SCREEN: usize = 24;

/// Title, table, how it is to be read, where the rest is.
pub fn table(reading: &Reading, folder: &Path, look: &Look) -> String {
    let sheet = FirstSheet::new(reading, look);
    let mut parts = vec![sheet.title(), sheet.grid()];
    parts.extend(
        sheet
            .remarks()
            .iter()
            .map(|line| look.wrap(line, "") + "\n"),
    );
    parts.push(sheet.whereabouts(folder));
    parts.concat()
}

struct FirstSheet<'a> {
    cells: DifferenceCells<'a>,
    look: &'a Look,
    /// The table where payers stand side by side: where one row a payer and arm is more than a screen, and longer.
    abreast: Option<Grid>,
}

impl<'a> FirstSheet<'a> {
    fn new(reading: &'a Reading, look: &'a Look) -> FirstSheet<'a> {
        let cells = DifferenceCells::new(reading);
        let rows = rows(&cells);
        let abreast = (rows > SCREEN).then(|| abreast::grid(&cells));
        FirstSheet {
            abreast: abreast.filter(|grid| grid.height(look) < rows),
            cells,
            look,
        }
    }

    fn title(&self) -> String {
        let manifest = &self.cells.reading.manifest;
        let said = [
            self.look.bold(&manifest.scenario.name),
            self.residents(),
            plural(self.cells.years, "year"),
            plural(f64::from(manifest.replications), "future"),
            format!("compared with: {}", manifest.comparator),
        ];
        self.look.wrap(&said.join(" · "), "") + "\n"
    }

    /// How many, and whether the figures are theirs where a sample is simulated.
    fn residents(&self) -> String {
        let manifest = &self.cells.reading.manifest;
        let all = plural(manifest.residents, "resident");
        match manifest.size.figures.as_str() {
            EVERYBODY => all,
            figures => format!("{all}, {figures}"),
        }
    }

    fn grid(&self) -> String {
        if let Some(grid) = &self.abreast {
            return grid.clone().text(self.look);
        }
        let per_year = format!("{}\na year", self.cells.unit_name);
        let range = format!("{} of {TWENTY}\nfutures", TWENTY - 1);
        let head = [
            "payer, as now,\nthen by arm",
            &per_year,
            "difference",
            &range,
            "no worse\noff",
            "if\nworse",
            "back to\nzero",
            "never\nback",
        ];
        let mut grid = Grid::new(&head).spare(7);
        let comparator = self.cells.reading.manifest.comparator.as_str();
        for now in self.cells.payers(comparator) {
            if now.payer == ALL {
                grid.rule();
            }
            grid.row(self.of_comparator(now));
            for arm in arms(self.cells.reading).into_iter().skip(1) {
                let row = self
                    .cells
                    .payers(arm)
                    .into_iter()
                    .find(|row| row.payer == now.payer);
                let change = self.cells.change(arm, &now.payer);
                if let Some((row, change)) = row.zip(change).filter(|(_, it)| !is_nothing(it)) {
                    grid.row(self.of_other(row, change));
                }
            }
        }
        grid.text(self.look)
    }

    fn of_comparator(&self, row: &PayerRow) -> Vec<String> {
        let mut cells = vec![row.payer.clone(), self.cells.amount(row.spread.mean)];
        cells.resize(8, String::new());
        cells
    }

    fn of_other(&self, row: &PayerRow, change: &IncrementalRow) -> Vec<String> {
        let error = change.spread.mc_error.map_or_else(String::new, |error| {
            let error = grouped(
                error / self.cells.years / self.cells.unit,
                self.cells.decimals[1],
            );
            format!(" {}{error}", self.look.plus_minus())
        });
        vec![
            format!("  {}", row.arm),
            self.cells.amount(row.spread.mean),
            format!("{}{error}", self.cells.difference(change.spread.mean)),
            self.cells.range(change, " to "),
            of_twenty(self.cells.chance(change.p_no_worse_off)),
            change
                .mean_if_worse
                .map_or_else(none, |mean| self.cells.difference(mean)),
            self.cells.back_to_zero(change),
            change
                .p_never_breaks_even
                .map_or_else(none, |share| of_twenty(self.cells.chance(share))),
        ]
    }

    /// How the table is to be read, and what it leaves out.
    fn remarks(&self) -> Vec<String> {
        let mut said = Vec::new();
        let others: Vec<&str> = arms(self.cells.reading).into_iter().skip(1).collect();
        if !others.is_empty() {
            said.push(self.legend());
        }
        if self.abreast.is_none() {
            said.extend(self.unchanged(&others));
        }
        let manifest = &self.cells.reading.manifest;
        let precision = manifest.precision.as_ref();
        said.extend(precision.map(|of| precise(of, manifest.replications)));
        said.extend(contracts::sentences(self.cells.reading));
        said.extend(growth::sentences(self.cells.reading));
        if arms(self.cells.reading)
            .iter()
            .any(|arm| self.is_rounded_apart(arm))
        {
            said.push(ROUNDED.to_string());
        }
        said
    }

    fn legend(&self) -> String {
        let n = self.cells.replications;
        let mut words = Vec::new();
        match self.largest_error() {
            Some(error) if self.abreast.is_some() => words.push(format!(
                "Beside a difference: futures no worse off, of every {TWENTY}. Monte Carlo error at most {error}."
            )),
            _ if n > 1 => words.push(format!("{} is Monte Carlo error.", self.look.plus_minus())),
            _ => {}
        }
        if n < FEWEST_FOR_INTERVAL as usize {
            let futures = plural(n as f64, "future");
            words.push(format!(
                "{futures}: too few for a range ({FEWEST_FOR_INTERVAL} at least)."
            ));
        } else {
            let (_, none) = self.cells.chance(0.0).interval();
            let (all, _) = self.cells.chance(1.0).interval();
            let [none, all] = [libm::ceil(none * 100.0), libm::floor(all * 100.0)];
            words.push(format!(
                "The range is futures; ranges do not add up. Of {n} futures, none says below {none} %, all above {all} %."
            ));
        }
        words.join(" ")
    }

    /// The largest Monte Carlo error of a difference.
    fn largest_error(&self) -> Option<String> {
        let rows = self.cells.reading.incremental.iter();
        let errors = rows
            .filter(|row| is_full_total(row))
            .filter_map(|row| row.spread.mc_error);
        let largest = errors.reduce(f64::max)?;
        Some(grouped(
            largest / self.cells.years / self.cells.unit,
            self.cells.decimals[1],
        ))
    }

    /// Payers that an arm changes nothing for.
    fn unchanged(&self, others: &[&str]) -> Option<String> {
        let of_arm = |arm: &&str| -> Option<String> {
            let rows = self.cells.payers(arm).into_iter();
            let same: Vec<&str> = rows
                .filter(|row| self.cells.change(arm, &row.payer).is_some_and(is_nothing))
                .map(|row| row.payer.as_str())
                .collect();
            (!same.is_empty()).then(|| format!("{arm} ({})", same.join(", ")))
        };
        let found: Vec<String> = others.iter().filter_map(of_arm).collect();
        (!found.is_empty()).then(|| format!("No difference in any future: {}.", found.join("; ")))
    }

    fn is_rounded_apart(&self, arm: &str) -> bool {
        let of = |value: &dyn Fn(&PayerRow) -> f64, decimals: usize| {
            let rows = self.cells.payers(arm);
            let (total, parts): (Vec<&PayerRow>, Vec<&PayerRow>) =
                rows.into_iter().partition(|row| row.payer == ALL);
            let scaled = |row: &&PayerRow| value(row) / self.cells.years / self.cells.unit;
            let parts: Vec<f64> = parts.iter().map(scaled).collect();
            total
                .first()
                .is_some_and(|row| is_apart(&parts, scaled(row), decimals))
        };
        let difference = |row: &PayerRow| {
            let change = self.cells.change(arm, &row.payer);
            change.map_or(0.0, |change| change.spread.mean)
        };
        of(&|row| row.spread.mean, self.cells.decimals[0])
            || of(&difference, self.cells.decimals[1])
    }

    fn whereabouts(&self, folder: &Path) -> String {
        let text = format!("{} · more: --details, caremix share", folder.display());
        self.look.wrap(&text, "") + "\n"
    }
}

/// Rows where each payer and arm has one.
fn rows(cells: &DifferenceCells) -> usize {
    let changed = cells.reading.incremental.iter();
    let changed = changed.filter(|row| is_full_total(row) && !is_nothing(row));
    changed.count() + cells.payers(&cells.reading.manifest.comparator).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::statistics::Chance;
    use crate::report::reading::tests::example;

    fn printed(reading: &Reading) -> String {
        table(
            reading,
            Path::new("outputs/example/0a1b2c3d"),
            &Look::plain(),
        )
    }

    /// The cells of the rows.
    fn rows(text: &str) -> Vec<Vec<String>> {
        let cells = |line: &str| -> Vec<String> {
            let cells = line
                .split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty());
            cells.map(str::to_string).collect()
        };
        let lines = text.lines().skip_while(|line| !line.starts_with('─'));
        lines
            .filter(|line| !line.starts_with('─'))
            .map(cells)
            .collect()
    }

    #[test]
    fn a_row_tells_what_how_surely_and_until_when_per_year() {
        // Two years: −9.8 ± 0.27 million in all is −4.90 ± 0.14 a year; 5.4 million to either side 2.70.
        let text = printed(&example());
        let rows = rows(&text);
        assert_eq!(rows[0], ["insurer", "122.2"]);
        assert_eq!(
            rows[1],
            [
                "bundle",
                "117.4",
                "-4.90 ±0.14",
                "-7.60 to -2.20",
                ">19 of 20",
                "+2.70",
                "at once",
                "<1 of 20"
            ]
        );
        assert_eq!(rows[2], ["municipality", "22.8"]);
        assert_eq!(rows[3][4..], ["0 of 20", "+1.00", "never", "20 of 20"]);
        assert!(
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains("Of 100 futures, none says below 3 %"),
            "{text}"
        );
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
    }

    #[test]
    fn few_futures_have_no_range_and_are_counted_as_they_are() {
        let mut reading = example();
        reading.manifest.replications = 5;
        for row in &mut reading.incremental {
            (row.spread.q025, row.spread.q975) = (None, None);
            row.p_no_worse_off = 0.6;
        }
        let text = printed(&reading);
        assert_eq!(rows(&text)[3][3..5], ["–", "3 of 5"]);
        assert!(
            text.contains("5 futures: too few for a range (39 at least)"),
            "{text}"
        );
    }

    #[test]
    fn payers_that_an_arm_changes_nothing_for_are_named_and_have_no_row() {
        let mut reading = example();
        for row in reading
            .incremental
            .iter_mut()
            .filter(|row| row.payer == "municipality")
        {
            (row.spread.mean, row.spread.sd) = (0.0, Some(0.0));
        }
        let text = printed(&reading);
        assert!(
            text.contains("No difference in any future: bundle (municipality)."),
            "{text}"
        );
        assert_eq!(
            rows(&text)[2..4],
            [vec!["municipality", "22.8"], vec!["all", "145.1"]]
        );
    }

    #[test]
    fn payers_stand_side_by_side_where_rows_do_not_fit_a_screen() {
        let mut reading = example();
        // Twelve alternatives for two payers and all are thirty-nine rows.
        for index in 0..11 {
            let arm = format!("bundle_{index}");
            let copied = |row: &PayerRow| PayerRow {
                arm: arm.clone(),
                ..row.clone()
            };
            let rows: Vec<PayerRow> = reading
                .payers
                .iter()
                .filter(|row| row.arm == "bundle")
                .map(copied)
                .collect();
            reading.payers.extend(rows);
            let copied = |row: &IncrementalRow| IncrementalRow {
                arm: arm.clone(),
                ..row.clone()
            };
            let rows: Vec<IncrementalRow> = reading
                .incremental
                .iter()
                .filter(|row| row.arm == "bundle")
                .map(copied)
                .collect();
            reading.incremental.extend(rows);
        }
        let text = printed(&reading);
        let rows = rows(&text);
        assert_eq!(rows[0], ["current", "122.2", "22.8", "145.1"], "{text}");
        assert_eq!(rows[1][..2], ["bundle", "-4.90, >19/20"], "{text}");
        assert_eq!(rows[2][..2], ["19 of 20 futures", "-7.60 / -2.20"]);
        assert_eq!(rows[3][..2], ["if worse; zero in", "+2.70; 2025"]);
        assert_eq!(
            rows.iter()
                .filter(|row| row[0].starts_with("bundle"))
                .count(),
            12
        );
        assert!(text.contains("Monte Carlo error at most 0.15."), "{text}");
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{text}");
    }

    #[test]
    fn chances_are_never_rounded_to_none_or_all() {
        let of = |hits: usize| of_twenty(Chance { hits, of: 400 });
        assert_eq!(of(0), "0 of 20");
        assert_eq!(of(1), "<1 of 20");
        assert_eq!(of(260), "13 of 20");
        assert_eq!(of(399), ">19 of 20");
        assert_eq!(of(400), "20 of 20");
    }
}
