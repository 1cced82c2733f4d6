//! One arrangement: a table with one row a payer, and in words who pays in and who gets back.

use super::super::grid::Grid;
use super::super::{ROUNDED, none};
use super::ArrangementSheet;
use crate::base::statistics::Summary;
use crate::report::numbers::{chance, grouped, is_apart};
use crate::scenario::schema::SettlementTiming;
use crate::sharing::{BreakEven, DeepestLoss, Position, Shared};

const HEAD: [&str; 8] = [
    "payer",
    "transfer",
    "net\nposition",
    "95 % interval",
    "P(no\nworse\noff)",
    "worst\n5 %",
    "cash need,\nby end of",
    "breaks even,\n95 %",
];

impl ArrangementSheet<'_> {
    pub(super) fn arrangement(&self, one: &Shared) -> String {
        let mut grid = Grid::new(&HEAD);
        for position in &one.positions {
            if position.payer == "all" {
                grid.rule();
            }
            grid.row(self.cells(position, one));
        }
        let mut verdict = format!("{}\n", self.look.wrap(&self.verdict(one), "  "));
        if self.is_rounded_apart(one) {
            verdict += &format!("{}\n", self.look.wrap(ROUNDED, "  "));
        }
        format!("{}\n{}{verdict}", self.heading(one), grid.text(self.look))
    }

    /// Whether transfers or net positions, as they are printed, do not add up to those of all.
    fn is_rounded_apart(&self, one: &Shared) -> bool {
        let apart = |of: &dyn Fn(&Position) -> f64| {
            let amounts = one
                .positions
                .iter()
                .map(|position| of(position) / self.unit);
            let amounts: Vec<f64> = amounts.collect();
            let parts = amounts.split_last();
            parts.is_some_and(|(all, parts)| is_apart(parts, *all, self.decimals))
        };
        apart(&|position| position.net.total.mean)
            || apart(&|position| position.transfer.total.mean)
    }

    fn heading(&self, one: &Shared) -> String {
        let arrangement = &one.arrangement;
        let timing = match arrangement.timing {
            SettlementTiming::Yearly => "settled yearly",
            SettlementTiming::AtEnd => "settled at the end",
        };
        let title = if arrangement.title.is_empty() {
            String::new()
        } else {
            format!(": {}", arrangement.title)
        };
        let whole = format!("{}{title} ({timing}; {})", arrangement.name, self.unit_name);
        self.look.bold(&self.look.wrap(&whole, ""))
    }

    fn cells(&self, position: &Position, one: &Shared) -> Vec<String> {
        let net = &position.net.total;
        let name = if position.is_party || position.payer == "all" {
            position.payer.clone()
        } else {
            format!("{}*", position.payer)
        };
        if !self.has_errors {
            let transfer = self.difference(position.transfer.total.mean);
            let rest = [String::new(), String::new(), String::new()];
            let amounts = vec![name, transfer, self.difference(net.mean)];
            let cash = self.cash(&position.deepest, one);
            return [
                amounts,
                rest.to_vec(),
                vec![cash, self.breaks_even(&position.break_even, one)],
            ]
            .concat();
        }
        vec![
            name,
            self.difference(position.transfer.total.mean),
            format!(
                "{} {}{}",
                self.difference(net.mean),
                self.look.plus_minus(),
                self.error(net)
            ),
            self.interval(net),
            chance(position.no_worse_off),
            position
                .worst
                .map_or_else(none, |(mean, _)| self.difference(mean)),
            self.cash(&position.deepest, one),
            self.breaks_even(&position.break_even, one),
        ]
    }

    fn error(&self, summary: &Summary) -> String {
        summary
            .mc_error
            .map(|error| grouped(error / self.unit, self.decimals))
            .unwrap_or_default()
    }

    fn cash(&self, deepest: &DeepestLoss, one: &Shared) -> String {
        match deepest.year.median {
            Some(year) if self.shows(deepest.loss.mean) => {
                format!("{}, {}", self.amount(deepest.loss.mean), one.years[year])
            }
            _ => self.amount(deepest.loss.mean),
        }
    }

    fn interval(&self, summary: &Summary) -> String {
        summary.interval().map_or_else(none, |(low, high)| {
            format!("{} to {}", self.difference(low), self.difference(high))
        })
    }

    fn breaks_even(&self, found: &BreakEven, one: &Shared) -> String {
        let calendar = |year: Option<usize>| year.map(|year| one.years[year].to_string());
        let shown = calendar(found.year.median).unwrap_or_else(|| "never".to_string());
        match found.year.interval {
            Some([low, high]) if low != high => {
                // An end beyond the run stays open.
                let [low, high] = [low, high].map(|year| calendar(year).unwrap_or_default());
                format!("{shown}, {low}–{high}")
            }
            _ => shown,
        }
    }

    /// Who pays in and who gets back, from which year, in how many replications; then who comes out how surely.
    fn verdict(&self, one: &Shared) -> String {
        if !one.is_agreed {
            return "No agreement: together the payers at the table are not expected to gain, so nobody pays anybody.".into();
        }
        let moves = |pays: bool| -> Vec<String> {
            let parties = one.positions.iter().filter(|position| position.is_party);
            parties
                .filter(|position| self.shows(position.transfer.total.mean))
                .filter(|position| (position.transfer.total.mean > 0.0) == pays)
                .map(|position| self.moved(position, one))
                .collect()
        };
        let (paying, getting) = (moves(true), moves(false));
        if paying.is_empty() && getting.is_empty() {
            return "On average no money changes hands.".into();
        }
        let mut said = format!(
            "Pays in: {}. Gets back: {}.",
            paying.join(", "),
            getting.join(", ")
        );
        for position in &one.positions {
            if position.is_party
                && self.shows(position.unsettled.mean)
                && position.unsettled.mean > 0.0
            {
                said.push_str(&format!(
                    " Limits keep {} of what {} owes from being paid.",
                    self.amount(position.unsettled.mean),
                    position.payer
                ));
            }
        }
        said
    }

    fn moved(&self, position: &Position, one: &Shared) -> String {
        let transfer = &position.transfer;
        let starts = transfer.years.iter().position(|year| self.shows(year.mean));
        let from = starts
            .map(|year| format!(", from {}", one.years[year]))
            .unwrap_or_default();
        let chance = if transfer.total.mean > 0.0 {
            position.pays_in
        } else {
            position.gets_back
        };
        let often = if self.has_errors {
            format!(", in {} of {} replications", chance.hits, chance.of)
        } else {
            String::new()
        };
        format!(
            "{} {}{from}{often}",
            position.payer,
            self.amount(transfer.total.mean.abs())
        )
    }
}
