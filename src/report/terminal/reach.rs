//! What `reach` prints: what each payer and category could save at most, and what no effect aims at.

use super::Look;
use super::grid::Grid;
use crate::analysis::reach::ReachRow;
use crate::report::numbers::{grouped, percent};

/// What is printed over the table.
#[derive(Debug, Clone)]
pub struct ReachHead<'a> {
    /// Title or name of the scenario.
    pub title: &'a str,
    /// The arm as it is now.
    pub comparator: &'a str,
    /// Calendar years.
    pub years: (i32, i32),
}

const HEAD: [&str; 6] = [
    "EUR million a year",
    "now",
    "saved at full\nstrength",
    "saved without\nthe care",
    "saved\nat most",
    "out of\nreach",
];

const LEGEND: &str = "As the cohort twin expects, nominal; money is no limit and nothing is paid for it. Full strength: all capabilities \
     there at once, with effects of the size that evidence has. Without the care: what effects lower of needs, \
     escalations, units and hours does not arise at all. At most: nor do the moves to worse health and the losses \
     of carers that they lower; longer lives cost. Out of reach: what is left of now.";

/// The whole text.
pub fn reach(head: &ReachHead, rows: &[ReachRow], look: &Look) -> String {
    let (first, last) = head.years;
    let years = f64::from(last - first + 1);
    let mut grid = Grid::new(&HEAD);
    for group in rows.chunk_by(|one, next| one.kind == next.kind) {
        if group[0].kind != rows[0].kind {
            grid.rule();
        }
        for row in group.iter().filter(|row| row.now > 0.0) {
            grid.row(cells(row, years));
        }
    }
    let title = format!(
        "{} · {} · {first}–{last}",
        look.bold(&look.wrap(head.title, "")),
        head.comparator
    );
    let text = format!(
        "{title}\n\n{}\n{}\n",
        grid.text(look),
        look.wrap(LEGEND, "")
    );
    look.characters(&match untouched(rows) {
        Some(line) => format!("{text}{}\n", look.wrap(&line, "")),
        None => text,
    })
}

fn cells(row: &ReachRow, years: f64) -> Vec<String> {
    let million = |eur: f64| eur / years / 1e6;
    let saved = |then: f64| {
        let share = if row.now > 0.0 {
            (row.now - then) / row.now
        } else {
            0.0
        };
        format!(
            "{} ({})",
            grouped(million(row.now - then), 2),
            percent(share, 1)
        )
    };
    vec![
        row.name.replace('_', " "),
        grouped(million(row.now), 2),
        saved(row.full_strength),
        saved(row.without_care),
        saved(row.most),
        percent(row.out_of_reach, 1),
    ]
}

/// Categories at whose care no effect aims, with what they cost.
fn untouched(rows: &[ReachRow]) -> Option<String> {
    let categories = rows
        .iter()
        .filter(|row| row.kind == "category" && row.now > 0.0);
    let all: f64 = categories.clone().map(|row| row.now).sum();
    let untouched: Vec<&ReachRow> = categories.filter(|row| row.is_untouched()).collect();
    let now: f64 = untouched.iter().map(|row| row.now).sum();
    let names: Vec<String> = untouched
        .iter()
        .map(|row| row.name.replace('_', " "))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "No effect aims at the care of {} of all care by category: {}.",
            percent(now / all, 1),
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, name: &str, worlds: [f64; 4]) -> ReachRow {
        let [now, full_strength, without_care, most] = worlds.map(|million| million * 1e6);
        ReachRow {
            kind: kind.into(),
            name: name.into(),
            now,
            full_strength,
            without_care,
            most,
            out_of_reach: most / now,
        }
    }

    #[test]
    fn savings_stand_per_year_with_their_shares_and_what_nothing_aims_at_is_named() {
        let rows = [
            row("payer", "insurer", [400.0, 380.0, 300.0, 280.0]),
            row("category", "hospital", [300.0, 280.0, 200.0, 180.0]),
            row("category", "dental", [100.0, 100.0, 100.0, 100.0]),
        ];
        let head = ReachHead {
            title: "Town",
            comparator: "current",
            years: (2025, 2028),
        };
        let text = reach(&head, &rows, &Look::plain());
        // Four years: 100 a year, of which 5, 25 and 30 are saved; a quarter of care by category is dental.
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let insurer = "100.00 5.00 (5.0 %) 25.00 (25.0 %) 30.00 (30.0 %) 70.0 %";
        assert!(words.contains(insurer), "{text}");
        assert!(
            text.contains("25.0 % of all care by category: dental."),
            "{text}"
        );
    }
}
