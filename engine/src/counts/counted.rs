//! What is counted, and where each count stands.
//!
//! Comes in: a [`Count`] and by how much. Goes out: [`Counts`], whole numbers whose sums do not depend on the order in
//! which they are added. Deliberately absent: what a count is worth.

use crate::base::listed;
use crate::tables::Tables;
use crate::tables::institution::WishMove;
use crate::tables::time::OLDEST_AGE;

/// What is counted. Indices: `group` (deprivation classes of residents who are not enrolled, then those classes again of the enrolled), `channel`, `line` of
/// background care, `state`, `need`, `triage` (0 single, 1 multiple, 2 complex).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Count {
    /// Units delivered.
    Delivered { group: usize, channel: usize },
    /// Units wanted and not delivered.
    Unmet { group: usize, channel: usize },
    /// Cents that delivered units cost, for services whose units differ in cost; in prices of the price year.
    UnitCents { group: usize, channel: usize },
    /// Cents of background care, nominal.
    Background { group: usize, line: usize },
    /// Half-cycles lived in a state.
    Lived { group: usize, state: usize },
    /// Half-cycles lived at a completed year of age, in the ordinary (`lower` 0) or lower class of copayments (1).
    LivedAtAge {
        group: usize,
        age: usize,
        lower: usize,
    },
    /// Cents of copayments and subscriptions, nominal.
    Copayment { group: usize, channel: usize },
    /// Cents of deductible on needs, nominal.
    Deductible { group: usize, channel: usize },
    /// Cents of deductible on background care, nominal.
    DeductibleBackground { group: usize, line: usize },
    /// New needs, or resident-cycles with a permanent need.
    Need { need: usize },
    /// New needs, or resident-cycles with a permanent need, that stay hidden.
    Hidden { need: usize },
    /// New needs, or resident-cycles with a permanent need, that reach the first line, by triage.
    Triaged {
        group: usize,
        need: usize,
        triage: usize,
    },
    /// Complex resident-cycles with a need that is paid per episode, coordination included, by which needs are
    /// ([`Tables::coordinations`]).
    Coordinated { group: usize, set: usize },
    /// Resident-cycles by triage, 0 for none.
    Residents { triage: usize },
    /// What happens in a queue.
    Queue { queue: usize, item: QueueItem },
    /// What happens to those who want a place in an institution.
    Place(PlaceItem),
    /// Counts of a practice's list, residents outside the network (`side` 0) and inside (1).
    Practice {
        practice: usize,
        side: usize,
        item: PracticeItem,
    },
    /// Anything else.
    Single(Single),
}

/// What is counted for a single practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PracticeItem {
    /// Half-cycles lived on its list.
    Lived,
    /// Half-cycles lived on its list, each weighted by the ratios of a list (index in [`Tables::lists`]), in
    /// millionths.
    Weighted(usize),
    /// Units of a channel of its own discipline.
    Units(usize),
    /// New needs, or resident-cycles with a permanent need, that reach the first line: need and triage.
    Triaged(usize, usize),
    /// Cents that its residents cost in a year, by account of shared savings.
    Spent(usize),
}

listed! {
/// What is counted of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueItem {
    /// Millionths of a year that needs wait.
    Waiting,
    /// Millionths of needs whose care starts.
    Started,
}
}

listed! {
/// What is counted of places in an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceItem {
    /// Half-cycles that residents wait.
    Waiting,
    /// Residents who wait at the end of a year.
    AtEnd,
    /// Residents who move out of the town while they wait.
    Left,
    /// What becomes of wishes, see [`WishMove`].
    Wanted,
    /// See `Wanted`.
    Entered,
    /// See `Wanted`.
    GivenUp,
    /// See `Wanted`.
    Died,
    /// See `Wanted`.
    MovedOn,
}
}

impl PlaceItem {
    /// As which it counts what becomes of a wish.
    pub fn of(wish: WishMove) -> PlaceItem {
        match wish {
            WishMove::Wanted => PlaceItem::Wanted,
            WishMove::Entered => PlaceItem::Entered,
            WishMove::GivenUp => PlaceItem::GivenUp,
            WishMove::Died => PlaceItem::Died,
            WishMove::MovedOn => PlaceItem::MovedOn,
        }
    }
}

listed! {
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
    /// Resident-cycles with an informal carer whom the care overloads.
    OverloadedCycles,
}
}

/// Millionths in which weighted half-cycles are counted, so that they stay whole numbers.
pub const MILLION: f64 = 1e6;

/// Where each count stands: counts by group first, one block a group, then those shared, then the practices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub(super) classes: usize,
    pub(super) groups: usize,
    pub(super) channels: usize,
    pub(super) lines: usize,
    pub(super) needs: usize,
    pub(super) states: usize,
    pub(super) sets: usize,
    pub(super) block: usize,
    pub(super) shared: usize,
    pub(super) queues: usize,
    pub(super) places: usize,
    pub(super) first_practice: usize,
    pub(super) practices: usize,
    pub(super) practice_row: usize,
    pub(super) lists: usize,
    pub(super) len: usize,
}

impl Layout {
    /// For the tables of one system.
    pub fn new(tables: &Tables) -> Layout {
        let channels = tables.care.channels.len();
        let lines = tables.care.background.len();
        let needs = tables.care.needs.len();
        let states = tables.health.states.len();
        let classes = tables.health.classes.deprivation;
        let groups = classes * tables.sides();
        let sets = tables.coordinations.len();
        let block = 5 * channels + 2 * lines + 3 * needs + states + 2 * OLDEST_AGE + sets;
        let shared = groups * block;
        let queues = shared + 2 * needs + 4 + Single::ALL.len();
        let places = queues + QueueItem::ALL.len() * tables.queues.len();
        let has_places = usize::from(tables.health.places.is_some());
        let first_practice = places + PlaceItem::ALL.len() * has_places;
        let panels = tables.panels.as_ref().filter(|_| tables.keeps_practices());
        let practices = panels.map_or(0, |panels| panels.count());
        let lists = tables.lists.len();
        let practice_row = 1 + lists + channels + 3 * needs + tables.accounts.len();
        Layout {
            classes,
            groups,
            channels,
            lines,
            needs,
            states,
            sets,
            block,
            shared,
            queues,
            places,
            first_practice,
            practices,
            practice_row,
            lists,
            len: first_practice + 2 * practices * practice_row,
        }
    }

    /// How many counts there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Groups: deprivation classes, once or once per side.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether what residents pay per unit or month stands at `index`.
    pub(super) fn is_copayment(&self, index: usize) -> bool {
        let in_block = index % self.block;
        index < self.shared && (3 * self.channels..4 * self.channels).contains(&in_block)
    }

    #[inline(always)]
    fn index(&self, count: Count) -> usize {
        let in_block = |group: usize, index: usize| group * self.block + index;
        let lines = 5 * self.channels;
        let triaged = lines + 2 * self.lines;
        let lived = triaged + 3 * self.needs;
        let residents = self.shared + 2 * self.needs;
        match count {
            Count::Delivered { group, channel } => in_block(group, channel),
            Count::Unmet { group, channel } => in_block(group, self.channels + channel),
            Count::UnitCents { group, channel } => in_block(group, 2 * self.channels + channel),
            Count::Copayment { group, channel } => in_block(group, 3 * self.channels + channel),
            Count::Deductible { group, channel } => in_block(group, 4 * self.channels + channel),
            Count::Background { group, line } => in_block(group, lines + line),
            Count::DeductibleBackground { group, line } => {
                in_block(group, lines + self.lines + line)
            }
            Count::Triaged {
                group,
                need,
                triage,
            } => in_block(group, triaged + triage * self.needs + need),
            Count::Lived { group, state } => in_block(group, lived + state),
            Count::LivedAtAge { group, age, lower } => {
                in_block(group, lived + self.states + 2 * age + lower)
            }
            Count::Coordinated { group, set } => in_block(group, self.block - self.sets + set),
            Count::Need { need } => self.shared + need,
            Count::Hidden { need } => self.shared + self.needs + need,
            Count::Residents { triage } => residents + triage,
            Count::Queue { queue, item } => {
                self.queues + QueueItem::ALL.len() * queue + item as usize
            }
            Count::Place(item) => self.places + item as usize,
            Count::Single(single) => residents + 4 + single as usize,
            Count::Practice {
                practice,
                side,
                item,
            } => self.practice_row(practice, side) + self.practice_item(item),
        }
    }

    /// Where the counts of a practice's residents on a side begin.
    #[inline(always)]
    pub fn practice_row(&self, practice: usize, side: usize) -> usize {
        self.first_practice + (2 * practice + side) * self.practice_row
    }

    /// Where an item stands in a practice's counts.
    #[inline(always)]
    pub fn practice_item(&self, item: PracticeItem) -> usize {
        match item {
            PracticeItem::Lived => 0,
            PracticeItem::Weighted(list) => 1 + list,
            PracticeItem::Units(channel) => 1 + self.lists + channel,
            PracticeItem::Triaged(need, triage) => {
                1 + self.lists + self.channels + triage * self.needs + need
            }
            PracticeItem::Spent(account) => {
                1 + self.lists + self.channels + 3 * self.needs + account
            }
        }
    }

    /// Whether single practices are counted.
    #[inline(always)]
    pub fn keeps_practices(&self) -> bool {
        self.practices > 0
    }
}

/// Whole-number counts of a cycle or a year, in simulated residents: their sums do not depend on the order in which
/// they are added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    pub(super) layout: Layout,
    pub(super) values: Vec<i64>,
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
        let index = self.layout.index(count);
        self.values[index] += by;
    }

    /// Where a count stands, for [`Counts::add_at`].
    pub fn index(&self, count: Count) -> usize {
        self.layout.index(count)
    }

    /// Where everything stands.
    #[inline(always)]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Practices that are counted one by one.
    pub fn practices(&self) -> usize {
        self.layout.practices
    }

    /// Distance from a count of one group to that count of the next group.
    #[inline(always)]
    pub fn block(&self) -> usize {
        self.layout.block
    }

    /// Counts `by` more at an index that [`Counts::index`] gave.
    #[inline(always)]
    pub fn add_at(&mut self, index: usize, by: i64) {
        self.values[index] += by;
    }

    /// Units wanted: delivered or not.
    pub fn wanted(&self, channel: usize) -> i64 {
        self.delivered(channel) + self.sum(|group| Count::Unmet { group, channel })
    }

    /// Units delivered.
    pub fn delivered(&self, channel: usize) -> i64 {
        self.sum(|group| Count::Delivered { group, channel })
    }

    /// What has been counted.
    #[inline(always)]
    pub fn get(&self, count: Count) -> i64 {
        self.values[self.layout.index(count)]
    }

    /// The sum of a count over all groups.
    pub fn sum(&self, of_group: impl Fn(usize) -> Count) -> i64 {
        (0..self.groups())
            .map(|group| self.get(of_group(group)))
            .sum()
    }

    /// The sum of a count over the groups of one deprivation class.
    pub fn of_class(&self, class: usize, of_group: impl Fn(usize) -> Count) -> i64 {
        (class..self.groups())
            .step_by(self.classes())
            .map(|group| self.get(of_group(group)))
            .sum()
    }

    /// Groups: deprivation classes, once or once per side.
    pub fn groups(&self) -> usize {
        self.layout.groups
    }

    /// Groups of one side.
    pub fn groups_of(&self, side: usize) -> std::ops::Range<usize> {
        let classes = self.classes();
        let first = (side * classes).min(self.groups());
        first..(first + classes).min(self.groups())
    }

    /// Deprivation classes.
    pub fn classes(&self) -> usize {
        self.layout.classes
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: &Counts) {
        for (value, more) in self.values.iter_mut().zip(&other.values) {
            *value += more;
        }
    }

    /// These counts, in whose place none are left until they are put back.
    pub fn take(&mut self) -> Counts {
        Counts {
            layout: self.layout.clone(),
            values: std::mem::take(&mut self.values),
        }
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        self.values.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_count_has_a_place_of_its_own_before_the_practices() {
        let layout = Layout {
            classes: 1,
            groups: 1,
            channels: 2,
            lines: 1,
            needs: 3,
            states: 2,
            sets: 0,
            block: 30,
            shared: 30,
            queues: 30 + 2 * 3 + 4 + Single::ALL.len(),
            places: 30 + 2 * 3 + 4 + Single::ALL.len(),
            first_practice: 30 + 2 * 3 + 4 + Single::ALL.len(),
            practices: 1,
            practice_row: 5,
            lists: 1,
            len: 30 + 2 * 3 + 4 + Single::ALL.len() + 2 * 5,
        };
        let mut counts = Counts::new(&layout);
        let lived = Count::Practice {
            practice: 0,
            side: 0,
            item: PracticeItem::Lived,
        };
        counts.add(lived, 1_000);
        counts.add(Count::Residents { triage: 3 }, 2_000);
        for (index, single) in Single::ALL.iter().enumerate() {
            counts.add(Count::Single(*single), 1 + index as i64);
        }
        assert_eq!(counts.get(lived), 1_000);
        assert_eq!(counts.get(Count::Residents { triage: 3 }), 2_000);
        for (index, single) in Single::ALL.iter().enumerate() {
            assert_eq!(counts.get(Count::Single(*single)), 1 + index as i64);
        }
    }
}
