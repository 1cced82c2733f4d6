//! `caremix new`: a commented scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::stop::Stop;
use super::{engine, schema, town_file, voice};
use crate::import::{Locality, Pack};
use crate::report::numbers::grouped;

/// Write a commented scenario to start from
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Its name: letters, digits, `-` and `_`
    name: String,
    /// A starter on a whole care system instead of a toy: its residents, arms and capacities
    #[arg(long, value_enum)]
    pack: Option<Pack>,
    /// Residents of the starter, with the ages of its country
    #[arg(long, value_name = "N", requires = "pack", default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    residents: u32,
}

const EXAMPLES: &str = "\
Examples:
  caremix new my-town           writes my-town.toml here, and caremix.schema.json for editors; a file of yours is never
                                overwritten
  caremix new my-town --pack nl --residents 40000
                                a Dutch starter: national ages; the arms current, three_p and transition_budget
  caremix check my-town.toml    then see what it resolves to";

const LONGEST: usize = 64;

/// Writes `NAME.toml` into the working folder.
pub fn run(args: &Args) -> Result<(), Stop> {
    let name = checked(&args.name)?;
    let path = PathBuf::from(format!("{name}.toml"));
    if let Some(pack) = args.pack {
        return starter(name, pack, f64::from(args.residents), &path);
    }
    let created = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = created.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Stop::wrong(format_args!(
            "{} is there already; choose another name",
            path.display()
        )),
        _ => Stop::failed(format_args!(
            "{} cannot be written: {error}",
            path.display()
        )),
    })?;
    let text = engine::template(name);
    let written = file.write_all(text.as_bytes()).map_err(|error| {
        Stop::failed(format_args!(
            "{} cannot be written: {error}",
            path.display()
        ))
    });
    let by_editors = written
        .and_then(|()| schema::beside(&path))
        .inspect_err(|_| drop(std::fs::remove_file(&path)))?;
    voice::answer(&format!(
        "Wrote {0}, and {1}, by which editors complete its keys. Next:\n  caremix check {0}    see what it resolves to\n  \
         caremix run {0}      simulate it\n",
        path.display(),
        by_editors.display()
    ))
}

/// A place of nobody on a pack, with the ages of its country.
fn starter(name: &str, pack: Pack, residents: f64, path: &Path) -> Result<(), Stop> {
    town_file::is_free(path, false)?;
    let country = pack.residents();
    let country = country.map_err(|faults| Stop::Failed(faults.render(false)))?;
    let town = Locality::of_country(name.to_string(), pack, &country, residents);
    let told = format!("{} residents", grouped(residents, 0));
    town_file::write(town, path, &told)
}

/// The name becomes a file and a folder everywhere, so it takes no separators, spaces or leading dashes.
fn checked(name: &str) -> Result<&str, Stop> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    let starts_well = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if is_plain && starts_well && name.len() <= LONGEST {
        return Ok(name);
    }
    Err(Stop::wrong(format_args!(
        "`{name}` cannot be the name of a scenario: letters, digits, - and _, starting with a letter or digit, \
         at most {LONGEST} characters"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_letters_digits_dashes() {
        assert_eq!(checked("my-town_2"), Ok("my-town_2"));
        assert_eq!(checked("my-town.toml"), Ok("my-town"));
        for name in ["", "../up", "a b", "-x", ".hidden", &"x".repeat(65)] {
            assert!(checked(name).is_err(), "{name}");
        }
    }
}
