//! How a cycle changes residents: health, moving out, the informal carer.

use crate::base::random::{Key, to_unit};
use crate::scenario::schema::Counting;
use crate::system::System;
use crate::tables::classes::Classes;
use crate::tables::health::Walk;
use crate::tables::lookups::{HazardCell, Lookups};

use super::moment::{Moment, PresentResident, ResidentRow, ResidentSlot, StateStep, Wish};
use super::permanent::permanent_needs;
use super::{Purpose, Resident};

/// What effects do to hazards in this cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazards {
    /// Multiplier per move of health.
    pub moves: Vec<f64>,
    /// The largest of them but for entries of those who wait for a place, at least 1.
    pub most: f64,
    /// Whether any move out of a situation has a multiplier other than 1.
    pub is_affected: Vec<bool>,
    /// Whether no place is free, so that who wants one waits.
    pub is_short: bool,
    /// Multiplier of the hazard of losing the carer.
    pub carer_loss: f64,
}

impl Hazards {
    /// Multipliers of the moves of health in half a cycle.
    pub fn halved(&self) -> Vec<f64> {
        self.moves
            .iter()
            .map(|multiplier| multiplier / 2.0)
            .collect()
    }
}

/// How one cycle ages residents, looked up once for all of them.
#[derive(Debug)]
pub struct Ageing<'a> {
    system: &'a System,
    hazards: &'a Hazards,
    cycle: usize,
    /// The moment whose ages hold, in half-cycles since the start.
    moment: usize,
    /// Per class: the group in which care is counted, outside the network and inside.
    groups: Vec<[u8; 2]>,
    /// Chance of a carer after this cycle, by `Health::carer_change`.
    carers: Vec<f64>,
    /// Whether anybody can have a permanent need.
    has_permanent: bool,
    /// Whether effects change the hazards of any state.
    is_any_affected: bool,
}

impl<'a> Ageing<'a> {
    /// In one cycle, under what effects do to hazards.
    pub fn new(system: &'a System, hazards: &'a Hazards, cycle: usize) -> Ageing<'a> {
        let health = &system.health;
        let sides = |class: usize| {
            let (_, deprivation, _) = health.parts(class);
            [0, 1].map(|side| (deprivation + side * health.classes.deprivation) as u8)
        };
        Ageing {
            system,
            hazards,
            cycle,
            moment: system.time.moment(cycle),
            groups: (0..health.classes.count()).map(sides).collect(),
            carers: health.carer_changes(hazards.carer_loss),
            is_any_affected: hazards.is_affected.contains(&true),
            has_permanent: system.care.permanent.iter().any(|needs| !needs.is_empty()),
        }
    }

    /// Ages a block of residents: who falls ill, recovers, dies or moves out, and in which state care arises. The
    /// records keep the state at the start until [`Ageing::settle`].
    pub fn advance(&self, residents: &[Resident], moment: &mut Moment) {
        moment.clear();
        self.begin(residents, moment);
        let tables = self.system.health.lookups();
        let Moment {
            rows,
            in_state,
            movers,
            entries,
            wishes,
            wished,
        } = moment;
        for &who in movers.iter() {
            let (resident, row) = (&residents[usize::from(who)], &mut rows[usize::from(who)]);
            let walk = self.walk(&tables, resident, row.key);
            row.step.after = self.system.health.state_of(walk.after) as u8;
            *entries += walk.entries;
            self.wish(
                who,
                resident.is_waiting(),
                (&walk, row.step),
                wishes,
                wished,
            );
            if !row.step.leaves() {
                row.step.end = row.step.after;
            }
        }
        // A loop of its own: together they need more registers than there are.
        for (index, row) in rows.iter().enumerate() {
            if row.step.is_here() {
                in_state[usize::from(self.cared_for_in(row))].push(self.here(index, row));
            }
        }
    }

    /// A block of residents who come in the cycle: at any moment of it, so that they live half of it here, and are
    /// counted as far as its end is.
    pub fn arrive(&self, residents: &[Resident], moment: &mut Moment) {
        moment.clear();
        let health = &self.system.health;
        let halved = self.hazards.halved();
        for (index, resident) in residents.iter().enumerate() {
            let (class, age) = (usize::from(resident.class), resident.age(self.moment));
            let key = resident.key.with(self.cycle as u64);
            let at_age = health.lookups().at_age(age);
            let bits = key.bits(Purpose::MOVE);
            let first = usize::from(resident.state);
            let later = || key.with(Purpose::LATER_MOVES);
            let found = (&halved[..], self.hazards.is_short);
            let walk = health.step_with(at_age.cell(class), first, bits, found, later);
            moment.entries += walk.entries;
            let leaves = key.uniform(Purpose::LEAVE) < health.leaves_in_half(age);
            let row = ResidentRow {
                key,
                cell: at_age.completed(class),
                group: self.groups[class][resident.side()],
                step: StateStep::arrival(health.state_of(walk.after) as u8, leaves),
            };
            let Moment { wishes, wished, .. } = moment;
            self.wish(index as u16, false, (&walk, row.step), wishes, wished);
            moment.in_state[usize::from(self.cared_for_in(&row))].push(self.here(index, &row));
            moment.rows.push(row);
        }
    }

    /// Writes down what became of the wish of one resident for a place.
    #[inline(always)]
    fn wish(
        &self,
        who: u16,
        before: bool,
        (walk, step): (&Walk, StateStep),
        wishes: &mut Vec<Wish>,
        wished: &mut [u32],
    ) {
        let waits = self.system.health.is_waiting(walk.after);
        for (sum, times) in wished.iter_mut().zip(walk.wishes) {
            *sum += u32::from(times);
        }
        if before || waits {
            wishes.push(Wish {
                who,
                before,
                after: waits && !step.leaves(),
                leaves: waits && step.leaves(),
            });
        }
    }

    #[inline(always)]
    fn here(&self, index: usize, row: &ResidentRow) -> PresentResident {
        let inside = self.system.health.classes.deprivation as u8;
        PresentResident {
            key: row.key,
            cell: row.cell,
            who: ResidentSlot::new(index, row.group, usize::from(row.group >= inside)),
        }
    }

    /// The rows of a block as if nobody changed state, and who may do so. Those are written down without a branch,
    /// which nobody could predict.
    fn begin(&self, residents: &[Resident], moment: &mut Moment) {
        let Moment { rows, movers, .. } = moment;
        let (tables, groups) = (self.system.health.lookups(), self.groups.as_slice());
        let (cycle, now) = (self.cycle, self.moment);
        let has_leavers = self.system.health.has_leavers;
        movers.resize(residents.len(), 0);
        let mut moving = 0;
        rows.extend(residents.iter().enumerate().map(|(who, resident)| {
            if !tables.is_alive(resident.state) {
                return ResidentRow {
                    key: resident.key,
                    cell: 0,
                    group: 0,
                    step: StateStep::GONE,
                };
            }
            let key = resident.key.with(cycle as u64);
            let at_age = tables.at_age(resident.age(now));
            let class = usize::from(resident.class);
            movers[moving] = who as u16;
            moving += usize::from(self.may_move(&tables, resident, key, at_age.cell(class)));
            let leaves = has_leavers && self.leaves(resident, key);
            ResidentRow {
                key,
                cell: at_age.completed(class),
                group: groups[class][resident.side()],
                step: StateStep {
                    before: resident.state,
                    after: resident.state,
                    end: if leaves {
                        Resident::GONE
                    } else {
                        resident.state
                    },
                },
            }
        }));
        movers.truncate(moving);
    }

    /// Whether somebody may change state: surely not where this is false.
    #[inline(always)]
    fn may_move(&self, tables: &Lookups, resident: &Resident, key: Key, cell: HazardCell) -> bool {
        let (state, bits) = (usize::from(resident.state), key.bits(Purpose::MOVE));
        // Whoever waits is looked at, whatever happens.
        if resident.is_waiting() {
            return true;
        }
        if self.is_any_affected && self.hazards.is_affected[state] {
            tables.may_leave(cell, state, bits, self.hazards.most)
        } else {
            tables.leaves(cell, state, bits)
        }
    }

    /// What becomes in the cycle of somebody who may change state.
    #[inline(always)]
    fn walk(&self, tables: &Lookups, resident: &Resident, key: Key) -> Walk {
        let (health, hazards) = (&self.system.health, self.hazards);
        let state = usize::from(resident.state);
        let before = match resident.is_waiting() {
            true => health.waiting_in(state),
            false => state,
        };
        let at_age = tables.at_age(resident.age(self.moment));
        let cell = at_age.cell(usize::from(resident.class));
        let bits = key.bits(Purpose::MOVE);
        let later = || key.with(Purpose::LATER_MOVES);
        // A resident whose hazards no effect changes may still move on to a situation where one does.
        if self.is_any_affected {
            let found = (&hazards.moves[..], hazards.is_short);
            health.step_with(cell, before, bits, found, later)
        } else {
            health.step(cell, before, bits, later)
        }
    }

    /// The state in which a resident's care arises; for residents who change state, come or go, it depends on when in
    /// the cycle residents are counted.
    #[inline(always)]
    fn cared_for_in(&self, row: &ResidentRow) -> u8 {
        let step = row.step;
        match self.system.time.counting {
            Counting::Start => step.before,
            Counting::End => step.end,
            // A fair coin per change of state gives the mean of start and end without counting anyone twice.
            Counting::Middle => {
                let is_before = || row.key.bits(Purpose::MIDDLE) >> 63 == 0;
                if step.before == step.end || is_before() {
                    step.before
                } else {
                    step.end
                }
            }
        }
    }

    fn leaves(&self, resident: &Resident, key: Key) -> bool {
        key.bits(Purpose::LEAVE) < self.system.health.leaver(resident.age(self.moment))
    }

    /// Writes down who waits for a place at the end of the cycle.
    pub fn settle_wishes(&self, residents: &mut [Resident], wishes: &[Wish]) {
        for wish in wishes {
            residents[usize::from(wish.who)].wait(wish.after);
        }
    }

    /// Writes the end of the cycle into the records of a block.
    pub fn settle(&self, residents: &mut [Resident], rows: &[ResidentRow]) {
        let has_carers = self.system.health.has_carers;
        let tables = self.system.health.lookups();
        let each = residents.iter_mut().zip(rows);
        for (resident, row) in each.filter(|(_, row)| row.step.is_counted()) {
            if has_carers && row.step.is_here() {
                self.settle_carer(resident, row);
            }
            if self.has_permanent && tables.is_alive(row.step.after) {
                self.settle_needs(&tables, resident, row);
            }
            resident.state = row.step.end;
        }
    }

    #[inline(always)]
    fn settle_carer(&self, resident: &mut Resident, row: &ResidentRow) {
        let health = &self.system.health;
        let (before, after) = (usize::from(row.step.before), usize::from(row.step.after));
        let class = usize::from(resident.class);
        let had = Classes::has_carer(class);
        let chance = self.carers[health.carer_change(before, after, had)];
        let u = to_unit(row.key.bits(Purpose::CARER));
        // Residents who had a carer compare the other way round, so that a lower hazard of losing the carer never loses
        // one.
        let has = if had { u >= 1.0 - chance } else { u < chance };
        resident.class = Classes::with_carer(class, has) as u8;
    }

    /// Permanent needs anew where the state, the class or the completed year of age is another.
    #[inline(always)]
    fn settle_needs(&self, tables: &Lookups, resident: &mut Resident, row: &ResidentRow) {
        let at_age = tables.at_age(resident.age(self.moment + 2));
        let cell = at_age.completed(usize::from(resident.class));
        if cell != row.cell || row.step.after != row.step.before {
            let state = usize::from(row.step.after);
            resident.needs = permanent_needs(self.system, resident.key, state, cell as usize);
        }
    }
}
