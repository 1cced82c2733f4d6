//! Two trees into one: what a later file says wins over what an earlier one said.
//!
//! Comes in: two [`Node`]s and their [`Form`]. Goes out: one [`Node`] whose values keep their locations.
//! Deliberately absent: files.
//!
//! Tables merge key by key. A list whose entries all have a `name` merges by name into an earlier list of named
//! entries, in order of first appearance; every other list is replaced as a whole, and so is a number with its
//! uncertainty, since a new mean with an old standard error is nobody's estimate.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::fault_kind::FaultKind;
use super::form::{Form, FormKind};
use super::nearest::quoted;
use super::source::{Location, SourceFile};
use super::tree::{Node, Tree};

/// Merges `later` into `earlier`.
pub fn merge(earlier: &mut Node, later: Node, form: Option<Form<'_>>) {
    match (&mut earlier.value, later.value) {
        (Tree::Table(old), Tree::Table(new)) if !form.is_some_and(Form::is_number_or_table) => {
            // Missing keys are reported where the table was last opened.
            earlier.location = later.location;
            earlier.key = later.key;
            merge_tables(old, new, form);
        }
        (Tree::List(old), Tree::List(new))
            if are_named(&new) && old.iter().any(|entry| entry.name().is_some()) =>
        {
            merge_lists(old, new, each(form));
        }
        (_, value) => *earlier = Node { value, ..later },
    }
}

fn merge_tables(
    old: &mut BTreeMap<String, Node>,
    new: BTreeMap<String, Node>,
    form: Option<Form<'_>>,
) {
    for (key, value) in new {
        let inner = form.and_then(|form| child(form, &key));
        match old.get_mut(&key) {
            Some(existing) => merge(existing, value, inner),
            None => drop(old.insert(key, value)),
        }
    }
}

fn merge_lists(old: &mut Vec<Node>, new: Vec<Node>, each: Option<Form<'_>>) {
    let named = old
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| Some((entry.name()?.to_string(), at)));
    let positions: BTreeMap<String, usize> = named.collect();
    for entry in new {
        let position = entry.name().and_then(|name| positions.get(name).copied());
        match position.and_then(|at| old.get_mut(at)) {
            Some(existing) => merge(existing, entry, each),
            None => old.push(entry),
        }
    }
}

fn are_named(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|entry| entry.name().is_some())
}

fn child<'a>(form: Form<'a>, key: &str) -> Option<Form<'a>> {
    form.alternatives()
        .into_iter()
        .find_map(|one| match one.kind() {
            FormKind::Table => one.key(key),
            FormKind::ByName(each) => Some(each),
            _ => None,
        })
}

fn each(form: Option<Form<'_>>) -> Option<Form<'_>> {
    form?
        .alternatives()
        .into_iter()
        .find_map(|one| match one.kind() {
            FormKind::List(each) => Some(each),
            _ => None,
        })
}

/// Takes out entries whose name occurs before in the same list of the same file: there, neither can win.
pub fn duplicates(node: &mut Node, files: &[SourceFile], faults: &mut Vec<Fault>) {
    match &mut node.value {
        Tree::Table(entries) => entries
            .values_mut()
            .for_each(|entry| duplicates(entry, files, faults)),
        Tree::List(entries) => {
            duplicates_in(entries, files, faults);
            entries
                .iter_mut()
                .for_each(|entry| duplicates(entry, files, faults));
        }
        _ => {}
    }
}

fn duplicates_in(entries: &mut Vec<Node>, files: &[SourceFile], faults: &mut Vec<Fault>) {
    let mut first: BTreeMap<String, Location> = BTreeMap::new();
    entries.retain(|entry| {
        let Some((name, location)) = entry.name().zip(name_location(entry)) else {
            return true;
        };
        let Some(earlier) = first.get(name) else {
            first.insert(name.to_string(), location.clone());
            return true;
        };
        let line = files
            .get(earlier.file)
            .map_or(0, |file| file.line_of(earlier.span.start) + 1);
        let message = format!("the name {} is used twice in this list", quoted(name));
        let hint = format!("it is first used in line {line}; names are unique within a list");
        faults.push(Fault::new(
            FaultKind::NameTwice,
            location.clone(),
            message,
            hint,
        ));
        false
    });
}

fn name_location(entry: &Node) -> Option<&Location> {
    Some(&entry.table()?.get("name")?.location)
}
