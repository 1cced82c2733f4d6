//! The plane of cost and effect: what an arm costs more and gains more than as now, draw by draw.
//!
//! Comes in: pairs. Goes out: a [`Picture`] of dots, their mean, and lines of what a QALY may be worth. Deliberately absent:
//! other arms; a cloud on a cloud shows neither.

use super::frame::{self, Sign};
use super::lettering;
use super::phrases::{self as say, Phrase};
use super::scale::{Scale, with_zero};
use super::scene::{Dash, LEADING, SMALL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::{Role, Shape};
use super::words::{Lang, Money};
use super::{Picture, is_narrow};

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// QALYs more, and EUR more, than as now, by draw.
    pub draws: Vec<(f64, f64)>,
    /// EUR that a QALY may be worth: a line each.
    pub values: Vec<f64>,
}

/// Dots at most: more of them show no more.
const MOST: usize = 400;

impl Input {
    fn mean(&self) -> (f64, f64) {
        let count = self.draws.len().max(1) as f64;
        let sum = |of: fn(&(f64, f64)) -> f64| self.draws.iter().map(of).sum::<f64>() / count;
        (sum(|draw| draw.0), sum(|draw| draw.1))
    }

    /// Draws by quarter of the plane.
    fn quarters(&self) -> [(Phrase, usize); 4] {
        let count = |is_better: bool, is_dearer: bool| {
            let is_of =
                |draw: &&(f64, f64)| (draw.0 > 0.0) == is_better && (draw.1 > 0.0) == is_dearer;
            self.draws.iter().filter(is_of).count()
        };
        [
            (say::PLANE_BETTER_CHEAPER, count(true, false)),
            (say::PLANE_BETTER_DEARER, count(true, true)),
            (say::PLANE_WORSE_CHEAPER, count(false, false)),
            (say::PLANE_WORSE_DEARER, count(false, true)),
        ]
    }
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let table = table(input, lang);
    let count = format!("{}/{}", input.quarters()[0].1, input.draws.len());
    Picture {
        lang,
        alt: Alt {
            title: say::PLANE_TITLE.fill(lang, &[("arm", &input.arm), ("count", &count)]),
            desc: table.text(),
        },
        scene: scene(input, lang, width),
        text: table.text(),
        table,
    }
}

fn scene(input: &Input, lang: Lang, width: f64) -> Scene {
    let money = Money::of_all(lang, input.draws.iter().map(|draw| draw.1));
    let mut scene = Scene::new(width);
    let lines: Vec<String> = input
        .values
        .iter()
        .map(|eur| say::PLANE_VALUE.fill(lang, &[("eur", &lang.number(*eur, 0))]))
        .collect();
    let mut items = vec![
        (
            Sign::Symbol(Shape::Circle, Role::Neutral, false),
            say::PLANE_DRAW.of(lang),
        ),
        (
            Sign::Symbol(Shape::Diamond, Role::Ink, true),
            say::PLANE_MEAN.of(lang),
        ),
    ];
    let styles = [Dash::Solid, Dash::Dashed].into_iter().cycle();
    let roles = (0..).map(Role::Payer);
    let styles: Vec<(Role, Dash)> = roles.zip(styles).take(lines.len()).collect();
    items.extend(
        lines
            .iter()
            .zip(&styles)
            .map(|(line, (role, dash))| (Sign::Line(*role, 2.0, *dash), line.as_str())),
    );
    let top = frame::key(&mut scene, 0.0, 0.0, &items) + 4.0;
    let name = say::PLANE_COST_AXIS.fill(lang, &[("unit", money.unit())]);
    let name = lettering::wrap(&name, width, SMALL, false);
    let top = scene.lines(&name, Text::new(0.0, top + SMALL, "").soft()) - SMALL + 8.0;
    let bottom = top + if is_narrow(width) { 220.0 } else { 320.0 };
    let costs = with_zero(input.draws.iter().map(|draw| draw.1 / money.scale()));
    let effects = with_zero(input.draws.iter().map(|draw| draw.0));
    let up = Scale::new(costs, [bottom - 8.0, top + 8.0]);
    let ticks = up.ticks(5);
    let figure = |value: f64| lang.signed(value, ticks.decimals);
    let widest = ticks
        .values
        .iter()
        .map(|tick| lettering::width(&figure(*tick), SMALL, false));
    let left = widest.fold(0.0, f64::max) + 8.0;
    let along = Scale::new(effects, [left + 10.0, width - 12.0]);
    for &tick in &ticks.values {
        scene.level([left, width], up.at(tick), Role::Faint, 1.0);
        scene.text(
            Text::new(left - 5.0, up.at(tick) + 4.0, figure(tick))
                .soft()
                .end(),
        );
    }
    let below = along.ticks(((width - left) / 70.0) as usize);
    for &tick in &below.values {
        scene.upright(along.at(tick), [top, bottom], Role::Faint, 1.0);
        let text = Text::new(
            along.at(tick),
            bottom + 16.0,
            lang.signed(tick, below.decimals),
        );
        frame::within(&mut scene, text.middle().soft());
    }
    scene.level([left, width], up.at(0.0), Role::Ink, 1.5);
    scene.upright(along.at(0.0), [top, bottom], Role::Ink, 1.5);
    for (eur, (role, dash)) in input.values.iter().zip(&styles) {
        let per_qaly = eur / money.scale();
        let points = within(per_qaly, (effects, costs));
        let points = points.map(|(qalys, cost)| (along.at(qalys), up.at(cost)));
        scene.line(points.to_vec(), *role, 2.0, *dash);
    }
    let every = input.draws.len().div_ceil(MOST).max(1);
    for draw in input.draws.iter().step_by(every) {
        let at = (along.at(draw.0), up.at(draw.1 / money.scale()));
        scene.symbol(at, 2.5, Shape::Circle, Role::Neutral, false);
    }
    let (qalys, eur) = input.mean();
    let at = (along.at(qalys), up.at(eur / money.scale()));
    scene.symbol(at, 6.0, Shape::Diamond, Role::Ground, true);
    scene.symbol(at, 5.0, Shape::Diamond, Role::Ink, true);
    let y = bottom + 16.0 + SMALL * LEADING;
    let y = frame::axis_name(
        &mut scene,
        [left, width],
        y,
        say::PLANE_EFFECT_AXIS.of(lang),
    );
    scene.height = frame::notes(&mut scene, y + 4.0, &[say::PLANE_NOTE.of(lang).to_string()]) + 4.0;
    scene
}

/// Both ends of a line through nothing with this slope, inside the ranges of effects and costs.
fn within(slope: f64, (effects, costs): ([f64; 2], [f64; 2])) -> [(f64, f64); 2] {
    let end = |side: usize| {
        let by_cost = costs[side] / slope;
        let effect = if effects[side].abs() <= by_cost.abs() {
            effects[side]
        } else {
            by_cost
        };
        (effect, effect * slope)
    };
    [end(0), end(1)]
}

fn table(input: &Input, lang: Lang) -> Table {
    let rows = input.quarters().into_iter().map(|(quarter, count)| {
        vec![
            Cell::words(quarter.of(lang)),
            Cell::number(count.to_string(), count as f64),
        ]
    });
    let (qalys, eur) = input.mean();
    let money = Money::of_all(lang, [eur]);
    let cost = say::PLANE_COST_AXIS.fill(lang, &[("unit", money.unit())]);
    let means = [
        (
            say::PLANE_EFFECT_AXIS.of(lang).to_string(),
            lang.signed(qalys, 1),
            qalys,
        ),
        (cost, money.signed(eur), eur),
    ];
    let means = means.into_iter().map(|(name, shown, value)| {
        let name = format!("{}: {name}", say::PLANE_MEAN.of(lang));
        vec![Cell::words(name), Cell::number(shown, value)]
    });
    Table {
        head: vec![input.arm.clone(), say::PLANE_QUADRANT.of(lang).to_string()],
        rows: rows.chain(means).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(draws: Vec<(f64, f64)>) -> Input {
        Input {
            arm: "A budget".into(),
            draws,
            values: vec![20_000.0, 80_000.0],
        }
    }

    #[test]
    fn a_plane_is_sound_wherever_its_draws_lie() {
        let clouds = [
            vec![(12.0, -3e6), (30.0, 1e6), (-4.0, 2e6)],
            vec![(0.0, 0.0); 3],
            vec![(-1e-3, -5.0)],
            (0..1_000)
                .map(|at| (f64::from(at), f64::from(at) * 1e4))
                .collect(),
        ];
        for draws in clouds {
            for lang in [Lang::En, Lang::Nl] {
                for width in [NARROW, WIDE] {
                    is_sound(&draw(&input(draws.clone()), lang, width).scene);
                }
            }
        }
    }

    #[test]
    fn draws_are_counted_by_quarter_and_nothing_is_no_gain() {
        let drawn = draw(
            &input(vec![(1.0, -1e6), (1.0, 0.0), (0.0, 0.0), (2.0, 3e6)]),
            Lang::En,
            WIDE,
        );
        assert_eq!(
            drawn.alt.title,
            "A budget: in 2/4 draws it gains QALYs and costs no more than as now."
        );
        let counts: Vec<f64> = drawn
            .table
            .rows
            .iter()
            .filter_map(|row| row[1].value)
            .collect();
        assert_eq!(counts, [2.0, 1.0, 1.0, 0.0, 1.0, 500_000.0]);
    }

    #[test]
    fn a_line_of_value_ends_at_the_side_it_meets_first() {
        let ranges = ([-1.0, 10.0], [-50.0, 40.0]);
        assert_eq!(within(2.0, ranges), [(-1.0, -2.0), (10.0, 20.0)]);
        assert_eq!(within(8.0, ranges), [(-1.0, -8.0), (5.0, 40.0)]);
    }
}
