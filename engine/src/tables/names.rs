//! From names to indices.

use crate::scenario::schema::Scenario;

/// Position of `name` in a list the checker has vouched for.
///
/// # Panics
/// When the name is not there: a checked scenario has no such reference.
pub fn position<T>(list: &[T], name: &str, of: impl Fn(&T) -> &String) -> usize {
    list.iter()
        .position(|entry| of(entry) == name)
        .unwrap_or_else(|| panic!("`{name}` was not checked"))
}

/// Index of a capability.
pub fn capability(scenario: &Scenario, name: &str) -> usize {
    position(&scenario.capability, name, |capability| &capability.name)
}

/// Index of a payer.
pub fn payer(scenario: &Scenario, name: &str) -> usize {
    position(&scenario.payer, name, |payer| &payer.name)
}

/// Index of a recipient: a discipline, or the network after the last of them, also where none is named, or after it a payer.
///
/// # Panics
/// As [`position`].
pub fn recipient(scenario: &Scenario, name: Option<&String>) -> usize {
    let network = scenario.discipline.len();
    let Some(name) = name.filter(|name| *name != "network") else {
        return network;
    };
    let mut disciplines = scenario.discipline.iter();
    let discipline = disciplines.position(|discipline| discipline.name == *name);
    discipline.unwrap_or_else(|| network + 1 + payer(scenario, name))
}
