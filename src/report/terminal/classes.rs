//! What care residents of each deprivation class get, what they live, and what they want and do not get, arm by arm.
//!
//! Comes in: outcomes by class. Goes out: one table an arm, per resident-year. Deliberately absent: pictures (chart/).

use super::Look;
use super::grid::Grid;
use super::split::arms;
use crate::report::numbers::{decimals_for, grouped, percent, signed};
use crate::report::reading::Reading;

/// Heads of columns; hours not delivered are in percent, and their differences in points.
const HEAD: [&str; 6] = [
    "class",
    "resident-\nyears",
    "care, EUR per\nresident-year",
    "of the\nmean",
    "QALYs per\nresident-year",
    "hours not\ndelivered",
];

/// Tables of the comparator, then of what every other arm changes; none with a single class.
pub fn tables(reading: &Reading, look: &Look) -> Vec<String> {
    let arms = arms(reading);
    let Some((comparator, others)) = arms.split_first() else {
        return Vec::new();
    };
    let now = ClassTable::of(reading, comparator);
    if now.rows.len() < 2 {
        return Vec::new();
    }
    let head = "By deprivation class, least deprived first";
    let mut tables = vec![format!(
        "{}\n{}{}\n",
        look.bold(&format!("{head}: {comparator}, all years")),
        now.table(look),
        look.wrap(LEGEND, "")
    )];
    tables.extend(others.iter().map(|arm| {
        let then = ClassTable::of(reading, arm);
        format!(
            "{}\n{}",
            look.bold(&format!("By deprivation class: {arm} minus {comparator}")),
            then.beside(&now, look)
        )
    }));
    tables
}

const LEGEND: &str = "Care at reference prices; hours not delivered: share of the hours wanted of disciplines with a limit, mean \
     of the years (pt: percentage points). Errors of all of it are in outcomes.csv.";

/// One class of an arm, over all years.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ClassRow {
    years: f64,
    care: f64,
    qalys: f64,
    /// None where nothing is limited.
    unmet: Option<f64>,
}

impl ClassRow {
    fn care_per_year(&self) -> f64 {
        self.care / self.years
    }

    fn qalys_per_year(&self) -> f64 {
        self.qalys / self.years
    }
}

struct ClassTable {
    rows: Vec<ClassRow>,
}

impl ClassTable {
    fn of(reading: &Reading, arm: &str) -> ClassTable {
        let value = |outcome: &str, group: &str| {
            let mut rows = reading.outcomes.iter();
            let row = rows.find(|row| {
                row.arm == arm
                    && row.outcome == outcome
                    && row.group == group
                    && row.year == "total"
            });
            row.map(|row| row.spread.mean)
        };
        let mean_of_years = |outcome: &str, group: &str| {
            let rows = reading.outcomes.iter().filter(|row| {
                row.arm == arm
                    && row.outcome == outcome
                    && row.group == group
                    && row.year.parse::<i32>().is_ok()
            });
            let years: Vec<f64> = rows.map(|row| row.spread.mean).collect();
            (!years.is_empty()).then(|| years.iter().sum::<f64>() / years.len() as f64)
        };
        let row = |class: usize| {
            let group = format!("deprivation_{class}");
            Some(ClassRow {
                years: value("life_years", &group)?,
                care: value("care_at_reference_prices", &group)?,
                qalys: value("qalys", &group)?,
                unmet: mean_of_years("unmet_share_of_hours", &group),
            })
        };
        ClassTable {
            rows: (0..).map_while(row).collect(),
        }
    }

    /// All classes together, except hours not delivered, which have no mean over classes here.
    fn all(&self) -> ClassRow {
        let sum = |of: fn(&ClassRow) -> f64| self.rows.iter().map(of).sum();
        ClassRow {
            years: sum(|row| row.years),
            care: sum(|row| row.care),
            qalys: sum(|row| row.qalys),
            unmet: None,
        }
    }

    fn table(&self, look: &Look) -> String {
        let mean = self.all();
        let mut grid = Grid::new(&HEAD);
        for (class, row) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.years > 0.0)
        {
            grid.row(vec![
                format!("{}", class + 1),
                grouped(row.years, 0),
                grouped(row.care_per_year(), 0),
                grouped(row.care_per_year() / mean.care_per_year(), 3),
                grouped(row.qalys_per_year(), 4),
                row.unmet
                    .map_or_else(String::new, |share| percent(share, 2)),
            ]);
        }
        grid.text(look)
    }

    fn beside(&self, now: &ClassTable, look: &Look) -> String {
        let mut grid = Grid::new(&HEAD);
        let pairs = self.rows.iter().zip(&now.rows).enumerate();
        for (class, (then, now)) in pairs.filter(|(_, (_, now))| now.years > 0.0) {
            let care = then.care_per_year() - now.care_per_year();
            let points = |then: f64, now: f64| format!("{} pt", signed((then - now) * 100.0, 2));
            grid.row(vec![
                format!("{}", class + 1),
                signed(then.years - now.years, 0),
                signed(care, decimals_for(care, 3, 2)),
                format!("{} %", signed(care / now.care_per_year() * 100.0, 2)),
                signed(then.qalys_per_year() - now.qalys_per_year(), 5),
                then.unmet
                    .zip(now.unmet)
                    .map_or_else(String::new, |(then, now)| points(then, now)),
            ]);
        }
        grid.text(look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rows::OutcomeRow;
    use crate::report::reading::tests::{ends, example, spread};

    fn row(arm: &str, year: &str, outcome: &str, class: usize, mean: f64) -> OutcomeRow {
        OutcomeRow {
            arm: arm.into(),
            year: year.into(),
            outcome: outcome.into(),
            group: format!("deprivation_{class}"),
            unit: String::new(),
            spread: spread(mean, 0.0),
            ends: ends(0.0),
        }
    }

    fn reading() -> Reading {
        let mut reading = example();
        for (arm, care) in [("current", 300_000.0), ("bundle", 297_000.0)] {
            for (class, factor) in [(0, 1.0), (1, 2.0)] {
                reading.outcomes.extend([
                    row(arm, "total", "life_years", class, 100.0),
                    row(arm, "total", "qalys", class, 90.0 / factor),
                    row(
                        arm,
                        "total",
                        "care_at_reference_prices",
                        class,
                        care * factor,
                    ),
                    row(arm, "2025", "unmet_share_of_hours", class, 0.01),
                    row(arm, "2026", "unmet_share_of_hours", class, 0.03),
                ]);
            }
        }
        reading
    }

    #[test]
    fn each_class_stands_with_what_it_costs_per_year_and_of_the_mean() {
        let tables = tables(&reading(), &Look::plain());
        // 3,000 and 6,000 EUR a year around 4,500; 0.9 and 0.45 QALYs; 1 % and then 3 % of the hours not delivered.
        for cells in [
            ["1", "100", "3,000", "0.667", "0.9000", "2.00"],
            ["2", "100", "6,000", "1.333", "0.4500", "2.00"],
        ] {
            let is_it = |line: &&str| {
                let mut words = line.split_whitespace();
                cells.iter().all(|cell| words.next() == Some(cell))
            };
            assert!(
                tables[0].lines().any(|line| is_it(&line)),
                "{cells:?}\n{}",
                tables[0]
            );
        }
        // 30 and 60 EUR less a year, 1 % of either.
        assert!(
            tables[1].contains("-30.0") && tables[1].contains("-60.0"),
            "{}",
            tables[1]
        );
        assert!(tables[1].contains("-1.00 %"), "{}", tables[1]);
    }

    #[test]
    fn one_class_alone_has_no_table() {
        let mut reading = reading();
        reading.outcomes.retain(|row| row.group != "deprivation_1");
        assert!(tables(&reading, &Look::plain()).is_empty());
    }
}
