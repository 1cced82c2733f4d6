//! The arguments of `--set`: `run.years=5`, `arm.new.component.budget.amount=5e6`.
//!
//! Comes in: arguments and a merged tree. Goes out: the tree with the values set; the location of each is
//! its argument.
//! Deliberately absent: whether the value suits the key; the walk over the whole tree says so.

use super::fault::Fault;
use super::fault_kind::FaultKind;
use super::form::{Form, FormKind};
use super::nearest::{listed, nearest, quoted, suggest};
use super::source::Location;
use super::tree::{self, Node, Tree};

/// One word of the dotted path.
struct Word<'t> {
    text: &'t str,
    location: Location,
}

/// Sets one value. The argument is the text with index `file`.
pub fn set(root: &mut Node, form: Form<'_>, argument: &str, file: usize) -> Vec<Fault> {
    let whole = Location {
        file,
        span: 0..argument.len(),
    };
    let Some((path, value)) = argument.split_once('=') else {
        return vec![Fault::new(
            FaultKind::Setting,
            whole,
            "this sets nothing",
            "write key.path=value, e.g. run.years=5",
        )];
    };
    let words = words(path, file);
    if words.iter().any(|word| word.text.is_empty()) {
        return vec![Fault::new(
            FaultKind::Setting,
            words_location(&whole, path),
            "the path of keys is empty or has an empty part",
            "e.g. run.years=5",
        )];
    }
    if words.first().is_some_and(|word| word.text == "extends") {
        return vec![Fault::new(
            FaultKind::Setting,
            words_location(&whole, path),
            "`extends` can only be written in a file",
            "name the file that has it",
        )];
    }
    let start = argument.len() - value.len();
    match parse(value, file, start) {
        Err(faults) => faults,
        Ok(value) => {
            // On its way down, a path that leads nowhere makes tables that nobody asked for.
            let mut changed = root.clone();
            match descend(&mut changed, form, &words, value) {
                Ok(()) => *root = changed,
                Err(fault) => return vec![fault],
            }
            Vec::new()
        }
    }
}

fn words_location(whole: &Location, path: &str) -> Location {
    Location {
        file: whole.file,
        span: 0..path.len(),
    }
}

fn words(path: &str, file: usize) -> Vec<Word<'_>> {
    let mut start = 0;
    let mut words = Vec::new();
    for part in path.split('.') {
        let text = part.trim();
        let from = start + part.len() - part.trim_start().len();
        let span = from..from + text.len();
        words.push(Word {
            text,
            location: Location { file, span },
        });
        start += part.len() + 1;
    }
    words
}

/// A TOML value; a bare word is text, so that shells need no quotes within quotes.
fn parse(value: &str, file: usize, start: usize) -> Result<Node, Vec<Fault>> {
    let trimmed = value.trim();
    let start = start + value.len() - value.trim_start().len();
    let location = Location {
        file,
        span: start..start + trimmed.len(),
    };
    if trimmed.is_empty() {
        return Err(vec![Fault::new(
            FaultKind::Setting,
            location,
            "there is no value after `=`",
            "text that is empty is written \"\"",
        )]);
    }
    tree::parse_value(trimmed, file, start).or_else(|faults| {
        if is_bare_word(trimmed) {
            let value = Tree::Text(trimmed.to_string());
            let key = location.clone();
            Ok(Node {
                value,
                location,
                key,
            })
        } else {
            Err(faults)
        }
    })
}

fn is_bare_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && text
            .chars()
            .all(|each| each.is_alphanumeric() || "_-./ ".contains(each))
}

/// Follows the words down and sets the value at their end.
fn descend(node: &mut Node, form: Form<'_>, words: &[Word<'_>], value: Node) -> Result<(), Fault> {
    let Some((word, rest)) = words.split_first() else {
        let key = value.location.clone();
        *node = Node { key, ..value };
        return Ok(());
    };
    let alternatives = form.alternatives();
    for one in alternatives {
        match one.kind() {
            FormKind::Table => return descend_key(node, one, word, rest, value),
            FormKind::ByName(each) => {
                let inner = entry(node, word)?;
                return descend(inner, each, rest, value);
            }
            FormKind::List(each) => {
                let inner = list_entry(node, word)?;
                return descend(inner, each, rest, value);
            }
            _ => {}
        }
    }
    let message = format!(
        "nothing lies below this key, so {} leads nowhere",
        quoted(word.text)
    );
    Err(Fault::new(
        FaultKind::Setting,
        word.location.clone(),
        message,
        format!("it is {}", form.expected()),
    ))
}

fn descend_key(
    node: &mut Node,
    form: Form<'_>,
    word: &Word<'_>,
    rest: &[Word<'_>],
    value: Node,
) -> Result<(), Fault> {
    let Some(inner) = form.key(word.text) else {
        let message = format!("unknown key {}", quoted(word.text));
        return Err(Fault::new(
            FaultKind::UnknownKey,
            word.location.clone(),
            message,
            suggest(word.text, &form.keys()),
        ));
    };
    descend(entry(node, word)?, inner, rest, value)
}

/// The value of a key, made when it is not there yet.
fn entry<'n>(node: &'n mut Node, word: &Word<'_>) -> Result<&'n mut Node, Fault> {
    match &mut node.value {
        Tree::Table(entries) => {
            let fresh = || Node::empty_table(word.location.clone());
            Ok(entries.entry(word.text.to_string()).or_insert_with(fresh))
        }
        _ => {
            let message = format!(
                "{} cannot be set: the scenario has no table here",
                quoted(word.text)
            );
            Err(Fault::new(
                FaultKind::Setting,
                word.location.clone(),
                message,
                "set the whole value, e.g. amount={mean=4.1, se=0.4}",
            ))
        }
    }
}

fn list_entry<'n>(node: &'n mut Node, word: &Word<'_>) -> Result<&'n mut Node, Fault> {
    let Tree::List(entries) = &mut node.value else {
        let message = format!(
            "the scenario has no list here, so no entry {}",
            quoted(word.text)
        );
        return Err(Fault::new(
            FaultKind::Setting,
            word.location.clone(),
            message,
            "set the whole list, or write it in a file",
        ));
    };
    match tree::entry_at(entries, word.text) {
        Some(at) => Ok(&mut entries[at]),
        None => Err(no_entry(entries, word)),
    }
}

fn no_entry(entries: &[Node], word: &Word<'_>) -> Fault {
    let names: Vec<&str> = entries.iter().filter_map(Node::name).collect();
    let hint = match nearest(word.text, names.iter().copied()) {
        Some(close) => format!(
            "did you mean {}? There are: {}",
            quoted(close),
            listed(&names[..names.len().min(12)])
        ),
        None if names.is_empty() => format!(
            "its {} entries have no names: write an index from 0",
            entries.len()
        ),
        None => suggest(word.text, &names),
    };
    Fault::new(
        FaultKind::UnknownName,
        word.location.clone(),
        format!("there is no entry {}", quoted(word.text)),
        hint,
    )
}
