//! Pictures: one file a picture, from rows to a layout, and from that to SVG, terminal text and a table, so that the three
//! cannot disagree.
//!
//! Comes in: rows of plain numbers with the names readers know. Goes out: a [`Picture`]. Deliberately absent: files, and
//! where the rows come from. Words, counts and marks of a picture come from the same reckoning, and every mark is a plain
//! struct before it is SVG, so that tests can look: no text outside the frame, none on another.

pub mod access;
pub mod count;
pub mod course;
pub mod curves;
pub mod deprivation;
pub mod flows;
mod frame;
pub mod futures;
mod lang;
mod lettering;
mod matrix;
pub mod mechanisms;
pub mod names;
mod pairs;
mod panels;
pub mod phrases;
pub mod plane;
pub mod position;
pub mod practices;
pub mod scale;
pub mod scene;
#[cfg(test)]
mod sound;
pub mod split;
pub mod states;
pub mod svg;
pub mod table;
pub mod theme;
pub mod tornado;
pub mod words;

use scene::Scene;
use svg::Alt;
use table::Table;
use words::Lang;

/// Width of a picture on a page or screen, in pixels.
pub const WIDE: f64 = 720.0;
/// Width of a picture on a phone: that of a panel of two side by side on a page, so that panels are drawn once.
pub const NARROW: f64 = 349.0;

/// Who pays, as a picture shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What readers call it.
    pub label: String,
    /// Its place in the report's order, which gives its colour and shape; `None`: all together.
    pub index: Option<usize>,
}

/// A picture, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The language it is in.
    pub lang: Lang,
    /// Its result, and what it says to those who do not see it.
    pub alt: Alt,
    /// Its marks.
    pub scene: Scene,
    /// Its numbers.
    pub table: Table,
    /// Itself in letters, for a terminal.
    pub text: String,
}

impl Picture {
    /// A file by itself, with what it comes from in a line below.
    pub fn standalone(&self, id: &str, source: &str) -> String {
        svg::standalone(&self.scene, &self.alt, self.lang, id, source)
    }
}

/// Whether a width is a phone's.
fn is_narrow(width: f64) -> bool {
    width < 560.0
}
