//! What arms come to for society, beside what is paid, and the hands that they take.
//!
//! Comes in: society.csv, read. Goes out: two tables, neither where the run has no such file. Deliberately absent: figures of
//! payers, which none of this is part of.

use super::Look;
use super::grid::Grid;
use super::split::{MILLION, arms};
use super::wording::none;
use crate::analysis::society::{DRAWN, SOCIETY};
use crate::report::numbers::{decimals_for, grouped, signed};
use crate::report::reading::Reading;
use crate::report::society::SocietyFigures;
use crate::tables::convention;

/// Arms beside the comparator that fit in a hundred columns.
const ARMS_A_TABLE: usize = 4;

/// Money, then hands.
pub fn tables(reading: &Reading, look: &Look) -> Vec<String> {
    let sheet = SocietySheet { reading, look };
    let money = sheet.money();
    money.into_iter().chain(sheet.hands()).collect()
}

/// What a table of one run is made of.
struct SocietySheet<'a> {
    reading: &'a Reading,
    look: &'a Look,
}

impl<'a> SocietySheet<'a> {
    fn figures(&self) -> SocietyFigures<'a> {
        SocietyFigures(&self.reading.society)
    }

    /// What each arm costs payers, carers and society more, and the net benefit of it.
    fn money(&self) -> Option<String> {
        let comparator = self.reading.manifest.comparator.as_str();
        let others: Vec<&str> = arms(self.reading).into_iter().skip(1).collect();
        let figures = self.figures();
        figures.cost([comparator, ""], SOCIETY, DRAWN)?;
        let worths = figures.worths();
        let mut head = vec![
            "EUR million,\ndiscounted".to_string(),
            "all\npayers".to_string(),
            "informal\ncare".to_string(),
            "society".to_string(),
        ];
        head.extend(worths.iter().map(|worth| {
            let thousand = grouped(worth / 1e3, 0);
            format!("net benefit,\nQALY {thousand},000")
        }));
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let mut grid = Grid::new(&head);
        let cells = |name: String, arm: &str, against: &str| {
            let text = |value: Option<f64>| match value {
                Some(eur) if against.is_empty() => grouped(eur / MILLION, 1),
                Some(eur) => signed(eur / MILLION, decimals_for(eur.abs() / MILLION, 3, 2)),
                None => none(),
            };
            let compared = figures.compared([arm, against], &worths);
            let compared = compared.into_iter().map(text);
            [name].into_iter().chain(compared).collect::<Vec<String>>()
        };
        grid.row(cells(comparator.to_string(), comparator, ""));
        for arm in others {
            grid.row(cells(format!("{arm}, more"), arm, comparator));
        }
        let note = self.look.wrap(&self.note(), "");
        let title = self.look.bold("Society, beside what is paid");
        Some(format!("{title}\n{}{note}\n", grid.text(self.look)))
    }

    fn note(&self) -> String {
        let comparator = self.reading.manifest.comparator.as_str();
        let figures = self.figures();
        let care = |hour: &str| figures.cost([comparator, ""], "informal_care", hour);
        let million = |eur: f64| grouped(eur / MILLION, 1);
        let ends = care("low").zip(care("high")).map(|(low, high)| {
            format!(
                " At the ends of what an hour of informal care may be worth, that of {comparator} is {} to {}.",
                million(low),
                million(high)
            )
        });
        let run = &self.reading.scenario.run;
        let name = convention::name(run.convention);
        let asks = match convention::terms(run.convention).map(|terms| terms.perspective) {
            Some(convention::SOCIETY) => format!(
                " {name} asks for the costs of society; all other tables print those of payers."
            ),
            Some(_) => format!(" {name} asks for the costs of payers, as all other tables print."),
            None => String::new(),
        };
        format!(
            "What society counts beyond what payers pay, nobody pays: none of it is in their figures.{}{asks} Net benefit: QALYs at \
             what they are held to be worth, less the cost to society. society.csv has every value with its interval.",
            ends.unwrap_or_default()
        )
    }

    /// Full-time equivalents wanted beside those that there are.
    fn hands(&self) -> Vec<String> {
        let comparator = self.reading.manifest.comparator.as_str();
        let others: Vec<&str> = arms(self.reading).into_iter().skip(1).collect();
        let figures = self.figures();
        let disciplines = figures.disciplines(comparator);
        if disciplines.is_empty() {
            return Vec::new();
        }
        let mut chunks: Vec<&[&str]> = others.chunks(ARMS_A_TABLE).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let table = |arms: &&[&str]| {
            let mut head = vec!["full-time equivalents", "there are", "wanted"];
            head.extend(arms.iter());
            let mut grid = Grid::new(&head);
            for discipline in &disciplines {
                let [there, wanted] = figures.there_and_wanted(comparator, discipline);
                let more = arms.iter().map(|arm| {
                    let [_, of_arm] = figures.there_and_wanted(arm, discipline);
                    signed(of_arm - wanted, 2)
                });
                let first = [
                    discipline.replace('_', " "),
                    grouped(there, 1),
                    grouped(wanted, 1),
                ];
                grid.row(first.into_iter().chain(more).collect());
            }
            let title = format!("Hands: wanted a year under {comparator}, and how many more");
            format!("{}\n{}", self.look.bold(&title), grid.text(self.look))
        };
        chunks.iter().map(table).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::society::{NET_BENEFIT, SocietyRow};
    use crate::report::reading::tests::{example, spread};

    fn row(arm: &str, comparator: &str, measure: &str, mean: f64) -> SocietyRow {
        let is_counted = ["informal_care", SOCIETY, NET_BENEFIT].contains(&measure);
        SocietyRow {
            arm: arm.into(),
            comparator: comparator.into(),
            measure: measure.into(),
            group: "all".into(),
            hour_value: if is_counted { DRAWN } else { "" }.into(),
            eur_per_qaly: (measure == NET_BENEFIT).then_some(20_000.0),
            unit: "EUR".into(),
            spread: spread(mean, 1.0),
            ends: crate::analysis::rows::Ends::of(&[]),
        }
    }

    #[test]
    fn what_society_counts_stands_beside_what_is_paid_and_the_convention_says_whose_costs_it_asks_for()
     {
        let mut reading = example();
        assert_eq!(tables(&reading, &Look::plain()), Vec::<String>::new());
        reading.society = vec![
            row("current", "", "payers", 200e6),
            row("current", "", "informal_care", 30e6),
            row("current", "", SOCIETY, 230e6),
            row("bundle", "current", "payers", -4e6),
            row("bundle", "current", "informal_care", 1e6),
            row("bundle", "current", SOCIETY, -3e6),
            row("bundle", "current", NET_BENEFIT, 5e6),
        ];
        let text = tables(&reading, &Look::plain()).concat();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("current 200.0 30.0 230.0 –"), "{text}");
        assert!(
            words.contains("bundle, more -4.00 +1.00 -3.00 +5.00"),
            "{text}"
        );
        assert!(
            words.contains("zin-2024 asks for the costs of society"),
            "{text}"
        );
    }

    #[test]
    fn hands_wanted_stand_beside_those_that_there_are() {
        let mut reading = example();
        let fte = |arm: &str, measure: &str, mean: f64| SocietyRow {
            group: "home_care".into(),
            unit: "FTE".into(),
            ..row(arm, "", measure, mean)
        };
        reading.society = vec![
            fte("current", "fte_wanted", 120.0),
            fte("current", "fte_available", 110.0),
            fte("bundle", "fte_wanted", 118.5),
            fte("bundle", "fte_available", 110.0),
        ];
        let text = tables(&reading, &Look::plain()).concat();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("home care 110.0 120.0 -1.50"), "{text}");
    }
}
