//! What pictures have in common: an axis of money with its grid and zero line, a key, labels pushed apart.
//!
//! Comes in: a scene and places. Goes out: marks on it. Deliberately absent: rows.

use super::lettering;
use super::scale::Scale;
use super::scene::{Anchor, Dash, LEADING, NORMAL, SMALL, Scene, Text};
use super::theme::{Role, Shape};
use super::words::Money;

/// A level axis of money.
#[derive(Debug, Clone, Copy)]
pub struct MoneyAxis {
    scale: Scale,
    money: Money,
    x: [f64; 2],
}

impl MoneyAxis {
    /// EUR from `range[0]` to `range[1]` between these pixels.
    pub fn new(money: Money, range: [f64; 2], x: [f64; 2]) -> MoneyAxis {
        MoneyAxis {
            scale: Scale::new(range.map(|eur| eur / money.scale()), x),
            money,
            x,
        }
    }

    /// Place of an amount in EUR.
    pub fn at(&self, eur: f64) -> f64 {
        self.scale.at(eur / self.money.scale())
    }

    /// Lines of the grid between two heights, and the zero line over them.
    pub fn grid(&self, scene: &mut Scene, y: [f64; 2]) {
        for &tick in &self.ticks().values {
            scene.upright(self.scale.at(tick), y, Role::Faint, 1.0);
        }
        scene.upright(self.scale.at(0.0), y, Role::Ink, 1.5);
    }

    /// Figures and name below; gives the height below that.
    pub fn legend(&self, scene: &mut Scene, y: f64, name: &str) -> f64 {
        let ticks = self.ticks();
        for &tick in &ticks.values {
            let text = self.money.tick(tick * self.money.scale(), ticks.decimals);
            within(
                scene,
                Text::new(self.scale.at(tick), y + 15.0, text)
                    .middle()
                    .soft(),
            );
        }
        axis_name(scene, self.x, y + 15.0 + SMALL * LEADING, name)
    }

    fn ticks(&self) -> super::scale::Ticks {
        // Figures are at most some forty pixels wide.
        self.scale
            .ticks((((self.x[1] - self.x[0]) / 62.0) as usize).clamp(2, 6))
    }
}

/// The name of an axis in the middle below it, in as many lines as it needs; gives the height below.
pub fn axis_name(scene: &mut Scene, x: [f64; 2], y: f64, name: &str) -> f64 {
    let lines = lettering::wrap(name, scene.width, SMALL, false);
    let mut baseline = y;
    for line in lines {
        within(
            scene,
            Text::new(f64::midpoint(x[0], x[1]), baseline, line)
                .middle()
                .soft(),
        );
        baseline += SMALL * LEADING;
    }
    baseline - SMALL * LEADING + 6.0
}

/// Text moved sideways as far as it takes to stay in the frame.
pub fn within(scene: &mut Scene, mut text: Text) {
    let bounds = text.bounds();
    if bounds.left < 0.0 {
        text.x -= bounds.left;
    } else if bounds.right > scene.width {
        text.x -= bounds.right - scene.width;
    }
    scene.text(text);
}

/// What a mark of a key looks like.
#[derive(Debug, Clone, Copy)]
pub enum Sign {
    /// A small mark, filled or not.
    Symbol(Shape, Role, bool),
    /// A bar.
    Bar(Option<Role>, (Role, Dash)),
    /// A line of this weight.
    Line(Role, f64, Dash),
}

/// A key from left to right, on as many lines as it needs; gives the height below.
pub fn key(scene: &mut Scene, left: f64, top: f64, items: &[(Sign, &str)]) -> f64 {
    const GAP: f64 = 18.0;
    let mut x = left;
    let mut y = top + NORMAL;
    for (sign, words) in items {
        let (sign_width, text_width) = (
            match sign {
                Sign::Symbol(..) => 12.0,
                Sign::Bar(..) | Sign::Line(..) => 24.0,
            },
            lettering::width(words, SMALL, false),
        );
        if x > left && x + sign_width + 6.0 + text_width > scene.width {
            x = left;
            y += NORMAL * 1.5;
        }
        let middle = y - 4.2;
        match *sign {
            Sign::Symbol(shape, role, is_filled) => {
                scene.symbol((x + 6.0, middle), 5.0, shape, role, is_filled);
            }
            Sign::Bar(fill, outline) => {
                scene.outlined([x, x + 24.0], [middle - 6.0, middle + 6.0], fill, outline);
            }
            Sign::Line(role, weight, dash) => {
                scene.line(vec![(x, middle), (x + 24.0, middle)], role, weight, dash);
            }
        }
        let room = scene.width - x - sign_width - 6.0;
        scene.text(
            Text::new(
                x + sign_width + 6.0,
                y,
                lettering::cut(words, room, SMALL, false),
            )
            .soft(),
        );
        x += sign_width + 6.0 + text_width + GAP;
    }
    y + 8.0
}

/// Notes below a picture; gives the height below.
pub fn notes(scene: &mut Scene, top: f64, notes: &[String]) -> f64 {
    let mut y = top + SMALL;
    for note in notes {
        let lines = lettering::wrap(note, scene.width, SMALL, false);
        y = scene.lines(&lines, Text::new(0.0, y, "").soft());
    }
    y - SMALL + 2.0
}

/// Middles of labels as near to where they are wanted as their widths allow inside `room`, in order.
pub fn push_apart(wanted: &[(f64, f64)], room: [f64; 2], gap: f64) -> Vec<f64> {
    let mut middles: Vec<f64> = Vec::new();
    let mut edge = room[0];
    for &(middle, width) in wanted {
        let placed = middle.max(edge + width / 2.0);
        edge = placed + width / 2.0 + gap;
        middles.push(placed);
    }
    // Back from the right end for those pushed over it.
    let mut edge = room[1];
    for (placed, (_, width)) in middles.iter_mut().zip(wanted).rev() {
        *placed = placed.min(edge - width / 2.0);
        edge = *placed - width / 2.0 - gap;
    }
    middles
}

/// Lines of a label that end or start at x, with their middle at a height.
pub fn label(scene: &mut Scene, lines: &[String], middle: f64, like: Text) {
    let spread = (lines.len().saturating_sub(1)) as f64 * like.size * LEADING;
    let first = middle - spread / 2.0 + 0.36 * like.size;
    scene.lines(lines, Text { y: first, ..like });
}

/// Text that starts or ends beside a mark: right of it, or left where a negative amount points there.
pub fn beside(x: f64, y: f64, text: String, is_left: bool) -> Text {
    let text = Text::new(if is_left { x - 4.0 } else { x + 4.0 }, y, text);
    Text {
        anchor: if is_left { Anchor::End } else { Anchor::Start },
        ..text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_pushed_apart_and_stay_in_their_room() {
        let placed = push_apart(
            &[(10.0, 40.0), (15.0, 40.0), (98.0, 20.0)],
            [0.0, 110.0],
            2.0,
        );
        assert_eq!(placed, [20.0, 62.0, 98.0]);
        let tight = push_apart(&[(90.0, 30.0), (95.0, 30.0)], [0.0, 100.0], 2.0);
        assert_eq!(tight, [53.0, 85.0]);
    }

    #[test]
    fn a_key_too_long_for_a_line_takes_two() {
        let items = [
            (
                Sign::Symbol(Shape::Circle, Role::Better, true),
                "no worse off",
            ),
            (Sign::Symbol(Shape::Square, Role::Worse, false), "worse off"),
            (
                Sign::Line(Role::Ink, 2.0, Dash::Solid),
                "mean of all of them",
            ),
        ];
        let mut scene = Scene::new(200.0);
        scene.height = key(&mut scene, 0.0, 0.0, &items);
        crate::chart::sound::is_sound(&scene);
        assert!(scene.height > 30.0);
    }
}
