//! A state as a file that `caremix run` takes.
//!
//! Comes in: a workshop and a turned scenario. Goes out: TOML that builds on the scenario's file. Deliberately absent: writing it;
//! the browser saves it.

use super::reason::RefusalReason;
use super::state::PageState;
use super::workshop::{Refusal, Workshop};
use crate::scenario::parameters;

/// The file, with a comment on what it is.
///
/// # Errors
/// As [`Workshop::turn`].
pub fn overlay(workshop: &Workshop, state: &PageState) -> Result<String, Refusal> {
    let turned = workshop.turn(state)?;
    let mut paths = turned.paths;
    let set = workshop.sets.iter().filter_map(|set| set.split_once('='));
    paths.extend(set.map(|(path, _)| path.trim().to_string()));
    let body = parameters::changes(&turned.whole, &workshop.file, &paths)
        .map_err(|problem| vec![RefusalReason::not_accepted(&problem)])?;
    Ok(format!(
        "# A state of the workshop page of caremix {}: put it beside {}, then\n#     caremix run FILE --arms {}\n{body}",
        env!("CARGO_PKG_VERSION"),
        workshop.file,
        state.arm,
    ))
}
