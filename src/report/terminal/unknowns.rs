//! What `sensitivity` prints of thresholds, grids and shares of variance: a table of each result, arm by arm.
//!
//! Comes in: rows of `analysis::sensitivity`. Goes out: text. Deliberately absent: rows that say little, which are in the files.

use std::path::Path;

use super::grid::Grid;
use super::sensitivity::in_ascii;
use super::{Look, none, scale};
use crate::analysis::sensitivity::{GridRow, Subject, ThresholdRow, VarianceShareRow};
use crate::base::written::EUR;
use crate::chart::phrases::phrases;
use crate::report::numbers::{decimals_for, grouped, percent, probability, signed};
use crate::report::sensitivity::{Naming, ShownNumbers};

phrases! {
    THRESHOLDS = "Where a result changes its sign as one number moves, all others at their means. Chance: that the truth lies where the result has another sign than at the means.",
        "Waar een uitkomst van teken wisselt als één getal beweegt, alle andere op hun gemiddelde. Kans: dat de waarheid ligt waar de uitkomst een ander teken heeft dan bij de gemiddelden.";
    LOOKED = "Looked for from the 0.1 % to the 99.9 % quantile.", "Gezocht van het 0,1 %- tot het 99,9 %-kwantiel.";
    GRID = "A result as two numbers move, all others at their means, as the cohort twin expects it.",
        "Een uitkomst als twee getallen bewegen, alle andere op hun gemiddelde, zoals de cohort-tweeling verwacht.";
    SHARES = "Share of the variance of a result that each number brings by itself, over draws of all. By regression on a line and a bend of each.",
        "Deel van de variantie van een uitkomst dat elk getal alleen brengt, over trekkingen van alle samen. Met regressie op een lijn en een bocht van elk.";
    EXPLAINED = "{draws} draws: {mean} ± {sd} {unit}; explained one by one: {share} (R², corrected)",
        "{draws} trekkingen: {mean} ± {sd} {unit}; een voor een verklaard: {share} (R², gecorrigeerd)";
    NUMBER = "number", "getal";
    AT_MEANS = "at its mean", "op zijn gemiddelde";
    TURNS_AT = "changes sign at", "wisselt van teken bij";
    CHANCE = "chance", "kans";
    UNIT = "unit", "eenheid";
    SHARE = "share", "deel";
    ERROR = "error", "fout";
    STRAIGHT = "of which line", "waarvan lijn";
    SLOPE = "per sd, {unit}", "per sd, {unit}";
    TABLE_IN = "The table: {folder}", "De tabel: {folder}";
    NO_VARIANCE = "does not vary", "varieert niet";
}

/// What every one of these tables stands under.
struct UnknownsSheet<'a> {
    naming: Naming<'a>,
    look: &'a Look,
}

impl UnknownsSheet<'_> {
    fn whole(&self, legend: &[&str], tables: Vec<String>, folder: &Path) -> String {
        let lang = self.naming.lang;
        let look = self.look;
        let mut text = format!("{}\n", look.bold(&look.wrap(&self.naming.title(), "")));
        text += &format!("{}\n", look.wrap(&legend.join(" "), ""));
        for table in tables {
            text += &format!("\n{table}");
        }
        let folder = folder.display().to_string();
        text += &format!("\n{}\n", TABLE_IN.fill(lang, &[("folder", &folder)]));
        look.characters(&in_ascii(&text, look))
    }

    /// Arm and result over their table.
    fn head(&self, subject: &Subject, unit: &str) -> String {
        let [arm, result] = [
            self.naming.arm(&subject.arm),
            self.naming.result(&subject.result),
        ];
        let head = match unit {
            "" => format!("{arm}, {result}"),
            unit => format!("{arm}, {result} ({unit})"),
        };
        self.look.bold(&self.look.wrap(&head, "")) + "\n"
    }
}

/// How results of one size are read: in which unit, with how many decimals.
struct ResultScale {
    scale: f64,
    unit: String,
    decimals: usize,
}

impl ResultScale {
    fn of(subject: &Subject, results: impl Iterator<Item = f64>) -> ResultScale {
        let largest = results.map(f64::abs).fold(0.0, f64::max);
        let (scale, unit) = match subject.unit.as_str() {
            EUR => scale(largest),
            unit => (1.0, unit.to_string()),
        };
        ResultScale {
            scale,
            unit,
            decimals: decimals_for(largest / scale, 4, 6),
        }
    }

    fn signed(&self, value: f64) -> String {
        signed(value / self.scale, self.decimals)
    }
}

/// A parameter's value.
fn value(value: f64) -> String {
    grouped(value, decimals_for(value, 4, 6))
}

/// Where results turn.
pub fn thresholds(rows: &[ThresholdRow], naming: Naming, folder: &Path, look: &Look) -> String {
    let sheet = UnknownsSheet { naming, look };
    let lang = naming.lang;
    let groups = rows.chunk_by(|one, next| one.subject == next.subject);
    let table = |group: &[ThresholdRow]| {
        let heads = [NUMBER, AT_MEANS, TURNS_AT, UNIT, CHANCE].map(|phrase| phrase.of(lang));
        let mut grid = Grid::new(&heads).left(3);
        for row in group {
            grid.row(vec![
                row.label.clone(),
                value(row.mean),
                row.value.map_or_else(none, value),
                row.parameter_unit.clone(),
                row.chance_of_other_sign.map_or_else(none, probability),
            ]);
        }
        let form = ResultScale::of(
            &group[0].subject,
            group.iter().filter_map(|row| row.at_mean),
        );
        let mean = group[0].at_mean.map_or_else(none, |mean| form.signed(mean));
        let head = sheet.head(&group[0].subject, &format!("{mean} {}", form.unit));
        format!("{head}{}", grid.text(look))
    };
    let tables = groups.map(table).collect();
    sheet.whole(&[THRESHOLDS.of(lang), LOOKED.of(lang)], tables, folder)
}

/// Results over two numbers.
pub fn sensitivity_grid(rows: &[GridRow], naming: Naming, folder: &Path, look: &Look) -> String {
    let sheet = UnknownsSheet { naming, look };
    let groups = rows.chunk_by(|one, next| one.subject == next.subject);
    let table = |group: &[GridRow]| {
        let form = ResultScale::of(&group[0].subject, group.iter().filter_map(|row| row.at));
        let of_first: Vec<&[GridRow]> = group
            .chunk_by(|one, next| one.value == next.value)
            .collect();
        let corner = format!("{} ↓\n{} →", group[0].parameter, group[0].other_parameter);
        let columns = of_first[0].iter().map(|row| value(row.other_value));
        let heads: Vec<String> = [corner].into_iter().chain(columns).collect();
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let mut grid = Grid::new(&heads);
        for rows in of_first {
            let cells = rows
                .iter()
                .map(|row| row.at.map_or_else(none, |at| form.signed(at)));
            grid.row([value(rows[0].value)].into_iter().chain(cells).collect());
        }
        format!(
            "{}{}",
            sheet.head(&group[0].subject, &form.unit),
            grid.text(look)
        )
    };
    let tables = groups.map(table).collect();
    sheet.whole(&[GRID.of(naming.lang)], tables, folder)
}

/// Shares of variance, the largest of each result.
pub fn variance_shares(
    rows: &[VarianceShareRow],
    naming: Naming,
    shown: ShownNumbers,
    folder: &Path,
    look: &Look,
) -> String {
    let sheet = UnknownsSheet { naming, look };
    let lang = naming.lang;
    let groups = rows.chunk_by(|one, next| one.subject == next.subject);
    let table = |group: &[VarianceShareRow]| {
        let first = &group[0];
        let (Some(sd), Some(mean), Some(explained)) = (first.sd, first.mean, first.r_squared)
        else {
            let head = sheet.head(&first.subject, "");
            return format!("{head}  {}\n", NO_VARIANCE.of(lang));
        };
        let form = ResultScale::of(&first.subject, [sd, mean].into_iter());
        let parts = [
            ("draws", grouped(first.draws, 0)),
            ("mean", form.signed(mean)),
            ("sd", grouped(sd / form.scale, form.decimals)),
            ("unit", form.unit.clone()),
            ("share", percent(explained, 1)),
        ];
        let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
        let said = EXPLAINED.fill(lang, &parts);
        let slope = SLOPE.fill(lang, &[("unit", &form.unit)]);
        let heads = [NUMBER, SHARE, ERROR, STRAIGHT].map(|phrase| phrase.of(lang));
        let heads: Vec<&str> = heads.into_iter().chain([slope.as_str()]).collect();
        let mut grid = Grid::new(&heads);
        let share = |value: Option<f64>| value.map_or_else(none, |value| percent(value, 1));
        for row in group.iter().take(shown.of(&first.subject.result)) {
            grid.row(vec![
                row.label.clone(),
                share(row.share),
                share(row.error),
                share(row.straight),
                row.slope.map_or_else(none, |slope| form.signed(slope)),
            ]);
        }
        let head = sheet.head(&first.subject, "");
        format!("{head}{}\n{}", look.wrap(&said, ""), grid.text(look))
    };
    let tables = groups.map(table).collect();
    sheet.whole(&[SHARES.of(lang)], tables, folder)
}
