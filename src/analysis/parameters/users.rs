//! Which arms a number acts in.
//!
//! Comes in: a scenario and the path of a number in it. Goes out: the names of arms. Deliberately absent: how much it does
//! there; a number that acts in an arm may still change nothing that anybody looks at.

use crate::scenario::claims::{components, effects};
use crate::scenario::schema::{AppliesTo, Arm, Component, ComponentKind, Scenario};

/// What each arm uses of a scenario.
#[derive(Debug, Clone)]
pub struct Users {
    arms: Vec<User>,
    /// The capability of each effect, by the word that a path calls the effect.
    effects: Vec<(String, String)>,
}

/// What one arm uses.
#[derive(Debug, Clone)]
struct User {
    name: String,
    /// Components and effects as `arm.component.name` and `arm.effect.name`, by the arm that wrote them.
    written: Vec<[String; 3]>,
    capabilities: Vec<String>,
    governance: Option<String>,
    has_platform: bool,
    has_network: bool,
    is_comparator: bool,
    is_observed: bool,
}

impl Users {
    /// Of a scenario.
    pub fn of(scenario: &Scenario) -> Users {
        let of_effect = scenario.effect.iter().enumerate().map(|(index, effect)| {
            let word = effect.name.clone().unwrap_or_else(|| index.to_string());
            (word, effect.capability.clone())
        });
        Users {
            arms: scenario.arm.iter().map(|arm| user(scenario, arm)).collect(),
            effects: of_effect.collect(),
        }
    }

    /// Whether the money of an arm builds a capability.
    pub fn builds(&self, arm: &str, capability: &str) -> bool {
        let mut arms = self.arms.iter().filter(|user| user.name == arm);
        arms.any(|user| user.builds(capability))
    }

    /// The arms in which the number at a path acts: `all`, their names with spaces between, or `none`.
    pub fn arms(&self, path: &[String]) -> String {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        let arms = self.arms.iter().filter(|arm| self.acts(arm, &words));
        let using: Vec<&str> = arms.map(|arm| arm.name.as_str()).collect();
        match using.len() {
            0 => "none".to_string(),
            count if count == self.arms.len() => "all".to_string(),
            _ => using.join(" "),
        }
    }

    /// Whether the number at a path acts in each arm.
    pub fn acting(&self, path: &[String]) -> Vec<bool> {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        let arms = self.arms.iter();
        arms.map(|arm| self.acts(arm, &words)).collect()
    }

    fn acts(&self, arm: &User, path: &[&str]) -> bool {
        match path {
            ["arm", writer, "budget_neutral", ..] => arm.name == *writer,
            ["arm", writer, kind, name, ..] => {
                let mut written = arm.written.iter();
                written.any(|one| one == &[writer, kind, name].map(|word| word.to_string()))
            }
            ["capability", name, ..] => arm.builds(name),
            ["effect", word, ..] => {
                let mut effects = self.effects.iter();
                effects.any(|(effect, capability)| effect == word && arm.builds(capability))
            }
            ["governance", name, ..] => arm.governance.as_deref() == Some(name),
            ["platform", ..] => arm.has_platform,
            ["participation", ..] => arm.has_network,
            ["incentive", ..] => !arm.is_observed,
            ["contract", ..] => !arm.is_comparator,
            _ => true,
        }
    }
}

impl User {
    fn builds(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|name| name == capability)
    }
}

fn user(scenario: &Scenario, arm: &Arm) -> User {
    let found = components(scenario, arm);
    let of_component = found
        .iter()
        .map(|(writer, one)| [writer, "component", &one.name].map(str::to_string));
    let of_effect = effects(scenario, arm).into_iter().filter_map(|effect| {
        let is_writer = |other: &&Arm| other.effect.iter().any(|own| std::ptr::eq(own, effect));
        let writer = scenario.arm.iter().find(is_writer)?;
        Some([writer.name.as_str(), "effect", &effect.name].map(str::to_string))
    });
    let all = || found.iter().map(|(_, component)| *component);
    let is_named = |named: Option<&str>| named == Some(arm.name.as_str());
    User {
        name: arm.name.clone(),
        written: of_component.chain(of_effect).collect(),
        capabilities: all().flat_map(|one| earmarked(scenario, one)).collect(),
        governance: arm.governance.clone(),
        has_platform: all().any(is_levy),
        has_network: all().any(|one: &Component| one.applies_to != AppliesTo::All),
        is_comparator: is_named(scenario.comparator()),
        is_observed: is_named(scenario.observed()),
    }
}

/// The capabilities that a component's money builds.
fn earmarked(scenario: &Scenario, component: &Component) -> Vec<String> {
    let platform = scenario.platform.as_ref().filter(|_| is_levy(component));
    let of_platform = platform.and_then(|platform| platform.capability.clone());
    component
        .earmark
        .keys()
        .cloned()
        .chain(of_platform)
        .collect()
}

fn is_levy(component: &Component) -> bool {
    component.kind == ComponentKind::PlatformLevy
}
