//! The scenario that `caremix new` writes.
//!
//! Comes in: a name. Goes out: a commented scenario that runs. Deliberately absent: writing the file.

/// A small commented scenario with the name given.
pub fn template(name: &str) -> String {
    include_str!("template.toml").replace("NAME", name)
}
