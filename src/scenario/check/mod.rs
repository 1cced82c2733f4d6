//! What a scenario means: whether its names exist, its shares add up and its numbers are possible.
use super::fault::Fault;
use super::places::Places;
use super::schema::Scenario;
/// All faults of meaning, each with the path of keys it is about.
pub fn check(_scenario: &Scenario, _places: &Places) -> Vec<(Vec<String>, Fault)> {
    Vec::new()
}
/// Whether a name may hold this character.
pub fn is_name_character(each: char) -> bool {
    each.is_ascii_alphanumeric() || each == '_' || each == '-'
}
