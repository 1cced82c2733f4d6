//! The population and its health states over time, as now and with an arm.
//!
//! Comes in: person-years by state and year. Goes out: a [`Picture`] with a panel a state. Deliberately absent: one scale
//! for all; the few who need most would be a line along the axis.

use super::frame::{self, Sign};
use super::names;
use super::panels::{Panel, PanelChart, PanelLine};
use super::phrases as say;
use super::scene::{Dash, SMALL, Scene};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::Role;
use super::words::Lang;
use super::{Picture, is_narrow};

/// One state.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call it.
    pub label: String,
    /// Person-years as now, by year.
    pub now: Vec<f64>,
    /// Person-years with the arm.
    pub then: Vec<f64>,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Calendar years.
    pub years: Vec<i32>,
    /// States.
    pub rows: Vec<Row>,
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let rows: Vec<Row> = [population(input, lang)]
        .into_iter()
        .chain(input.rows.iter().cloned())
        .collect();
    let mut scene = Scene::new(width);
    let items = [
        (
            Sign::Line(Role::Ink, 2.5, Dash::Dashed),
            say::AS_NOW.of(lang),
        ),
        (
            Sign::Line(Role::Better, 2.5, Dash::Solid),
            input.arm.as_str(),
        ),
    ];
    let y = frame::key(&mut scene, 0.0, 0.0, &items);
    let panels = PanelChart {
        panels: rows.iter().map(|row| panel(row, lang)).collect(),
        columns: if is_narrow(width) { 2 } else { 4 },
        years: &input.years,
        height: 84.0,
        figure: &|value, decimals| lang.number(value, decimals),
    };
    let y = panels.draw(&mut scene, y + 6.0);
    let note = say::STATES_NOTE.of(lang).to_string();
    scene.height = frame::notes(&mut scene, y, std::slice::from_ref(&note)) + SMALL * 0.35;
    let table = table(&rows, input, lang);
    Picture {
        lang,
        alt: alt(&rows, input, &note, lang),
        scene,
        text: table.text(),
        table,
    }
}

fn population(input: &Input, lang: Lang) -> Row {
    let sum = |of: fn(&Row) -> &Vec<f64>| -> Vec<f64> {
        let in_year = |year: usize| input.rows.iter().filter_map(|row| of(row).get(year)).sum();
        (0..input.years.len()).map(in_year).collect()
    };
    Row {
        label: say::POPULATION.of(lang).into(),
        now: sum(|row| &row.now),
        then: sum(|row| &row.then),
    }
}

impl Row {
    fn first(&self) -> f64 {
        self.then.first().copied().unwrap_or(0.0)
    }

    fn last(&self) -> f64 {
        self.then.last().copied().unwrap_or(0.0)
    }

    /// What the arm adds in the last year.
    fn difference(&self) -> f64 {
        self.last() - self.now.last().copied().unwrap_or(0.0)
    }

    fn words(&self, lang: Lang) -> String {
        let (first, last) = (lang.number(self.first(), 0), lang.number(self.last(), 0));
        let difference = lang.signed(self.difference(), 0);
        let parts = [
            ("first", first.as_str()),
            ("last", &last),
            ("difference", &difference),
        ];
        say::STATES_END.fill(lang, &parts)
    }
}

fn panel(row: &Row, lang: Lang) -> Panel {
    let most = row.now.iter().chain(&row.then).copied().fold(1.0, f64::max);
    let line = |values: &[f64], role: Role, dash: Dash| PanelLine {
        values: values.to_vec(),
        role,
        weight: 2.5,
        dash,
    };
    Panel {
        title: row.label.clone(),
        sign: None,
        words: row.words(lang),
        lines: vec![
            line(&row.then, Role::Better, Dash::Solid),
            line(&row.now, Role::Ink, Dash::Dashed),
        ],
        range: [0.0, most],
        mark: None,
    }
}

fn alt(rows: &[Row], input: &Input, note: &str, lang: Lang) -> Alt {
    let arm = ("arm", input.arm.as_str());
    let change = |row: &&Row| (row.difference() / row.last().max(1.0)).abs();
    let most = rows
        .iter()
        .skip(1)
        .max_by(|one, other| change(one).total_cmp(&change(other)))
        .filter(|row| libm::round(row.difference()) != 0.0);
    let title = match most {
        None => say::STATES_SAME.fill(lang, &[arm]),
        Some(row) => {
            let difference = row.difference();
            let word = if difference > 0.0 {
                say::STATES_MORE
            } else {
                say::STATES_FEWER
            };
            let difference = word.fill(lang, &[("count", &lang.number(difference.abs(), 0))]);
            let parts = [
                arm,
                ("state", &names::inside(&row.label)),
                ("first", &lang.number(row.first(), 0)),
                ("last", &lang.number(row.last(), 0)),
                ("difference", &difference),
            ];
            say::STATES_TITLE.fill(lang, &parts)
        }
    };
    let sentences = rows
        .iter()
        .map(|row| format!("{}: {}.", row.label, row.words(lang)));
    let desc: Vec<String> = sentences.chain([note.to_string()]).collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

/// A row a year, for every state as now and with the arm.
fn table(rows: &[Row], input: &Input, lang: Lang) -> Table {
    let whole = |values: &[f64], year: usize| match values.get(year) {
        Some(&value) => Cell::number(lang.number(value, 0), value),
        None => Cell::unknown(),
    };
    let heads = rows.iter().flat_map(|row| {
        let of = |phrase: say::Phrase| format!("{}: {}", row.label, phrase.of(lang));
        [of(say::COLUMN_NOW), of(say::COLUMN_ARM)]
    });
    let in_year = |(index, year): (usize, &i32)| {
        let cells = rows
            .iter()
            .flat_map(|row| [whole(&row.now, index), whole(&row.then, index)]);
        [Cell::words(year.to_string())]
            .into_iter()
            .chain(cells)
            .collect()
    };
    Table {
        head: [say::YEAR.of(lang).to_string()]
            .into_iter()
            .chain(heads)
            .collect(),
        rows: input.years.iter().enumerate().map(in_year).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(rows: Vec<(&str, Vec<f64>, Vec<f64>)>) -> Input {
        let years = rows.first().map_or(1, |(_, now, _)| now.len()) as i32;
        Input {
            arm: "Budget".into(),
            years: (2023..2023 + years).collect(),
            rows: rows
                .into_iter()
                .map(|(label, now, then)| Row {
                    label: label.into(),
                    now,
                    then,
                })
                .collect(),
        }
    }

    #[test]
    fn the_population_is_the_sum_of_the_states() {
        let input = input(vec![
            ("Healthy", vec![10.0, 20.0], vec![11.0, 22.0]),
            ("Frail", vec![1.0, 2.0], vec![3.0, 4.0]),
        ]);
        let all = population(&input, Lang::En);
        assert_eq!((all.now, all.then), (vec![11.0, 22.0], vec![14.0, 26.0]));
    }

    #[test]
    fn the_title_names_the_state_that_differs_most_for_its_size() {
        let input = input(vec![
            ("Healthy", vec![1000.0, 2000.0], vec![1000.0, 2010.0]),
            ("Frail", vec![100.0, 90.0], vec![100.0, 80.0]),
        ]);
        assert_eq!(
            draw(&input, Lang::En, WIDE).alt.title,
            "Budget: frail goes from 100 to 80 person-years, 10 fewer than as now."
        );
    }

    #[test]
    fn layouts_hold_at_zero_one_year_and_millions() {
        let cases = [
            vec![("Nobody", vec![0.0; 10], vec![0.0; 10])],
            vec![("One year", vec![5.0], vec![6.0])],
            vec![
                (
                    "Een toestand met een lange naam die niet past",
                    vec![1e7; 3],
                    vec![2e7; 3]
                );
                9
            ],
        ];
        for rows in cases {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input(rows.clone()), lang, width).scene);
                }
            }
        }
    }
}
