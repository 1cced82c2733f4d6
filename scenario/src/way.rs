//! The way from the root of a scenario to a value, and what it is in words.
//!
//! Comes in: keys, names and entries of lists, one after another. Goes out: [`Way`], of which paths, keys of draws, labels and
//! sources are made. Deliberately absent: which values there are (numbers.rs).

use serde_json::{Map, Value};

/// A table with a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// Its dotted path.
    pub path: String,
    /// Its source.
    pub source: String,
}

/// The way from the root to a value. Words are made of it for numbers only, not for all that is passed.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    before: Option<&'a Way<'a>>,
    step: WayStep<'a>,
    /// The source of the table that it leads to.
    source: Option<&'a str>,
}

/// The last step of a way.
#[derive(Clone, Copy)]
pub(super) enum WayStep<'a> {
    Root,
    /// Into a key of a table, with what the manual says of it.
    Key(&'a str, &'static str),
    /// Into a table that is found under any name; the manual says what the keys around it are.
    Name(&'a str),
    /// Into an entry of a list.
    Entry(usize, &'a Value),
}

/// Text under a key of a list's entry.
fn text<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    entry.get(key)?.as_str().filter(|text| !text.is_empty())
}

impl<'a> WayStep<'a> {
    /// Its word in a path.
    fn word(self) -> Option<String> {
        match self {
            WayStep::Root => None,
            WayStep::Key(word, _) | WayStep::Name(word) => Some(word.to_string()),
            WayStep::Entry(index, entry) => {
                let name = text(entry, "name");
                Some(name.map_or_else(|| index.to_string(), str::to_string))
            }
        }
    }

    /// Its word in what draws are keyed by.
    fn key(self) -> Option<String> {
        match self {
            WayStep::Entry(_, entry) if text(entry, "name").is_none() => {
                let leads_to = LEADS_TO.iter().find_map(|key| text(entry, key));
                leads_to.map(str::to_string).or_else(|| self.word())
            }
            WayStep::Root | WayStep::Key(..) | WayStep::Name(_) | WayStep::Entry(..) => self.word(),
        }
    }
}

impl<'a> Way<'a> {
    /// To the whole file.
    pub(super) fn root() -> Way<'a> {
        Way {
            before: None,
            step: WayStep::Root,
            source: None,
        }
    }

    pub(super) fn to<'b>(&'b self, step: WayStep<'b>) -> Way<'b> {
        Way {
            before: Some(self),
            step,
            source: None,
        }
    }

    /// The same way, to a table.
    pub(super) fn within<'b>(&'b self, table: &'b Map<String, Value>) -> Way<'b> {
        let source = table.get("source").and_then(Value::as_str);
        Way {
            source: source.filter(|source| !source.is_empty()),
            ..*self
        }
    }

    /// Back to the root.
    fn back(&self) -> impl Iterator<Item = &Way<'a>> {
        std::iter::successors(Some(self), |way| way.before)
    }

    fn steps(&self) -> Vec<WayStep<'a>> {
        let mut steps: Vec<WayStep<'a>> = self.back().map(|way| way.step).collect();
        steps.reverse();
        steps
    }

    pub(super) fn path(&self) -> Vec<String> {
        self.steps().into_iter().filter_map(WayStep::word).collect()
    }

    pub(super) fn keyed(&self) -> String {
        let of_arm = |kind: &String| kind == "component" || kind == "effect";
        let key: Vec<String> = self.steps().into_iter().filter_map(WayStep::key).collect();
        match key.as_slice() {
            [arm, _, kind, rest @ ..] if arm == "arm" && of_arm(kind) => {
                format!("arm.{kind}.{}", rest.join("."))
            }
            whole => whole.join("."),
        }
    }

    pub(super) fn meaning(&self) -> &'static str {
        let meaning = |way: &Way<'_>| match way.step {
            WayStep::Key(_, meaning) => Some(meaning),
            WayStep::Root | WayStep::Name(_) | WayStep::Entry(..) => None,
        };
        self.back().find_map(meaning).unwrap_or_default()
    }

    pub(super) fn around(&self) -> Option<Around> {
        let around = |way: &Way<'_>| {
            Some(Around {
                source: way.source?.to_string(),
                path: way.path().join("."),
            })
        };
        self.back().find_map(around)
    }

    /// The entries of lists that were passed, and the keys since the last of them.
    pub(super) fn label(&self) -> String {
        let [mut entries, mut keys] = [Vec::new(), Vec::new()];
        for step in self.steps() {
            match step {
                WayStep::Root => {}
                WayStep::Key(word, _) | WayStep::Name(word) => keys.push(spaced(word)),
                WayStep::Entry(index, entry) => {
                    let called = text(entry, "title").map(str::to_string);
                    let called = called.or_else(|| text(entry, "name").map(spaced));
                    entries.push(called.unwrap_or_else(|| {
                        let first = entry.as_object().and_then(first_text);
                        let which = first.map_or_else(|| (index + 1).to_string(), spaced);
                        format!("{} {which}", keys.join(" "))
                    }));
                    keys.clear();
                }
            }
        }
        let [entries, keys] = [entries, keys].map(|words| words.join(", "));
        let whole = match (entries.is_empty(), keys.is_empty()) {
            (true, _) => keys,
            (false, true) => entries,
            (false, false) => format!("{entries}: {keys}"),
        };
        let mut letters = whole.chars();
        let first = letters.next().map(|first| first.to_uppercase());
        first.into_iter().flatten().chain(letters).collect()
    }
}

/// Keys of what entries without a name lead to, by which their draws know them.
const LEADS_TO: [&str; 2] = ["service", "discipline"];

/// What an entry without a name is about: the first of its keys that holds text.
fn first_text(entry: &Map<String, Value>) -> Option<&str> {
    let mut texts = entry.iter().filter(|(key, _)| *key != "source");
    texts.find_map(|(_, value)| value.as_str().filter(|text| !text.is_empty()))
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}
