//! Publications that sources name.

use super::review::{FaultKind, KeyPath, Review};

/// The rules on `publication`.
pub fn check(review: &mut Review<'_>) {
    for (index, each) in review.scenario.publication.iter().enumerate() {
        let at = KeyPath::top("publication").entry(index, &each.name);
        review.name(&at, &each.name);
        let words = at.to("words");
        review.once(&words, &each.words);
        for (index, word) in each.words.iter().enumerate() {
            if word.trim().is_empty() {
                let hint = "it would be in every source; write what sources call the publication";
                review.fault(
                    FaultKind::UnusableName,
                    &words.nth(index),
                    "this word is empty",
                    hint,
                );
            }
        }
    }
}
