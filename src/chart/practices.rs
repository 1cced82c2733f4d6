//! Providers that win and lose: what disciplines, and practices by the size of their list, keep per full-time job, as now
//! and with the arm.
//!
//! Comes in: margins. Goes out: a [`Picture`]. Deliberately absent: providers whose cost the scenario does not give.

use super::frame;
use super::pairs::{self, Pairs};
use super::phrases as say;
use super::scene::{NORMAL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::Lang;
use super::{Picture, lettering};

/// A group of providers.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call it.
    pub label: String,
    /// Which of its practices; empty for all.
    pub size: String,
    /// EUR per full-time job, as now.
    pub now: f64,
    /// EUR per full-time job with the arm.
    pub then: f64,
    /// Practices ahead of their own margin as now, of how many, where they are counted one by one.
    pub ahead: Option<(u32, u32)>,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// The year shown.
    pub year: i32,
    /// Groups, in report order.
    pub rows: Vec<Row>,
    /// Residents of the place, where practices are not counted one by one because a sample stands for them.
    pub sampled_of: Option<f64>,
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let rows: Vec<pairs::Row> = input.rows.iter().map(|row| pair(row, lang)).collect();
    let mut scene = Scene::new(width);
    let mut y = if rows.is_empty() {
        let none = lettering::wrap(say::PRACTICES_NONE.of(lang), width, NORMAL, false);
        scene.lines(&none, Text::new(0.0, NORMAL, ""))
    } else {
        let (more, less) = (say::MORE.of(lang), say::FEWER.of(lang));
        let y = frame::key(&mut scene, 0.0, 0.0, &pairs::keys(lang, more, less));
        let pairs = Pairs {
            rows: &rows,
            range: [0.0, 0.0],
            figure: &|value, decimals| lang.number(value, decimals),
            axis: &say::PRACTICES_AXIS.fill(lang, &[("year", &input.year.to_string())]),
        };
        pairs.draw(&mut scene, y)
    };
    let note = input.sampled_of.map(|residents| {
        let residents = format!("{residents:.0}");
        say::PRACTICES_NOTE.fill(lang, &[("residents", &residents)])
    });
    let notes: Vec<String> = note.into_iter().collect();
    y = frame::notes(&mut scene, y, &notes);
    scene.height = y + 6.0;
    let table = table(input, lang);
    Picture {
        lang,
        alt: alt(input, &notes, lang),
        scene,
        text: table.text(),
        table,
    }
}

const THOUSAND: f64 = 1000.0;

fn pair(row: &Row, lang: Lang) -> pairs::Row {
    let ahead = row.ahead.map(|(count, of)| {
        let (count, of) = (count.to_string(), of.to_string());
        say::PRACTICES_AHEAD.fill(lang, &[("count", &count), ("of", &of)])
    });
    let shown = |eur: f64| lang.number(eur / THOUSAND, 1);
    pairs::Row {
        label: row.label.clone(),
        sub: row.size.clone(),
        now: row.now / THOUSAND,
        then: row.then / THOUSAND,
        gain: row.then - row.now,
        words: format!(
            "{} → {} ({})",
            shown(row.now),
            shown(row.then),
            lang.signed((row.then - row.now) / THOUSAND, 1)
        ),
        more: ahead.unwrap_or_default(),
    }
}

fn alt(input: &Input, notes: &[String], lang: Lang) -> Alt {
    let title = if input.rows.is_empty() {
        say::PRACTICES_NONE.of(lang).to_string()
    } else {
        let up = input.rows.iter().filter(|row| row.then > row.now).count();
        say::PRACTICES_TITLE.fill(
            lang,
            &[
                ("arm", &input.arm),
                ("up", &up.to_string()),
                ("of", &input.rows.len().to_string()),
            ],
        )
    };
    let sentences = input.rows.iter().map(|row| {
        let pair = pair(row, lang);
        let size = if row.size.is_empty() {
            String::new()
        } else {
            format!(", {}", row.size)
        };
        let more = if pair.more.is_empty() {
            String::new()
        } else {
            format!("; {}", pair.more)
        };
        format!("{}{size}: {}{more}.", row.label, pair.words)
    });
    let desc: Vec<String> = sentences.chain(notes.iter().cloned()).collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

fn table(input: &Input, lang: Lang) -> Table {
    let eur = |value: f64| Cell::number(lang.number(value, 0), value);
    let row = |row: &Row| {
        let label = if row.size.is_empty() {
            row.label.clone()
        } else {
            format!("{}, {}", row.label, row.size)
        };
        let difference = row.then - row.now;
        vec![
            Cell::words(label),
            eur(row.now),
            eur(row.then),
            Cell::number(lang.signed(difference, 0), difference),
        ]
    };
    Table {
        head: vec![
            say::COLUMN_GROUP.of(lang).into(),
            say::COLUMN_NOW.of(lang).into(),
            say::COLUMN_ARM.of(lang).into(),
            say::COLUMN_DIFFERENCE.of(lang).into(),
        ],
        rows: input.rows.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn row(label: &str, size: &str, now: f64, then: f64) -> Row {
        Row {
            label: label.into(),
            size: size.into(),
            now,
            then,
            ahead: (!size.is_empty()).then_some((0, 11)),
        }
    }

    fn input(rows: Vec<Row>) -> Input {
        Input {
            arm: "3P".into(),
            year: 2032,
            rows,
            sampled_of: Some(126_170.0),
        }
    }

    #[test]
    fn the_title_counts_who_keeps_more() {
        let rows = vec![
            row("General practice", "", 12_600.0, -7_960.0),
            row("District nursing", "", 0.0, 8_322.0),
        ];
        let picture = draw(&input(rows), Lang::En, WIDE);
        assert!(
            picture
                .alt
                .title
                .starts_with("3P: 1 of 2 groups of providers earn more")
        );
        let words: Vec<&str> = picture
            .scene
            .texts()
            .map(|text| text.text.as_str())
            .collect();
        assert!(words.contains(&"12.6 → −8.0 (−20.6)"), "{words:?}");
        assert!(picture.alt.desc.contains("--sample 126170"));
    }

    #[test]
    fn layouts_hold_with_sizes_without_rows_and_without_change() {
        let long = "Specialistische wijkverpleegkundige zorg en behandeling thuis";
        let cases = [
            vec![],
            vec![row("Same", "", 5.0, 5.0)],
            vec![
                row(long, "small lists", -120_000.0, 90_000.0),
                row(long, "large lists", 1.0, 2.0),
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
