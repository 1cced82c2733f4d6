//! How a cycle changes residents: health, moving out, the informal carer.

use crate::base::random::{Key, to_unit};
use crate::scenario::schema::Counting;
use crate::system::System;
use crate::system::health::{Cell, Lookups};

use super::flows::permanent_needs;
use super::moment::{Here, Moment, Row, Step};
use super::{Purpose, Resident};

/// What effects do to hazards in this cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazards {
    /// Multiplier per move of health.
    pub moves: Vec<f64>,
    /// The largest of them, at least 1.
    pub most: f64,
    /// Whether any move out of a state has a multiplier other than 1.
    pub is_affected: Vec<bool>,
    /// Multiplier of the hazard of losing the carer.
    pub carer_loss: f64,
}

/// How one cycle ages residents, looked up once for all of them.
#[derive(Debug)]
pub struct Ageing<'a> {
    system: &'a System,
    hazards: &'a Hazards,
    cycle: usize,
    /// Per class: the group in which care is counted, outside the network and inside.
    groups: Vec<[u8; 2]>,
    /// Per state: chance that a carer is lost in this cycle.
    carer_loss: Vec<f64>,
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
            groups: (0..health.classes.count()).map(sides).collect(),
            carer_loss: (0..health.states.len())
                .map(|state| health.carer_loss(state, hazards.carer_loss))
                .collect(),
            is_any_affected: hazards.is_affected.contains(&true),
            has_permanent: system.care.permanent.iter().any(|needs| !needs.is_empty()),
        }
    }

    /// Ages a block of residents: who falls ill, recovers, dies or moves out, and in which state care arises. The records
    /// keep the state at the start until [`Ageing::settle`].
    pub fn advance(&self, residents: &[Resident], moment: &mut Moment) {
        moment.clear(self.system);
        let Moment { rows, in_state } = moment;
        let (tables, groups) = (self.system.health.lookups(), self.groups.as_slice());
        let (cycle, has_leavers) = (self.cycle, self.system.health.has_leavers);
        rows.extend(residents.iter().enumerate().map(|(who, resident)| {
            if !tables.is_alive(resident.state) {
                return Row::GONE;
            }
            let key = resident.key.with(cycle as u64);
            let place = tables.place(resident.age(cycle));
            let class = usize::from(resident.class);
            let after = self.move_on(&tables, resident.state, key, place.cell(class));
            let step = Step {
                before: resident.state,
                after,
                leaves: has_leavers && self.leaves(resident, key),
            };
            let is_before = step.before == step.after || self.is_before(key);
            let state = if is_before { step.before } else { step.after };
            let group = groups[class][resident.side()];
            in_state[usize::from(state)].push(Here {
                key,
                cell: place.completed(class),
                who: who as u16,
                group,
                side: resident.side() as u8,
            });
            Row { step, group }
        }));
    }

    /// The state at the end of the cycle.
    #[inline(always)]
    fn move_on(&self, tables: &Lookups, state: u8, key: Key, cell: Cell) -> u8 {
        let (before, hazards) = (usize::from(state), self.hazards);
        let bits = key.bits(Purpose::MOVE);
        let after = if self.is_any_affected && hazards.is_affected[before] {
            let health = &self.system.health;
            health.step_with(cell, before, bits, &hazards.moves, hazards.most)
        } else {
            tables.step(cell, before, bits)
        };
        after as u8
    }

    fn leaves(&self, resident: &Resident, key: Key) -> bool {
        key.bits(Purpose::LEAVE) < self.system.health.leaver(resident.age(self.cycle))
    }

    /// Whether the care of somebody who changes state arises in that at the start of the cycle.
    #[inline(always)]
    fn is_before(&self, key: Key) -> bool {
        match self.system.time.counting {
            Counting::Start => true,
            Counting::End => false,
            // A fair coin per change of state gives the mean of start and end without counting anyone twice.
            Counting::Middle => key.bits(Purpose::MIDDLE) >> 63 == 0,
        }
    }

    /// Writes the end of the cycle into the records of a block.
    pub fn settle(&self, residents: &mut [Resident], rows: &[Row]) {
        let keeps_more = self.system.health.has_carers || self.has_permanent;
        let each = residents.iter_mut().zip(rows);
        for (resident, row) in each.filter(|(_, row)| row.step.is_here()) {
            if keeps_more {
                self.settle_traits(resident, row.step);
            }
            resident.state = if row.step.leaves {
                Resident::GONE
            } else {
                row.step.after
            };
        }
    }

    /// The carer and the permanent needs at the end of the cycle.
    #[inline(always)]
    fn settle_traits(&self, resident: &mut Resident, step: Step) {
        let health = &self.system.health;
        let (before, after) = (usize::from(step.before), usize::from(step.after));
        let class = resident.class;
        if health.has_carers {
            let (male, deprivation, had) = health.parts(usize::from(class));
            let key = resident.key.with(self.cycle as u64);
            let bits = key.bits(Purpose::CARER);
            let has = if had {
                to_unit(bits) >= self.carer_loss[before]
            } else {
                health.gains_carer(before, after, bits, || key.bits(Purpose::CARER_ENTRY))
            };
            if has != had {
                resident.class = health.classes.index(male, deprivation, has) as u8;
            }
        }
        if self.has_permanent && health.is_alive(after) {
            let age = resident.age(self.cycle);
            let years = health.year_of_age(age + 1);
            let is_other = after != before || resident.class != class;
            if is_other || years != health.year_of_age(age) {
                let cell = health.classes.cell(usize::from(resident.class), years);
                resident.needs = permanent_needs(self.system, resident.key, after, cell);
            }
        }
    }
}
