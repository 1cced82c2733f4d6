//! Why an arm costs what it costs: its mechanisms one after the other, as a waterfall lying down, so that names fit.
//!
//! Comes in: what each mechanism adds. Goes out: a [`Picture`]. Deliberately absent: the order; it is that of the model,
//! and another order would divide what mechanisms do together otherwise.

use super::frame::{self, MoneyAxis};
use super::lettering;
use super::names;
use super::phrases as say;
use super::scene::{Dash, LEADING, NORMAL, SMALL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::Role;
use super::words::{Lang, Money};
use super::{Picture, is_narrow};

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Who pays.
    pub payer: String,
    /// Mechanisms with the EUR a year that each adds, in the order of the model.
    pub steps: Vec<(String, f64)>,
    /// What each adds for one payer, for the table: payers with an amount a mechanism.
    pub by_payer: Vec<(String, Vec<f64>)>,
}

/// A bar from one sum to the next.
#[derive(Debug, Clone, PartialEq)]
struct Bar<'a> {
    name: &'a str,
    from: f64,
    to: f64,
    is_total: bool,
}

fn bars<'a>(input: &'a Input, together: &'a str) -> Vec<Bar<'a>> {
    let mut sum = 0.0;
    let mut all: Vec<Bar> = Vec::new();
    if input.steps.is_empty() {
        return all;
    }
    for (name, value) in input.steps.iter().filter(|(_, value)| *value != 0.0) {
        all.push(Bar {
            name,
            from: sum,
            to: sum + value,
            is_total: false,
        });
        sum += value;
    }
    all.push(Bar {
        name: together,
        from: 0.0,
        to: sum,
        is_total: true,
    });
    all
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let bars = bars(input, say::TOGETHER.of(lang));
    let money = Money::of_all(lang, bars.iter().map(|bar| bar.to - bar.from));
    let table = table(input, &bars, lang, &money);
    Picture {
        lang,
        alt: alt(input, &bars, lang, &money),
        scene: scene(input, &bars, lang, &money, width),
        text: text(&bars, &money),
        table,
    }
}

fn nothing(input: &Input, lang: Lang) -> Option<String> {
    let zero = input.steps.iter().filter(|(_, value)| *value == 0.0);
    let names: Vec<String> = zero.map(|(name, _)| names::inside(name)).collect();
    (!names.is_empty()).then(|| say::MECHANISMS_NOTHING.fill(lang, &[("steps", &names.join("; "))]))
}

fn alt(input: &Input, bars: &[Bar], lang: Lang, money: &Money) -> Alt {
    let parts = [("arm", input.arm.as_str()), ("party", &input.payer)];
    let steps: Vec<&Bar> = bars.iter().filter(|bar| !bar.is_total).collect();
    let size = |bar: &&&Bar| (bar.to - bar.from).abs();
    let largest = steps
        .iter()
        .max_by(|one, other| size(one).total_cmp(&size(other)));
    let total = bars.last().map_or(0.0, |bar| bar.to);
    let title = match largest {
        None if input.steps.is_empty() => say::MECHANISMS_UNTOLD.fill(lang, &parts),
        None => say::MECHANISMS_SAME.fill(lang, &parts),
        Some(step) => {
            let word = if total > 0.0 {
                say::DEARER
            } else {
                say::CHEAPER
            };
            let rest = [
                ("amount", money.words(total)),
                ("word", word.of(lang).to_string()),
                ("step", names::inside(step.name)),
                ("part", money.signed(step.to - step.from)),
            ];
            let rest = rest.iter().map(|(name, text)| (*name, text.as_str()));
            let all: Vec<(&str, &str)> = parts.into_iter().chain(rest).collect();
            say::MECHANISMS_TITLE.fill(lang, &all)
        }
    };
    let sentence = |bar: &Bar| format!("{}: {}.", bar.name, money.signed(bar.to - bar.from));
    let desc: Vec<String> = bars
        .iter()
        .map(sentence)
        .chain(nothing(input, lang))
        .collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

const ROW: f64 = 30.0;
const THICK: f64 = 20.0;

fn scene(input: &Input, bars: &[Bar], lang: Lang, money: &Money, width: f64) -> Scene {
    let mut scene = Scene::new(width);
    let is_narrow = is_narrow(width);
    let figures = bars
        .iter()
        .map(|bar| lettering::width(&money.signed(bar.to - bar.from), NORMAL, true))
        .fold(0.0, f64::max)
        + 8.0;
    let longest = bars
        .iter()
        .map(|bar| lettering::width(bar.name, NORMAL, bar.is_total))
        .fold(0.0, f64::max);
    let names = if is_narrow {
        0.0
    } else {
        longest.min(width * 0.36) + 10.0
    };
    let ends = bars.iter().flat_map(|bar| [bar.from, bar.to]);
    let range = super::scale::with_zero(ends);
    let axis = MoneyAxis::new(*money, range, [names + figures, width - figures]);
    let mut rows = Scene::new(width);
    let mut y = 4.0;
    let mut planes: Vec<[f64; 2]> = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let like = if bar.is_total {
            Text::new(0.0, 0.0, "").bold()
        } else {
            Text::new(0.0, 0.0, "")
        };
        if is_narrow {
            let lines = lettering::wrap_at_most(bar.name, 2, width, SMALL, bar.is_total);
            y = rows.lines(
                &lines,
                Text {
                    y: y + SMALL,
                    ..like
                }
                .sized(SMALL),
            ) - SMALL
                + 3.0;
        } else {
            let lines = lettering::wrap_at_most(bar.name, 2, names - 10.0, NORMAL, bar.is_total);
            let like = Text {
                x: names - 10.0,
                ..like
            }
            .end();
            frame::label(&mut rows, &lines, y + ROW / 2.0, like);
        }
        let top = y + (ROW - THICK) / 2.0;
        one(&mut rows, bar, &axis, money, [top, top + THICK]);
        planes.push([y, y + ROW]);
        if let Some(next) = bars.get(index + 1) {
            // The next bar begins where this one ends; the total begins at zero and ends there.
            let x = axis.at(bar.to);
            let to = y + ROW + if is_narrow { 2.0 } else { (ROW - THICK) / 2.0 };
            if !is_narrow || next.is_total {
                rows.line(
                    vec![(x, top + THICK), (x, to)],
                    Role::Soft,
                    1.0,
                    Dash::Solid,
                );
            }
        }
        y += ROW + if is_narrow { 4.0 } else { 2.0 };
    }
    if is_narrow {
        // Names stand between the bars: the grid leaves them alone.
        for plane in planes {
            axis.grid(&mut scene, plane);
        }
    } else {
        axis.grid(&mut scene, [0.0, y]);
    }
    scene.put(rows, 0.0, 0.0);
    let name = say::PER_YEAR_AXIS.fill(lang, &[("unit", money.unit())]);
    let name = format!("{}: {name}", input.payer);
    let below = axis.legend(&mut scene, y, &name);
    let notes: Vec<String> = nothing(input, lang).into_iter().collect();
    scene.height = frame::notes(&mut scene, below, &notes) + SMALL * (LEADING - 1.0);
    scene
}

fn one(scene: &mut Scene, bar: &Bar, axis: &MoneyAxis, money: &Money, y: [f64; 2]) {
    let value = bar.to - bar.from;
    let (from, to) = (axis.at(bar.from), axis.at(bar.to));
    if bar.is_total {
        scene.filled([from, to], y, Role::Neutral);
    } else {
        let (fill, role) = if value < 0.0 {
            (Some(Role::Better), Role::Better)
        } else {
            (Some(Role::Ground), Role::Worse)
        };
        scene.outlined([from, to], y, fill, (role, Dash::Solid));
    }
    let text = frame::beside(to, y[1] - 5.6, money.signed(value), value < 0.0);
    scene.text(text.bold());
}

fn table(input: &Input, bars: &[Bar], lang: Lang, money: &Money) -> Table {
    let number = |eur: f64| Cell::number(money.signed(eur), eur);
    let together = bars.last().map_or(0.0, |bar| bar.to);
    let row = |(index, (name, value)): (usize, &(String, f64))| {
        let by_payer = input
            .by_payer
            .iter()
            .map(|(_, values)| number(values[index]));
        [Cell::words(name), number(*value)]
            .into_iter()
            .chain(by_payer)
            .collect()
    };
    let sums = input
        .by_payer
        .iter()
        .map(|(_, values)| number(values.iter().sum()));
    let last = [Cell::words(say::TOGETHER.of(lang)), number(together)]
        .into_iter()
        .chain(sums);
    let amount = say::COLUMN_AMOUNT.fill(lang, &[("unit", money.unit())]);
    let payers = input.by_payer.iter().map(|(name, _)| name.clone());
    Table {
        head: [
            say::MECHANISM.of(lang).to_string(),
            format!("{}: {amount}", input.payer),
        ]
        .into_iter()
        .chain(payers)
        .collect(),
        rows: input
            .steps
            .iter()
            .enumerate()
            .map(row)
            .chain([last.collect()])
            .collect(),
    }
}

/// A line a bar, filled where it saves.
fn text(bars: &[Bar], money: &Money) -> String {
    const COLUMNS: f64 = 48.0;
    let names = bars
        .iter()
        .map(|bar| bar.name.chars().count())
        .max()
        .unwrap_or(0);
    let [low, high] = super::scale::with_zero(bars.iter().flat_map(|bar| [bar.from, bar.to]));
    let index =
        |value: f64| ((value - low) / (high - low).max(f64::MIN_POSITIVE) * COLUMNS) as usize;
    let line = |bar: &Bar| {
        let (from, to) = (index(bar.from.min(bar.to)), index(bar.from.max(bar.to)));
        let block = if bar.to < bar.from { "█" } else { "░" };
        let drawn: String = " ".repeat(from) + &block.repeat((to - from).max(1));
        let width = COLUMNS as usize + 1;
        let figure = money.signed(bar.to - bar.from);
        format!("{:<names$}  {drawn:<width$} {figure:>8}\n", bar.name)
    };
    bars.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(steps: &[(&str, f64)]) -> Input {
        Input {
            arm: "Budget".into(),
            payer: "All payers".into(),
            steps: steps
                .iter()
                .map(|(name, million)| ((*name).to_string(), million * 1e6))
                .collect(),
            by_payer: vec![(
                "One payer".into(),
                steps.iter().map(|(_, million)| million * 1e6).collect(),
            )],
        }
    }

    #[test]
    fn bars_run_from_sum_to_sum_and_the_last_from_zero() {
        let input = input(&[("a", 2.0), ("b", 0.0), ("c", -3.0)]);
        let ends: Vec<[f64; 2]> = bars(&input, "all")
            .iter()
            .map(|bar| [bar.from, bar.to])
            .collect();
        assert_eq!(ends, [[0.0, 2e6], [2e6, -1e6], [0.0, -1e6]]);
    }

    #[test]
    fn the_title_gives_the_sum_and_the_largest_step() {
        let picture = draw(
            &input(&[("Prices", 0.4), ("What it builds", -1.0)]),
            Lang::En,
            WIDE,
        );
        assert_eq!(
            picture.alt.title,
            "Budget: All payers €0.6\u{a0}million a year cheaper, most by: what it builds (−1.0)."
        );
        let untold = draw(&input(&[]), Lang::En, WIDE);
        assert_eq!(
            untold.alt.title,
            "Budget: what All payers pays is not taken apart into mechanisms in this run."
        );
        let none = draw(&input(&[("Prices", 0.0)]), Lang::Nl, WIDE);
        assert_eq!(
            none.alt.title,
            "Budget: geen enkel mechanisme verandert wat All payers betaalt."
        );
        assert!(none.alt.desc.contains("Geen effect: Prices."));
    }

    #[test]
    fn layouts_hold_at_zero_loss_and_long_names() {
        let long = "Wat er met heel veel moeite en overleg in de wijk wordt opgebouwd en blijft";
        for steps in [
            vec![],
            vec![("a", 0.0)],
            vec![("a", 1.0), (long, -3.0), ("c", 2.5)],
            vec![(long, 0.01)],
            vec![("a", -500.0), ("b", 499.9)],
        ] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input(&steps), lang, width).scene);
                }
            }
        }
    }

    #[test]
    fn savings_are_filled_and_costs_are_hollow() {
        let picture = draw(&input(&[("a", 1.0), ("b", -3.0)]), Lang::En, WIDE);
        let filled = |wanted: Role| {
            let is = |mark: &&Mark| matches!(mark, Mark::Box { fill: Some(role), .. } if *role == wanted);
            picture.scene.marks.iter().filter(is).count()
        };
        assert_eq!(
            (
                filled(Role::Better),
                filled(Role::Ground),
                filled(Role::Neutral)
            ),
            (1, 1, 1)
        );
    }
}
