//! A resolved scenario as a scenario file again.

use super::schema::Scenario;

/// TOML that loads to the same scenario, with nothing left to extend.
///
/// # Errors
/// In words, when a value has no form in TOML.
pub fn to_toml(scenario: &Scenario) -> Result<String, String> {
    toml::to_string(scenario).map_err(|error| error.to_string())
}
