//! Which file of the house needs which: the graph of imports between files, read from the sources as text.
//!
//! Comes in: files as (path in the house, text). Goes out: [`Graph`], whose rings are groups of files that need each other.
//! An import of a name that a `mod.rs` hands on (`pub use child::Name`) is an import of the file that it comes from;
//! declaring a child or handing on its names needs nothing. Deliberately absent: a parser of Rust (methods called on a
//! value, and names made by macros, are not seen), and test modules at the end of a file.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{Import, Source, paths, words};

/// A module by the names that lead to it from the root.
type Module = Vec<String>;

/// Files of the house and what they need.
pub struct Graph {
    sources: BTreeMap<Module, Source>,
    /// Which file needs which, by module.
    needs: BTreeMap<Module, BTreeSet<Module>>,
}

impl Graph {
    /// From files: path in the house, with `/`, and text.
    pub fn new(files: &[(String, String)]) -> Graph {
        let sources = files.iter().map(|(path, text)| {
            let source = Source::new(path, text);
            (module(path), source)
        });
        let mut graph = Graph {
            sources: sources.collect(),
            needs: BTreeMap::new(),
        };
        let needs = graph
            .sources
            .keys()
            .map(|from| (from.clone(), graph.needed(from)));
        graph.needs = needs.collect();
        graph
    }

    /// Paths of files that need each other, directly or through others.
    pub fn rings(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> = self
            .needs
            .keys()
            .map(|from| (from, self.reached(from)))
            .collect();
        let mut rings = BTreeSet::new();
        for (from, all) in &reached {
            if all.contains(*from) {
                let ring = all.iter().filter(|to| reached[**to].contains(*from));
                rings.insert(ring.map(|to| self.sources[*to].path.clone()).collect());
            }
        }
        rings.into_iter().collect()
    }

    /// The imports within a group of files, as `a needs b`.
    pub fn within(&self, ring: &[String]) -> Vec<String> {
        let shown = |module: &Module| self.sources[module].path.clone();
        let mut found = Vec::new();
        for (from, needs) in &self.needs {
            for to in needs {
                if ring.contains(&shown(from)) && ring.contains(&shown(to)) {
                    found.push(format!("{} needs {}", shown(from), shown(to)));
                }
            }
        }
        found
    }

    /// Every module that can be reached by imports.
    fn reached(&self, from: &Module) -> BTreeSet<&Module> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<&Module> = self.needs[from].iter().collect();
        while let Some(next) = left.pop() {
            if reached.insert(next) {
                left.extend(&self.needs[next]);
            }
        }
        reached
    }

    /// The files that a file needs.
    fn needed(&self, from: &Module) -> BTreeSet<Module> {
        let source = &self.sources[from];
        let imported = source.imports.iter().filter(|import| {
            let handed_on = import.is_public && !source.mentions(&import.name);
            !handed_on && import.name != "*"
        });
        let mut needed = BTreeSet::new();
        for import in imported {
            // An import of a module needs what is then taken from it, which the paths below tell.
            if let Some(Found::Item(to)) = self.find(from, &import.path, 0) {
                needed.insert(to);
            }
        }
        for path in paths(&source.code) {
            if let Some(Found::Item(to)) = self.find(from, &path, 0) {
                needed.insert(to);
            }
        }
        for import in source.imports.iter().filter(|import| import.name == "*") {
            if let Some(Found::Module(to)) = self.find(from, &import.path, 0) {
                let taken = |word| self.sources[&to].defines(word) && !source.defines(word);
                if words(&source.code).any(taken) {
                    needed.insert(to);
                }
            }
        }
        needed.remove(from);
        needed
    }

    /// What a path leads to, from the module that writes it.
    fn find(&self, from: &Module, path: &[String], depth: usize) -> Option<Found> {
        // Names that hand each other on would be followed for ever.
        if depth > 8 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let mut here = match first.as_str() {
            "crate" => Module::new(),
            "self" => from.clone(),
            "super" => {
                let parent = from[..from.len().checked_sub(1)?].to_vec();
                let is_own = |name: &String| {
                    self.named(&parent, name, depth).is_none()
                        && !self
                            .sources
                            .get(&parent)
                            .is_some_and(|source| source.defines(name))
                        && self.sources[from].defines(name)
                };
                // In a module written out within a file, `super` is the file.
                if rest.first().is_some_and(is_own) {
                    return Some(Found::Item(from.clone()));
                }
                parent
            }
            name => match self.named(from, name, depth)? {
                Found::Module(module) => module,
                item => return Some(item),
            },
        };
        for name in rest {
            if name == "super" {
                here.pop()?;
                continue;
            }
            if name == "self" {
                continue;
            }
            match self.named(&here, name, depth) {
                Some(Found::Module(module)) => here = module,
                Some(Found::Item(file)) => return Some(Found::Item(file)),
                // Defined here: a type, a function, a constant.
                None => {
                    return self
                        .sources
                        .contains_key(&here)
                        .then_some(Found::Item(here));
                }
            }
        }
        // A function that its file is named for: `use super::groups` of a `groups::groups` handed on.
        let own = here.last().filter(|_| !rest.is_empty());
        if own.is_some_and(|name| self.sources[&here].defines(name)) {
            return Some(Found::Item(here));
        }
        Some(Found::Module(here))
    }

    /// What a name stands for in a module: a child, or what is imported there; `None` where it is defined there.
    fn named(&self, module: &Module, name: &str, depth: usize) -> Option<Found> {
        let mut child = module.clone();
        child.push(name.to_string());
        if self.sources.contains_key(&child) {
            return Some(Found::Module(child));
        }
        let source = self.sources.get(module)?;
        if source.defines(name) {
            return None;
        }
        let import = |import: &&Import| import.name == name;
        if let Some(import) = source.imports.iter().find(import) {
            return self.find(module, &import.path, depth + 1);
        }
        let globs = source.imports.iter().filter(|import| import.name == "*");
        globs
            .filter_map(|import| self.find(module, &import.path, depth + 1))
            .find_map(|found| match found {
                Found::Module(file) if self.sources[&file].defines(name) => Some(Found::Item(file)),
                // What a file itself imports for its own use is not handed on.
                Found::Module(file) => {
                    let mut imports = self.sources[&file].imports.iter();
                    let import = imports.find(|import| import.is_public && import.name == name)?;
                    self.find(&file, &import.path, depth + 1)
                }
                Found::Item(_) => None,
            })
    }
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// A module as a whole.
    Module(Module),
    /// Something that this file defines.
    Item(Module),
}

/// The module of a file: `care/mod.rs` and `care.rs` are `care`, `care/arise.rs` is `care::arise`.
fn module(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" {
        return Module::new();
    }
    path.split('/').map(str::to_string).collect()
}
