//! Who pays as now, as one bar, beside a matrix of what every alternative changes: whole bars would all look the same.
//!
//! Comes in: what each payer pays as now, and the differences. Goes out: a [`Picture`]. Deliberately absent: years.

use super::frame;
use super::lettering;
use super::matrix::{Manner, Matrix, MatrixCell};
use super::phrases as say;
use super::scene::{NORMAL, SMALL, Scene, Text};
use super::svg::Alt;
use super::table::{self, Table};
use super::theme::{Role, shape_of_payer};
use super::words::{Lang, Money};
use super::{Party, Picture, is_narrow};

/// What an alternative changes for one payer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// EUR a year more than as now, on average.
    pub mean: f64,
    /// Share of futures in which the payer pays no more.
    pub p_no_worse_off: f64,
}

/// An alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call it.
    pub arm: String,
    /// One a payer, and all together last.
    pub differences: Vec<Difference>,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Payers with EUR a year as now.
    pub now: Vec<(Party, f64)>,
    /// Alternatives.
    pub rows: Vec<Row>,
}

/// Below this share of futures a payer counts as worse off, above its complement as no worse off; between them futures
/// are divided. One in twenty: a mark of the twenty.
const ONE_IN_TWENTY: f64 = 0.05;

impl Difference {
    fn manner(&self) -> Manner {
        if self.p_no_worse_off >= 1.0 - ONE_IN_TWENTY && self.mean <= 0.0 {
            Manner::Better
        } else if self.p_no_worse_off <= ONE_IN_TWENTY && self.mean > 0.0 {
            Manner::Worse
        } else {
            Manner::Divided
        }
    }
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let total: f64 = input.now.iter().map(|(_, eur)| eur).sum();
    let now = Money::of(lang, total);
    let differences = || input.rows.iter().flat_map(|row| row.differences.iter());
    let money = Money::of_all(lang, differences().map(|difference| difference.mean));
    let matrix = matrix(input, lang, &money);
    let mut scene = Scene::new(width);
    let mut y = bar(&mut scene, input, lang, &now, total);
    if !input.rows.is_empty() {
        y = matrix.draw(&mut scene, y + 16.0, is_narrow(width));
        y = frame::key(&mut scene, 0.0, y + 6.0, &Manner::keys_of_money(lang));
    }
    scene.height = y + 2.0;
    let table = numbers(input, lang, &now, &money);
    Picture {
        lang,
        alt: alt(input, lang, &now, &money, total),
        scene,
        text: table.text(),
        table,
    }
}

fn matrix(input: &Input, lang: Lang, money: &Money) -> Matrix {
    let payers = input.now.iter().map(|(party, _)| party.label.clone());
    let columns = payers.chain([say::TOGETHER.of(lang).to_string()]);
    let cell = |difference: &Difference| MatrixCell {
        value: difference.mean,
        shown: money.signed(difference.mean),
        manner: difference.manner(),
    };
    Matrix {
        corner: say::DIFFERENCE_HEAD.fill(lang, &[("unit", money.unit())]),
        columns: columns.map(|name| (name, 0)).collect(),
        rows: input
            .rows
            .iter()
            .map(|row| (row.arm.clone(), row.differences.iter().map(cell).collect()))
            .collect(),
    }
}

const BAR: f64 = 34.0;
/// Between parts, so that they differ in grey too.
const SEAM: f64 = 2.0;

/// The bar of as now with its labels; gives the height below.
fn bar(scene: &mut Scene, input: &Input, lang: Lang, now: &Money, total: f64) -> f64 {
    let head = say::NOW_COSTS.fill(lang, &[("amount", &now.words(total))]);
    scene.text(Text::new(0.0, NORMAL, head).bold());
    let top = NORMAL + 10.0;
    let drawn: Vec<(usize, &Party, f64)> = input
        .now
        .iter()
        .enumerate()
        .filter(|(_, (_, eur))| *eur > 0.0)
        .map(|(index, (party, eur))| (index, party, *eur))
        .collect();
    let room = scene.width - SEAM * drawn.len().saturating_sub(1) as f64;
    let mut x = 0.0;
    let mut below: Vec<(f64, f64, String, usize)> = Vec::new();
    for &(index, party, eur) in &drawn {
        let index = party.index.unwrap_or(index);
        let width = room * eur / total;
        scene.filled([x, x + width], [top, top + BAR], Role::Payer(index));
        let figure = now.plain(eur);
        let whole = format!("{} {figure}", party.label);
        let fits = |text: &str| lettering::width(text, NORMAL, false) + 34.0 <= width;
        if fits(&whole) {
            let middle = (x + 14.0, top + BAR / 2.0);
            scene.symbol(
                middle,
                5.0,
                shape_of_payer(index),
                Role::OnPayer(index),
                true,
            );
            let text = Text::new(x + 26.0, top + BAR / 2.0 + 4.7, whole);
            scene.text(text.of(Role::OnPayer(index)));
        } else {
            let label = lettering::width(&whole, SMALL, false) + 16.0;
            below.push((x + width / 2.0, label, whole, index));
        }
        x += width + SEAM;
    }
    labels_below(scene, &below, top + BAR)
}

/// Labels of parts too narrow for them, on as many lines as it takes; gives the height below.
fn labels_below(scene: &mut Scene, below: &[(f64, f64, String, usize)], top: f64) -> f64 {
    const GAP: f64 = 12.0;
    if below.is_empty() {
        return top;
    }
    let needed: f64 = below.iter().map(|(_, width, ..)| width + GAP).sum::<f64>() - GAP;
    let is_one_line = needed <= scene.width;
    let wanted: Vec<(f64, f64)> = below.iter().map(|(x, width, ..)| (*x, *width)).collect();
    let middles = frame::push_apart(&wanted, [0.0, scene.width], GAP);
    for (line, ((at, width, text, index), middle)) in below.iter().zip(middles).enumerate() {
        let (line, middle) = if is_one_line {
            (0.0, middle)
        } else {
            (line as f64, scene.width - width / 2.0)
        };
        let y = top + 20.0 + line * 17.0;
        if is_one_line {
            scene.line(
                vec![(*at, top + 1.0), (*at, top + 5.0), (middle, top + 9.0)],
                Role::Soft,
                1.0,
                super::scene::Dash::Solid,
            );
        }
        let left = (middle - width / 2.0).max(0.0);
        scene.symbol(
            (left + 5.0, y - 4.3),
            5.0,
            shape_of_payer(*index),
            Role::Payer(*index),
            true,
        );
        let text = lettering::cut(text, scene.width - left - 15.0, SMALL, false);
        scene.text(Text::new(left + 15.0, y, text).sized(SMALL));
    }
    let lines = if is_one_line { 1 } else { below.len() };
    top + 8.0 + lines as f64 * 17.0
}

fn alt(input: &Input, lang: Lang, now: &Money, money: &Money, total: f64) -> Alt {
    let amount = now.words(total);
    let together = |row: &Row| row.differences.last().map_or(0.0, |all| all.mean);
    let more = input.rows.iter().filter(|row| together(row) > 0.0).count();
    let title = match input.rows.as_slice() {
        [] => say::SPLIT_ALONE.fill(lang, &[("amount", &amount)]),
        [one] => {
            let word = match together(one) {
                more if more > 0.0 => say::SPLIT_MORE,
                less if less < 0.0 => say::SPLIT_LESS,
                _ => say::SPLIT_EQUAL,
            };
            say::SPLIT_ONE.fill(lang, &[("amount", &amount), ("word", word.of(lang))])
        }
        rows => {
            let (more, of) = (more.to_string(), rows.len().to_string());
            say::SPLIT_TITLE.fill(lang, &[("amount", &amount), ("more", &more), ("of", &of)])
        }
    };
    let payers = input.now.iter().map(|(party, eur)| {
        say::SPLIT_PART.fill(
            lang,
            &[("party", &party.label), ("amount", &now.words(*eur))],
        )
    });
    let arms = input.rows.iter().map(|row| {
        let mean = together(row);
        let arm = ("arm", row.arm.as_str());
        if mean == 0.0 {
            return say::SPLIT_ARM_SAME.fill(lang, &[arm]);
        }
        let word = if mean > 0.0 {
            say::DEARER
        } else {
            say::CHEAPER
        };
        let amount = money.words(mean);
        say::SPLIT_ARM.fill(lang, &[arm, ("amount", &amount), ("word", word.of(lang))])
    });
    Alt {
        title,
        desc: payers.chain(arms).collect::<Vec<_>>().join(" "),
    }
}

fn numbers(input: &Input, lang: Lang, now: &Money, money: &Money) -> Table {
    let total: f64 = input.now.iter().map(|(_, eur)| eur).sum();
    let payers = input.now.iter().map(|(party, _)| party.label.clone());
    let head = [say::DIFFERENCE_HEAD.fill(lang, &[("unit", money.unit())])]
        .into_iter()
        .chain(payers)
        .chain([say::TOGETHER.of(lang).to_string()]);
    let amounts = input.now.iter().map(|(_, eur)| *eur).chain([total]);
    let first = [table::Cell::words(say::AS_NOW.of(lang))]
        .into_iter()
        .chain(amounts.map(|eur| table::Cell::number(now.plain(eur), eur)));
    let row = |row: &Row| {
        let cells = row.differences.iter();
        [table::Cell::words(&row.arm)]
            .into_iter()
            .chain(cells.map(|one| table::Cell::number(money.signed(one.mean), one.mean)))
            .collect()
    };
    Table {
        head: head.collect(),
        rows: [first.collect()]
            .into_iter()
            .chain(input.rows.iter().map(row))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn party(label: &str, index: usize) -> Party {
        Party {
            label: label.into(),
            index: Some(index),
        }
    }

    fn difference(million: f64, p: f64) -> Difference {
        Difference {
            mean: million * 1e6,
            p_no_worse_off: p,
        }
    }

    fn input(rows: Vec<(&str, Vec<Difference>)>) -> Input {
        Input {
            now: vec![
                (party("Health insurer", 0), 462e6),
                (party("Municipality", 1), 51e6),
                (party("Long-term care fund", 2), 290e6),
                (party("Resident", 3), 41e6),
            ],
            rows: rows
                .into_iter()
                .map(|(arm, differences)| Row {
                    arm: arm.into(),
                    differences,
                })
                .collect(),
        }
    }

    fn some() -> Input {
        let five =
            |p: f64, amounts: [f64; 5]| amounts.map(|million| difference(million, p)).to_vec();
        input(vec![
            ("Fee for service", five(0.0, [2.1, 0.0, 0.0, 0.0, 2.1])),
            (
                "Population, period, service and much more beside",
                five(0.5, [0.4, -0.7, 0.5, -0.01, 0.2]),
            ),
            ("Budget", five(1.0, [-12.3, 0.0, -8.0, 0.0, -20.3])),
        ])
    }

    fn drawn(input: &Input) -> Vec<Picture> {
        let both = [Lang::En, Lang::Nl].into_iter();
        both.flat_map(|lang| [WIDE, NARROW].map(|width| draw(input, lang, width)))
            .collect()
    }

    #[test]
    fn layouts_hold_with_many_alternatives_and_with_none() {
        for picture in drawn(&some()).iter().chain(&drawn(&input(vec![]))) {
            is_sound(&picture.scene);
        }
    }

    #[test]
    fn layouts_hold_with_one_payer_and_with_many_small_ones() {
        let mut one = input(vec![("Same", vec![difference(0.0, 1.0); 2])]);
        one.now.truncate(1);
        let mut many = input(vec![("Same", vec![difference(0.1, 0.0); 9])]);
        many.now = (0..8)
            .map(|index| {
                (
                    party(&format!("Payer number {index}"), index),
                    if index == 0 { 9e8 } else { 1e6 },
                )
            })
            .collect();
        for picture in drawn(&one).iter().chain(&drawn(&many)) {
            is_sound(&picture.scene);
        }
    }

    #[test]
    fn the_bar_divides_the_width_as_payers_divide_the_cost() {
        let picture = draw(&some(), Lang::En, WIDE);
        let widths: Vec<f64> = picture
            .scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Box {
                    bounds,
                    fill: Some(Role::Payer(_)),
                    ..
                } => Some(bounds.right - bounds.left),
                _ => None,
            })
            .collect();
        // 844 million over 720 pixels less three seams of 2.
        let expected = [462.0, 51.0, 290.0, 41.0].map(|million| million * 714.0 / 844.0);
        for (width, expected) in widths.iter().zip(expected) {
            assert!((width - expected).abs() < 1e-9);
        }
        assert_eq!(widths.len(), 4);
    }

    #[test]
    fn bars_are_as_long_as_their_figures_say_on_one_scale() {
        let picture = draw(&some(), Lang::En, WIDE);
        let bars: Vec<f64> = picture
            .scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                // Outlines run half their weight inside the bar.
                Mark::Box {
                    bounds,
                    outline: Some(_),
                    ..
                } => Some(bounds.right - bounds.left + 1.5),
                _ => None,
            })
            .collect();
        // First row: 2.1 twice; third row: −12.3, −8.0, −20.3.
        let (first, last) = (bars[0], bars[bars.len() - 4]);
        assert!((last / first - 20.3 / 2.1).abs() < 0.02, "{bars:?}");
    }

    #[test]
    fn title_and_manner_say_what_the_futures_do() {
        let picture = draw(&some(), Lang::Nl, WIDE);
        assert_eq!(
            picture.alt.title,
            "Zoals nu kost de zorg €\u{a0}844\u{a0}miljoen per jaar; 2 van 3 alternatieven kosten gemiddeld meer."
        );
        assert!(
            picture
                .alt
                .desc
                .contains("Budget: samen €\u{a0}20,3\u{a0}miljoen goedkoper dan zoals nu.")
        );
        let mut one = some();
        one.rows.truncate(1);
        assert_eq!(
            draw(&one, Lang::En, WIDE).alt.title,
            "As now, care costs €844\u{a0}million a year; the alternative costs more on average."
        );
        assert_eq!(difference(1.0, 0.02).manner(), Manner::Worse);
        assert_eq!(difference(-1.0, 0.5).manner(), Manner::Divided);
        assert_eq!(difference(-1.0, 0.98).manner(), Manner::Better);
        // Dearer on average through one bad future among a hundred.
        assert_eq!(difference(1.0, 0.99).manner(), Manner::Divided);
    }
}
