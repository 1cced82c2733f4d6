//! What `share` prints: who pays in, who gets back, from which year, how surely, and what everyone could accept.

mod arrangement;
mod parties;
mod range;

use std::path::Path;

use super::grid::{Grid, in_lines};
use super::{Look, interval_words, plural, scale};
use crate::base::statistics::Summary;
use crate::report::manifest::Manifest;
use crate::report::numbers::{decimals_for, grouped, probability, signed};
use crate::scenario::schema::Scenario;
use crate::sharing::{Pocket, Position, Shared};

/// Columns that the head of a narrow column fills.
const NARROW: usize = 12;
/// Significant digits of the largest amount of an arm.
const DIGITS: i32 = 3;

/// The whole printed comparison.
pub fn sharing(
    shared: &[Shared],
    manifest: &Manifest,
    scenario: &Scenario,
    folder: &Path,
    look: &Look,
) -> String {
    let mut parts = vec![headline(shared, manifest, look)];
    let mut arms: Vec<&str> = shared.iter().map(|one| one.arm.as_str()).collect();
    arms.dedup();
    for arm in arms {
        let of_arm: Vec<&Shared> = shared.iter().filter(|one| one.arm == arm).collect();
        let sheet = ArrangementSheet::new(&of_arm, manifest, look);
        parts.push(look.bold(&look.wrap(&titled(arm, scenario), "")));
        parts.extend(sheet.stakes(&of_arm));
        parts.extend(sheet.contracts(&of_arm));
        parts.push(sheet.at_a_glance(&of_arm));
        parts.extend(sheet.disciplines(&of_arm));
        parts.extend(of_arm.iter().map(|one| sheet.arrangement(one)));
        parts.extend(sheet.ranges(&of_arm));
    }
    parts.push(legend(manifest, look));
    let location = format!("Every figure is in {}", folder.join("share.csv").display());
    parts.push(look.wrap(&location, "") + "\n");
    look.characters(&parts.join("\n"))
}

fn headline(shared: &[Shared], manifest: &Manifest, look: &Look) -> String {
    let title = if manifest.scenario.title.is_empty() {
        &manifest.scenario.name
    } else {
        &manifest.scenario.title
    };
    let years = shared
        .first()
        .map(|one| one.years.as_slice())
        .unwrap_or_default();
    let period = match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("who carries what, {first}–{last}"),
        _ => "who carries what".to_string(),
    };
    let size = [
        period,
        plural(f64::from(manifest.replications), "replication"),
        format!("seed {}", manifest.seed),
    ];
    let intervals = if manifest.replications < 2 {
        "One replication: chances, errors and intervals are unknown".to_string()
    } else {
        let words = interval_words(manifest.replications);
        format!("{words} cover {}", manifest.intervals)
    };
    format!(
        "{}\n{}\n{}\n",
        look.bold(&look.wrap(title, "")),
        look.wrap(&size.join(" · "), ""),
        look.wrap(&intervals, "")
    )
}

fn titled(arm: &str, scenario: &Scenario) -> String {
    let title = scenario
        .arm
        .iter()
        .find(|other| other.name == arm)
        .map(|arm| arm.title.as_str());
    match title {
        Some(title) if !title.is_empty() => format!("{arm}: {title}"),
        _ => arm.to_string(),
    }
}

fn legend(manifest: &Manifest, look: &Look) -> String {
    let lines = [
        format!(
            "transfer: paid in (+) or got back (-) under the arrangement. Net position: cost of the arm - cost of {} + \
             transfer, with its Monte Carlo error; below 0 is better off. Nominal.",
            manifest.comparator
        ),
        "worst 5 %: mean net position of the worst 5 % of replications. Cash need: the deepest that a payer's net \
         position adds up to from the first year on, on average, and the median year."
            .to_string(),
        "breaks even: median of the first year from whose end on the sum of net positions stays at or below 0, with its \
         95 % interval; `never`, or an open end, is not within the run. *: not at the table."
            .to_string(),
    ];
    lines
        .map(|line| format!("{}\n", look.wrap(&line, "")))
        .concat()
}

/// How the amounts of one arm are written.
struct ArrangementSheet<'a> {
    look: &'a Look,
    unit: f64,
    unit_name: String,
    decimals: usize,
    has_errors: bool,
}

impl<'a> ArrangementSheet<'a> {
    fn new(of_arm: &[&Shared], manifest: &Manifest, look: &'a Look) -> ArrangementSheet<'a> {
        let positions = of_arm.iter().flat_map(|one| &one.positions);
        let largest = positions
            .flat_map(|position| {
                [
                    position.net.total.mean,
                    position.transfer.total.mean,
                    position.investment.total.mean,
                ]
            })
            .fold(0.0_f64, |largest, amount| largest.max(amount.abs()));
        let (unit, unit_name) = scale(largest);
        ArrangementSheet {
            look,
            unit,
            unit_name,
            decimals: decimals_for(largest / unit, DIGITS, 2).max(1),
            has_errors: manifest.replications > 1,
        }
    }

    fn amount(&self, eur: f64) -> String {
        grouped(eur / self.unit, self.decimals)
    }

    fn difference(&self, eur: f64) -> String {
        signed(eur / self.unit, self.decimals)
    }

    /// Whether an amount shows at all.
    fn shows(&self, eur: f64) -> bool {
        self.amount(eur)
            .bytes()
            .any(|byte| (b'1'..=b'9').contains(&byte))
    }

    /// The investment, and which payers it comes back to; once for each investment that arrangements have in common.
    fn stakes(&self, of_arm: &[&Shared]) -> Vec<String> {
        let mut seen: Vec<&[String]> = Vec::new();
        let mut said = Vec::new();
        for one in of_arm {
            if !seen.contains(&one.investment.as_slice()) {
                seen.push(&one.investment);
                said.push(self.stake(one));
            }
        }
        said
    }

    fn stake(&self, one: &Shared) -> String {
        let Some(pocket) = &one.pocket else {
            let named = if one.investment.is_empty() {
                "no component is an investment (name one with `investment`)".to_string()
            } else {
                format!("nothing is invested in {}", one.investment.join(", "))
            };
            return format!(
                "{}\n",
                self.look.wrap(&format!("Investment: {named}."), "  ")
            );
        };
        let payers: Vec<&str> = one
            .positions
            .iter()
            .map(|position| position.payer.as_str())
            .collect();
        let investors: Vec<usize> = (0..pocket.invested.len())
            .filter(|&payer| pocket.invested[payer].mean > 0.0)
            .collect();
        let sums: Vec<String> = investors
            .iter()
            .map(|&payer| {
                format!(
                    "{} {}",
                    payers[payer],
                    self.amount(pocket.invested[payer].mean)
                )
            })
            .collect();
        let mut lines = vec![format!(
            "Invested ({}) in {}: {}.",
            self.unit_name,
            one.investment.join(", "),
            sums.join(", ")
        )];
        lines.extend(
            investors
                .iter()
                .map(|&investor| pocket_line(pocket, investor, &payers, self)),
        );
        lines
            .into_iter()
            .map(|line| format!("{}\n", self.look.wrap(&line, "  ")))
            .collect()
    }

    /// Every arrangement in one line: each payer's net position and its chance of being no worse off.
    fn at_a_glance(&self, of_arm: &[&Shared]) -> String {
        let payers = |one: &Shared| -> Vec<String> {
            let single = one
                .positions
                .iter()
                .filter(|position| position.payer != "all");
            single.map(|position| position.payer.clone()).collect()
        };
        let names = of_arm.first().map(|one| payers(one)).unwrap_or_default();
        let head: Vec<String> = names.iter().map(|name| in_lines(name, NARROW)).collect();
        let mut cells = vec!["arrangement"];
        cells.extend(head.iter().map(String::as_str));
        let mut grid = Grid::new(&cells);
        for one in of_arm {
            let mut row = vec![one.arrangement.name.clone()];
            row.extend(
                one.positions
                    .iter()
                    .take(names.len())
                    .map(|position| self.glance(position)),
            );
            grid.row(row);
        }
        let title = format!(
            "Net position and chance of being no worse off ({})",
            self.unit_name
        );
        let title = self.look.bold(&self.look.wrap(&title, ""));
        format!("{title}\n{}", grid.text(self.look))
    }

    fn glance(&self, position: &Position) -> String {
        let net = self.difference(position.net.total.mean);
        if self.has_errors {
            format!("{net}, {}", probability(position.no_worse_off.share()))
        } else {
            net
        }
    }
}

fn pocket_line(
    pocket: &Pocket,
    investor: usize,
    payers: &[&str],
    sheet: &ArrangementSheet,
) -> String {
    let others: Vec<String> = (0..pocket.returned.len())
        .filter(|payer| *payer != investor)
        .map(|payer| {
            format!(
                "{} {}",
                payers[payer],
                grouped(pocket.returned[payer].mean, 2)
            )
        })
        .collect();
    let with_error = |summary: &Summary| match summary.mc_error {
        Some(error) => format!(
            "{} {}{}",
            grouped(summary.mean, 2),
            sheet.look.plus_minus(),
            grouped(error, 2)
        ),
        None => grouped(summary.mean, 2),
    };
    format!(
        "Of each euro invested by {}, {} comes back to it and {} to others ({}).",
        payers[investor],
        with_error(&pocket.returned[investor]),
        with_error(&pocket.returned_to_others[investor]),
        others.join(", ")
    )
}
