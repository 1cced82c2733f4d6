//! What each payer has saved since the start, year by year, in a dozen futures, and when it is back to zero.
//!
//! Comes in: per payer what it has paid more than as now, by future and year. Goes out: a [`Picture`], one panel a payer, all on
//! one scale. Deliberately absent: a band; people read its edges as limits. A payer is back to zero from the year on in
//! whose end, and that of every later one, it has saved at least nothing, as in `sharing::BreakEven`.

use super::count::MarkCount;
use super::frame::{self, Sign};
use super::names;
use super::panels::{Panel, PanelChart, PanelLine};
use super::phrases as say;
use super::scale;
use super::scene::{Dash, NORMAL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::{Role, Shape, shape_of_payer};
use super::words::{Lang, Money};
use super::{Party, Picture, is_narrow, lettering};

/// One payer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Who.
    pub party: Party,
    /// EUR that it has paid more than as now since the start, by future and end of year: of whole cents, so that nothing
    /// is nothing.
    pub spent: Vec<Vec<f64>>,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Calendar years.
    pub years: Vec<i32>,
    /// Payers, and all together last.
    pub rows: Vec<Row>,
}

/// Lines a panel: trust in a picture of futures levels off at six to nine of them (Padilla et al., TVCG 2023), so that over
/// many years, where lines cross often, eight do.
fn sample_size(years: usize) -> usize {
    if years > 20 { 8 } else { 12 }
}

/// One payer reckoned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PayerPosition<'a> {
    row: &'a Row,
    /// Saved since the start: of a dozen futures, from the one that ends lowest up.
    pub(super) sample: Vec<Vec<f64>>,
    /// The future that ends in the middle.
    pub(super) middle: Vec<f64>,
    /// Index of the year by which at least half of the futures are back to zero.
    pub(super) back: Option<usize>,
    /// Futures never below zero.
    never_below: MarkCount,
    /// Futures not back to zero at the end.
    never_back: MarkCount,
    /// Means of the end and of the deepest point.
    end: f64,
    deepest: f64,
}

pub(super) fn reckon(row: &Row) -> PayerPosition<'_> {
    let saved = |years: &Vec<f64>| years.iter().map(|spent| 0.0 - spent).collect();
    let mut saved: Vec<Vec<f64>> = row.spent.iter().map(saved).collect();
    let end = |path: &Vec<f64>| path.last().copied().unwrap_or(0.0);
    saved.sort_by(|one, other| end(one).total_cmp(&end(other)));
    let mut backs: Vec<usize> = saved.iter().map(|path| back(path)).collect();
    backs.sort_unstable();
    let futures = saved.len();
    let years = saved.first().map_or(0, Vec::len);
    let half = backs.get(futures.div_ceil(2).saturating_sub(1)).copied();
    let mean = |of: &dyn Fn(&Vec<f64>) -> f64| {
        crate::base::statistics::mean(&saved.iter().map(of).collect::<Vec<_>>()).unwrap_or(0.0)
    };
    let lines = futures.min(sample_size(years));
    let sample = |line: usize| saved[(2 * line + 1) * futures / (2 * lines)].clone();
    PayerPosition {
        row,
        sample: (0..lines).map(sample).collect(),
        middle: saved.get(futures / 2).cloned().unwrap_or_default(),
        back: half.filter(|year| *year < years),
        never_below: MarkCount::of(backs.iter().filter(|year| **year == 0).count(), futures),
        never_back: MarkCount::of(backs.iter().filter(|year| **year == years).count(), futures),
        end: mean(&end),
        deepest: mean(&|path: &Vec<f64>| path.iter().copied().fold(0.0, f64::min)),
    }
}

/// Index of the first year from which on nothing is below zero; the number of years where there is none.
pub(super) fn back(path: &[f64]) -> usize {
    path.iter()
        .rposition(|saved| *saved < 0.0)
        .map_or(0, |last| last + 1)
}

impl PayerPosition<'_> {
    pub(super) fn words(&self, lang: Lang, years: &[i32]) -> String {
        let (safe, never) = (self.never_below.words(lang), self.never_back.words(lang));
        match self.back {
            Some(0) => say::NEVER_RED.fill(lang, &[("safe", &safe), ("never", &never)]),
            Some(year) => {
                let year = years[year].to_string();
                say::BACK_BY.fill(lang, &[("year", &year), ("never", &never)])
            }
            None => say::BACK_NEVER.fill(lang, &[("never", &never)]),
        }
    }

    fn title(&self, name: &str, lang: Lang, years: &[i32]) -> String {
        let arm = ("arm", name);
        let count = years.len().to_string();
        let never = self.never_back.every(lang);
        match self.back {
            Some(0) => {
                let safe = self.never_below.every(lang);
                say::POSITION_TITLE_SAFE.fill(lang, &[arm, ("safe", &safe)])
            }
            Some(year) => {
                let year = years[year].to_string();
                let parts = [arm, ("year", &year), ("never", &never), ("years", &count)];
                say::POSITION_TITLE_BACK.fill(lang, &parts)
            }
            None => {
                let parts = [arm, ("never", never.as_str()), ("years", &count)];
                say::POSITION_TITLE_NEVER.fill(lang, &parts)
            }
        }
    }
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let rows: Vec<PayerPosition> = input.rows.iter().map(reckon).collect();
    let drawn = || {
        rows.iter()
            .flat_map(|row| row.sample.iter().flatten().copied())
    };
    let money = Money::of_all(lang, drawn());
    let range = scale::with_zero(drawn()).map(|eur| eur / money.scale());
    let table = table(&rows, input, lang, &money);
    Picture {
        lang,
        alt: alt(&rows, input, lang),
        scene: scene(&rows, input, lang, &money, range, width),
        text: table.text(),
        table,
    }
}

fn alt(rows: &[PayerPosition], input: &Input, lang: Lang) -> Alt {
    // Of a payer and of all together: the whole first.
    let title = match rows.last() {
        Some(row) => {
            let name = format!("{}, {}", input.arm, names::inside(&row.row.party.label));
            row.title(&name, lang, &input.years)
        }
        None => input.arm.clone(),
    };
    let sentences = rows
        .iter()
        .map(|row| row.title(&row.row.party.label, lang, &input.years));
    Alt {
        title,
        desc: sentences.collect::<Vec<_>>().join(" "),
    }
}

/// A scene that says at its top what is saved since when, and where the rest begins.
pub(super) fn headed(years: &[i32], lang: Lang, money: &Money, width: f64) -> (Scene, f64) {
    let mut scene = Scene::new(width);
    let first = years.first().map_or_else(String::new, i32::to_string);
    let head = say::POSITION_HEAD.fill(lang, &[("year", &first), ("unit", money.unit())]);
    let head = lettering::wrap(&head, width, NORMAL, true);
    let y = scene.lines(&head, Text::new(0.0, NORMAL, "").bold()) - NORMAL + 4.0;
    (scene, y)
}

fn scene(
    rows: &[PayerPosition],
    input: &Input,
    lang: Lang,
    money: &Money,
    range: [f64; 2],
    width: f64,
) -> Scene {
    let (mut scene, y) = headed(&input.years, lang, money, width);
    let futures = rows.first().map_or(0, |row| row.row.spent.len());
    let count = rows.first().map_or(0, |row| row.sample.len());
    let one = say::ONE_FUTURE.fill(
        lang,
        &[
            ("count", &count.to_string()),
            ("futures", &futures.to_string()),
        ],
    );
    let items = [
        (Sign::Line(Role::Neutral, 1.0, Dash::Solid), one.as_str()),
        (
            Sign::Line(Role::Ink, 3.0, Dash::Solid),
            say::MIDDLE_FUTURE.of(lang),
        ),
        (
            Sign::Symbol(Shape::Diamond, Role::Ink, false),
            say::BREAK_EVEN.of(lang),
        ),
    ];
    let y = frame::key(&mut scene, 0.0, y, &items);
    let panels = PanelChart {
        panels: rows
            .iter()
            .map(|row| panel(row, input, lang, money, range))
            .collect(),
        columns: columns(rows.len(), width),
        years: &input.years,
        height: 108.0,
        figure: &|value, decimals| lang.signed(value, decimals),
    };
    scene.height = panels.draw(&mut scene, y + 10.0);
    scene
}

/// Panels side by side.
fn columns(panels: usize, width: f64) -> usize {
    match panels {
        _ if is_narrow(width) => 1,
        0..=4 => 2,
        _ => 3,
    }
}

fn panel(row: &PayerPosition, input: &Input, lang: Lang, money: &Money, range: [f64; 2]) -> Panel {
    let index = row.row.party.index;
    let role = index.map_or(Role::Ink, Role::Payer);
    let in_unit = |path: &Vec<f64>| path.iter().map(|eur| eur / money.scale()).collect();
    let thin = |path: &Vec<f64>| PanelLine {
        values: in_unit(path),
        role: index.map_or(Role::Neutral, Role::Payer),
        weight: 1.0,
        dash: Dash::Solid,
    };
    let thick = PanelLine {
        values: in_unit(&row.middle),
        role,
        weight: 3.0,
        dash: Dash::Solid,
    };
    Panel {
        title: row.row.party.label.clone(),
        sign: index.map(|index| (shape_of_payer(index), role)),
        words: row.words(lang, &input.years),
        lines: row.sample.iter().map(thin).chain([thick]).collect(),
        range,
        mark: row.back.filter(|year| *year > 0),
    }
}

fn table(rows: &[PayerPosition], input: &Input, lang: Lang, money: &Money) -> Table {
    let years = input.years.len().to_string();
    let unit = ("unit", money.unit());
    let row = |row: &PayerPosition| {
        let back = match row.back {
            Some(year) => Cell::number(input.years[year].to_string(), f64::from(input.years[year])),
            None => Cell::words(say::NOT_WITHIN.fill(lang, &[("years", &years)])),
        };
        vec![
            Cell::words(&row.row.party.label),
            back,
            Cell::words(row.never_back.words(lang)),
            Cell::number(money.signed(row.end), row.end),
            Cell::number(money.signed(row.deepest), row.deepest),
        ]
    };
    Table {
        head: vec![
            say::PAYER.of(lang).into(),
            say::COLUMN_BACK.of(lang).into(),
            say::COLUMN_NEVER.of(lang).into(),
            say::COLUMN_END.fill(lang, &[unit]),
            say::COLUMN_DEEPEST.fill(lang, &[unit]),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    /// Sums up to each of the values.
    fn cumulated(values: &[f64]) -> Vec<f64> {
        (0..values.len())
            .map(|last| values[..=last].iter().sum())
            .collect()
    }

    fn input(differences: Vec<Vec<f64>>) -> Input {
        let row = |index| Row {
            party: Party {
                label: "Municipality".into(),
                index,
            },
            spent: differences.iter().map(|years| cumulated(years)).collect(),
        };
        Input {
            arm: "Budget".into(),
            years: (2023..2023 + differences[0].len() as i32).collect(),
            rows: vec![row(Some(1)), row(None)],
        }
    }

    /// Pays `in_first` million more in the first year, then saves one million a year.
    fn paths(in_first: &[f64]) -> Vec<Vec<f64>> {
        let path = |first: &f64| {
            let rest = std::iter::repeat_n(-1e6, 4);
            [first * 1e6].into_iter().chain(rest).collect()
        };
        in_first.iter().map(path).collect()
    }

    #[test]
    fn back_to_zero_is_the_year_from_which_nothing_is_below() {
        assert_eq!(back(&[-2.0, -1.0, 0.0, 1.0, 2.0]), 2);
        assert_eq!(back(&[1.0, 1.0]), 0);
        assert_eq!(back(&[-1.0, -1.0]), 2);
        // Above zero for a while and below it again is not back.
        assert_eq!(back(&[-1.0, 1.0, -1.0, 1.0]), 3);
    }

    #[test]
    fn half_and_never_are_counted_over_all_futures() {
        // Back in the second, third, third, fourth year, and never (9 million in four years is too much).
        let picture = draw(&input(paths(&[1.0, 2.0, 2.0, 3.0, 9.0])), Lang::En, WIDE);
        assert!(
            picture
                .alt
                .desc
                .contains("half of the futures are back to zero by 2025; 1 of 5"),
            "{}",
            picture.alt.desc
        );
        let marks = picture.scene.texts();
        let words: Vec<&str> = marks.map(|text| text.text.as_str()).collect();
        assert!(
            words.contains(&"half back to zero by 2025; not: 1 of 5"),
            "{words:?}"
        );
    }

    #[test]
    fn never_below_and_never_back_have_words_of_their_own() {
        let safe = draw(&input(paths(&[-1.0, 0.0, 1.0])), Lang::Nl, WIDE);
        assert!(
            safe.alt
                .title
                .contains("2 van 3 toekomsten staan nooit onder nul"),
            "{}",
            safe.alt.title
        );
        let lost = draw(&input(paths(&[9.0, 9.0, 1.0])), Lang::En, WIDE);
        assert!(
            lost.alt
                .title
                .contains("2 of 3 futures are not back to zero in 5 years")
        );
        assert!(lost.text.contains("not within 5 years"));
    }

    #[test]
    fn a_dozen_lines_and_the_middle_one_are_drawn_a_payer() {
        let many: Vec<f64> = (0..100).map(|future| f64::from(future) / 10.0).collect();
        let input = input(paths(&many));
        let reckoned = reckon(&input.rows[0]);
        assert_eq!(reckoned.sample.len(), 12);
        let ends: Vec<f64> = reckoned.sample.iter().map(|path| path[4]).collect();
        assert!(ends.is_sorted());
        let panel = panel(
            &reckoned,
            &input,
            Lang::En,
            &Money::of(Lang::En, 1e6),
            [0.0, 1.0],
        );
        assert_eq!(panel.lines.len(), 12 + 1);
    }

    #[test]
    fn layouts_hold_at_zero_one_year_one_future_and_wide_spread() {
        let cases = [
            paths(&[0.0]),
            vec![vec![0.0; 10]; 40],
            vec![vec![1e6]],
            paths(&[-9000.0, 9000.0]),
        ];
        for case in cases {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input(case.clone()), lang, width).scene);
                }
            }
        }
    }
}
