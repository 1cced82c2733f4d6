//! Which keys each kind of component takes, and which it needs, as [`kinds`](crate::scenario::kinds) says.

use super::room::{At, Room};
use crate::scenario::keys::Key;
use crate::scenario::schema::{Component, ComponentKind};

/// The rules on the keys of a component.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component) {
    let written = one.kind.written();
    let kind = written.word;
    for key in Key::ALL {
        let (word, is_written) = (key.word(), key.is_written(one));
        if is_written && !written.takes.contains(key) {
            room.key_fault(
                &at.to(word),
                format!("`{word}` does not apply to kind `{kind}`"),
                format!("it is for {}", takers(*key)),
            );
        }
        let needed = written.needs.iter().find(|(needed, _)| needed == key);
        if let Some((_, example)) = needed.filter(|_| !is_written) {
            room.fault(at, format!("kind `{kind}` needs `{word}`"), *example);
        }
    }
}

/// The kinds that take a key.
fn takers(key: Key) -> String {
    let kinds = ComponentKind::ALL.iter().map(|kind| kind.written());
    let takers = kinds.filter(|written| written.takes.contains(&key));
    let words: Vec<&str> = takers.map(|written| written.word).collect();
    words.join(", ")
}
