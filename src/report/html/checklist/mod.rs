//! CHEERS 2022 and STRESS, filled in from the run as far as it can; what is left to the author is marked.
//!
//! Comes in: [`Facts`], conventions and parameters. Goes out: two tables. Deliberately absent: answers that a run cannot give.

mod items;

use maud::{Markup, html};

use self::items as item;
use super::figure::{listed, scrolled};
use super::parameters::ListedParameters;
use super::say;
use crate::chart::names::inside;
use crate::chart::phrases::Phrase;
use crate::chart::words::Lang;
use crate::report::facts::Facts;

/// An item with what the run says of it, and whether the author has to add to it.
struct ChecklistLine {
    topic: Phrase,
    said: Option<String>,
    is_authors: bool,
}

/// Both checklists.
pub fn checklists(facts: &Facts, parameters: &ListedParameters) -> Markup {
    let lang = facts.lang;
    let source = ChecklistSource { facts, parameters };
    html! {
        h3 id="checklists" { (say::CHECKLISTS_HEAD.of(lang)) }
        (table(lang, say::CHEERS_CAPTION, &source.cheers(), true))
        (table(lang, say::STRESS_CAPTION, &source.stress(), false))
    }
}

fn table(lang: Lang, caption: Phrase, lines: &[ChecklistLine], is_numbered: bool) -> Markup {
    let inside = html! { table.checklist {
        caption { (caption.of(lang)) }
        thead { tr {
            th scope="col" { (say::COLUMN_ITEM.of(lang)) }
            th scope="col" { (say::COLUMN_RUN_SAYS.of(lang)) }
        } }
        tbody { @for (index, line) in lines.iter().enumerate() { tr {
            th scope="row" { @if is_numbered { (index + 1) ". " } (line.topic.of(lang)) }
            td.w {
                @if let Some(said) = &line.said { (said) " " }
                @if line.is_authors { span.author { "✎ " (say::AUTHOR.of(lang)) } }
            }
        } } }
    } };
    scrolled(&inside, caption.of(lang))
}

struct ChecklistSource<'a> {
    facts: &'a Facts<'a>,
    parameters: &'a ListedParameters,
}

/// The run says all there is to say.
fn run(topic: Phrase, said: String) -> ChecklistLine {
    ChecklistLine {
        topic,
        said: Some(said),
        is_authors: false,
    }
}

/// The run says something, and the author the reasons.
fn both(topic: Phrase, said: String) -> ChecklistLine {
    ChecklistLine {
        is_authors: true,
        ..run(topic, said)
    }
}

/// The author says it.
fn author(topic: Phrase) -> ChecklistLine {
    ChecklistLine {
        topic,
        said: None,
        is_authors: true,
    }
}

impl ChecklistSource<'_> {
    fn of(&self, phrase: Phrase) -> String {
        phrase.of(self.facts.lang).to_string()
    }

    fn fill(&self, phrase: Phrase, parts: &[(&str, String)]) -> String {
        let parts: Vec<(&str, &str)> = parts
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        phrase.fill(self.facts.lang, &parts)
    }

    /// What the list of conventions says.
    fn convention(&self, name: Phrase) -> String {
        let lines = super::economists::conventions(self.facts);
        let found = lines.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text).unwrap_or_default()
    }

    fn arms(&self) -> Vec<String> {
        self.facts
            .others()
            .map(|arm| self.facts.arm_label(&arm.name))
            .collect()
    }

    fn cheers(&self) -> Vec<ChecklistLine> {
        let lang = self.facts.lang;
        let compared = self.fill(
            item::COMPARED,
            &[
                ("comparator", self.facts.arm_label(self.facts.comparator())),
                ("arms", self.arms().join("; ")),
            ],
        );
        let payers: Vec<String> = self
            .facts
            .parties()
            .iter()
            .map(|party| inside(&party.label))
            .collect();
        let perspective = self.fill(item::PAYERS, &[("payers", listed(lang, &payers))]);
        let futures = [("futures", self.convention(say::CONVENTION_SPREAD))];
        let count = [("count", self.parameters.uncertain().to_string())];
        vec![
            both(item::TITLE, self.facts.title().to_string()),
            author(item::ABSTRACT),
            author(item::BACKGROUND),
            author(item::PLAN),
            both(item::POPULATION, self.convention(say::CONVENTION_PEOPLE)),
            both(item::SETTING, self.facts.description().to_string()),
            both(item::COMPARATORS, compared),
            both(item::PERSPECTIVE, perspective),
            both(item::HORIZON, self.convention(say::CONVENTION_TIME)),
            both(item::DISCOUNT, self.convention(say::CONVENTION_DISCOUNT)),
            run(item::OUTCOMES, self.of(item::OUTCOMES_ARE)),
            run(item::MEASURED, self.of(item::MEASURED_IS)),
            both(item::VALUED, self.of(item::VALUED_IS)),
            run(item::RESOURCES, self.of(item::RESOURCES_ARE)),
            run(item::CURRENCY, self.convention(say::CONVENTION_PRICES)),
            both(item::MODEL, self.of(item::MODEL_IS)),
            run(item::ANALYTICS, self.of(item::ANALYTICS_ARE)),
            run(item::HETEROGENEITY, self.of(item::HETEROGENEITY_IS)),
            run(item::DISTRIBUTION, self.of(item::DISTRIBUTION_IS)),
            run(item::UNCERTAINTY, self.fill(item::UNCERTAINTY_IS, &futures)),
            author(item::ENGAGEMENT),
            run(item::PARAMETERS, self.fill(item::PARAMETERS_ARE, &count)),
            run(item::RESULTS, self.of(item::RESULTS_ARE)),
            run(item::EFFECT_UNCERTAINTY, self.of(item::EFFECT_IS)),
            author(item::EFFECT_ENGAGEMENT),
            both(item::FINDINGS, self.of(item::FINDINGS_ARE)),
            author(item::FUNDING),
            author(item::INTERESTS),
        ]
    }

    fn stress(&self) -> Vec<ChecklistLine> {
        let lang = self.facts.lang;
        let manifest = &self.facts.reading.manifest;
        let scenario = &self.facts.reading.scenario;
        let number = |value: f64| lang.number(value, 0);
        let arms = [("count", number(scenario.arm.len() as f64))];
        let off = [("off", self.convention(say::CONVENTION_MECHANISMS_OFF))];
        let environment = [
            ("residents", number(manifest.residents)),
            ("disciplines", number(scenario.discipline.len() as f64)),
        ];
        let (estimates, sourced) = self.parameters.unchecked();
        let assumptions = [
            ("estimates", number(estimates as f64)),
            ("sourced", number(sourced as f64)),
        ];
        let seed = [("seed", manifest.seed.to_string())];
        let cycles = [("cycles", scenario.run.cycles_per_year.to_string())];
        let system = [
            ("threads", manifest.threads.to_string()),
            (
                "seconds",
                lang.number(manifest.timing.simulation_seconds, 1),
            ),
        ];
        let count = [("count", self.parameters.uncertain().to_string())];
        vec![
            both(item::PURPOSE, self.of(item::PURPOSE_IS)),
            run(item::OUTPUTS, self.of(item::OUTCOMES_ARE)),
            both(item::AIMS, self.fill(item::AIMS_ARE, &arms)),
            author(item::DIAGRAM),
            run(item::LOGIC, self.of(item::LOGIC_IS)),
            run(
                item::SCENARIO_LOGIC,
                self.fill(item::SCENARIO_LOGIC_IS, &off),
            ),
            run(item::ALGORITHMS, self.of(item::ALGORITHMS_ARE)),
            run(
                item::ENVIRONMENT,
                self.fill(item::ENVIRONMENT_IS, &environment),
            ),
            run(item::AGENTS, self.of(item::AGENTS_ARE)),
            run(item::TOPOLOGY, self.of(item::TOPOLOGY_IS)),
            run(item::ENTRY, self.of(item::ENTRY_IS)),
            run(item::SOURCES, self.of(item::SOURCES_ARE)),
            author(item::PROCESSING),
            run(item::INPUTS, self.fill(item::PARAMETERS_ARE, &count)),
            both(
                item::ASSUMPTIONS,
                self.fill(item::ASSUMPTIONS_ARE, &assumptions),
            ),
            run(item::INITIAL, self.of(item::INITIAL_IS)),
            run(item::LENGTH, self.convention(say::CONVENTION_TIME)),
            run(item::ESTIMATION, self.convention(say::CONVENTION_FUTURES)),
            run(item::SOFTWARE, self.convention(say::CONVENTION_PROGRAM)),
            run(item::SAMPLING, self.fill(item::SAMPLING_IS, &seed)),
            run(item::EXECUTION, self.fill(item::EXECUTION_IS, &cycles)),
            both(item::SYSTEM, self.fill(item::SYSTEM_IS, &system)),
            both(item::ACCESS, self.of(item::ACCESS_IS)),
        ]
    }
}
