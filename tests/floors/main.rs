//! The house has floors: base, scenario, then the order of the `mod` lines in engine/src/lib.rs, then in src/lib.rs. A folder may
//! name only folders above it in that list, and itself, so that data moves down one way and never back through an import. Within a
//! folder no files need each other in a ring, every file opens with what it is, and a type name means one thing.
//!
//! Comes in: the sources as text. Goes out: every line that names a folder below its own, every ring, every file that
//! does not say what it is. Deliberately absent: a parser of Rust; paths are found by their text, and comments may name
//! what they like.

mod graph;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use graph::Graph;
use text::without_comments;

/// Sources of a package.
struct Package {
    src: &'static str,
    /// The floor that it is, where it is one by itself; else its floors are the `mod` lines of its lib.rs.
    alone: Option<&'static str>,
}

/// That of the upper floors first.
const PACKAGES: [Package; 4] = [
    Package {
        src: "base/src",
        alone: Some("base"),
    },
    Package {
        src: "scenario/src",
        alone: Some("scenario"),
    },
    Package {
        src: "engine/src",
        alone: None,
    },
    Package {
        src: "src",
        alone: None,
    },
];

impl Package {
    fn folder(&self) -> PathBuf {
        root().join(self.src)
    }

    /// The names of its floors, top first.
    fn floors(&self) -> Vec<String> {
        match self.alone {
            Some(floor) => vec![floor.to_string()],
            None => floors(&read(&self.folder().join("lib.rs"))),
        }
    }

    /// Every file: its path in the house, where each folder is a floor, and its text.
    fn files(&self) -> Vec<(String, String)> {
        let folder = self.folder();
        let files = files_below(&folder).into_iter().map(|path| {
            let inside = path.strip_prefix(&folder).unwrap_or(&path);
            let names = inside.iter().map(|name| name.to_string_lossy());
            let inside = names.collect::<Vec<_>>().join("/");
            let in_house = match (self.alone, inside.as_str()) {
                (None, _) => inside,
                (Some(floor), "lib.rs") => format!("{floor}/mod.rs"),
                (Some(floor), _) => format!("{floor}/{inside}"),
            };
            (in_house, read(&path))
        });
        files.collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_folder_imports_one_below_it() {
    let floors: Vec<String> = PACKAGES.iter().flat_map(Package::floors).collect();
    let files = files();
    let mut offending = Vec::new();
    for (own, floor) in floors.iter().enumerate() {
        let (alone, below) = (format!("{floor}.rs"), format!("{floor}/"));
        let is_own = |path: &str| path == alone || path.starts_with(&below);
        for (path, text) in files.iter().filter(|(path, _)| is_own(path)) {
            for (line, name) in upward(&floors, own, text, depth(path)) {
                offending.push(format!(
                    "{path}:{line}: {floor} names {name}, which is below it"
                ));
            }
        }
    }
    assert!(offending.is_empty(), "\n{}\n", offending.join("\n"));
}

#[test]
fn packages_of_one_floor_name_floors_as_others_do() {
    let alone: Vec<&Package> = PACKAGES.iter().filter(|one| one.alone.is_some()).collect();
    let floors: Vec<&str> = alone.iter().filter_map(|one| one.alone).collect();
    let mut offending = Vec::new();
    for (own, package) in alone.iter().enumerate() {
        let files = package.files();
        assert!(!files.is_empty(), "no sources in {}", package.src);
        for (path, text) in files {
            offending.extend(by_other_names(&floors[..=own], &text).map(|name| {
                format!("{path} names {name}, which no test for rings of files would find")
            }));
        }
    }
    assert!(offending.is_empty(), "\n{}\n", offending.join("\n"));
}

#[test]
fn every_folder_is_listed_and_every_listed_folder_is_there() {
    for package in PACKAGES.iter().filter(|package| package.alone.is_none()) {
        let mut listed = package.floors();
        let mut found: Vec<String> = children(&package.folder())
            .iter()
            .filter(|path| path.is_dir() || path.extension().is_some_and(|ext| ext == "rs"))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_string()))
            .filter(|name| name != "lib" && name != "main")
            .collect();
        listed.sort();
        found.sort();
        found.dedup();
        assert_eq!(listed, found, "left: lib.rs of {}", package.src);
    }
}

#[test]
fn no_files_need_each_other_in_a_ring() {
    let graph = Graph::new(&files());
    let rings = graph.rings();
    let told: Vec<String> = rings
        .iter()
        .map(|ring| format!("a ring:\n  {}", graph.within(ring).join("\n  ")))
        .collect();
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}

#[test]
fn every_file_opens_with_what_it_is() {
    let silent: Vec<String> = files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no `//!` in {}", silent.join(", "));
}

#[test]
fn the_flow_of_a_year_fits_on_a_page_each() {
    for page in ["year", "cycle", "blocks"] {
        let path = format!("engine/src/simulation/{page}.rs");
        let lines = read(&root().join(&path)).lines().count();
        assert!(lines <= 70, "{path} has {lines} lines");
    }
}

#[test]
fn no_file_is_left_out_of_the_program() {
    let files = files();
    let alone = PACKAGES.iter().filter_map(|package| package.alone);
    let mut roots: Vec<String> = alone.map(|floor| format!("{floor}/mod.rs")).collect();
    roots.extend(["lib.rs", "main.rs"].map(String::from));
    let left_out = files.iter().filter(|(path, _)| {
        let module = path.strip_suffix("/mod.rs").or(path.strip_suffix(".rs"));
        let module = module.unwrap_or(path);
        let (folder, name) = module.rsplit_once('/').unwrap_or(("", module));
        let parents = match folder {
            "" => vec!["lib.rs".to_string(), "main.rs".to_string()],
            folder => vec![format!("{folder}/mod.rs"), format!("{folder}.rs")],
        };
        let is_declared = |line: &str| {
            let line = line.trim_start_matches("pub(super) ");
            line.trim_start_matches("pub ") == format!("mod {name};")
        };
        let mut declared = files.iter().filter(|(path, _)| parents.contains(path));
        // Tests that stand beside a file are named by where they are.
        let by_path = format!("#[path = \"{name}.rs\"]");
        !roots.contains(path)
            && !declared.any(|(_, text)| text.lines().any(is_declared))
            && !files.iter().any(|(_, text)| text.contains(&by_path))
    });
    let left_out: Vec<&String> = left_out.map(|(path, _)| path).collect();
    assert!(left_out.is_empty(), "no `mod` names {left_out:?}");
}

/// Types that each file of a folder has one of its own of: what a picture is drawn of, what a command takes.
const ONE_A_FILE: [(&str, &str); 3] = [("chart/", "Input"), ("chart/", "Row"), ("cli/", "Args")];

#[test]
fn a_type_name_means_one_thing() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in files() {
        for name in text.lines().filter_map(type_named) {
            named.entry(name).or_default().push(path.clone());
        }
    }
    let is_one_a_file = |name: &str, paths: &[String]| {
        let is_within = |(folder, each): &(&str, &str)| {
            *each == name && paths.iter().all(|path| path.starts_with(folder))
        };
        ONE_A_FILE.iter().any(is_within)
    };
    // What a scenario says of a thing, and what the program makes of it, bear the same name.
    let is_written_and_meant = |paths: &[String]| {
        let written = paths
            .iter()
            .filter(|path| path.starts_with("scenario/schema/"));
        paths.len() == 2 && written.count() == 1
    };
    let ambiguous: Vec<String> = named
        .iter()
        .filter(|(_, paths)| paths.len() > 1)
        .filter(|(name, paths)| !is_one_a_file(name, paths) && !is_written_and_meant(paths))
        .map(|(name, paths)| format!("{name} in {}", paths.join(", ")))
        .collect();
    assert!(ambiguous.is_empty(), "\n{}\n", ambiguous.join("\n"));
}

/// The type that a line defines at the top of a file.
fn type_named(line: &str) -> Option<String> {
    let line = line.strip_prefix("pub(super) ").unwrap_or(line);
    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let kinds = ["struct ", "enum ", "trait ", "type "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    Some(identifier(rest))
}

/// Every file of all packages. Their floors have one root, as they have for the package that hands the others on.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = PACKAGES.iter().flat_map(Package::files).collect();
    files.sort();
    files
}

/// The names of the floors, top first.
fn floors(lib: &str) -> Vec<String> {
    lib.lines()
        .filter_map(|line| {
            let line = line.trim();
            let name = line.strip_prefix("pub ").unwrap_or(line);
            Some(name.strip_prefix("mod ")?.strip_suffix(';')?.to_string())
        })
        .collect()
}

/// Lines of `text`, a file of floor `own`, that name a floor below it, with that name.
fn upward(floors: &[String], own: usize, text: &str, depth: usize) -> Vec<(usize, String)> {
    let code = without_comments(text);
    let from_root = "super::".repeat(depth);
    let mut found = Vec::new();
    for root in ["crate::", &from_root] {
        for (at, _) in code.match_indices(root) {
            let before = &code[..at];
            // `my_crate::` is no root, and neither is `super::` in the middle of more of them.
            let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if !is_whole {
                continue;
            }
            for (offset, name) in named(&code[at + root.len()..]) {
                if floors[own + 1..].contains(&name) {
                    let index = at + root.len() + offset;
                    found.push((code[..index].matches('\n').count() + 1, name));
                }
            }
        }
    }
    found.sort();
    found
}

/// Paths of a file that start at the root of its package, which is a floor itself, but not with the name of a floor; or with such a name
/// but not at the root.
fn by_other_names<'a>(floors: &'a [&str], text: &str) -> impl Iterator<Item = String> + 'a {
    let code = without_comments(text);
    let starts = |root: &str| -> Vec<usize> {
        let found = code.match_indices(root).map(|(at, _)| at);
        let is_start = |at: &usize| {
            let before = &code[..*at];
            !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        };
        found.filter(is_start).collect()
    };
    let mut names = Vec::new();
    for at in starts("crate::") {
        let named = named(&code[at + "crate::".len()..]).into_iter();
        names.extend(named.filter_map(|(_, name)| {
            (!floors.contains(&name.as_str())).then(|| format!("crate::{name}"))
        }));
    }
    // In a group of `crate` they are at the root.
    let is_grouped = |at: &usize| {
        let statement = code[..*at].rsplit(';').next().unwrap_or_default();
        statement.contains("use crate::{")
    };
    for floor in floors {
        let bare = starts(&format!("{floor}::")).into_iter();
        names.extend(
            bare.filter(|at| !is_grouped(at))
                .map(|_| format!("{floor}::")),
        );
    }
    names.into_iter()
}

/// The first names of the paths at the start of `rest`: one, or those of a group in braces, with where they stand.
fn named(rest: &str) -> Vec<(usize, String)> {
    if !rest.starts_with('{') {
        return vec![(0, identifier(rest))];
    }
    let mut names = Vec::new();
    let mut deep = 0_usize;
    let mut expects_name = false;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => {
                deep += 1;
                expects_name = deep == 1;
            }
            '}' => {
                deep -= 1;
                if deep == 0 {
                    break;
                }
            }
            ',' if deep == 1 => expects_name = true,
            c if expects_name && !c.is_whitespace() => {
                names.push((at, identifier(&rest[at..])));
                expects_name = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// How many times `super::` it takes to come from a file of the house to its root.
fn depth(path: &str) -> usize {
    let folders = path.matches('/').count();
    if path.ends_with("/mod.rs") {
        folders
    } else {
        folders + 1
    }
}

/// The files of a folder and of all folders in it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in children(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries.flatten().map(|entry| entry.path()).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

mod the_check_itself {
    use super::*;

    fn rings(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let owned = files.iter();
        let owned: Vec<(String, String)> = owned
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .collect();
        Graph::new(&owned).rings()
    }

    #[test]
    fn finds_two_files_that_need_each_other() {
        let found = rings(&[
            ("care/mod.rs", "mod a;\nmod b;\n"),
            ("care/a.rs", "use super::b::B;\npub struct A(B);\n"),
            (
                "care/b.rs",
                "pub struct B;\nfn a() -> crate::care::a::A {}\n",
            ),
        ]);
        assert_eq!(found, [["care/a.rs", "care/b.rs"]]);
    }

    #[test]
    fn finds_a_ring_through_names_that_a_parent_hands_on() {
        let a = ("care/a.rs", "use super::{B};\npub fn a(b: B) {}\n");
        let b = (
            "care/b.rs",
            "use super::a;\npub struct B;\nfn b() { a::a(B) }\n",
        );
        let named = ("care/mod.rs", "mod a;\nmod b;\npub use b::B;\n");
        let all = ("care/mod.rs", "mod a;\nmod b;\npub use b::*;\n");
        for parent in [named, all] {
            assert_eq!(rings(&[parent, a, b]), [["care/a.rs", "care/b.rs"]]);
        }
    }

    #[test]
    fn finds_a_ring_of_three_and_one_through_a_parent_that_needs_its_child() {
        let found = rings(&[
            ("care/mod.rs", "mod a;\nuse a::A;\npub struct Care(A);\n"),
            ("care/a.rs", "use super::Care;\npub struct A;\n"),
            ("pay/mod.rs", "pub mod a;\npub mod b;\npub mod c;\n"),
            ("pay/a.rs", "use super::b::B;\npub struct A;\n"),
            ("pay/b.rs", "use super::c::C;\npub struct B;\n"),
            ("pay/c.rs", "use super::a::A;\npub struct C;\n"),
        ]);
        assert_eq!(
            found,
            [
                vec!["care/mod.rs", "care/a.rs"],
                vec!["pay/a.rs", "pay/b.rs", "pay/c.rs"]
            ]
        );
    }

    #[test]
    fn lets_pass_children_declared_names_handed_on_and_what_tests_need() {
        let found = rings(&[
            (
                "care/mod.rs",
                "pub mod a;\nmod b;\npub use b::B;\npub struct Care;\n",
            ),
            ("care/a.rs", "use super::{Care, B};\npub struct A;\n"),
            (
                "care/b.rs",
                "use super::Care;\n// See super::a::A.\npub struct B;\n\n#[cfg(test)]\nmod tests {\n    use super::super::a::A;\n}\n",
            ),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn finds_types_at_the_top_of_a_file_only() {
        assert_eq!(type_named("pub struct Row<'a> {").as_deref(), Some("Row"));
        assert_eq!(
            type_named("pub(super) enum Kind {").as_deref(),
            Some("Kind")
        );
        assert_eq!(type_named("trait Work: Sync {").as_deref(), Some("Work"));
        assert_eq!(type_named("    type Output = Cents;"), None);
        assert_eq!(type_named("pub fn struct_of() {}"), None);
    }

    fn names(own: usize, text: &str, depth: usize) -> Vec<(usize, String)> {
        let floors = floors("//! Plan.\npub mod base;\n\npub mod care;\n\nmod report;\n");
        upward(&floors, own, text, depth)
    }

    fn one(line: usize, name: &str) -> Vec<(usize, String)> {
        vec![(line, name.to_string())]
    }

    #[test]
    fn finds_paths_that_run_back() {
        assert_eq!(names(0, "use crate::care::Need;\n", 2), one(1, "care"));
        assert_eq!(
            names(1, "\nlet x = crate::report::y();", 2),
            one(2, "report")
        );
        assert_eq!(
            names(0, "use crate::{\n    base::x,\n    care::{a, b},\n};", 2),
            one(3, "care")
        );
        assert_eq!(names(1, "use super::super::report;", 2), one(1, "report"));
    }

    #[test]
    fn finds_paths_of_a_package_of_one_floor_that_do_not_start_with_a_floor() {
        let found = |text| by_other_names(&["base", "scenario"], text).collect::<Vec<_>>();
        let fine = "use crate::{base::money, scenario::walk};\nuse super::walk;\nuse schemars::x;";
        assert_eq!(found(fine), [""; 0]);
        assert_eq!(found("use crate::walk::walk;"), ["crate::walk"]);
        assert_eq!(found("let x = base::money();"), ["base::"]);
        assert_eq!(found("use crate::{base, form};"), ["crate::form"]);
    }

    #[test]
    fn lets_pass_what_runs_down_or_stays() {
        assert_eq!(names(1, "use crate::base::x;\nuse crate::care::y;", 2), []);
        assert_eq!(names(2, "use crate::{base, care::report};", 2), []);
        assert_eq!(names(0, "// see crate::care\nuse my_crate::care;", 2), []);
        assert_eq!(names(0, "use super::care;", 2), []);
    }
}
