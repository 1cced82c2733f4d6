//! Names for people: the nearest known one, and how a message quotes them.
//!
//! Comes in: a name someone wrote and the names there are. Goes out: words for a message or hint.
//! Deliberately absent: which names there are.

/// Lists longer than this help nobody.
const MOST_LISTED: usize = 12;

/// Longer names are not compared: the work grows with the square of their length.
const LONGEST_COMPARED: usize = 64;

/// The known name that someone probably meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_COMPARED {
        return None;
    }
    let lower = name.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST_COMPARED)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(name.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint: the nearest name, or all of them when they are few.
pub fn suggest(name: &str, known: &[&str]) -> String {
    if let Some(close) = nearest(name, known.iter().copied()) {
        return format!("did you mean {}?", quoted(close));
    }
    match known.len() {
        0 => "there are none".to_string(),
        1..=MOST_LISTED => format!("known: {}", listed(known)),
        more => format!(
            "known: {} … and {} more",
            listed(&known[..MOST_LISTED]),
            more - MOST_LISTED
        ),
    }
}

/// Names in quotes with commas between them.
pub fn listed(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| quoted(name))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A name as messages quote it: without what could disturb a terminal, and not longer than a line.
pub fn quoted(name: &str) -> String {
    let mut shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
    if name.chars().nth(60).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_the_name_that_was_meant() {
        let known = ["payers", "price", "hours"];
        assert_eq!(nearest("paiers", known), Some("payers"));
        assert_eq!(nearest("Price", known), Some("price"));
        assert_eq!(nearest("zebra", known), None);
    }

    #[test]
    fn what_would_disturb_a_terminal_is_escaped() {
        assert_eq!(quoted("a\u{1b}[31m"), "`a\\u{1b}[31m`");
    }
}
