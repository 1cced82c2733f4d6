//! How a cycle changes residents: health, moving out, the informal carer.

use crate::base::random::{Key, to_unit};
use crate::scenario::schema::Counting;
use crate::system::System;

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
            has_permanent: system.care.permanent.iter().any(|needs| !needs.is_empty()),
        }
    }

    /// Ages a block of residents: who falls ill, recovers, dies or moves out, and in which state care arises. The records
    /// keep the state at the start until [`Ageing::settle`].
    pub fn advance(&self, residents: &[Resident], moment: &mut Moment) {
        moment.clear(self.system);
        let Moment { rows, in_state } = moment;
        rows.extend(residents.iter().enumerate().map(|(who, resident)| {
            if resident.is_here(&self.system.health) {
                let (row, state, here) = self.one(resident, who as u16);
                in_state[state].push(here);
                row
            } else {
                Row {
                    key: resident.key,
                    step: Step::GONE,
                    group: 0,
                    age: 0,
                }
            }
        }));
    }

    /// A resident who is here: the row, and the state in which care arises.
    #[inline(always)]
    fn one(&self, resident: &Resident, who: u16) -> (Row, usize, Here) {
        let health = &self.system.health;
        let key = resident.key.with(self.cycle as u64);
        let age = resident.age(self.cycle);
        let class = usize::from(resident.class);
        let step = self.step(resident, key, age);
        let state = if self.is_before(step, key) {
            step.before
        } else {
            step.after
        };
        let side = resident.side();
        let group = self.groups[class][side];
        let row = Row {
            key,
            step,
            group,
            age: age as u16,
        };
        let here = Here {
            key,
            cell: health.classes.cell(class, health.year_of_age(age)) as u32,
            who,
            group,
            side: side as u8,
        };
        (row, usize::from(state), here)
    }

    #[inline(always)]
    fn step(&self, resident: &Resident, key: Key, age: usize) -> Step {
        let (health, hazards) = (&self.system.health, self.hazards);
        let before = usize::from(resident.state);
        let cell = health.cell(usize::from(resident.class), age);
        let bits = key.bits(Purpose::MOVE);
        let after = if hazards.is_affected[before] {
            health.step_with(cell, before, bits, &hazards.moves, hazards.most)
        } else {
            health.step(cell, before, bits)
        };
        let leaves = health.has_leavers && key.bits(Purpose::LEAVE) < health.leaver(age);
        Step {
            before: before as u8,
            after: after as u8,
            leaves,
        }
    }

    /// Whether care arises in the state at the start of the cycle.
    #[inline(always)]
    fn is_before(&self, step: Step, key: Key) -> bool {
        match self.system.time.counting {
            Counting::Start => true,
            Counting::End => false,
            // A fair coin per change of state gives the mean of start and end without counting anyone twice.
            Counting::Middle => {
                step.before == step.after || key.bits(Purpose::MIDDLE) >> 63 == 0
            }
        }
    }

    /// Writes the end of the cycle into a record.
    #[inline(always)]
    pub fn settle(&self, resident: &mut Resident, row: &Row) {
        let health = &self.system.health;
        let step = row.step;
        let (before, after) = (usize::from(step.before), usize::from(step.after));
        let class = resident.class;
        if health.has_carers {
            let (male, deprivation, had) = health.parts(usize::from(class));
            let bits = row.key.bits(Purpose::CARER);
            let has = if had {
                to_unit(bits) >= self.carer_loss[before]
            } else {
                let on_entry = || row.key.bits(Purpose::CARER_ENTRY);
                health.gains_carer(before, after, bits, on_entry)
            };
            if has != had {
                resident.class = health.classes.index(male, deprivation, has) as u8;
            }
        }
        resident.state = step.after;
        if self.has_permanent && health.is_alive(after) {
            let age = usize::from(row.age);
            let years = health.year_of_age(age + 1);
            let is_other = after != before || resident.class != class;
            if is_other || years != health.year_of_age(age) {
                let cell = health.classes.cell(usize::from(resident.class), years);
                resident.needs = permanent_needs(self.system, resident.key, after, cell);
            }
        }
        if step.leaves {
            resident.state = Resident::GONE;
        }
    }
}
