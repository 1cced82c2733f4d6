//! The acceptable range: what each party can bear, which divisions all accept, and what it would take where none is.

use super::super::grid::Grid;
use super::super::plural;
use super::ArrangementSheet;
use crate::report::numbers::{grouped, percent};
use crate::sharing::{Acceptable, Bearable, CONFIDENCES, MissingAmounts, Shared};

const RANGE_HEAD: [&str; 4] = ["probability", "payer", "can bear", "share all accept"];

impl ArrangementSheet<'_> {
    /// The acceptable range, once for all arrangements between the same payers on the same investment.
    pub(super) fn ranges(&self, of_arm: &[&Shared]) -> Vec<String> {
        let mut seen: Vec<(&[String], &[String])> = Vec::new();
        let mut said = Vec::new();
        for one in of_arm {
            let key = (one.parties.as_slice(), one.investment.as_slice());
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            said.extend(
                one.acceptable
                    .as_ref()
                    .map(|ranges| self.range(one, ranges)),
            );
        }
        said
    }

    fn range(&self, one: &Shared, ranges: &[Acceptable]) -> String {
        let parties = one.parties.join(", ");
        let title = self.look.wrap(
            &format!("What each could accept: divisions of the investment that leave {parties} each no worse off with this probability ({})", self.unit_name),
            "",
        );
        let mut grid = Grid::new(&RANGE_HEAD).left(1);
        let mut missing = Vec::new();
        for range in ranges {
            for (party, name) in one.parties.iter().enumerate() {
                grid.row(vec![
                    if party == 0 {
                        percent(range.confidence, 0)
                    } else {
                        String::new()
                    },
                    name.clone(),
                    self.bearable(&range.bearable[party]),
                    accepted(range, party),
                ]);
            }
            missing.extend(range.missing.map(|missing| self.missing(range, &missing)));
        }
        if ranges.len() < CONFIDENCES.len() {
            let few = "Higher probabilities need more replications than there are.";
            missing.push(format!("{}\n", self.look.wrap(few, "  ")));
        }
        format!(
            "{}\n{}{}",
            self.look.bold(&title),
            grid.text(self.look),
            missing.concat()
        )
    }

    fn bearable(&self, found: &Bearable) -> String {
        let most = self.amount(found.most);
        match found.error {
            Some(error) => format!(
                "{most} {}{}",
                self.look.plus_minus(),
                grouped(error / self.unit, self.decimals)
            ),
            None => most,
        }
    }

    fn missing(&self, range: &Acceptable, missing: &MissingAmounts) -> String {
        let money = if self.shows(missing.outside_money) {
            format!("{} from outside", self.amount(missing.outside_money))
        } else {
            format!(
                "{} from the others, beside the investment, for who loses anyway",
                self.amount(missing.compensation)
            )
        };
        let effect = missing
            .effect
            .map(|factor| format!("benefits {} times as large", grouped(factor, 1)));
        let longer = missing
            .further_years
            .map(|years| format!("{} more like the last", plural(f64::from(years), "year")));
        let not_enough: Vec<&str> = [
            effect.is_none().then_some("a larger effect"),
            longer.is_none().then_some("a longer horizon (to 50 years)"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let ways: Vec<String> = [Some(money), effect, longer]
            .into_iter()
            .flatten()
            .collect();
        let mut text = format!(
            "{}: no division. It would take {}.",
            percent(range.confidence, 0),
            ways.join(", or ")
        );
        if !not_enough.is_empty() {
            text.push_str(&format!(
                " Not enough by itself: {}.",
                not_enough.join(", ")
            ));
        }
        format!("{}\n", self.look.wrap(&text, "  "))
    }
}

fn accepted(range: &Acceptable, party: usize) -> String {
    match &range.region {
        None => "none".to_string(),
        Some(region) => {
            let (least, most) = region.extents[party];
            format!("{} to {}", percent(least, 0), percent(most, 0))
        }
    }
}
