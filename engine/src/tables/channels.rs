//! Channels: the ways units come about.
//!
//! A need asks for a service or escalates to one, and an effect may put another service in its place. Everything that
//! is counted and paid is counted per channel, so that a component can tell a consultation for an acute need from one
//! inside an episode.

use crate::scenario::schema::Scenario;

use super::names::position;

/// One way units come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    /// The need that asks or escalates.
    pub need: usize,
    /// The service.
    pub service: usize,
    /// Whether it is an escalation.
    pub is_escalation: bool,
}

/// Channels for units that an effect may put in the place of others.
pub(super) fn replacements(
    scenario: &Scenario,
    channels: &mut Vec<Channel>,
) -> Vec<Vec<(usize, usize)>> {
    let substitutes = substitutes(scenario);
    let mut replacements = vec![Vec::new(); channels.len()];
    for (index, found) in replacements.iter_mut().enumerate() {
        let channel = channels[index];
        for &(_, to) in substitutes
            .iter()
            .filter(|(from, _)| *from == channel.service)
        {
            found.push((to, channels.len()));
            channels.push(Channel {
                service: to,
                ..channel
            });
        }
    }
    replacements.resize(channels.len(), Vec::new());
    replacements
}

/// Services that an effect of a capability or of an arm replaces, with what replaces them; every pair once.
fn substitutes(scenario: &Scenario) -> Vec<(usize, usize)> {
    let service = |name: &String| position(&scenario.service, name, |service| &service.name);
    let of_capabilities = scenario.effect.iter().map(|effect| &effect.target);
    let of_arms = scenario.arm.iter().flat_map(|arm| &arm.effect);
    let targets = of_capabilities.chain(of_arms.flat_map(|effect| &effect.targets));
    let mut pairs = Vec::new();
    for substitute in targets.filter_map(|target| target.substitute.as_ref()) {
        let pair = (service(&substitute.from), service(&substitute.to));
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}
