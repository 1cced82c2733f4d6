//! A TOML file as a tree in which every value and key knows its place.
//!
//! Comes in: text. Goes out: a [`Node`], and every syntax error at once. Deliberately absent: what keys mean.
//!
//! A tree of our own because `toml`'s is tied to one text, and a scenario is made of several.

use std::collections::BTreeMap;

use toml::de::{DeArray, DeInteger, DeTable, DeValue};

use super::fault::Fault;
use super::fault_kind::FaultKind;
use super::source::Location;

/// Deeper nesting is refused: the deepest value of a scenario lies nine deep, and recursion needs a floor.
const DEEPEST: usize = 24;

/// More syntax errors in one file are not collected.
const MOST_SYNTAX_ERRORS: usize = 100;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Tree,
    /// Where the value stands; of a table, its header.
    pub location: Location,
    /// Where its key stands; of an entry in a list, the same as `location`.
    pub key: Location,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub enum Tree {
    /// A string.
    Text(String),
    /// A whole number; wider than TOML's so that one out of range can be shown.
    Integer(i128),
    /// A number with a point or exponent.
    Float(f64),
    /// true or false.
    Boolean(bool),
    /// A date or time, which no key of a scenario takes.
    Date,
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(BTreeMap<String, Node>),
}

impl Node {
    /// An empty table at a place.
    pub fn empty_table(location: Location) -> Self {
        Node {
            value: Tree::Table(BTreeMap::new()),
            key: location.clone(),
            location,
        }
    }

    /// The entries of a table.
    pub fn table(&self) -> Option<&BTreeMap<String, Node>> {
        match &self.value {
            Tree::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries of a table, to change.
    pub fn table_mut(&mut self) -> Option<&mut BTreeMap<String, Node>> {
        match &mut self.value {
            Tree::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries of a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Tree::List(entries) => Some(entries),
            _ => None,
        }
    }

    /// A string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What the `name` of a table says.
    pub fn name(&self) -> Option<&str> {
        self.table()?.get("name")?.text()
    }
}

/// Position in a list of the entry that a word means: by its name, or by its index.
pub fn entry_at(list: &[Node], word: &str) -> Option<usize> {
    let by_name = list.iter().position(|entry| entry.name() == Some(word));
    by_name.or_else(|| word.parse().ok().filter(|at| *at < list.len()))
}

/// Bytes at the start of a large file that are looked at first: errors take a thousand times the memory of a byte.
const FIRST_PART: usize = 64 * 1024;

/// The part of a large file that has more syntax errors than are collected by itself; otherwise all of it. An error
/// that only the cut makes comes after them.
fn worth_parsing(text: &str) -> &str {
    let Some(first) = text.get(..text.floor_char_boundary(FIRST_PART)) else {
        return text;
    };
    if first.len() == text.len() {
        return text;
    }
    let (document, errors) = DeTable::parse_recoverable(first);
    dismantle(DeValue::Table(document.into_inner()));
    if errors.len() > MOST_SYNTAX_ERRORS {
        first
    } else {
        text
    }
}

/// Parses a whole file. With a fault, the tree is worth nothing.
pub fn parse(text: &str, file: usize) -> (Node, Vec<Fault>) {
    let text = worth_parsing(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut builder = Builder {
        file,
        offset: 0,
        faults: errors
            .iter()
            .take(MOST_SYNTAX_ERRORS)
            .map(|error| syntax(error, text, file, 0))
            .collect(),
    };
    let location = Location { file, span: 0..0 };
    let value = DeValue::Table(document.into_inner());
    let root = if builder.faults.is_empty() {
        builder.node(value, location.clone(), location, 0)
    } else {
        dismantle(value);
        Node::empty_table(location)
    };
    (root, builder.faults)
}

/// Parses one value, which begins at byte `offset` of the text it was taken from.
pub fn parse_value(text: &str, file: usize, offset: usize) -> Result<Node, Vec<Fault>> {
    let (value, errors) = DeValue::parse_recoverable(text);
    if !errors.is_empty() {
        dismantle(value.into_inner());
        return Err(errors
            .iter()
            .take(1)
            .map(|error| syntax(error, text, file, offset))
            .collect());
    }
    let location = Location {
        file,
        span: offset..offset + text.len(),
    };
    let mut builder = Builder {
        file,
        offset,
        faults: Vec::new(),
    };
    let node = builder.node(value.into_inner(), location.clone(), location, 0);
    if builder.faults.is_empty() {
        Ok(node)
    } else {
        Err(builder.faults)
    }
}

fn syntax(error: &toml::de::Error, text: &str, file: usize, offset: usize) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let span = span.start.min(text.len()) + offset..span.end.min(text.len()) + offset;
    let hint = match error.message() {
        "duplicate key" => {
            "a key may appear once in a table; entries of a list are written `[[name]]`"
        }
        message if message.contains("recursion") => "no part of a scenario is nested that deep",
        _ => "this is not TOML; see toml.io",
    };
    Fault::new(
        FaultKind::Syntax,
        Location { file, span },
        error.message(),
        hint,
    )
}

struct Builder {
    file: usize,
    offset: usize,
    faults: Vec<Fault>,
}

impl Builder {
    fn location(&self, span: std::ops::Range<usize>) -> Location {
        Location {
            file: self.file,
            span: span.start + self.offset..span.end + self.offset,
        }
    }

    fn node(
        &mut self,
        value: DeValue<'_>,
        location: Location,
        key: Location,
        depth: usize,
    ) -> Node {
        let value = match value {
            DeValue::Array(_) | DeValue::Table(_) if depth >= DEEPEST => {
                dismantle(value);
                let message = format!("this is nested more than {DEEPEST} deep");
                self.fault(
                    FaultKind::Syntax,
                    &location,
                    message,
                    "no part of a scenario is nested that deep",
                );
                Tree::Boolean(false)
            }
            DeValue::Array(list) => self.list(list, depth),
            DeValue::Table(table) => self.entries(table, depth),
            DeValue::String(text) => Tree::Text(text.into_owned()),
            DeValue::Integer(number) => self.integer(&number, &location),
            DeValue::Float(number) => Tree::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Tree::Boolean(value),
            DeValue::Datetime(_) => Tree::Date,
        };
        Node {
            value,
            location,
            key,
        }
    }

    fn list(&mut self, list: DeArray<'_>, depth: usize) -> Tree {
        let mut entries = Vec::with_capacity(list.len());
        for entry in list {
            let location = self.location(entry.span());
            entries.push(self.node(entry.into_inner(), location.clone(), location, depth + 1));
        }
        Tree::List(entries)
    }

    fn entries(&mut self, table: DeTable<'_>, depth: usize) -> Tree {
        let mut entries = BTreeMap::new();
        for (key, value) in table {
            let at = self.location(key.span());
            let location = match value.span() {
                // Tables that only a dotted key implies have no place of their own.
                span if span.is_empty() => at.clone(),
                span => self.location(span),
            };
            let node = self.node(value.into_inner(), location, at, depth + 1);
            entries.insert(key.into_inner().into_owned(), node);
        }
        Tree::Table(entries)
    }

    fn integer(&mut self, number: &DeInteger<'_>, location: &Location) -> Tree {
        match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => Tree::Integer(value),
            Err(_) => {
                self.fault(
                    FaultKind::OutOfRange,
                    location,
                    "this whole number is too large".into(),
                    "no key takes a number of this size",
                );
                Tree::Integer(0)
            }
        }
    }

    fn fault(&mut self, kind: FaultKind, location: &Location, message: String, hint: &str) {
        self.faults
            .push(Fault::new(kind, location.clone(), message, hint));
    }
}

/// Frees a value level by level. Dropped as it is, one nested thousands deep by dotted keys would need a stack
/// frame per level.
fn dismantle(value: DeValue<'_>) {
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            DeValue::Array(list) => rest.extend(list.into_iter().map(|entry| entry.into_inner())),
            DeValue::Table(table) => {
                rest.extend(table.into_iter().map(|(_, entry)| entry.into_inner()))
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_parsed_whole_unless_its_first_part_is_nothing_but_mistakes() {
        let wrong = "= \n".repeat(100_000);
        assert_eq!(worth_parsing(&wrong).len(), FIRST_PART);
        assert_eq!(parse(&wrong, 0).1.len(), MOST_SYNTAX_ERRORS);
        // A mistake behind a large first part without any.
        let late = "# nothing\n".repeat(10_000) + "= \n";
        assert_eq!(worth_parsing(&late).len(), late.len());
        assert_eq!(parse(&late, 0).1[0].location.span.start, 100_000);
    }
}
