//! What a program says of its version: that of the package, and in release builds the commit it was built from.
//!
//! Builds for development leave the commit out: each would compile everything again.

use std::process::Command;

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if is_release { commit() } else { None };
    let shown = commit.map_or(version.to_string(), |commit| {
        format!("{version} ({commit})")
    });
    println!("cargo::rustc-env=CAREMIX_VERSION={shown}");
    println!("cargo::rerun-if-changed=build.rs");
}

/// The commit, with a mark where files differ from it; none outside a repository.
fn commit() -> Option<String> {
    let head = git(&["rev-parse", "--git-path", "HEAD"])?;
    let branch = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    for file in [head, branch] {
        println!("cargo::rerun-if-changed={file}");
    }
    let commit = git(&["rev-parse", "--short=10", "HEAD"])?;
    let is_changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Some(if is_changed {
        format!("{commit}, changed")
    } else {
        commit
    })
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}
