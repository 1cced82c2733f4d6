//! What a kind of component is, which no year changes.
//!
//! Comes in: nothing; each kind's file fills in its own. Goes out: [`Nature`]. Deliberately absent: amounts.

/// The nature of a kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nature {
    /// When in the settlement of a year it has its turn.
    pub turn: Turn,
    /// The part that it pays of the units in line for it; `None` where units do not concern it.
    pub in_line: Option<f64>,
    /// Whether residents pay no copayment or subscription for units that it pays.
    pub waives_copayments: bool,
    /// Whether the part of it that is not earmarked pays for coordination.
    pub coordinates: bool,
    /// Whether it is income for care; feedback looks at the share of such income that is paid per unit.
    pub is_income: bool,
    /// Whether what it pays is linear in counts of care and residents.
    pub linearity: Linearity,
}

/// The turns in which a year is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// First: what was done.
    Done,
    /// Then: what contracts make of a change in volume.
    Contracts,
    /// Then: what contracts on savings of the whole town make of all that was paid for care.
    Savings,
    /// Last: what balances all that is owed by then.
    Balance,
}

impl Turn {
    /// All turns, in order.
    pub const ALL: [Turn; 4] = [Turn::Done, Turn::Contracts, Turn::Savings, Turn::Balance];
}

/// Whether what a component pays is linear in counts of care and residents, so that its expectation follows from
/// theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linearity {
    /// The payment is linear in counts.
    Linear,
    /// The amount is; who pays it hangs on what the replaced units were worth, where they have different payers.
    ByWorth,
    /// It is, at a price of units that is a quotient of counts where residents pay a part of it or some of them are insiders.
    ByPrice,
    /// It is not: a score, a bound, a choice or a quotient stands between.
    Bent,
}
