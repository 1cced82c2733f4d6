//! What arrangements do not move: contracts on savings between payers, and what disciplines are left with.
//!
//! Comes in: [`Shared`]. Goes out: a line a contract, a table of disciplines. Deliberately absent: transfers (arrangement.rs).

use super::super::grid::Grid;
use super::ArrangementSheet;
use crate::analysis::disciplines::{DisciplineRow, INCOME, RESULT};
use crate::analysis::rows::TOTAL;
use crate::base::statistics::Chance;
use crate::report::numbers::{chance, grouped};
use crate::sharing::{ContractPaid, Shared};

const HEAD: [&str; 4] = [
    "discipline",
    "left with",
    "95 % interval",
    "P(no\nworse\noff)",
];

impl ArrangementSheet<'_> {
    /// What each contract moves between payers; it is within the cost of the arm, whatever is arranged.
    pub(super) fn contracts(&self, of_arm: &[&Shared]) -> Option<String> {
        let contracts = &of_arm.first()?.contracts;
        let lines = contracts.iter().map(|contract| {
            let line = format!(
                "Contract on savings {} ({}, within net positions): {}.",
                contract.component,
                self.unit_name,
                self.paid(contract)
            );
            format!("{}\n", self.look.wrap(&line, "  "))
        });
        (!contracts.is_empty()).then(|| lines.collect())
    }

    fn paid(&self, contract: &ContractPaid) -> String {
        let moved = contract.payers.iter().map(|(payer, series)| {
            let eur = series.total.mean;
            let verb = if eur < 0.0 { "receives" } else { "pays" };
            let error = series.total.mc_error.filter(|_| self.has_errors);
            let error = error.map_or_else(String::new, |error| {
                format!(" {}{}", self.look.plus_minus(), self.amount(error))
            });
            format!("{payer} {verb} {}{error}", self.amount(eur.abs()))
        });
        moved.collect::<Vec<String>>().join(", ")
    }

    /// What disciplines are left with: the same under every arrangement.
    pub(super) fn disciplines(&self, of_arm: &[&Shared]) -> Option<String> {
        let one = of_arm.first()?;
        let mut grid = Grid::new(&HEAD);
        let mut is_empty = true;
        let totals = || one.disciplines.iter().filter(|row| row.year == TOTAL);
        for income in totals().filter(|row| row.measure == INCOME) {
            let is_its =
                |row: &&DisciplineRow| row.measure == RESULT && row.discipline == income.discipline;
            grid.row(self.discipline(totals().find(is_its), income, one.replications));
            is_empty = false;
        }
        let title = format!(
            "What disciplines are left with, under every arrangement ({}; + is more than now)",
            self.unit_name
        );
        let note = "Income less what hours cost and what is fixed; in brackets income alone, where the scenario does not say what an \
                    hour costs. Arrangements move money between payers: none pays a discipline.";
        (!is_empty).then(|| {
            format!(
                "{}\n{}{}\n",
                self.look.bold(&self.look.wrap(&title, "")),
                grid.text(self.look),
                self.look.wrap(note, "  ")
            )
        })
    }

    fn discipline(
        &self,
        result: Option<&DisciplineRow>,
        income: &DisciplineRow,
        replications: usize,
    ) -> Vec<String> {
        let name = income.discipline.clone();
        let Some(row) = result else {
            let amount = format!("({})", self.difference(income.spread.mean));
            return vec![name, amount, String::new(), String::new()];
        };
        let amount = self.difference(row.spread.mean);
        if !self.has_errors {
            return vec![name, amount, String::new(), String::new()];
        }
        let error = row.spread.mc_error.map_or_else(String::new, |error| {
            grouped(error / self.unit, self.decimals)
        });
        let interval = row
            .spread
            .interval()
            .map_or_else(String::new, |(low, high)| {
                format!("{} to {}", self.difference(low), self.difference(high))
            });
        let no_worse = row.p_no_worse_off.unwrap_or_default();
        vec![
            name,
            format!("{amount} {}{error}", self.look.plus_minus()),
            interval,
            chance(Chance::from_share(no_worse, replications)),
        ]
    }
}
