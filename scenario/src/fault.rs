//! Faults: what is wrong with a scenario, where, and what would be right.
//!
//! Comes in: a [`Location`], a message and a hint. Goes out: faults with line and column, sorted, and their text as
//! a terminal shows it. Deliberately absent: warnings. What is written is right, or it is a fault.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::fault_kind::FaultKind;
use super::source::{Location, SourceFile};

/// More faults than this are only counted: nobody reads further, and a hostile file could hold millions.
pub(super) const MOST_SHOWN: usize = 100;

/// Characters shown around a fault in a line that is longer than a screen is wide.
const LINE_WINDOW: usize = 120;

/// Something wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The kind, which has an explanation.
    pub kind: FaultKind,
    /// Where.
    pub location: Location,
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub hint: String,
}

/// A fault as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The kind, which has an explanation.
    pub kind: FaultKind,
    /// The file as named by the user, or `--set`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub hint: String,
}

/// All that is wrong with a scenario; never empty.
#[derive(Debug, Clone)]
pub struct Faults {
    files: Arc<Vec<SourceFile>>,
    faults: Vec<Fault>,
    more: usize,
}

impl Fault {
    /// A fault at a place.
    pub fn new(
        kind: FaultKind,
        location: Location,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Fault {
            kind,
            location,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl Faults {
    /// Sorts faults by file, line and column and keeps those a reader can bear.
    pub fn new(files: Arc<Vec<SourceFile>>, mut faults: Vec<Fault>) -> Self {
        faults.sort_by(|a, b| order(a).cmp(&order(b)));
        faults.dedup();
        let more = faults.len().saturating_sub(MOST_SHOWN);
        faults.truncate(MOST_SHOWN);
        Faults {
            files,
            faults,
            more,
        }
    }

    /// These faults, and `more` that were only counted.
    pub fn and(self, more: usize) -> Self {
        Faults {
            more: self.more + more,
            ..self
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.faults.len() + self.more
    }

    /// The first of them (a hundred at most), sorted by file, line and column.
    pub fn located(&self) -> Vec<Located> {
        self.faults
            .iter()
            .filter_map(|fault| self.locate(fault))
            .collect()
    }

    /// The text for a terminal, with colour or plain.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut shown: Vec<String> = self
            .faults
            .iter()
            .map(|fault| self.render_one(&renderer, fault))
            .collect();
        if self.more > 0 {
            shown.push(format!("… and {} more", grouped(self.more)));
        }
        shown.push(self.summary());
        shown.join("\n\n") + "\n"
    }

    /// How many there are, and where each kind is explained.
    fn summary(&self) -> String {
        let of_files: BTreeSet<usize> = self.faults.iter().map(|one| one.location.file).collect();
        let kinds: BTreeSet<FaultKind> = self.faults.iter().map(|one| one.kind).collect();
        let codes: Vec<&str> = kinds.into_iter().map(FaultKind::code).collect();
        let explained = match codes.as_slice() {
            [only] => format!("`caremix explain {only}`"),
            several => format!("`caremix explain` explains {}", several.join(", ")),
        };
        format!(
            "error: {} in {}; nothing was done ({explained})",
            counted(self.count(), "mistake"),
            counted(of_files.len(), "file")
        )
    }

    fn locate(&self, fault: &Fault) -> Option<Located> {
        let file = self.files.get(fault.location.file)?;
        let line = file.line_of(fault.location.span.start);
        let whole = file.line_span(line);
        let before = file
            .text
            .get(whole.start..fault.location.span.start)
            .unwrap_or_default();
        Some(Located {
            kind: fault.kind,
            file: file.shown.clone(),
            line: file.number(line),
            column: before.chars().count() + 1,
            text: file.text.get(whole).unwrap_or_default().to_string(),
            message: fault.message.clone(),
            hint: fault.hint.clone(),
        })
    }

    fn render_one(&self, renderer: &Renderer, fault: &Fault) -> String {
        let Some(file) = self.files.get(fault.location.file) else {
            return fault.message.clone();
        };
        let mut group = Level::ERROR
            .primary_title(fault.message.as_str())
            .id(fault.kind.code())
            .elements(self.snippet(file, fault));
        if !fault.hint.is_empty() {
            group = group.element(Level::HELP.message(fault.hint.as_str()));
        }
        renderer.render(&[group])
    }

    /// The place and its line. A file that could not be read has no line to show.
    fn snippet<'a>(&self, file: &'a SourceFile, fault: &Fault) -> Vec<Element<'a>> {
        if file.text.is_empty() {
            return vec![Origin::path(file.shown.as_str()).into()];
        }
        let line = file.line_of(fault.location.span.start);
        let whole = file.line_span(line);
        let start = fault.location.span.start.min(whole.end);
        // A value over many lines is marked in its first.
        let end = fault.location.span.end.clamp(start, whole.end);
        let text = &file.text[whole.clone()];
        let (text, cut) = window(text, start - whole.start);
        let mark = |byte: usize| (byte - whole.start).saturating_sub(cut).min(text.len());
        let marked = mark(start)..mark(end);
        let column = file.text[whole.start..start].chars().count() + 1;
        let snippet: Snippet<'a, annotate_snippets::Annotation<'a>> =
            Snippet::source(text).line_start(file.number(line));
        if cut == 0 {
            let shown = snippet.path(file.shown.as_str());
            return vec![
                shown
                    .annotation(AnnotationKind::Primary.span(marked))
                    .into(),
            ];
        }
        // Of a line that is cut, only we know the column.
        let origin = Origin::path(file.shown.as_str())
            .line(file.number(line))
            .char_column(column);
        vec![
            origin.into(),
            snippet
                .annotation(AnnotationKind::Primary.span(marked))
                .into(),
        ]
    }
}

/// A count and what is counted.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(count))
}

/// A count with commas between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    let first = (first > 0).then(|| digits[..first].to_string());
    first
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(",")
}

fn order(fault: &Fault) -> (usize, usize, usize, &str) {
    (
        fault.location.file,
        fault.location.span.start,
        fault.location.span.end,
        &fault.message,
    )
}

/// The part of a line around a byte, and how many bytes were cut off before it.
fn window(line: &str, at: usize) -> (&str, usize) {
    let from = if at <= LINE_WINDOW {
        0
    } else {
        floor(line, at - LINE_WINDOW / 2)
    };
    let until = floor(line, (at + LINE_WINDOW).min(line.len()));
    (&line[from..until], from)
}

fn floor(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Faults {}
