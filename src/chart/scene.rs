//! A picture as plain marks on a plane, before it is SVG: what tests look at.
//!
//! Comes in: marks, in pixels from the upper left. Goes out: the same with the boxes their text takes. Deliberately
//! absent: what they mean.

mod text;

use super::theme::{Role, Shape};
pub use text::{Anchor, Bounds, LEADING, NORMAL, SMALL, Text};

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Whole.
    Solid,
    /// In dashes.
    Dashed,
}

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Text.
    Text(Text),
    /// A box, filled or only outlined.
    Box {
        /// Where.
        bounds: Bounds,
        /// Colour inside.
        fill: Option<Role>,
        /// Colour and manner of the outline.
        outline: Option<(Role, Dash)>,
    },
    /// A line through points.
    Line {
        /// x and y.
        points: Vec<(f64, f64)>,
        /// Colour.
        role: Role,
        /// Pixels.
        weight: f64,
        /// Manner.
        dash: Dash,
    },
    /// A small mark.
    Symbol {
        /// Of its middle.
        x: f64,
        /// Of its middle.
        y: f64,
        /// Half its width.
        radius: f64,
        /// Form.
        shape: Shape,
        /// Colour.
        role: Role,
        /// Filled, or only outlined.
        is_filled: bool,
    },
    /// A band that flows from left to right.
    Band {
        /// x and y of its upper left corner.
        from: (f64, f64),
        /// x and y of its upper right corner.
        to: (f64, f64),
        /// How thick.
        thickness: f64,
        /// Colour.
        role: Role,
    },
    /// A scene inside: what two pictures of a page share is written once.
    Inset {
        /// Of its upper left.
        x: f64,
        /// Of its upper left.
        y: f64,
        /// Its marks.
        scene: Scene,
    },
}

impl Mark {
    /// Its text, if it is one.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Mark::Text(text) => Some(text),
            Mark::Box { .. }
            | Mark::Line { .. }
            | Mark::Symbol { .. }
            | Mark::Band { .. }
            | Mark::Inset { .. } => None,
        }
    }

    /// The box it takes; of an inset, that of its frame.
    pub fn bounds(&self) -> Bounds {
        match self {
            Mark::Text(text) => text.bounds(),
            Mark::Box { bounds, .. } => *bounds,
            Mark::Line { points, .. } => {
                let along = |of: fn(&(f64, f64)) -> f64| {
                    let values = points.iter().map(of);
                    values.fold([f64::MAX, f64::MIN], |[low, high], value| {
                        [low.min(value), high.max(value)]
                    })
                };
                bounds(along(|point| point.0), along(|point| point.1))
            }
            Mark::Symbol { x, y, radius, .. } => {
                bounds([x - radius, x + radius], [y - radius, y + radius])
            }
            Mark::Band {
                from,
                to,
                thickness,
                ..
            } => bounds(
                [from.0, to.0],
                [from.1.min(to.1), from.1.max(to.1) + thickness],
            ),
            Mark::Inset { x, y, scene } => bounds([*x, x + scene.width], [*y, y + scene.height]),
        }
    }
}

impl Mark {
    fn moved(self, right: f64, down: f64) -> Mark {
        match self {
            Mark::Text(text) => Mark::Text(Text {
                x: text.x + right,
                y: text.y + down,
                ..text
            }),
            Mark::Box {
                bounds,
                fill,
                outline,
            } => Mark::Box {
                bounds: Bounds {
                    left: bounds.left + right,
                    right: bounds.right + right,
                    top: bounds.top + down,
                    bottom: bounds.bottom + down,
                },
                fill,
                outline,
            },
            Mark::Line {
                points,
                role,
                weight,
                dash,
            } => Mark::Line {
                points: points.iter().map(|(x, y)| (x + right, y + down)).collect(),
                role,
                weight,
                dash,
            },
            Mark::Symbol {
                x,
                y,
                radius,
                shape,
                role,
                is_filled,
            } => Mark::Symbol {
                x: x + right,
                y: y + down,
                radius,
                shape,
                role,
                is_filled,
            },
            Mark::Band {
                from,
                to,
                thickness,
                role,
            } => Mark::Band {
                from: (from.0 + right, from.1 + down),
                to: (to.0 + right, to.1 + down),
                thickness,
                role,
            },
            Mark::Inset { x, y, scene } => Mark::Inset {
                x: x + right,
                y: y + down,
                scene,
            },
        }
    }
}

/// Marks in a frame; later ones lie on top.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
    /// In order of drawing.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty one; its height follows when all is drawn.
    pub fn new(width: f64) -> Scene {
        Scene {
            width,
            height: 0.0,
            marks: Vec::new(),
        }
    }

    /// Text.
    pub fn text(&mut self, text: Text) {
        self.marks.push(Mark::Text(text));
    }

    /// Lines of text under each other; gives the baseline below the last.
    pub fn lines(&mut self, lines: &[String], first: Text) -> f64 {
        let mut y = first.y;
        for line in lines {
            self.text(Text {
                y,
                text: line.clone(),
                ..first.clone()
            });
            y += first.size * LEADING;
        }
        y
    }

    /// A filled box.
    pub fn filled(&mut self, x: [f64; 2], y: [f64; 2], role: Role) {
        self.marks.push(Mark::Box {
            bounds: bounds(x, y),
            fill: Some(role),
            outline: None,
        });
    }

    /// A box, filled or not, with an outline that stays inside it.
    pub fn outlined(
        &mut self,
        x: [f64; 2],
        y: [f64; 2],
        fill: Option<Role>,
        outline: (Role, Dash),
    ) {
        let whole = bounds(x, y);
        // Half the outline's weight, where there is room for it.
        let inset = 0.75_f64.min((whole.right - whole.left) / 2.0);
        self.marks.push(Mark::Box {
            bounds: Bounds {
                left: whole.left + inset,
                right: whole.right - inset,
                top: whole.top + 0.75,
                bottom: whole.bottom - 0.75,
            },
            fill,
            outline: Some(outline),
        });
    }

    /// A straight or broken line.
    pub fn line(&mut self, points: Vec<(f64, f64)>, role: Role, weight: f64, dash: Dash) {
        self.marks.push(Mark::Line {
            points,
            role,
            weight,
            dash,
        });
    }

    /// A level line.
    pub fn level(&mut self, x: [f64; 2], y: f64, role: Role, weight: f64) {
        self.line(vec![(x[0], y), (x[1], y)], role, weight, Dash::Solid);
    }

    /// An upright line.
    pub fn upright(&mut self, x: f64, y: [f64; 2], role: Role, weight: f64) {
        self.line(vec![(x, y[0]), (x, y[1])], role, weight, Dash::Solid);
    }

    /// A small mark.
    pub fn symbol(
        &mut self,
        at: (f64, f64),
        radius: f64,
        shape: Shape,
        role: Role,
        is_filled: bool,
    ) {
        self.marks.push(Mark::Symbol {
            x: at.0,
            y: at.1,
            radius,
            shape,
            role,
            is_filled,
        });
    }

    /// Everything of another scene, moved.
    pub fn put(&mut self, other: Scene, right: f64, down: f64) {
        let moved = other.marks.into_iter().map(|mark| mark.moved(right, down));
        self.marks.extend(moved);
    }

    /// Another scene as one mark.
    pub fn inset(&mut self, scene: Scene, x: f64, y: f64) {
        self.marks.push(Mark::Inset { x, y, scene });
    }

    /// All its marks, with those of insets where they stand.
    #[cfg(test)]
    pub fn all_marks(&self) -> Vec<Mark> {
        let of = |mark: &Mark| match mark {
            Mark::Inset { x, y, scene } => {
                let inside = scene.all_marks().into_iter();
                inside.map(|mark| mark.moved(*x, *y)).collect()
            }
            other => vec![other.clone()],
        };
        self.marks.iter().flat_map(of).collect()
    }

    /// All its text.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.marks.iter().filter_map(Mark::text)
    }
}

/// The box between two ends each way.
pub(super) fn bounds(x: [f64; 2], y: [f64; 2]) -> Bounds {
    Bounds {
        left: x[0].min(x[1]),
        right: x[0].max(x[1]),
        top: y[0].min(y[1]),
        bottom: y[0].max(y[1]),
    }
}
