use crate::system::System;
use crate::system::time::OLDEST_AGE;

/// What is counted. Indices: `class` of deprivation, `channel`, `line` of background care, `state`, `need`, `triage`
/// (0 single, 1 multiple, 2 complex).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Count {
    /// Units delivered.
    Delivered { class: usize, channel: usize },
    /// Units wanted and not delivered.
    Unmet { class: usize, channel: usize },
    /// Cents that delivered units cost, for services whose units differ in cost; in prices of the price year.
    UnitCents { class: usize, channel: usize },
    /// Cents of background care, nominal.
    Background { class: usize, line: usize },
    /// Half-cycles lived in a state.
    Lived { class: usize, state: usize },
    /// Half-cycles lived at a completed year of age.
    LivedAtAge { class: usize, age: usize },
    /// Cents of copayments and subscriptions, nominal.
    Copayment { channel: usize },
    /// Cents of deductible on needs, nominal.
    Deductible { channel: usize },
    /// Cents of deductible on background care, nominal.
    DeductibleBackground { line: usize },
    /// New needs, or resident-cycles with a permanent need.
    Need { need: usize },
    /// Those of them that stay hidden.
    Hidden { need: usize },
    /// New needs, or resident-cycles with a permanent need, that reach the first line, by triage.
    Triaged { need: usize, triage: usize },
    /// Resident-cycles by triage, 0 for none.
    Residents { triage: usize },
    /// Anything else.
    Single(Single),
}

/// Single counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    /// Deaths.
    Deaths,
    /// Residents who move out.
    Leavers,
    /// Births.
    Births,
    /// Residents who move in.
    Newcomers,
    /// Moves from home into an institution.
    InstitutionEntries,
    /// Resident-cycles with an informal carer who helps.
    CarerCycles,
    /// Those of them that overload the carer.
    OverloadedCycles,
    /// Complex resident-cycles with a need that is paid per episode, coordination included.
    ComplexCoordinated,
}

const SINGLES: usize = 8;

/// Where each count stands: counts by deprivation class first, one block a class, then the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    channels: usize,
    lines: usize,
    needs: usize,
    block: usize,
    shared: usize,
    len: usize,
}

impl Layout {
    /// For one system.
    pub fn new(system: &System) -> Layout {
        let channels = system.care.channels.len();
        let lines = system.care.background.len();
        let needs = system.care.needs.len();
        let block = 3 * channels + lines + system.health.states.len() + OLDEST_AGE;
        let shared = system.health.classes.deprivation * block;
        Layout {
            channels,
            lines,
            needs,
            block,
            shared,
            len: shared + 2 * channels + lines + 5 * needs + 4 + SINGLES,
        }
    }

    /// How many counts there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline(always)]
    fn place(&self, count: Count) -> usize {
        let in_block = |class: usize, place: usize| class * self.block + place;
        let patient = self.shared;
        let need_counts = patient + 2 * self.channels + self.lines;
        let triage_counts = need_counts + 5 * self.needs;
        match count {
            Count::Delivered { class, channel } => in_block(class, channel),
            Count::Unmet { class, channel } => in_block(class, self.channels + channel),
            Count::UnitCents { class, channel } => in_block(class, 2 * self.channels + channel),
            Count::Background { class, line } => in_block(class, 3 * self.channels + line),
            Count::LivedAtAge { class, age } => {
                in_block(class, 3 * self.channels + self.lines + age)
            }
            Count::Lived { class, state } => {
                in_block(class, 3 * self.channels + self.lines + OLDEST_AGE + state)
            }
            Count::Copayment { channel } => patient + channel,
            Count::Deductible { channel } => patient + self.channels + channel,
            Count::DeductibleBackground { line } => patient + 2 * self.channels + line,
            Count::Need { need } => need_counts + need,
            Count::Hidden { need } => need_counts + self.needs + need,
            Count::Triaged { need, triage } => need_counts + (2 + triage) * self.needs + need,
            Count::Residents { triage } => triage_counts + triage,
            Count::Single(single) => triage_counts + 4 + single as usize,
        }
    }
}

/// Whole-number counts of a cycle or a year, in simulated residents: their sums do not depend on the order in which
/// they are added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    layout: Layout,
    values: Vec<i64>,
}

impl Counts {
    /// All zero.
    pub fn new(layout: &Layout) -> Counts {
        Counts {
            layout: layout.clone(),
            values: vec![0; layout.len],
        }
    }

    /// Counts `by` more.
    #[inline(always)]
    pub fn add(&mut self, count: Count, by: i64) {
        let place = self.layout.place(count);
        self.values[place] += by;
    }

    /// Where a count stands, for [`Counts::add_at`].
    pub fn place(&self, count: Count) -> usize {
        self.layout.place(count)
    }

    /// Distance from a count of one deprivation class to the same of the next.
    #[inline(always)]
    pub fn block(&self) -> usize {
        self.layout.block
    }

    /// Counts `by` more at a place that is known.
    #[inline(always)]
    pub fn add_at(&mut self, place: usize, by: i64) {
        self.values[place] += by;
    }

    /// Units wanted: delivered or not.
    pub fn wanted(&self, channel: usize) -> i64 {
        self.delivered(channel) + self.sum(|class| Count::Unmet { class, channel })
    }

    /// Units delivered.
    pub fn delivered(&self, channel: usize) -> i64 {
        self.sum(|class| Count::Delivered { class, channel })
    }

    /// What has been counted.
    #[inline(always)]
    pub fn get(&self, count: Count) -> i64 {
        self.values[self.layout.place(count)]
    }

    /// The sum of a count over the deprivation classes.
    pub fn sum(&self, of_class: impl Fn(usize) -> Count) -> i64 {
        (0..self.classes())
            .map(|class| self.get(of_class(class)))
            .sum()
    }

    /// Deprivation classes.
    pub fn classes(&self) -> usize {
        self.layout.shared / self.layout.block
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: &Counts) {
        for (value, more) in self.values.iter_mut().zip(&other.values) {
            *value += more;
        }
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        self.values.fill(0);
    }
}
