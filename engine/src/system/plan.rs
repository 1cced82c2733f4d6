//! What all draws of a scenario share, and the tables that need not be built again.

use std::sync::Arc;

use crate::scenario::number::{distribution, numbers};
use crate::scenario::people_file::Person;
use crate::scenario::schema::{BackgroundCare, Parameters, Scenario};

use crate::component;
use crate::component::arm::{arms, coordinations, idle, unpaid};
use crate::component::shared_savings::accounts;
use crate::tables::Tables;
use crate::tables::background::{self, Explained};
use crate::tables::care::Care;
use crate::tables::collaboration::Collaboration;
use crate::tables::draw::{self, Draw, HeldQuantiles};
use crate::tables::health::Health;
use crate::tables::patient::Patient;
use crate::tables::people::People;
use crate::tables::provider::{self, Growth};
use crate::tables::ties::Ties;
use crate::tables::time::{Timeline, WEEKS};
use crate::tables::unmet::Unmet;
use crate::tables::{budget, capability, incentive, panels, queues};

use super::{System, participation};

/// A scenario ready to be drawn.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The scenario as checked.
    pub scenario: Scenario,
    persons: Option<Arc<[Person]>>,
    explained: Explained,
    means: System,
    varying: VaryingTables,
    ties: Ties,
}

/// Which tables differ where numbers do.
#[derive(Debug, Clone, Copy)]
struct VaryingTables {
    people: bool,
    care: bool,
}

impl VaryingTables {
    /// Where the numbers at these paths, or under these keys of draws, do.
    fn of<'p>(paths: impl Iterator<Item = &'p String> + Clone) -> VaryingTables {
        let varies = |parts: &[&str]| {
            let is_of = |path: &String| parts.iter().any(|part| path.starts_with(part));
            paths.clone().any(is_of)
        };
        VaryingTables {
            people: varies(&[
                "transition.",
                "state.",
                "population.",
                "carers.",
                "patient.",
            ]),
            care: varies(&["need.", "service.", "background_care.", "population.factor"]),
        }
    }
}

impl Plan {
    /// Builds the tables at the means. The scenario must have passed the checks of `check::load`; `persons` are those
    /// of `population.file`, where there is one.
    pub fn new(scenario: &Scenario, persons: Option<&[Person]>) -> Plan {
        let persons: Option<Arc<[Person]>> = persons.map(Into::into);
        let means = Draw::means();
        let time = Timeline::new(&scenario.run, &means);
        let mut health = Health::build(scenario, &time, &means);
        let people = People::build(scenario, persons.clone(), &health, &time, &means);
        let mut care = Care::build(scenario, &health.states, health.classes, &time, &means);
        let explained = Explained::build(scenario, &health, &care, &people, &time);
        background::fill(scenario, &mut care, &explained, &means);
        health.make_list(&time);
        let varying = VaryingTables::of(uncertain(scenario).iter());
        let system = assemble(
            scenario,
            time,
            Arc::new(health),
            Arc::new(people),
            Arc::new(care),
            (&means, None),
        );
        Plan {
            scenario: scenario.clone(),
            persons,
            explained,
            means: system,
            varying,
            ties: Ties::of(scenario),
        }
    }

    /// The system of one replication: its parameters drawn, or at their means where the scenario says so.
    pub fn system(&self, seed: u64, replication: u32) -> System {
        match self.scenario.run.parameters {
            Parameters::Means => self.means.clone(),
            Parameters::Drawn | Parameters::DrawnIndependently => {
                self.drawn(&self.draw(seed, replication), self.varying)
            }
        }
    }

    /// One draw of a batch, see [`Draw::in_batch`], whatever a run would take.
    pub fn draw_of_batch(&self, seed: u64, replication: u32) -> Draw {
        Draw::in_batch(seed, replication).tied(&self.ties)
    }

    /// What ties numbers together.
    pub fn ties(&self) -> &Ties {
        &self.ties
    }

    /// The system with some numbers at quantiles of their distributions, and all others at their means. What needs
    /// leave of the published cost of background care stays what it is at the means, as in every draw.
    pub fn held(&self, quantiles: HeldQuantiles) -> System {
        let varying = VaryingTables::of(quantiles.keys());
        self.drawn(&Draw::held(quantiles).tied(&self.ties), varying)
    }

    /// A plan of another scenario with the residents of this one.
    pub fn of(&self, scenario: &Scenario) -> Plan {
        Plan::new(scenario, self.persons.as_deref())
    }

    /// A scenario that differs from this one, on the same tables at the means where nothing of them differs.
    pub fn changed(&self, scenario: &Scenario) -> Plan {
        if !same_tables(&self.scenario, scenario) {
            return self.of(scenario);
        }
        Plan {
            scenario: scenario.clone(),
            means: on_tables(scenario, &self.means, &Draw::means()),
            ..self.clone()
        }
    }

    fn drawn(&self, draw: &Draw, varying: VaryingTables) -> System {
        let scenario = &self.scenario;
        let time = Timeline::new(&scenario.run, draw);
        let (health, people) = if varying.people {
            let mut health = Health::build(scenario, &time, draw);
            let people = People::build(scenario, self.persons.clone(), &health, &time, draw);
            health.make_list(&time);
            (Arc::new(health), Arc::new(people))
        } else {
            (
                Arc::clone(&self.means.health),
                Arc::clone(&self.means.people),
            )
        };
        let care = if varying.care {
            let spreads = self.means.care.spreads.clone();
            let mut care = Care::build_with(
                scenario,
                &health.states,
                health.classes,
                &time,
                draw,
                spreads,
            );
            background::fill(scenario, &mut care, &self.explained, draw);
            Arc::new(care)
        } else {
            Arc::clone(&self.means.care)
        };
        assemble(scenario, time, health, people, care, (draw, None))
    }

    /// What every number of the scenario is in one replication, by the key of its draws.
    pub fn draw(&self, seed: u64, replication: u32) -> Draw {
        match self.scenario.run.parameters {
            Parameters::Means => Draw::means(),
            Parameters::Drawn => self.draw_of_batch(seed, replication),
            Parameters::DrawnIndependently => Draw::independent(seed, replication).tied(&self.ties),
        }
    }

    /// Another scenario, which differs in its arms alone, in a draw of this one: on the same tables of people, health and care.
    /// `None` where it differs in more.
    pub fn redrawn(
        &self,
        scenario: &Scenario,
        drawn: &System,
        (seed, replication): (u64, u32),
    ) -> Option<System> {
        let draw = || self.draw(seed, replication);
        same_tables(&self.scenario, scenario).then(|| on_tables(scenario, drawn, &draw()))
    }

    /// The system of one replication, as [`Plan::system`] draws it, on the tables of `drawn`: of the same replication, of a scenario
    /// with the [`same_tables`].
    pub fn system_on(&self, drawn: &System, (seed, replication): (u64, u32)) -> System {
        on_tables(&self.scenario, drawn, &self.draw(seed, replication))
    }

    /// Whether replications differ in any parameter.
    pub fn draws_parameters(&self) -> bool {
        self.scenario.run.parameters != Parameters::Means && !uncertain(&self.scenario).is_empty()
    }

    /// The system with every parameter at its mean.
    pub fn means(&self) -> &System {
        &self.means
    }

    /// What needs leave of the cost that each band of a line of background care states, EUR per resident-year, women and men.
    pub fn remainders(&self, line: &BackgroundCare) -> Option<[Vec<f64>; 2]> {
        background::remainders(line, &self.explained)
    }

    /// What is no mistake but should be known: published cost of background care below what the needs explain, fees for
    /// units that nobody asks for, and units that nobody pays in some year.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = background::shortfalls(&self.scenario, &self.explained);
        warnings.extend(idle(&self.means.arms));
        warnings.extend(unpaid(&self.means, &self.means.arms));
        warnings
    }
}

/// Whether two scenarios of the same residents have the same tables of people, health and care in every draw: whether they differ in
/// arms and sizes of effects alone, and not in what goes with numbers of the tables.
pub fn same_tables(one: &Scenario, other: &Scenario) -> bool {
    same_ties(one, other) && without_arms(one) == without_arms(other)
}

/// Whether the numbers that two scenarios share are the same in every draw: what is tied to others is so in both.
pub fn same_ties(one: &Scenario, other: &Scenario) -> bool {
    Ties::of(one) == Ties::of(other)
}

/// What the tables of people, health and care are made of, and more: everything but arms and sizes of effects. What effects
/// aim at stays: services that replace others have channels of their own.
fn without_arms(scenario: &Scenario) -> Scenario {
    let mut rest = scenario.clone();
    for arm in &mut rest.arm {
        arm.component.clear();
    }
    rest.arm.retain(|arm| !arm.effect.is_empty());
    for effect in &mut rest.effect {
        (effect.reduction, effect.increase, effect.ratio) = (None, None, None);
    }
    rest
}

/// Paths of the numbers that differ from draw to draw.
fn uncertain(scenario: &Scenario) -> Vec<String> {
    let own = numbers(scenario)
        .into_iter()
        .filter(|(_, number)| distribution(number).is_ok_and(|found| !found.is_point()))
        .map(|(path, _)| path);
    let shares = scenario.dirichlet.iter();
    let shares = shares.flat_map(|table| table.parameters.iter().cloned());
    own.chain(shares).collect()
}

/// A draw of a scenario, on the tables that another one with the same has in it.
fn on_tables(scenario: &Scenario, same: &System, draw: &Draw) -> System {
    assemble(
        scenario,
        Timeline::new(&scenario.run, draw),
        Arc::clone(&same.health),
        Arc::clone(&same.people),
        Arc::clone(&same.care),
        (draw, Some(same)),
    )
}

/// The system of some tables. `same` is one of the same tables, whose scenario differs in its arms alone.
fn assemble(
    scenario: &Scenario,
    time: Timeline,
    health: Arc<Health>,
    people: Arc<People>,
    care: Arc<Care>,
    (draw, same): (&Draw, Option<&System>),
) -> System {
    let (unmet, queues) = match same {
        Some(same) => (same.unmet.clone(), same.queues.clone()),
        None => {
            let tables = (&*health, &*people, &*care);
            let unmet = Unmet::build(scenario, tables, &time, draw);
            (unmet, queues::queues(scenario, tables, &time, draw))
        }
    };
    let index = |name: Option<&str>| {
        let mut arms = scenario.arm.iter();
        arms.position(|arm| Some(arm.name.as_str()) == name)
    };
    let comparator = index(scenario.comparator()).unwrap_or(0);
    let arms = arms(scenario, &health, &care, &time, draw);
    let panels = panels::build(scenario, draw);
    let growth = Growth::build(scenario, &time, draw);
    let tables = Tables {
        has_both_sides: arms.iter().any(|arm| arm.has_network),
        lists: panels.as_ref().map_or_else(Vec::new, |panels| {
            component::arm::lists(&arms, panels.discipline)
        }),
        accounts: accounts(scenario, draw),
        coordinations: coordinations(&arms),
        payers: scenario
            .payer
            .iter()
            .map(|payer| payer.name.clone())
            .collect(),
        resident: scenario
            .payer
            .iter()
            .position(|payer| payer.name == "resident"),
        disciplines: provider::disciplines(scenario, &time, draw),
        patient: Patient::build(scenario, &time, &growth, draw),
        growth,
        triage: scenario.triage.clone(),
        overlooked: draw
            .or(scenario.triage.overlooked.as_ref(), 0.0, || {
                "triage.overlooked".to_string()
            })
            .clamp(0.0, 1.0),
        overloaded_above: scenario
            .carers
            .as_ref()
            .and_then(|carers| carers.overloaded_above_hours_per_week)
            .map(|hours| hours * WEEKS * time.length),
        capabilities: capability::capabilities(scenario, draw),
        effects: capability::effects(scenario, &health, draw),
        unmet,
        queues,
        integration: capability::integration(scenario),
        collaboration: Collaboration::build(scenario, draw),
        budgets: budget::budgets(scenario, draw),
        payer_disciplines: provider::payer_disciplines(scenario),
        panels,
        layers: scenario.layers,
        time,
        health,
        people,
        care,
    };
    System {
        incentives: incentive::incentives(scenario, &tables.care, draw),
        participation: participation::participation(scenario, draw),
        observed_under: index(scenario.observed()).unwrap_or(comparator),
        comparator,
        batch: draw::in_turn(scenario.run.parameters),
        arms,
        tables,
    }
}
