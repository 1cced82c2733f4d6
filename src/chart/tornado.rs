//! Which unknown decides: a result with one number at a time at either end of its 95 % interval, as a tornado.
//!
//! Comes in: what a result comes to at the ends. Goes out: a [`Picture`]. Deliberately absent: which unknowns are shown, and
//! unknowns that move together.

mod drawing;
mod input;

use super::Picture;
use super::phrases as say;
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::Lang;
use input::{ResultForm, decimals, others, range};

pub use input::{Input, Row};

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let form = ResultForm::of(input, lang);
    Picture {
        lang,
        alt: alt(input, lang, form),
        scene: drawing::scene(input, lang, form, width),
        text: text(input, lang, form),
        table: table(input, lang, form),
    }
}

fn alt(input: &Input, lang: Lang, form: ResultForm) -> Alt {
    let unit = form.unit(input);
    let mean = form.signed(input.at_mean);
    let parts = [
        ("arm", input.arm.as_str()),
        ("result", &input.result),
        ("mean", &mean),
        ("unit", unit),
    ];
    let title = match input.rows.first() {
        None => say::TORNADO_NONE.fill(lang, &parts),
        Some(first) => {
            let [low, high] = first.results.map(|result| form.signed(result));
            let more = [
                ("first", first.label.as_str()),
                ("low", &low),
                ("high", &high),
            ];
            say::TORNADO_TITLE.fill(lang, &[&parts[..], &more].concat())
        }
    };
    let sentences = input.rows.iter().map(|row| {
        let [low, high] = row.results.map(|result| form.signed(result));
        let parts = [
            ("label", row.label.as_str()),
            ("interval", &row.interval(lang)),
            ("low", &low),
            ("high", &high),
        ];
        say::TORNADO_SENTENCE.fill(lang, &parts)
    });
    let desc: Vec<String> = sentences.chain(others(input, lang)).collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

fn table(input: &Input, lang: Lang, form: ResultForm) -> Table {
    let unit = form.unit(input);
    let column = |phrase: say::Phrase| phrase.fill(lang, &[("unit", unit)]);
    let number = |value: f64| Cell::number(form.signed(value), value);
    let row = |row: &Row| {
        let shown = |end: f64| Cell::number(lang.number(end, decimals(end, 3)), end);
        vec![
            Cell::words(&row.label),
            Cell::words(&row.path),
            shown(row.ends[0]),
            shown(row.ends[1]),
            Cell::words(&row.unit),
            number(row.results[0]),
            number(row.results[1]),
        ]
    };
    let head = [
        say::TORNADO_UNKNOWN.of(lang).to_string(),
        say::TORNADO_PATH.of(lang).to_string(),
        say::TORNADO_LOW.of(lang).to_string(),
        say::TORNADO_HIGH.of(lang).to_string(),
        say::TORNADO_UNIT.of(lang).to_string(),
        column(say::TORNADO_RESULT_LOW),
        column(say::TORNADO_RESULT_HIGH),
    ];
    Table {
        head: head.to_vec(),
        rows: input.rows.iter().map(row).collect(),
    }
}

/// Two lines an unknown: its name and bar, its path and interval.
fn text(input: &Input, lang: Lang, form: ResultForm) -> String {
    const COLUMNS: usize = 30;
    const NAMES: usize = 40;
    let [least, most] = range(input);
    let span = (most - least).max(f64::MIN_POSITIVE);
    let place = |value: f64| {
        let column = (value - least) / span * (COLUMNS - 1) as f64;
        libm::round(column) as usize
    };
    let middle = place(input.at_mean);
    let figures: Vec<[String; 2]> = input
        .rows
        .iter()
        .map(|row| row.results.map(|result| form.signed(result)))
        .collect();
    let widest = figures.iter().flatten().map(|text| text.chars().count());
    let widest = widest.max().unwrap_or(0);
    let letters = input.rows.iter().map(|row| row.label.chars().count());
    let names = letters.max().unwrap_or(0).min(NAMES);
    let line = |(row, [low, high]): (&Row, &[String; 2])| {
        let mut drawn = [' '; COLUMNS];
        let ends = [(row.results[0], '░'), (row.results[1], '█')];
        let mut ends = ends.map(|(result, block)| (place(result), block));
        ends.sort_by_key(|(end, _)| std::cmp::Reverse(end.abs_diff(middle)));
        for (end, block) in ends {
            drawn[end.min(middle)..=end.max(middle)].fill(block);
        }
        drawn[middle] = '│';
        let drawn: String = drawn.iter().collect();
        let label = shortened(&row.label, names);
        let interval = row.interval(lang);
        format!(
            "  {label:<names$}  {drawn}  {low:>widest$} → {high:>widest$}\n    {} · {interval}\n",
            row.path
        )
    };
    let rows: String = input.rows.iter().zip(&figures).map(line).collect();
    let others = others(input, lang).map(|said| format!("  {said}\n"));
    rows + &others.unwrap_or_default()
}

fn shortened(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_string();
    }
    let kept: String = label.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;
    use crate::chart::theme::Role;
    use crate::chart::{NARROW, WIDE};

    fn row(label: &str, results: [f64; 2]) -> Row {
        Row {
            label: label.into(),
            path: "need.fall.rates.frail".into(),
            unit: "1/person-year".into(),
            ends: [0.02, 0.345],
            results,
        }
    }

    fn input(at_mean: f64, rows: Vec<Row>) -> Input {
        Input {
            arm: "Budget".into(),
            result: "All payers".into(),
            unit: String::new(),
            is_difference: true,
            at_mean,
            rows,
            others: 3,
        }
    }

    #[test]
    fn the_title_gives_the_result_and_what_moves_it_most() {
        let input = input(
            2e6,
            vec![row("Falls", [1e6, 4e6]), row("Visits", [1.5e6, 2.5e6])],
        );
        let picture = draw(&input, Lang::En, WIDE);
        assert_eq!(
            picture.alt.title,
            "Budget, All payers: +2.0 € million at the means; most moved by Falls, from +1.0 to +4.0."
        );
        assert!(
            picture
                .alt
                .desc
                .contains("Falls (0.02 to 0.34 1/person-year)"),
            "{:?}",
            picture.alt
        );
        assert!(picture.alt.desc.ends_with("3 other numbers move it less."));
        let none = draw(
            &Input {
                rows: Vec::new(),
                ..input
            },
            Lang::Nl,
            WIDE,
        );
        assert!(none.alt.title.contains("geen"), "{:?}", none.alt);
    }

    #[test]
    fn a_bar_in_letters_is_filled_towards_the_upper_end_and_hollow_towards_the_lower() {
        let input = input(0.0, vec![row("A", [-2e6, 1e6]), row("B", [1e6, -2e6])]);
        let text = draw(&input, Lang::En, WIDE).text;
        let lines: Vec<&str> = text.lines().collect();
        let bar = |line: &str| {
            line.chars()
                .filter(|letter| "░│█".contains(*letter))
                .collect::<String>()
        };
        // Thirty columns from -2 to 1: nineteen and a third to the middle.
        assert_eq!(bar(lines[0]), "░".repeat(19) + "│" + &"█".repeat(10));
        assert_eq!(bar(lines[2]), "█".repeat(19) + "│" + &"░".repeat(10));
        assert!(
            lines[0].ends_with("-2.0 → +1.0") || lines[0].ends_with("−2.0 → +1.0"),
            "{text}"
        );
        assert!(
            lines[1].contains("need.fall.rates.frail · 0.02 to 0.34"),
            "{text}"
        );
    }

    #[test]
    fn zero_is_shown_where_it_is_near_and_left_out_where_it_is_far() {
        assert_eq!(range(&input(2.0, vec![row("A", [1.0, 4.0])])), [0.0, 4.0]);
        assert_eq!(
            range(&input(12.0, vec![row("A", [11.0, 14.0])])),
            [11.0, 14.0]
        );
        assert_eq!(
            range(&input(-2.0, vec![row("A", [-1.0, -4.0])])),
            [-4.0, 0.0]
        );
    }

    #[test]
    fn layouts_hold_for_bars_to_one_side_long_names_and_nothing() {
        let long =
            "Een heel lange naam van een getal dat in een scenario staat: met nog meer erachter";
        for rows in [
            vec![],
            vec![row("A", [0.0, 0.0])],
            vec![row(long, [1e6, 3e6]), row("B", [2.5e6, 2.6e6])],
            vec![row(long, [-4e6, -3e6]), row("B", [9e6, -2.6e6])],
        ] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input(2e6, rows.clone()), lang, width).scene);
                }
            }
        }
    }

    #[test]
    fn both_ends_of_a_bar_to_one_side_are_drawn_the_shorter_on_the_longer() {
        let picture = draw(&input(0.0, vec![row("A", [3e6, 1e6])]), Lang::En, WIDE);
        let fills: Vec<Role> = picture
            .scene
            .marks
            .iter()
            .skip(4)
            .filter_map(|mark| match mark {
                Mark::Box { fill, .. } => *fill,
                _ => None,
            })
            .collect();
        assert_eq!(fills, [Role::Ground, Role::Neutral]);
    }
}
