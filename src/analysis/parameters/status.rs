//! How sure a number is, as its source says.
//!
//! Comes in: the text of a source. Goes out: a [`Status`]. Deliberately absent: a judgement on what the source says.
//!
//! Sources mark what they stand on in brackets: `(V)` for a figure read in the source named, `(D)` for one computed from such
//! figures; the word "unverified" says that nobody has checked. Of several marks the weakest counts, since a figure is as
//! sure as what is least sure about it.

use serde::{Deserialize, Serialize};

use crate::base::listed;

listed! {
/// How sure a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in the source named.
    Verified,
    /// Computed from figures that were.
    Derived,
    /// From memory, or an assumption.
    Unverified,
    /// The scenario does not say.
    NotStated,
}
}

impl Status {
    /// What a source says.
    pub fn of(source: &str) -> Status {
        if source.to_lowercase().contains("unverified") {
            return Status::Unverified;
        }
        if is_marked(source, DERIVED) {
            Status::Derived
        } else if is_read(source) {
            Status::Verified
        } else {
            Status::NotStated
        }
    }

    /// As files write it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Verified => "verified",
            Status::Derived => "derived",
            Status::Unverified => "unverified",
            Status::NotStated => "not_stated",
        }
    }
}

/// The mark of a figure that was read in the source named.
const READ: &str = "V";
/// The mark of one computed from such figures.
const DERIVED: &str = "D";

/// Whether a source says that a figure was read in it, whatever else it says.
pub fn is_read(source: &str) -> bool {
    is_marked(source, READ)
}

fn is_marked(source: &str, mark: &str) -> bool {
    bracketed(source).flat_map(words).any(|word| word == mark)
}

/// What stands in brackets.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('(').skip(1);
    parts
        .filter_map(|part| part.split_once(')'))
        .map(|(inside, _)| inside)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', ':'])
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_in_brackets_say_how_sure_a_figure_is() {
        for (source, status) in [
            ("Reference price 2023 (V)", Status::Verified),
            ("tariffs (V, 2022 or 2023)", Status::Verified),
            (
                "Eigen risico (drimmelen.nl; gemeente.nu, V)",
                Status::Verified,
            ),
            ("Tariffs (V), weighted with contacts (D)", Status::Derived),
            ("profile fitted (fitted, D): 27 %", Status::Derived),
            ("Unverified: a guess", Status::Unverified),
            ("price (V), mixed 82 : 18 (unverified)", Status::Unverified),
            ("care at home of V&V homes (verpleging)", Status::NotStated),
            (
                "homes for V&V (V&V places) and vitamin D",
                Status::NotStated,
            ),
            ("", Status::NotStated),
        ] {
            assert_eq!(Status::of(source), status, "{source}");
        }
    }

    #[test]
    fn files_write_the_word_that_it_has() {
        for status in Status::ALL {
            let written = serde_json::to_value(status).expect("a word");
            assert_eq!(written, status.word());
        }
    }
}
