//! A line of text on a plane, and the box it may take.
//!
//! Comes in: text with its place, size and weight. Goes out: the same with its width. Deliberately absent: other marks.

use crate::chart::lettering;
use crate::chart::theme::Role;

/// Size of text in pixels.
pub const NORMAL: f64 = 13.0;
/// Size of text that explains.
pub const SMALL: f64 = 12.0;
/// Distance between lines of text, in sizes.
pub const LEADING: f64 = 1.35;

/// Which end of a text its x is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Of the anchor.
    pub x: f64,
    /// Of the baseline.
    pub y: f64,
    /// Which end x is.
    pub anchor: Anchor,
    /// In pixels.
    pub size: f64,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Its colour.
    pub role: Role,
    /// The words.
    pub text: String,
}

impl Text {
    /// Ink of normal size that starts at x.
    pub fn new(x: f64, y: f64, text: impl Into<String>) -> Text {
        Text {
            x,
            y,
            anchor: Anchor::Start,
            size: NORMAL,
            is_bold: false,
            role: Role::Ink,
            text: text.into(),
        }
    }

    /// The text, ending at x.
    pub fn end(mut self) -> Text {
        self.anchor = Anchor::End;
        self
    }

    /// The text, with its middle at x.
    pub fn middle(mut self) -> Text {
        self.anchor = Anchor::Middle;
        self
    }

    /// The text in bold.
    pub fn bold(mut self) -> Text {
        self.is_bold = true;
        self
    }

    /// The text in the colour of explanations.
    pub fn soft(mut self) -> Text {
        self.size = SMALL;
        self.role = Role::Soft;
        self
    }

    /// The text in another size.
    pub fn sized(mut self, size: f64) -> Text {
        self.size = size;
        self
    }

    /// The text in another colour.
    pub fn of(mut self, role: Role) -> Text {
        self.role = role;
        self
    }

    /// How wide it may come out.
    pub fn width(&self) -> f64 {
        lettering::width(&self.text, self.size, self.is_bold)
    }

    /// The box it may take.
    pub fn bounds(&self) -> Bounds {
        let width = self.width();
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Bounds {
            left,
            right: left + width,
            top: self.y - 0.78 * self.size,
            bottom: self.y + 0.22 * self.size,
        }
    }
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest x.
    pub left: f64,
    /// Largest x.
    pub right: f64,
    /// Smallest y.
    pub top: f64,
    /// Largest y.
    pub bottom: f64,
}

impl Bounds {
    /// Whether two boxes share more than a hair.
    pub fn overlaps(&self, other: &Bounds) -> bool {
        const HAIR: f64 = 0.3;
        self.left + HAIR < other.right
            && other.left + HAIR < self.right
            && self.top + HAIR < other.bottom
            && other.top + HAIR < self.bottom
    }
}
