//! `caremix schema`: the JSON Schema of scenario files.

use super::stop::Stop;
use super::{seam, voice};

/// Print the JSON Schema of scenario files, for editors
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  caremix schema > scenario.schema.json

Editors with a TOML language server then complete keys and show what they mean, when the scenario starts with
  #:schema ./scenario.schema.json";

/// Prints it.
pub fn run(_args: &Args) -> Result<(), Stop> {
    voice::answer(&format!("{}\n", seam::schema().trim_end()))
}
