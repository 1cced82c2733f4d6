//! A file of the house as text: its imports one by one, what it defines, and the paths in its code.
//!
//! Comes in: Rust as rustfmt leaves it. Goes out: [`Source`] and [`paths`]. Deliberately absent: where a path leads.

use std::collections::BTreeSet;

/// One name brought in by a `use`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// As the file calls it; `*` for everything.
    pub name: String,
    /// From where.
    pub path: Vec<String>,
    /// Whether it is handed on to others.
    pub is_public: bool,
}

/// A file without its comments and its test module.
pub struct Source {
    /// Path in the house.
    pub path: String,
    /// Its imports.
    pub imports: Vec<Import>,
    /// The rest.
    pub code: String,
    /// What it defines.
    defined: BTreeSet<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        let text = without_tests(&without_comments(text));
        let (mut imports, mut code) = (Vec::new(), String::new());
        let mut rest = text.as_str();
        while let Some((at, is_public, tree)) = next_use(rest) {
            code.push_str(&rest[..at]);
            let after = rest[at..].find(';').map_or(rest.len(), |end| at + end + 1);
            expand(tree, &[], is_public, &mut imports);
            rest = &rest[after..];
        }
        code.push_str(rest);
        // Declaring a child names it, and needs nothing of it.
        let is_declaration = |line: &&str| {
            let line = line
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub ");
            line.starts_with("mod ") && line.ends_with(';')
        };
        let code: String = code
            .lines()
            .filter(|line| !is_declaration(line))
            .fold(String::new(), |all, line| all + line + "\n");
        Source {
            path: path.to_string(),
            imports,
            defined: defined(&code),
            code,
        }
    }

    /// Whether the code, imports aside, names something.
    pub fn mentions(&self, name: &str) -> bool {
        words(&self.code).any(|word| word == name)
    }

    /// Whether the file defines something of this name.
    pub fn defines(&self, name: &str) -> bool {
        self.defined.contains(name)
    }
}

/// The names that code defines.
fn defined(code: &str) -> BTreeSet<String> {
    const KEYWORDS: [&str; 8] = [
        "struct",
        "enum",
        "fn",
        "const",
        "static",
        "trait",
        "type",
        "macro_rules",
    ];
    let pairs = words(code).zip(words(code).skip(1));
    let defined = pairs.filter(|(keyword, _)| KEYWORDS.contains(keyword));
    defined.map(|(_, name)| name.to_string()).collect()
}

/// The paths in code that have more than one name: `a::b::C`.
pub fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut start = None;
    for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
        let goes_on =
            is_name(c) || (c == ':' && (code[at..].starts_with("::") || code[..at].ends_with(':')));
        match (start, goes_on) {
            (None, true) if is_name(c) => start = Some(at),
            (Some(from), false) => {
                let path: Vec<String> = code[from..at]
                    .split("::")
                    .filter(|name| !name.is_empty())
                    .map(str::to_string)
                    .collect();
                // `.name::<T>()` is a method.
                if path.len() > 1 && !code[..from].ends_with(['.', ':']) {
                    found.push(path);
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The words of code.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The next `use`: where it starts, whether it is public, and its tree.
fn next_use(text: &str) -> Option<(usize, bool, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let shown = line.trim_start();
        let rest = shown
            .strip_prefix("pub(super) ")
            .or_else(|| shown.strip_prefix("pub(crate) "))
            .or_else(|| shown.strip_prefix("pub "));
        let (is_public, rest) = (rest.is_some(), rest.unwrap_or(shown));
        if let Some(tree) = rest.strip_prefix("use ") {
            let from = start + shown.len() - tree.len();
            let end = text[from..].find(';').map_or(text.len(), |end| from + end);
            return Some((start, is_public, &text[from..end]));
        }
    }
    None
}

/// The names of a tree of imports: `a::{b, c::D as E}` brings `b` and `E`.
fn expand(tree: &str, before: &[String], is_public: bool, imports: &mut Vec<Import>) {
    let tree = tree.trim();
    let mut path = before.to_vec();
    let mut rest = tree;
    while let Some((name, after)) = rest.split_once("::") {
        if name.contains('{') {
            break;
        }
        path.push(name.trim().to_string());
        rest = after;
    }
    let rest = rest.trim();
    if let Some(group) = rest.strip_prefix('{') {
        for branch in branches(group.strip_suffix('}').unwrap_or(group)) {
            expand(branch, &path, is_public, imports);
        }
        return;
    }
    let (last, name) = rest.split_once(" as ").unwrap_or((rest, rest));
    match last {
        "" => return,
        "*" => {}
        "self" => {}
        last => path.push(last.to_string()),
    }
    let name = match name {
        "self" => path.last().cloned().unwrap_or_default(),
        name => name.to_string(),
    };
    imports.push(Import {
        name,
        path,
        is_public,
    });
}

/// The branches of a group, parted by the commas that are in no group within it.
fn branches(group: &str) -> Vec<&str> {
    let (mut found, mut deep, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => deep += 1,
            '}' => deep -= 1,
            ',' if deep == 0 => {
                found.push(&group[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[from..]);
    found
}

/// The text with its line comments blanked, so that lines keep their numbers.
pub fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| match line.find("//") {
            // A `//` inside a string is of no matter here: an import does not follow one on its line.
            Some(at) => format!("{}\n", &line[..at]),
            None => format!("{line}\n"),
        })
        .collect()
}

/// The text up to its test module, which stands at the end.
fn without_tests(text: &str) -> String {
    let mut kept = text;
    for opening in ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub mod tests {"] {
        if let Some((before, _)) = kept.split_once(opening) {
            kept = before;
        }
    }
    kept.to_string()
}
