//! The observed year as it was served: with queues as long as they are published to be.
//!
//! Comes in: a scenario. Goes out: the same without queues, in which a need that waits asks for what it gets in the observed year of
//! all residents. Deliberately absent: what needs that are not met escalate to, which is told of everybody alone.

use crate::cohort::delivered_as_observed;
use crate::scenario::people_file::Person;
use crate::scenario::schema::{Num, Scenario, UnitVariation};
use crate::system::plan::Plan;

use super::slice::Slice;

/// The scenario with the units of needs that wait brought down to what the observed year delivers; as it is where none wait.
pub fn as_served(scenario: &Scenario, persons: Option<&[Person]>) -> Scenario {
    let mut served = scenario.clone();
    if scenario.discipline.iter().all(|each| each.queue.is_none()) {
        return served;
    }
    let plan = Plan::new(&Slice::EVERYBODY.scenario(scenario, 1), persons);
    let system = plan.means();
    for delivered in delivered_as_observed(system) {
        let links = &system.care.needs[delivered.need].links;
        // Services that only replace others stand behind those that are written.
        let written = served.need[delivered.need].services.iter_mut();
        let mut pairs = written.zip(links);
        let own = pairs.find(|(_, link)| link.channel == delivered.channel);
        if let Some((written, link)) = own {
            written.units = Num::from(link.mean * delivered.share);
            written.spread = UnitVariation::Poisson;
        }
    }
    served
}
