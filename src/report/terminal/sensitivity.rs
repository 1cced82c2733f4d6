//! What `sensitivity` prints: a tornado of each result, arm by arm.
//!
//! Comes in: rows of `analysis::sensitivity`. Goes out: text. Deliberately absent: the numbers that decide little, which are in
//! sensitivity.csv.

use std::path::Path;

use super::Look;
use crate::analysis::sensitivity::SensitivityRow;
use crate::chart::phrases::phrases;
use crate::chart::{WIDE, tornado};
use crate::report::sensitivity::{Naming, ShownNumbers, by_result};

phrases! {
    LEGEND = "Expected values of the cohort twin, without chance. Each number by itself goes from its 2.5 % quantile (░) to its 97.5 % quantile (█), all others at their means (│). A result is what the arm comes to beyond the comparator.",
        "Verwachte waarden van de cohort-tweeling, zonder toeval. Elk getal gaat alleen van zijn 2,5 %-kwantiel (░) naar zijn 97,5 %-kwantiel (█), alle andere op hun gemiddelde (│). Een uitkomst is wat de variant meer is dan de vergelijking.";
    NOTHING = "{arm}, {result}: there is no such result here.", "{arm}, {result}: deze uitkomst is hier niet.";
    TABLES = "All numbers: {folder}", "Alle getallen: {folder}";
    ALL_KNOWN = "No number of this scenario is uncertain.", "Geen getal van dit scenario is onzeker.";
}

/// The whole text.
pub fn sensitivity(
    rows: &[SensitivityRow],
    naming: Naming,
    shown: ShownNumbers,
    folder: &Path,
    look: &Look,
) -> String {
    let lang = naming.lang;
    let mut text = format!("{}\n", look.bold(&look.wrap(&naming.title(), "")));
    text += &format!("{}\n", look.wrap(LEGEND.of(lang), ""));
    let groups = by_result(rows);
    if groups.is_empty() {
        text += &format!("\n{}\n", ALL_KNOWN.of(lang));
    }
    for group in groups {
        text += "\n";
        text += &match naming.tornado(&group, shown) {
            Some(input) => {
                let picture = tornado::draw(&input, lang, WIDE);
                let title = look.bold(&look.wrap(&picture.alt.title, ""));
                format!("{title}\n{}", picture.text)
            }
            None => {
                let [arm, result] = [
                    naming.arm(&group[0].subject.arm),
                    naming.result(&group[0].subject.result),
                ];
                let said = NOTHING.fill(lang, &[("arm", &arm), ("result", &result)]);
                format!("{said}\n")
            }
        };
    }
    let folder = folder.display().to_string();
    text += &format!("\n{}\n", TABLES.fill(lang, &[("folder", &folder)]));
    look.characters(&in_ascii(&text, look))
}

/// The marks of a bar, where nothing else can be shown.
pub(super) fn in_ascii(text: &str, look: &Look) -> String {
    if look.has_unicode {
        return text.to_string();
    }
    let shown = |letter: char| match letter {
        '█' => "#".to_string(),
        '░' | '−' => "-".to_string(),
        '│' => "+".to_string(),
        '\u{a0}' => " ".to_string(),
        '→' => "to".to_string(),
        '↓' => "down".to_string(),
        '±' => "+/-".to_string(),
        '²' => "2".to_string(),
        '…' => "...".to_string(),
        '€' => "EUR".to_string(),
        '£' => "GBP".to_string(),
        '¥' => "JPY".to_string(),
        '’' => "'".to_string(),
        // Names of a scenario are the user's own letters.
        other => other.to_string(),
    };
    text.chars().map(shown).collect()
}
