//! What the money of a component grows with by itself, from one year to the next.
//!
//! Comes in: each kind's own answer. Goes out: [`Follows`], with its word. Deliberately absent: which component follows what
//! (written.rs), how fast prices and volume grow (`[growth]`), and how many people, episodes and units there are.

use crate::base::listed;

listed! {
/// What an amount grows with where people and their needs stay what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Prices (`growth.prices`): amounts per person, episode or year.
    Price,
    /// Volume (`growth.volume`): fees per unit that are not indexed.
    Volume,
    /// Prices and volume: fees per unit.
    Both,
    /// Neither of them: amounts per person, episode or year that are not indexed.
    Neither,
    /// What is paid otherwise: it is settled afterwards, by terms of its own.
    Settled,
}
}

impl Follows {
    /// As files and tables write it.
    pub fn word(self) -> &'static str {
        match self {
            Follows::Price => "price",
            Follows::Volume => "volume",
            Follows::Both => "both",
            Follows::Neither => "neither",
            Follows::Settled => "settled",
        }
    }

    /// What it means, as the manual and `caremix check` say it.
    pub fn meaning(self) -> &'static str {
        match self {
            Follows::Price => "prices, not volume",
            Follows::Volume => "volume, not prices",
            Follows::Both => "prices and volume",
            Follows::Neither => "neither prices nor volume",
            Follows::Settled => "what is paid otherwise, by terms of its own",
        }
    }

    /// The same of an amount that does not follow prices.
    pub(super) fn unindexed(self) -> Follows {
        match self {
            Follows::Price | Follows::Neither => Follows::Neither,
            Follows::Both | Follows::Volume => Follows::Volume,
            Follows::Settled => Follows::Settled,
        }
    }
}
