//! Futures as marks: of every twenty, how many leave a payer no worse off, by how much, and how bad the others are.
//!
//! Comes in: per payer the difference with as now in every future. Goes out: a [`Picture`] with twenty marks a payer on one
//! axis of money. Deliberately absent: intervals of the mean; they are about the computation, not about the future.
//! A quantile dotplot: Kay, Kola, Hullman and Munson, CHI 2016; twenty marks: Fernandes et al., CHI 2018.

mod drawing;
mod reckoned;

use super::Picture;
use super::phrases as say;
use super::scale;
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::{Lang, Money};
use drawing::FutureDrawing;
pub use reckoned::Row;
use reckoned::{PayerFutures, note, reckon};

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Payers, and all together last.
    pub rows: Vec<Row>,
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let rows: Vec<PayerFutures> = input.rows.iter().map(reckon).collect();
    let values = || rows.iter().flat_map(|row| row.marks.iter().copied());
    let money = Money::of_all(lang, values());
    let drawing = FutureDrawing {
        rows: &rows,
        lang,
        money,
        range: scale::with_zero(values()),
    };
    Picture {
        lang,
        alt: alt(input, &rows, lang, &money),
        scene: drawing.scene(width),
        table: table(&rows, lang, &money),
        text: text(&rows, lang, &money),
    }
}

fn alt(input: &Input, rows: &[PayerFutures], lang: Lang, money: &Money) -> Alt {
    let arm = ("arm", input.arm.as_str());
    // The payer that is worse off most often; the last row, all together, only where it is alone.
    let payers = &rows[..rows.len().saturating_sub(1).max(rows.len().min(1))];
    let worst = payers.iter().min_by_key(|row| row.no_worse.marks);
    let title = match worst {
        Some(row) if !rows.iter().all(|row| row.is_same) => say::DOTS_TITLE.fill(
            lang,
            &[
                arm,
                ("party", &row.row.party.label),
                ("count", &row.no_worse.every(lang)),
            ],
        ),
        _ => say::DOTS_SAME.fill(lang, &[arm]),
    };
    let sentences = rows.iter().map(|row| row.sentence(lang, money));
    let desc: Vec<String> = sentences.chain([note(rows, lang)]).collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

fn table(rows: &[PayerFutures], lang: Lang, money: &Money) -> Table {
    let unit = ("unit", money.unit());
    let signed = |eur: f64| Cell::number(money.signed(eur), eur);
    let row = |row: &PayerFutures| {
        let values = &row.row.differences;
        let spread = crate::base::statistics::Summary::of(values);
        let share = values.iter().filter(|value| **value <= 0.0).count() as f64
            / values.len().max(1) as f64;
        vec![
            Cell::words(&row.row.party.label),
            signed(row.mean),
            Cell::number(row.no_worse.words(lang), share),
            row.if_worse.map_or_else(Cell::unknown, signed),
            spread
                .and_then(|spread| spread.q025)
                .map_or_else(Cell::unknown, signed),
            spread
                .and_then(|spread| spread.q975)
                .map_or_else(Cell::unknown, signed),
        ]
    };
    Table {
        head: vec![
            say::PAYER.of(lang).into(),
            say::COLUMN_MEAN.fill(lang, &[unit]),
            say::COLUMN_NO_WORSE.of(lang).into(),
            say::COLUMN_IF_WORSE.of(lang).into(),
            say::COLUMN_LOW.of(lang).into(),
            say::COLUMN_HIGH.of(lang).into(),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

/// A line a payer: its marks in order, and the words beside them.
fn text(rows: &[PayerFutures], lang: Lang, money: &Money) -> String {
    let letters = |row: &PayerFutures| row.row.party.label.chars().count();
    let names = rows.iter().map(letters).max().unwrap_or(0);
    let line = |row: &PayerFutures| {
        let (better, all) = (row.no_worse.marks, row.no_worse.of);
        let words: Vec<String> = [Some(row.headline(lang)), row.otherwise(lang, money)]
            .into_iter()
            .flatten()
            .collect();
        format!(
            "{:<names$}  {}{}  {}\n",
            row.row.party.label,
            "●".repeat(better),
            "○".repeat(all - better),
            words.join("; ")
        )
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::drawing::mark_positions;
    use super::*;
    use crate::chart::Party;
    use crate::chart::frame::MoneyAxis;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;
    use crate::chart::theme::Role;
    use crate::chart::words::Tongue;
    use crate::chart::{NARROW, WIDE};

    fn row(label: &str, index: Option<usize>, differences: Vec<f64>) -> Row {
        Row {
            party: Party {
                label: label.into(),
                index,
            },
            differences,
        }
    }

    /// Futures evenly from `low` to `high` million.
    fn evenly(low: f64, high: f64, futures: usize) -> Vec<f64> {
        (0..futures)
            .map(|future| 1e6 * (low + (high - low) * (future as f64 + 0.5) / futures as f64))
            .collect()
    }

    fn input(rows: Vec<Row>) -> Input {
        Input {
            arm: "Transition budget, half of it structural".into(),
            rows,
        }
    }

    fn drawn(rows: Vec<Row>) -> Vec<Picture> {
        let input = input(rows);
        let all = [Lang::En, Lang::Nl]
            .into_iter()
            .flat_map(|lang| [WIDE, NARROW].map(|width| draw(&input, lang, width)));
        all.collect()
    }

    /// Marks for no worse off and for worse.
    fn counted(picture: &Picture) -> (usize, usize) {
        let of = |wanted: Role| {
            let is_mark =
                |mark: &&Mark| matches!(mark, Mark::Symbol { role, .. } if *role == wanted);
            picture.scene.marks.iter().filter(is_mark).count()
        };
        // Each kind stands once in the key, too.
        (of(Role::Better) - 1, of(Role::Worse) - 1)
    }

    #[test]
    fn words_say_as_many_as_there_are_marks() {
        // −3.0 to 1.0 in 40 futures: 30 at most zero, and the ten others 0.05 to 0.95, 0.5 on average.
        for picture in drawn(vec![row("Gemeente", Some(1), evenly(-3.0, 1.0, 40))]) {
            let (better, worse) = counted(&picture);
            assert_eq!((better, worse), (15, 5));
            let expected = match picture.lang.tongue() {
                Tongue::En => "15 of 20 no worse off; otherwise €0.5\u{a0}million dearer",
                Tongue::Nl => "15 van 20 niet slechter af; anders €\u{a0}0,5\u{a0}miljoen duurder",
            };
            assert!(picture.text.contains(expected), "{}", picture.text);
            assert_eq!(picture.text.matches('●').count(), 15);
            assert_eq!(picture.text.matches('○').count(), 5);
        }
    }

    #[test]
    fn nothing_that_differs_is_said_in_words_and_has_no_marks() {
        for picture in drawn(vec![row("Insurer", Some(0), vec![0.0; 40])]) {
            is_sound(&picture.scene);
            assert_eq!(counted(&picture), (0, 0));
            let same = ["the same in every future", "in elke toekomst gelijk"];
            assert!(same.iter().any(|words| picture.text.contains(words)));
        }
    }

    #[test]
    fn a_tie_is_no_loss_and_a_certain_loss_is_no_chance() {
        let mut tie = vec![0.0; 20];
        tie.extend(vec![2e6; 20]);
        let pictures = drawn(vec![
            row("Tie", Some(0), tie),
            row("Loss", Some(1), evenly(1.0, 2.0, 40)),
        ]);
        assert!(
            pictures[0]
                .text
                .contains("10 of 20 no worse off; otherwise €2.0\u{a0}million")
        );
        assert!(
            pictures[0]
                .text
                .contains("0 of 20 no worse off; otherwise €1.5\u{a0}million")
        );
    }

    #[test]
    fn layouts_hold_at_wide_spread_piles_few_futures_and_long_names() {
        let long = "Vlaamse sociale bescherming en de subsidies voor woonzorgcentra";
        let cases = [
            vec![
                row("Insurer", Some(0), evenly(-400.0, 800.0, 400)),
                row(long, Some(1), evenly(-0.1, 0.1, 400)),
                row("All", None, evenly(-400.0, 800.0, 400)),
            ],
            vec![row("One", Some(0), evenly(1.0, 1.0, 3))],
            vec![row("Euro", Some(0), vec![-12.0, 3.0, 8.0])],
        ];
        for rows in cases {
            for picture in drawn(rows) {
                is_sound(&picture.scene);
            }
        }
    }

    #[test]
    fn no_mark_straddles_zero() {
        let money = Money::of(Lang::En, 1e6);
        let axis = MoneyAxis::new(money, [-1e6, 1e6], [0.0, 100.0]);
        let columns: Vec<i64> = mark_positions(&[-1.0, 0.0, 1.0, 3e5], &axis, 10.0)
            .iter()
            .map(|index| index.column)
            .collect();
        assert_eq!(columns, [-1, -1, 0, 1]);
    }

    #[test]
    fn the_title_names_the_payer_that_is_worse_off_most_often() {
        let picture = &drawn(vec![
            row("Insurer", Some(0), evenly(-1.0, 1.0, 40)),
            row("Municipality", Some(1), evenly(-1.0, 3.0, 40)),
            row("Together", None, evenly(1.0, 2.0, 40)),
        ])[0];
        assert_eq!(
            picture.alt.title,
            "Transition budget, half of it structural: Municipality no worse off in 5 of every 20 futures."
        );
    }
}
