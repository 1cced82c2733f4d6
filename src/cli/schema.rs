//! `caremix schema`: the JSON Schema of scenario files.
//!
//! Comes in: a file to write it to, or the scenario that it is to stand beside. Goes out: the schema. Deliberately absent:
//! what is in it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::stop::Stop;
use super::{engine, voice};

/// Print the JSON Schema of scenario files, for editors
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Write it to this file; one that caremix wrote before is renewed, no other is overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  caremix schema --out caremix.schema.json

Editors with a TOML language server (Even Better TOML, taplo) then complete keys, show what they mean and underline those
that are misspelt, also without a network, when the first line of the scenario is
  #:schema ./caremix.schema.json
`caremix new` writes that line, and the schema beside the scenario. In a terminal:
  taplo lint my-town.toml       (npm install @taplo/cli)";

/// The file that the first line of a new scenario names.
const FILE: &str = "caremix.schema.json";

/// Prints or writes it.
pub fn run(args: &Args) -> Result<(), Stop> {
    match &args.out {
        None => voice::answer(&text()),
        Some(path) => {
            write(path)?;
            voice::answer(&format!("Wrote {}.\n", path.display()))
        }
    }
}

/// Writes it beside a scenario, under the name that the scenario's first line gives.
pub fn beside(scenario: &Path) -> Result<PathBuf, Stop> {
    let path = scenario.with_file_name(FILE);
    write(&path)?;
    Ok(path)
}

fn text() -> String {
    format!("{}\n", engine::schema().trim_end())
}

/// Refuses to stand in the place of anything else.
pub fn is_free_beside(scenario: &Path) -> Result<(), Stop> {
    is_free(&scenario.with_file_name(FILE))
}

/// Whether nothing is there, or a schema of caremix.
fn is_free(path: &Path) -> Result<(), Stop> {
    let what = match fs::read_to_string(path) {
        Ok(old) if is_ours(&old) => return Ok(()),
        Ok(_) => "no schema that caremix wrote",
        Err(error) if error.kind() == ErrorKind::InvalidData => "no text",
        // Nothing is there, or writing will tell what is wrong.
        Err(_) => return Ok(()),
    };
    Err(Stop::wrong(format_args!(
        "{} is there already, and is {what}; choose another name",
        path.display()
    )))
}

fn write(path: &Path) -> Result<(), Stop> {
    is_free(path)?;
    fs::write(path, text()).map_err(|error| {
        Stop::failed(format_args!(
            "{} cannot be written: {error}",
            path.display()
        ))
    })
}

/// Whether a text is this schema, of whatever version.
fn is_ours(text: &str) -> bool {
    let json = serde_json::from_str::<serde_json::Value>(text);
    json.is_ok_and(|schema| schema["title"] == "caremix scenario")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_schema_is_renewed_and_nothing_else_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = beside(&folder.path().join("town.toml")).expect("a schema");
        assert_eq!(path, folder.path().join("caremix.schema.json"));
        let whole = fs::read_to_string(&path).expect("a schema");
        fs::write(&path, r#"{ "title": "caremix scenario" }"#).expect("a file");
        write(&path).expect("a schema");
        assert_eq!(fs::read_to_string(&path).expect("a schema"), whole);
        for foreign in ["my notes", r#"{ "title": "another" }"#] {
            fs::write(&path, foreign).expect("a file");
            assert!(matches!(write(&path), Err(Stop::Input(_))), "{foreign}");
            assert_eq!(fs::read_to_string(&path).expect("a file"), foreign);
        }
        fs::write(&path, b"\xff\xfe").expect("a file");
        assert!(matches!(write(&path), Err(Stop::Input(_))));
    }
}
