//! Access and unmet needs, as now and with an arm.
//!
//! Comes in: shares by discipline and by need. Goes out: a [`Picture`]. Deliberately absent: needs that nobody has, and
//! those beyond the seven of which most stay unmet; the table has them all.

use super::frame;
use super::names;
use super::pairs::{self, Pairs};
use super::phrases as say;
use super::scene::{NORMAL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::Lang;
use super::{NARROW, Picture, WIDE, lettering};

/// One share.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call the discipline or need.
    pub label: String,
    /// As now, from 0 to 1.
    pub now: f64,
    /// With the arm.
    pub then: f64,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// The year shown.
    pub year: i32,
    /// Share of wanted care that is delivered in time, by discipline.
    pub access: Vec<Row>,
    /// Share of needs that stays unmet, by need.
    pub unmet: Vec<Row>,
}

/// Rows of a block at most.
const ROWS: usize = 7;

/// Between blocks side by side.
const GAP: f64 = WIDE - 2.0 * NARROW;

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let mut scene = Scene::new(width);
    let (better, worse) = (say::COLUMN_ARM.of(lang), say::COLUMN_ARM.of(lang));
    let (better, worse) = (
        format!("{better}, {}", say::BETTER.of(lang)),
        format!("{worse}, {}", say::WORSE.of(lang)),
    );
    let top = frame::key(&mut scene, 0.0, 0.0, &pairs::keys(lang, &better, &worse));
    let mut unmet = input.unmet.clone();
    unmet.sort_by(|one, other| other.now.max(other.then).total_cmp(&one.now.max(one.then)));
    unmet.truncate(ROWS);
    let blocks = [
        (say::ACCESS_HEAD, &input.access, true),
        (say::UNMET_HEAD, &unmet, false),
    ];
    let blocks = blocks.into_iter().filter(|(_, rows, _)| !rows.is_empty());
    let blocks =
        blocks.map(|(head, rows, is_more_better)| block(input, lang, (head, rows), is_more_better));
    scene.height = abreast(&mut scene, blocks.collect(), top);
    let table = table(input, lang);
    Picture {
        lang,
        alt: alt(input, lang),
        scene,
        text: table.text(),
        table,
    }
}

/// Rows of one measure under its name, as wide as a phone: on a page two stand side by side.
fn block(
    input: &Input,
    lang: Lang,
    (head, rows): (say::Phrase, &[Row]),
    is_more_better: bool,
) -> Scene {
    let mut scene = Scene::new(NARROW);
    let head = lettering::wrap(head.of(lang), NARROW, NORMAL, true);
    let y = scene.lines(&head, Text::new(0.0, NORMAL + 4.0, "").bold()) - 6.0;
    let rows: Vec<pairs::Row> = rows
        .iter()
        .map(|row| pair(row, lang, is_more_better))
        .collect();
    let pairs = Pairs {
        rows: &rows,
        range: if is_more_better {
            [0.0, 1.0]
        } else {
            [0.0, 0.01]
        },
        figure: &|value, decimals| lang.percent(value, decimals.saturating_sub(2)),
        axis: &say::SHARE_AXIS.fill(lang, &[("year", &input.year.to_string())]),
    };
    scene.height = pairs.draw(&mut scene, y) + 10.0;
    scene
}

/// Puts blocks side by side where there is room, else below each other; gives the height below.
fn abreast(scene: &mut Scene, blocks: Vec<Scene>, top: f64) -> f64 {
    let mut end = top;
    let mut left = 0.0;
    for block in blocks {
        let is_beside = left > 0.0 && left + block.width <= scene.width;
        let (x, y) = if is_beside { (left, top) } else { (0.0, end) };
        left = x + block.width + GAP;
        end = end.max(y + block.height);
        scene.inset(block, x, y);
    }
    end
}

fn pair(row: &Row, lang: Lang, is_more_better: bool) -> pairs::Row {
    pairs::Row {
        label: row.label.clone(),
        sub: String::new(),
        now: row.now,
        then: row.then,
        gain: match (is_same(row, lang), is_more_better) {
            (true, _) => 0.0,
            (false, true) => row.then - row.now,
            (false, false) => row.now - row.then,
        },
        words: words(row, lang),
        more: String::new(),
    }
}

/// Whether both values read the same.
fn is_same(row: &Row, lang: Lang) -> bool {
    lang.percent(row.now, 1) == lang.percent(row.then, 1)
}

fn words(row: &Row, lang: Lang) -> String {
    format!(
        "{} → {}",
        lang.percent(row.now, 1),
        lang.percent(row.then, 1)
    )
}

fn alt(input: &Input, lang: Lang) -> Alt {
    let change = |row: &&Row| (row.then - row.now).abs();
    let most = input
        .access
        .iter()
        .max_by(|one, other| change(one).total_cmp(&change(other)))
        .filter(|row| !is_same(row, lang));
    let arm = ("arm", input.arm.as_str());
    let title = match most {
        None => say::ACCESS_SAME.fill(lang, &[arm]),
        Some(row) => say::ACCESS_TITLE.fill(
            lang,
            &[
                arm,
                ("group", &names::inside(&row.label)),
                ("now", &lang.percent(row.now, 1)),
                ("then", &lang.percent(row.then, 1)),
            ],
        ),
    };
    let block = |head: say::Phrase, rows: &[Row]| {
        let one = |row: &Row| format!("{} {}", row.label, words(row, lang));
        let all: Vec<String> = rows.iter().map(one).collect();
        (!all.is_empty()).then(|| format!("{}: {}.", head.of(lang), all.join("; ")))
    };
    let desc: Vec<String> = [
        block(say::ACCESS_HEAD, &input.access),
        block(say::UNMET_HEAD, &input.unmet),
    ]
    .into_iter()
    .flatten()
    .collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

fn table(input: &Input, lang: Lang) -> Table {
    let share = |value: f64| Cell::number(lang.percent(value, 1), value);
    let rows = |measure: say::Phrase, rows: &[Row]| -> Vec<Vec<Cell>> {
        let row = |row: &Row| {
            vec![
                Cell::words(&row.label),
                Cell::words(measure.of(lang)),
                share(row.now),
                share(row.then),
            ]
        };
        rows.iter().map(row).collect()
    };
    Table {
        head: vec![
            say::COLUMN_GROUP.of(lang).into(),
            say::COLUMN_MEASURE.of(lang).into(),
            say::COLUMN_NOW.of(lang).into(),
            say::COLUMN_ARM.of(lang).into(),
        ],
        rows: [
            rows(say::IN_TIME, &input.access),
            rows(say::UNMET, &input.unmet),
        ]
        .concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;

    fn row(label: &str, now: f64, then: f64) -> Row {
        Row {
            label: label.into(),
            now,
            then,
        }
    }

    #[test]
    fn the_title_names_the_largest_change_or_says_that_there_is_none() {
        let mut input = Input {
            arm: "Budget".into(),
            year: 2032,
            access: vec![row("Guidance", 0.91, 0.94), row("Social work", 0.8, 0.7)],
            unmet: vec![],
        };
        let title = draw(&input, Lang::En, WIDE).alt.title;
        assert_eq!(
            title,
            "Budget: access changes most for social work, from 80.0% to 70.0%."
        );
        input.access = vec![row("Guidance", 0.91, 0.9100001)];
        assert_eq!(
            draw(&input, Lang::Nl, WIDE).alt.title,
            "Budget: toegang en onvervulde vragen blijven zoals nu."
        );
    }

    #[test]
    fn the_seven_needs_that_stay_unmet_most_are_drawn_and_all_are_in_the_table() {
        let unmet: Vec<Row> = (0..14)
            .map(|number| row(&format!("Need {number}"), 0.01 * f64::from(number), 0.0))
            .collect();
        let input = Input {
            arm: "Budget".into(),
            year: 2032,
            access: vec![],
            unmet,
        };
        let picture = draw(&input, Lang::En, WIDE);
        let is_drawn = |name: &str| {
            let marks = picture.scene.all_marks();
            marks
                .iter()
                .any(|mark| matches!(mark, Mark::Text(text) if text.text == name))
        };
        assert!(is_drawn("Need 7") && !is_drawn("Need 6"));
        assert_eq!(picture.table.rows.len(), 14);
    }

    #[test]
    fn layouts_hold_with_everything_nothing_and_one() {
        let rows: Vec<Row> = (0..12)
            .map(|number| row(&format!("A discipline with a name {number}"), 0.5, 1.0))
            .collect();
        for (access, unmet) in [
            (rows.clone(), rows),
            (vec![], vec![]),
            (vec![row("x", 0.0, 0.0)], vec![]),
        ] {
            let input = Input {
                arm: "Budget".into(),
                year: 2032,
                access,
                unmet,
            };
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input, lang, width).scene);
                }
            }
        }
    }
}
