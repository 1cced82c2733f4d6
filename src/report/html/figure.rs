//! A picture on the page, with its numbers one click away and open in print, and tables by themselves.
//!
//! Comes in: pictures and tables. Goes out: markup. Deliberately absent: which picture stands where.

use maud::{Markup, html};

use super::say;
use crate::chart::phrases::Phrase;
use crate::chart::table::Table;
use crate::chart::words::Lang;
use crate::chart::{Picture, svg};
use crate::report::pictures::PictureKind;

/// A picture with its name on the page, drawn for screens and paper and for phones.
#[derive(Debug, Clone)]
pub struct ShownPicture {
    /// The kind of picture; none where it is of a decision and not of the run.
    pub kind: Option<PictureKind>,
    /// Unique on the page.
    pub id: String,
    /// As wide as a screen or paper.
    pub wide: Picture,
    /// As wide as a phone.
    pub narrow: Picture,
    /// The command that draws it.
    pub command: String,
}

/// How the numbers of a picture are given beside its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvPlace {
    /// On the page, to copy.
    Here,
    /// By a command, where all of them would make the page too large.
    Command,
}

/// The picture with its result as title, its numbers, and what else is told of it.
///
/// # Errors
/// In words, where its numbers cannot be written.
pub fn figure(
    shown: &ShownPicture,
    more: Option<&Markup>,
    csv_place: CsvPlace,
) -> Result<Markup, String> {
    let Picture {
        lang, alt, table, ..
    } = &shown.wide;
    let id = &shown.id;
    let (wide, narrow) = svg::on_page(&shown.wide.scene, &shown.narrow.scene, id);
    let numbers = table.html_of(&format!("{id}-t"));
    let csv = table.csv()?;
    Ok(html! {
        figure id=(id) {
            figcaption id=(format!("{id}-t")) { (alt.title) }
            p hidden id=(format!("{id}-d")) { (alt.desc) }
            div.wide { (wide) }
            div.narrow { (narrow) }
            details {
                summary { (say::NUMBERS.of(*lang)) }
                (scrolled(&numbers, say::NUMBERS.of(*lang)))
                @if let Some(phrase) = on_paper(shown) {
                    p.get.paper { (phrase.of(*lang)) ": " code { (shown.command) " --format csv" } }
                }
                @match csv_place {
                    CsvPlace::Here => details.csv {
                        summary { (say::CSV.of(*lang)) }
                        pre tabindex="0" { (csv) }
                    },
                    CsvPlace::Command => p.get.csv { (say::CSV.of(*lang)) ": " code { (shown.command) " --format csv" } },
                }
                @if let Some(more) = more { (more) }
            }
        }
    })
}

/// A picture at first sight: its numbers are where `numbers` has all of them.
pub fn at_first_sight(shown: &ShownPicture, numbers: &str) -> Markup {
    let Picture { lang, alt, .. } = &shown.wide;
    let id = &shown.id;
    let (wide, narrow) = svg::on_page(&shown.wide.scene, &shown.narrow.scene, id);
    html! {
        figure id=(id) {
            figcaption id=(format!("{id}-t")) { (alt.title) }
            p hidden id=(format!("{id}-d")) { (alt.desc) }
            div.wide { (wide) }
            div.narrow { (narrow) }
            p.get { a href=(format!("#{numbers}")) { (say::NUMBERS.of(*lang)) } }
        }
    }
}

/// Rows that paper has of a table of flows (style.rs).
const PAPER_FLOWS: usize = 12;

/// Years of which paper has all; of more it has every third (style.rs).
const PAPER_YEARS: usize = 4;

/// What is said where paper leaves rows of a long table out.
fn on_paper(shown: &ShownPicture) -> Option<Phrase> {
    let rows = shown.wide.table.rows.len();
    match shown.kind? {
        PictureKind::Flows => (rows > PAPER_FLOWS).then_some(say::PAPER_FLOWS),
        PictureKind::States => (rows > PAPER_YEARS).then_some(say::PAPER_YEARS),
        PictureKind::Split
        | PictureKind::Futures
        | PictureKind::Position
        | PictureKind::Mechanisms
        | PictureKind::Practices
        | PictureKind::Access
        | PictureKind::Deprivation => None,
    }
}

/// A table that stands by itself.
pub fn table(table: &Table, caption: &str) -> Markup {
    scrolled(&table.html(caption), caption)
}

/// Something that may be wider than the page: it scrolls by itself, with the keyboard too.
pub fn scrolled(inside: &Markup, name: &str) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(name) { (inside) } }
}

/// What the run does not have, and the command that gets it.
pub fn how_to_get(lang: Lang, commands: &[String]) -> Markup {
    html! {
        p.get { (say::HOW_TO_GET.of(lang)) ": " @for command in commands { code { (command) } " " } }
    }
}

/// Names in a sentence: "a", "a and b", "a, b and c".
pub fn listed(lang: Lang, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => say::AND.fill(lang, &[("first", &first.join(", ")), ("last", last)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed() {
        let names = ["A", "b", "C"].map(String::from);
        assert_eq!(listed(Lang::En, &names), "A, b and C");
        assert_eq!(listed(Lang::Nl, &names[..2]), "A en b");
        assert_eq!(listed(Lang::Nl, &names[..1]), "A");
    }
}
