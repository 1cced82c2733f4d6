//! `caremix explain`: what a kind of fault means, with an example that is wrong and the same example mended.
//!
//! Comes in: a code. Goes out: its explanation, or the list of all. Deliberately absent: the fault at hand, which its
//! message tells.

use super::stop::Stop;
use super::voice;
use crate::scenario::FaultKind;

/// Explain a fault by its code, with an example that is wrong and the same example mended
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The code of the fault, as in error[E012]; without it, all faults are listed
    code: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  caremix explain E012    what an unknown key is, and how it is mended
  caremix explain         all faults

The examples are files beside town.toml, a scenario that `caremix new town` writes; each can be tried with `caremix check`.";

/// Prints it.
pub fn run(args: &Args) -> Result<(), Stop> {
    match &args.code {
        None => voice::answer(&all()),
        Some(code) => match FaultKind::of_code(code) {
            Some(kind) => voice::answer(&explained(kind)),
            None => Err(Stop::wrong(format_args!(
                "there is no fault `{}`; `caremix explain` lists them, {} to {}",
                code.escape_debug(),
                FaultKind::ALL[0].code(),
                FaultKind::ALL[FaultKind::ALL.len() - 1].code()
            ))),
        },
    }
}

/// The codes and their titles.
fn all() -> String {
    let kinds = FaultKind::ALL.iter();
    kinds
        .map(|kind| format!("{}  {}\n", kind.code(), kind.title()))
        .collect()
}

fn explained(kind: FaultKind) -> String {
    let explanation = kind.explanation().trim_start_matches("# ");
    format!(
        "{}: {explanation}\ntown.toml is the scenario that `caremix new town` writes.\n",
        kind.code()
    )
}
