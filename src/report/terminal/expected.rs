//! What the cohort twin expects: who pays, what is gained, and what a unit of it costs.
//!
//! Comes in: rows of `analysis`. Goes out: text. Deliberately absent: the years, which the other formats have.

use super::grid::Grid;
use super::{Look, none, scale};
use crate::analysis::expected::ExpectedRow;
use crate::report::numbers::{decimals_for, grouped, signed};

/// What stands above the tables.
#[derive(Debug, Clone)]
pub struct ExpectedHead<'a> {
    /// Name or title.
    pub title: &'a str,
    /// Residents, years, conventions.
    pub size: String,
}

const LEGEND: &str = "Expected values of the cohort twin with parameters at their means: no luck, hence no intervals. \
                      Every year: --format csv.";

/// Both tables.
pub fn expected(head: &ExpectedHead, rows: &[ExpectedRow], look: &Look) -> String {
    let sheet = ExpectedSheet { rows, look };
    let parts = [
        look.bold(&look.wrap(head.title, "")) + "\n",
        look.wrap(&head.size, "") + "\n",
        look.wrap(LEGEND, "") + "\n\n",
        look.bold("Who pays") + "\n",
        sheet.payers(),
        "\n".to_string(),
        look.bold("What is gained, per resident at the start, discounted") + "\n",
        sheet.effects(),
    ];
    look.characters(&parts.concat())
}

struct ExpectedSheet<'a> {
    rows: &'a [ExpectedRow],
    look: &'a Look,
}

impl ExpectedSheet<'_> {
    fn arms(&self) -> Vec<&str> {
        let mut arms: Vec<&str> = self.rows.iter().map(|row| row.arm.as_str()).collect();
        arms.dedup();
        arms
    }

    fn find(&self, arm: &str, measure: &str, year: &str) -> Option<&ExpectedRow> {
        let is_it =
            |row: &&ExpectedRow| row.arm == arm && row.measure == measure && row.year == year;
        self.rows.iter().find(is_it)
    }

    fn payers(&self) -> String {
        let totals = self
            .rows
            .iter()
            .filter(|row| row.unit == "EUR" && row.year == "total");
        let sizes = totals.clone().filter_map(|row| row.expected).map(f64::abs);
        let largest = sizes.fold(0.0, f64::max);
        let (unit, name) = scale(largest);
        let nominal = format!("{name}\nnominal");
        let decimals = decimals_for(largest / unit, 7, 3).max(1);
        let head = [
            "arm",
            "payer",
            &nominal,
            "discounted",
            "difference\nnominal",
            "discounted",
        ];
        let mut grid = Grid::new(&head).left(1);
        for row in totals {
            let discounted = self.find(&row.arm, &row.measure, "discounted");
            let amount = |value: Option<f64>| {
                value.map_or_else(none, |value| grouped(value / unit, decimals))
            };
            let change = |value: Option<f64>| {
                value.map_or_else(String::new, |value| signed(value / unit, decimals))
            };
            grid.row(vec![
                row.arm.clone(),
                row.measure.clone(),
                amount(row.expected),
                amount(discounted.and_then(|row| row.expected)),
                change(row.difference),
                change(discounted.and_then(|row| row.difference)),
            ]);
        }
        grid.text(self.look)
    }

    fn effects(&self) -> String {
        let head = [
            "arm",
            "EUR",
            "QALYs",
            "life-\nyears",
            "more\nEUR",
            "more\nQALYs",
            "EUR per QALY",
            "on the\nfrontier",
        ];
        let mut grid = Grid::new(&head);
        for arm in self.arms() {
            let figure = |measure: &str| self.find(arm, measure, "discounted");
            let per_resident = |measure: &str, decimals: usize| {
                let value = figure(measure).and_then(|row| row.per_resident);
                value.map_or_else(none, |value| grouped(value, decimals))
            };
            let more = |measure: &str, decimals: usize| {
                let value = figure(measure).and_then(|row| row.difference_per_resident);
                value.map_or_else(String::new, |value| signed(value, decimals))
            };
            let ratio = |value: f64| grouped(value, decimals_for(value, 8, 2));
            let cost = figure("cost_per_qaly");
            grid.row(vec![
                arm.to_string(),
                per_resident("all", 3),
                per_resident("qalys", 6),
                per_resident("life_years", 4),
                more("all", 3),
                more("qalys", 6),
                cost.map_or_else(none, |row| {
                    let in_words = || row.verdict.clone();
                    row.expected.map_or_else(in_words, ratio)
                }),
                cost.and_then(|row| row.on_frontier)
                    .map_or_else(String::new, ratio),
            ]);
        }
        grid.text(self.look)
    }
}
