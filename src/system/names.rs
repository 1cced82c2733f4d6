//! From names to indices.

/// Position of `name` in a list the checker has vouched for.
///
/// # Panics
/// When the name is not there: a checked scenario has no such reference.
pub fn position<T>(list: &[T], name: &str, of: impl Fn(&T) -> &String) -> usize {
    list.iter()
        .position(|entry| of(entry) == name)
        .unwrap_or_else(|| panic!("`{name}` was not checked"))
}
