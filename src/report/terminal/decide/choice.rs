//! Who chooses what, what it is worth to know more before signing, and what to look into first.

use super::sheet::DecisionSheet;
use crate::analysis::decide::rows::InformationRow;
use crate::base::statistics::Chance;
use crate::report::numbers::percent;
use crate::report::terminal::grid::{Grid, in_lines};
use crate::report::terminal::{TWENTY, none, of_twenty};

/// Columns that the head of a narrow column fills.
const NARROW: usize = 14;
/// Columns that the name of a number fills.
const LABEL: usize = 38;
/// Numbers shown for each.
const SHOWN: usize = 3;
/// So many errors away from nothing is told.
const SURE: f64 = 2.0;

/// The answer: a row for everybody who chooses.
pub(super) fn who_chooses(sheet: &DecisionSheet) -> String {
    let better = format!("better than\n{}", sheet.comparator());
    let head = [
        "who",
        "would choose",
        "best in,\nof draws",
        &better,
        "if not best,\nloses",
        "knowing all\nis worth",
    ];
    let mut grid = Grid::new(&head).left(1);
    for row in sheet.everything() {
        let arms = sheet.arms(row);
        let Some(best) = arms.iter().find(|arm| arm.is_best) else {
            continue;
        };
        let chance = Chance::from_share(best.p_best, sheet.head.draws);
        let is_now = best.arm == sheet.comparator();
        let lost = match chance.hits < chance.of {
            true => sheet.amount(best.expected_loss / (1.0 - chance.share())),
            false => none(),
        };
        grid.row(vec![
            sheet.who(&row.perspective, row.willingness),
            best.arm.clone(),
            of_twenty(chance),
            if is_now {
                none()
            } else {
                let more = best.more_than_comparator;
                sheet.with_error(more, best.more_mc_error)
            },
            lost,
            sheet.with_error(row.value, row.mc_error),
        ]);
    }
    let title = format!(
        "Who would choose what ({}; chances of every {TWENTY} draws)",
        sheet.unit_name
    );
    let title = sheet.look.bold(&sheet.look.wrap(&title, ""));
    format!("{title}\n{}", grid.text(sheet.look))
}

/// Arm by arm, for each payer: whether it would sign, and what it is worth to know all before; nothing where there is one arm to
/// choose.
pub(super) fn before_signing(sheet: &DecisionSheet) -> Option<String> {
    let payers: Vec<&InformationRow> = sheet
        .everything()
        .filter(|row| row.willingness == 0.0 && row.perspective != "society")
        .collect();
    let names: Vec<String> = payers
        .iter()
        .map(|row| in_lines(&row.perspective, NARROW))
        .collect();
    let head: Vec<&str> = std::iter::once("arm")
        .chain(names.iter().map(String::as_str))
        .collect();
    let mut grid = Grid::new(&head);
    let mut arms: Vec<&str> = Vec::new();
    for row in sheet
        .found
        .information
        .iter()
        .filter(|row| row.choice != "all")
    {
        if !arms.contains(&row.choice.as_str()) {
            arms.push(&row.choice);
        }
    }
    if arms.is_empty() {
        return None;
    }
    for arm in arms {
        let cell = |of: &&InformationRow| -> String {
            let mut rows = sheet.found.information.iter();
            let known = rows.find(|row| {
                (row.kind.as_str(), row.choice.as_str()) == ("everything", arm)
                    && row.perspective == of.perspective
                    && row.willingness == 0.0
            });
            let standing = sheet.arms(of).into_iter().find(|row| row.arm == arm);
            match known.zip(standing) {
                Some((known, standing)) => format!(
                    "{}, {}",
                    sheet.difference(standing.more_than_comparator),
                    sheet.amount(known.value)
                ),
                None => none(),
            }
        };
        let mut cells = vec![arm.to_string()];
        cells.extend(payers.iter().map(cell));
        grid.row(cells);
    }
    let title = format!(
        "Before each signs a contract: its gain (+) or loss on it in its own money, and what it is worth to that payer to know all \
         first ({})",
        sheet.unit_name
    );
    let title = sheet.look.bold(&sheet.look.wrap(&title, ""));
    Some(format!("{title}\n{}", grid.text(sheet.look)))
}

/// The numbers that are worth most to each by its money; of those whose worth is twice its error at least.
pub(super) fn what_first(sheet: &DecisionSheet) -> Option<String> {
    let head = ["who", "number", "worth\nknowing", "noise\nreads", "of all"];
    let mut grid = Grid::new(&head).left(1);
    let mut has_rows = false;
    let mut asked = sheet
        .everything()
        .filter(|row| row.value > 0.0 && row.willingness == 0.0)
        .peekable();
    asked.peek()?;
    for everything in asked {
        let is_of = |row: &&InformationRow| {
            (row.kind.as_str(), row.choice.as_str()) == ("parameter", "all")
                && row.perspective == everything.perspective
                && row.willingness == everything.willingness
                && row.value > row.noise.unwrap_or(0.0)
                && row.value > SURE * row.mc_error.unwrap_or(0.0)
        };
        let best = sheet.found.information.iter().filter(is_of).take(SHOWN);
        for (place, row) in best.enumerate() {
            has_rows = true;
            let who = match place {
                0 => sheet.who(&row.perspective, row.willingness),
                _ => String::new(),
            };
            grid.row(vec![
                who,
                in_lines(&row.label, LABEL),
                sheet.with_error(row.value, row.mc_error),
                sheet.amount(row.noise.unwrap_or(0.0)),
                percent((row.value / everything.value).min(1.0), 0),
            ]);
        }
    }
    let title = format!(
        "What to look into first: the numbers worth most by themselves ({}); noise: what the same regression finds in numbers that \
         say nothing",
        sheet.unit_name
    );
    let title = sheet.look.bold(&sheet.look.wrap(&title, ""));
    if has_rows {
        return Some(format!("{title}\n{}", grid.text(sheet.look)));
    }
    let few = format!(
        "Which number to look into first cannot be told from {} draws: none is worth twice its error. --draws 1000 asks the twin \
         for more.",
        sheet.head.draws
    );
    Some(sheet.look.wrap(&few, "") + "\n")
}
