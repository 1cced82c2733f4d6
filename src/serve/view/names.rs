//! What readers call the names of a scenario on the page.

use crate::chart::phrases as chart_say;
use crate::chart::words::Lang;
use crate::chart::{Party, names};
use crate::report::facts::chosen;
use crate::scenario::claims;
use crate::scenario::schema::Scenario;
use crate::serve::say;

/// An arm.
pub fn arm(scenario: &Scenario, name: &str, lang: Lang) -> String {
    let found = scenario.arm.iter().find(|arm| arm.name == name);
    let titles = found.map_or(["", ""], |arm| [arm.title.as_str(), arm.title_nl.as_str()]);
    names::label(lang, name, titles)
}

/// A name of the field.
pub fn named(name: &str, lang: Lang) -> String {
    names::label(lang, name, ["", ""])
}

/// Payers, and all together last.
pub fn parties(scenario: &Scenario, lang: Lang) -> Vec<Party> {
    let payers = scenario.payer.iter().enumerate();
    let payers = payers.map(|(index, payer)| Party {
        label: names::label(lang, &payer.name, [&payer.title, &payer.title_nl]),
        index: Some(index),
    });
    let together = Party {
        label: chart_say::TOGETHER.of(lang).into(),
        index: None,
    };
    payers.chain([together]).collect()
}

/// A source with its marks of how sure it is in words.
pub fn source(text: &str, lang: Lang) -> String {
    let marks = [
        (["(V)", ", V)"], say::VERIFIED.of(lang)),
        (["(D)", ", D)"], say::DERIVED.of(lang)),
        (["(unverified)", ", unverified)"], say::UNVERIFIED.of(lang)),
    ];
    if text == "unverified" {
        return say::UNVERIFIED.of(lang).to_string();
    }
    let told = |text: String, ([alone, last], words): ([&str; 2], &str)| {
        text.replace(alone, &format!("({words})"))
            .replace(last, &format!(", {words})"))
    };
    marks.into_iter().fold(text.to_string(), told)
}

/// The title of the scenario, or its name.
pub fn title(scenario: &Scenario, lang: Lang) -> String {
    match chosen(lang, &scenario.title, &scenario.title_nl) {
        "" => scenario.name.clone().unwrap_or_default(),
        title => title.to_string(),
    }
}

/// Over how long the figures are, as the head of their table.
pub fn result(scenario: &Scenario, lang: Lang) -> String {
    match scenario.run.years {
        1 => say::RESULT_OF_ONE_YEAR.of(lang).to_string(),
        years => say::RESULT.fill(lang, &[("years", &years.to_string())]),
    }
}

/// What a component is, whatever its name: the name of its kind, or of what a run adds by itself.
pub fn kind(scenario: &Scenario, arm: &str, component: &str) -> String {
    let found = scenario.arm.iter().find(|one| one.name == arm);
    let components = found
        .map(|arm| claims::components(scenario, arm))
        .unwrap_or_default();
    let kind = components
        .into_iter()
        .find(|(_, one)| one.name == component)
        .and_then(|(_, one)| serde_json::to_value(one.kind).ok());
    let kind = kind.as_ref().and_then(|kind| kind.as_str());
    kind.unwrap_or(component).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_says_in_words_how_sure_it_is() {
        let of = |text| source(text, Lang::Nl);
        assert_eq!(
            of("Allen 2014 (V); a sum (D)"),
            "Allen 2014 (nagelezen); a sum (berekend)"
        );
        assert_eq!(
            of("152,520 EUR (integreo.be, V)"),
            "152,520 EUR (integreo.be, nagelezen)"
        );
        assert_eq!(source("unverified", Lang::En), "not checked");
        assert_eq!(
            source("Basu 2017: its abstract", Lang::En),
            "Basu 2017: its abstract"
        );
    }
}
