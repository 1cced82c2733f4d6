//! docs/components.md: every way of paying with its keys, their units, an example, and what the engine pays in it.
//!
//! Comes in: the JSON Schema, which the doc comments of the types make; what each kind says of itself as written; the worked
//! examples, run. Goes out: the page, compared with the one that is kept. `UPDATE_DOCS=1 cargo test --test worked_examples`
//! writes it anew. Deliberately absent: any description or figure of its own.

use std::fmt::Write;
use std::path::Path;

use caremix::component::manual::schema;
use caremix::component::written::{Key, WrittenKind};
use caremix::scenario::limits::Limits;
use caremix::scenario::schema::{ComponentKind, LIMITS};
use serde_json::{Value, json};

use super::{TOWN, example, paid};

const PAGE: &str = "docs/components.md";

const HEAD: &str = "\
# Ways of paying

Every component of an arm is of one of these kinds. This page is made from the types of the program and from examples that
the program runs: `UPDATE_DOCS=1 cargo test --test worked_examples` writes it anew, and a test fails where it is not current.

Each example is added to the same town. Below it stands all that is paid in its arm `worked`, to the cent.

";

/// The schema of a component, in which definitions are found.
struct Manual {
    schema: Value,
}

impl Manual {
    /// The schema that one refers to, or itself.
    fn meant<'a>(&'a self, one: &'a Value) -> &'a Value {
        let reference = one.get("$ref").and_then(Value::as_str);
        let pointer = reference.map(|reference| reference.trim_start_matches('#'));
        pointer.map_or(one, |pointer| self.schema.pointer(pointer).expect(pointer))
    }

    fn component(&self, key: &str) -> &Value {
        let pointer = format!("/$defs/Component/properties/{key}");
        self.schema.pointer(&pointer).expect("a key")
    }

    /// What a value is, in words, with its unit.
    fn value(&self, one: &Value) -> String {
        let meant = self.meant(one);
        if let Some(limits) = meant.get(LIMITS) {
            let limits: Limits = serde_json::from_value(limits.clone()).expect("limits");
            return match limits.unit() {
                "" => "number".into(),
                unit => format!("number, {unit}"),
            };
        }
        if let Some(words) = meant.get("oneOf").and_then(Value::as_array) {
            let words: Vec<String> = words
                .iter()
                .map(|word| format!("`{}`", text(word, "const")))
                .collect();
            return words.join(", ");
        }
        let inner = |key: &str| meant.get(key).map(|each| self.value(each));
        match text(meant, "type") {
            "object" => match meant
                .get("additionalProperties")
                .filter(|each| each.is_object())
            {
                Some(each) => format!("table: name → {}", self.value(each)),
                None => "table, see below".into(),
            },
            "array" => format!("list, each {}", inner("items").expect("entries")),
            "integer" => "whole number".into(),
            "boolean" => "true or false".into(),
            "string" => "text".into(),
            other => other.into(),
        }
    }

    /// The tables with keys of their own that a value holds.
    fn tables<'a>(&'a self, one: &'a Value) -> Option<&'a Value> {
        let meant = self.meant(one);
        let is_number = meant.get(LIMITS).is_some();
        match meant.get("items") {
            Some(each) => self.tables(each),
            None => meant
                .get("properties")
                .filter(|_| !is_number)
                .map(|_| meant),
        }
    }

    /// A table of keys: what each is, and what it means.
    fn keys<'a>(&self, rows: impl Iterator<Item = (&'a str, &'a Value, String)>) -> String {
        let mut page = "| key | value | meaning |\n|---|---|---|\n".to_string();
        for (key, one, said) in rows {
            writeln!(page, "| `{key}` | {} | {said} |", self.value(one)).expect("text");
        }
        page
    }
}

fn text<'a>(one: &'a Value, key: &str) -> &'a str {
    one.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A description on one line.
fn on_one_line(one: &Value) -> String {
    text(one, "description").replace('\n', " ")
}

/// What a description says of a kind. Parts of it open with the kinds that they are about; what opens with none is about
/// all, or goes on.
fn said_of(kind: &WrittenKind, description: &str) -> String {
    let words: Vec<&str> = ComponentKind::ALL
        .iter()
        .map(|kind| WrittenKind::of(*kind).word)
        .collect();
    let mut said = Vec::new();
    let mut is_about_it = true;
    for sentence in sentences(description) {
        let head = sentence.split_once(": ").filter(|(head, _)| {
            head.split(", ")
                .all(|one| words.iter().any(|word| one.split(' ').next() == Some(word)))
        });
        match head {
            Some((head, rest)) => {
                is_about_it = head
                    .split(", ")
                    .any(|one| one.split(' ').next() == Some(kind.word));
                if is_about_it {
                    said.push(opened(rest));
                }
            }
            None if is_about_it => said.push(sentence.to_string()),
            None => {}
        }
    }
    said.join(" ")
}

/// The sentences of a text.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(". ") {
        found.push(&rest[..=end]);
        rest = &rest[end + 2..];
    }
    found.push(rest);
    found
}

/// With a capital letter.
fn opened(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn page() -> String {
    let manual = Manual {
        schema: serde_json::from_str(&schema()).expect("JSON"),
    };
    let mut page = HEAD.to_string();
    writeln!(
        page,
        "<details><summary>The town of the examples</summary>\n\n```toml\n{TOWN}```\n\n</details>\n"
    )
    .expect("text");
    page.push_str("## Keys of every kind\n\n");
    page.push_str(&of_every_kind(&manual));
    for kind in ComponentKind::ALL {
        page.push_str(&of_kind(&manual, WrittenKind::of(*kind)));
    }
    page
}

/// The keys that are no kind's own.
fn of_every_kind(manual: &Manual) -> String {
    let properties = manual.schema.pointer("/$defs/Component/properties");
    let properties = properties.and_then(Value::as_object).expect("keys").iter();
    let is_own = |key: &str| Key::ALL.iter().any(|one| one.word() == key);
    let shared = properties.filter(|(key, _)| !is_own(key));
    // Its words are the headings below.
    let a_kind = json!({ "type": "text" });
    manual.keys(shared.map(|(key, one)| match key.as_str() {
        "kind" => ("kind", &a_kind, "One of the kinds below.".into()),
        key => (key, one, on_one_line(one)),
    }))
}

fn of_kind(manual: &Manual, kind: &WrittenKind) -> String {
    let example = example(kind.word);
    let (worked, about): (Vec<&String>, Vec<&String>) = example
        .prose
        .iter()
        .partition(|one| one.starts_with("Worked example: "));
    let mut page = format!("\n## {}\n\n", kind.word);
    for paragraph in about {
        write!(page, "{paragraph}\n\n").expect("text");
    }
    write!(page, "It follows {}.\n\n", kind.follows.meaning()).expect("text");
    let rows = kind.takes.iter().map(|key| {
        let one = manual.component(key.word());
        let is_needed = kind.needs.iter().any(|(needed, _)| needed == key);
        let said = match kind.amount_is_per.filter(|_| *key == Key::Amount) {
            Some(per) => format!("EUR per {per}."),
            None => said_of(kind, &on_one_line(one)),
        };
        // Of a key that is needed, nothing holds where it is absent.
        let said = match said.split_once("; absent: ").filter(|_| is_needed) {
            Some((said, _)) => format!("{said}."),
            None => said,
        };
        let needed = if is_needed { "Needed. " } else { "" };
        (key.word(), one, format!("{needed}{said}"))
    });
    match kind.takes.is_empty() {
        true => page.push_str("It has no keys of its own.\n"),
        false => page.push_str(&manual.keys(rows)),
    }
    for key in kind.takes {
        page.push_str(&of_table(manual, key.word(), manual.component(key.word())));
    }
    let expected = if example.is_expected { " expected" } else { "" };
    for paragraph in worked {
        write!(page, "\n{paragraph}\n").expect("text");
    }
    write!(page, "\n```toml\n{}\n```\n\n", example.toml).expect("text");
    writeln!(
        page,
        "| year | component | payer | recipient | EUR{expected} |\n|---|---|---|---|--:|"
    )
    .expect("text");
    for row in paid(&example) {
        writeln!(page, "{row}").expect("text");
    }
    page
}

/// The keys of the tables that a key holds, and of the tables in these.
fn of_table(manual: &Manual, key: &str, one: &Value) -> String {
    let Some(table) = manual.tables(one) else {
        return String::new();
    };
    let properties = table["properties"].as_object().expect("keys");
    let rows = properties.iter();
    let rows = rows.map(|(key, one)| (key.as_str(), one, on_one_line(one)));
    let said = on_one_line(table);
    let mut page = format!("\n`{key}`: {said}\n\n{}", manual.keys(rows));
    for (key, one) in properties {
        page.push_str(&of_table(manual, key, one));
    }
    page
}

#[test]
fn the_page_of_components_says_what_the_types_say_and_the_engine_pays() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("a page to write");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "{PAGE} is not current: UPDATE_DOCS=1 cargo test --test worked_examples"
    );
}

#[test]
fn what_is_said_of_other_kinds_is_left_out() {
    let description =
        "capitation, episode_fee: the services replaced. practice_fee: the list. It is long.";
    let said = |kind: ComponentKind| said_of(WrittenKind::of(kind), description);
    assert_eq!(said(ComponentKind::Capitation), "The services replaced.");
    assert_eq!(said(ComponentKind::PracticeFee), "The list. It is long.");
    assert_eq!(
        said_of(
            WrittenKind::of(ComponentKind::Capitation),
            "Who pays. By law."
        ),
        "Who pays. By law."
    );
}
