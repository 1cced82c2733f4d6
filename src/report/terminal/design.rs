//! What `design` prints: whether there are terms that nobody loses by, which, and what would have to be different where there are
//! none.
//!
//! Comes in: what a search found. Goes out: text, the answer first. Deliberately absent: figures of its own.

use std::path::Path;

use super::grid::{Grid, in_lines};
use super::{Look, plural, scale};
use crate::analysis::design::rows::DesignRow;
use crate::analysis::design::{FoundDesigns, Term};
use crate::base::written::shortest;
use crate::report::numbers::{decimals_for, grouped, percent, probability, signed};

/// What the designs are of.
pub struct DesignHead<'a> {
    /// The scenario.
    pub name: &'a str,
    /// Its file.
    pub file: &'a Path,
    /// The arm.
    pub arm: &'a str,
    /// What it is compared with.
    pub comparator: &'a str,
    /// The chance asked.
    pub chance: f64,
    /// What was searched over.
    pub terms: &'a [Term],
    /// Draws of the search.
    pub draws: u32,
    /// Futures that told of luck.
    pub futures: u32,
    /// The file that holds everything.
    pub out: Option<&'a Path>,
}

/// Columns that the head of a narrow column fills.
const NARROW: usize = 14;

/// All that is printed.
pub fn design(found: &FoundDesigns, head: &DesignHead, look: &Look) -> String {
    let mut designs: Vec<Vec<&DesignRow>> = Vec::new();
    for row in found.rows.iter().filter(|row| row.stage == "checked") {
        match designs.last_mut() {
            Some(design) if design[0].design == row.design => design.push(row),
            _ => designs.push(vec![row]),
        }
    }
    let sheet = DesignSheet {
        found,
        head,
        look,
        designs,
    };
    let mut parts = vec![sheet.headline(), sheet.answer(), sheet.table()];
    parts.extend(sheet.parties());
    parts.extend(sheet.different());
    parts.push(sheet.notes());
    look.characters(&parts.join("\n"))
}

struct DesignSheet<'a> {
    found: &'a FoundDesigns,
    head: &'a DesignHead<'a>,
    look: &'a Look,
    /// Those checked, with their rows.
    designs: Vec<Vec<&'a DesignRow>>,
}

fn value(design: &[&DesignRow], kind: &str, name: &str) -> f64 {
    let mut rows = design.iter();
    let row = rows.find(|row| row.kind == kind && row.name == name);
    row.map_or(0.0, |row| row.value)
}

fn parties<'a>(design: &[&'a DesignRow]) -> Vec<&'a DesignRow> {
    let rows = design.iter().copied();
    rows.filter(|row| row.p_no_worse_off.is_some()).collect()
}

impl DesignSheet<'_> {
    fn headline(&self) -> String {
        let luck = match self.head.futures {
            0 => "without luck".to_string(),
            futures => format!("the luck of {}", plural(f64::from(futures), "future")),
        };
        let said = [
            self.look.bold(self.head.name),
            format!("terms of {} that nobody loses by", self.head.arm),
            format!("compared with: {}", self.head.comparator),
            format!("{} tried", plural(self.found.tried as f64, "design")),
            plural(f64::from(self.head.draws), "draw"),
            luck,
        ];
        self.look.wrap(&said.join(" · "), "") + "\n"
    }

    /// Whether there are any.
    fn answer(&self) -> String {
        let chance = percent(self.head.chance, 0);
        let met = self
            .designs
            .iter()
            .filter(|design| design[0].is_met)
            .count();
        let answer = match met {
            0 => format!(
                "No design found leaves every payer, discipline and group of residents no worse off with a chance of {chance}. \
                 The nearest are below."
            ),
            count => format!(
                "{} of those on the front {} every payer, discipline and group of residents no worse off with a chance of \
                 {chance}, also in draws that the search did not see.",
                count,
                if count == 1 { "leaves" } else { "leave" }
            ),
        };
        let [half, four_fifths, most] = self.found.meeting;
        let counts = format!(
            "Of {} tried, nobody loses with a chance of 50 % in {half}, of 80 % in {four_fifths}, of 95 % in {most}.",
            plural(self.found.tried as f64, "design")
        );
        format!(
            "{}\n{}\n",
            self.look.bold(&self.look.wrap(&answer, "")),
            self.look.wrap(&counts, "")
        )
    }

    /// A row a design: its terms, and what it comes to.
    fn table(&self) -> String {
        let largest = self
            .designs
            .iter()
            .map(|design| value(design, "result", "public_cost").abs());
        let (unit, unit_name) = scale(largest.fold(0.0, f64::max));
        let names = self
            .head
            .terms
            .iter()
            .map(|term| in_lines(&term.name, NARROW));
        let results = [
            format!("public cost,\n{unit_name}"),
            "QALYs".into(),
            "hours not\ndelivered".into(),
            "worst-off\nparty".into(),
        ];
        let heads: Vec<String> = std::iter::once("design".to_string())
            .chain(names)
            .chain(results)
            .collect();
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let mut grid = Grid::new(&heads);
        for design in &self.designs {
            let terms = self
                .head
                .terms
                .iter()
                .map(|term| shown(value(design, "term", &term.path)));
            let of = |name: &str| value(design, "result", name);
            let qalys = of("qalys");
            let results = [
                signed(of("public_cost") / unit, 2),
                signed(qalys, decimals_for(qalys, 3, 2)),
                signed(of("unmet_hours"), 0),
                probability(of("worst_off")),
            ];
            let number = match design[0].design {
                0 => "as written".to_string(),
                number => number.to_string(),
            };
            grid.row(
                std::iter::once(number)
                    .chain(terms)
                    .chain(results)
                    .collect(),
            );
        }
        let title = match self.designs.iter().any(|design| design[0].is_met) {
            true => {
                "The front: what each comes to more than the comparator over the run, and the chance of the party that has the least"
            }
            false => {
                "The nearest: what each comes to more than the comparator over the run, and the chance of the party that has the least"
            }
        };
        format!(
            "{}\n{}",
            self.look.bold(&self.look.wrap(title, "")),
            grid.text(self.look)
        )
    }

    /// Everybody under the first design.
    fn parties(&self) -> Option<String> {
        let design = self.designs.first()?;
        let mut grid = Grid::new(&["party", "gains on average", "no worse off"]);
        for row in parties(design) {
            let decimals = decimals_for(row.value, 3, 2);
            grid.row(vec![
                format!("{} {}", row.kind, row.name),
                format!("{} {}", signed(row.value, decimals), row.unit),
                probability(row.p_no_worse_off.unwrap_or(0.0)),
            ]);
        }
        let title = "Everybody under the first of them, over the run";
        Some(format!(
            "{}\n{}",
            self.look.bold(title),
            grid.text(self.look)
        ))
    }

    /// What would have to be different under the first design, where it does not meet the chance.
    fn different(&self) -> Option<String> {
        let design = self.designs.first().filter(|design| !design[0].is_met)?;
        let short: Vec<&DesignRow> = parties(design)
            .into_iter()
            .filter(|row| row.short_by.is_some_and(|short| short > 0.0))
            .collect();
        let money: f64 = short
            .iter()
            .filter(|row| row.kind == "payer")
            .filter_map(|row| row.short_by)
            .sum();
        let payers = parties(design)
            .into_iter()
            .filter(|row| row.kind == "payer");
        let spare: f64 = payers.filter_map(|row| row.could_give).sum();
        let mut lines: Vec<String> = short
            .iter()
            .map(|row| {
                let by = row.short_by.unwrap_or(0.0);
                format!(
                    "{} {}: {} {} more over the run",
                    row.kind,
                    row.name,
                    grouped(by, decimals_for(by, 3, 2)),
                    row.unit
                )
            })
            .collect();
        if money > 0.0 {
            lines.push(match spare >= money {
                true => format!(
                    "The other payers could give what payers lack, {} EUR of the {} they have to spare, and still be no worse off \
                     with that chance: a transfer between payers would do (`caremix share` compares them).",
                    grouped(money, 0),
                    grouped(spare, 0)
                ),
                false => format!(
                    "The other payers have {} EUR to spare of the {} that payers lack: no transfer between payers will do.",
                    grouped(spare, 0),
                    grouped(money, 0)
                ),
            });
        }
        let lines: String = lines
            .iter()
            .map(|line| self.look.wrap(line, "  ") + "\n")
            .collect();
        Some(format!(
            "{}\n{lines}",
            self.look
                .bold("What would have to be different under the first of them")
        ))
    }

    fn notes(&self) -> String {
        let mut lines = Vec::new();
        if !self.found.unjudged.is_empty() {
            lines.push(format!(
                "Not judged, since the scenario gives no cost of an hour: {}.",
                self.found.unjudged.join(", ")
            ));
        }
        if self.found.idle > 0 {
            lines.push(format!(
                "{} left out: no difference to anybody, and so no contract.",
                plural(self.found.idle as f64, "design")
            ));
        }
        if self.found.refused > 0 {
            lines.push(format!(
                "{} left out: the scenario may not have them.",
                plural(self.found.refused as f64, "design")
            ));
        }
        if let Some(design) = self.designs.first() {
            let sets = self.head.terms.iter().flat_map(|term| {
                let value = value(design, "term", &term.path);
                let own = format!("--set {}={}", term.path, shortest(value));
                let rest = term.remainder.as_ref();
                let rest = rest.map(|path| {
                    format!(
                        "--set {path}={}",
                        shortest(libm::round((1.0 - value) * 1e12) / 1e12)
                    )
                });
                [Some(own), rest].into_iter().flatten()
            });
            let sets: Vec<String> = sets.collect();
            lines.push(format!(
                "Simulate the first: caremix run {} {}",
                self.head.file.display(),
                sets.join(" ")
            ));
        }
        lines.push(match self.head.out {
            Some(out) => format!("Every design is in {}.", out.display()),
            None => "--out FILE keeps every design, with everybody in it.".to_string(),
        });
        lines
            .iter()
            .map(|line| self.look.wrap(line, "") + "\n")
            .collect()
    }
}

/// A term as people write it.
fn shown(value: f64) -> String {
    if value.abs() >= 10_000.0 {
        grouped(value, 0)
    } else {
        shortest(value)
    }
}
