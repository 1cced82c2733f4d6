//! What readers call the names of a scenario.
//!
//! Comes in: a name and its title. Goes out: a label in the reader's language. Deliberately absent: rules; a scenario may
//! have any name, and one that is not listed is shown by its title, else as it is written.

use super::phrases::TOGETHER;
use super::words::{Lang, Tongue};

/// Names with a word in the field: as written, English, Dutch.
const KNOWN: &[[&str; 3]] = &[
    // Payers.
    ["insurer", "Health insurer", "Zorgverzekeraar"],
    ["municipality", "Municipality", "Gemeente"],
    [
        "long_term_care_fund",
        "Long-term care fund",
        "Langdurige zorg",
    ],
    ["resident", "Resident", "Inwoner"],
    // Arms.
    ["current", "As now", "Zoals nu"],
    ["fee_for_service", "Fee for service", "Per verrichting"],
    [
        "three_p",
        "Population, period, service",
        "Populatie, periode, prestatie",
    ],
    ["transition_budget", "Transition budget", "Overgangsbudget"],
    [
        "transition_structural",
        "Transition budget, half structural",
        "Overgangsbudget, half blijvend",
    ],
    [
        "transition_claw_back",
        "Transition budget with claw-back",
        "Overgangsbudget met terugbetaling",
    ],
    [
        "regional_capacity",
        "Budget for regional capacity",
        "Budget voor capaciteit",
    ],
    // Ways of paying.
    [
        "network_fee",
        "Fixed amount, network",
        "Vast bedrag, netwerk",
    ],
    [
        "practice_fee",
        "Fixed amount, practice",
        "Vast bedrag, praktijk",
    ],
    [
        "state_fee",
        "Per person in a state",
        "Per persoon in een toestand",
    ],
    ["capitation", "Capitation", "Per ingeschrevene"],
    ["quality_bonus", "Quality bonus", "Kwaliteitsbonus"],
    ["innovation_fee", "Innovation fee", "Vernieuwingsgeld"],
    ["service_fee", "Per acute service", "Per spoedverrichting"],
    [
        "episode_fee",
        "Per episode or period",
        "Per episode of periode",
    ],
    ["shared_savings", "Shared savings", "Gedeelde besparing"],
    ["project_grant", "Project grant", "Projectsubsidie"],
    ["pooled_budget", "Pooled budget", "Gezamenlijk budget"],
    ["platform_levy", "Platform levy", "Platformbijdrage"],
    ["contracts", "Held by contracts", "Vast in contracten"],
    ["patient_share", "Own payments", "Eigen betaling"],
    ["background_care", "Other care", "Overige zorg"],
    ["state_cost", "Cost of a state", "Kosten van een toestand"],
    // Arrangements.
    ["statutory", "As the law has it", "Zoals de wet het heeft"],
    ["fifty_fifty", "Half and half", "Half om half"],
    ["equal_gains", "All end equally", "Allen eindigen gelijk"],
    [
        "by_baseline_spending",
        "By what each pays now",
        "Naar wat ieder nu betaalt",
    ],
    [
        "beneficiary_pays",
        "By what each saves",
        "Naar wat ieder bespaart",
    ],
    [
        "insurer_guarantees",
        "Insurer guarantees",
        "Verzekeraar staat garant",
    ],
    [
        "fund_takes_a_third",
        "Fund takes a third",
        "Fonds draagt een derde",
    ],
    [
        "by_gross_benefit",
        "By what each would save",
        "Naar wat ieder zou besparen",
    ],
    ["corridor", "Corridor", "Bandbreedte"],
    ["nash", "Bargaining", "Onderhandelen"],
    ["shapley", "By what each adds", "Naar wat ieder toevoegt"],
    ["two_at_the_table", "Two at the table", "Twee aan tafel"],
    // Mechanisms.
    [
        "accounting",
        "Other prices, same care",
        "Andere tarieven, zelfde zorg",
    ],
    ["access", "Less or more waiting", "Minder of meer wachten"],
    [
        "effects",
        "What it changes by itself",
        "Wat het zelf verandert",
    ],
    ["capabilities", "What it builds", "Wat het opbouwt"],
    ["incentives", "Incentives", "Prikkels"],
    ["participation", "Who takes part", "Wie meedoet"],
    // Disciplines.
    ["general_practice", "General practice", "Huisartsenzorg"],
    ["district_nursing", "District nursing", "Wijkverpleging"],
    ["household_help", "Household help", "Huishoudelijke hulp"],
    ["guidance", "Guidance", "Begeleiding"],
    ["social_work", "Social work", "Maatschappelijk werk"],
    ["physiotherapy", "Physiotherapy", "Fysiotherapie"],
    ["informal_carers", "Informal carers", "Mantelzorgers"],
    ["hospital", "Hospital", "Ziekenhuis"],
    [
        "mental_health_care",
        "Mental health care",
        "Geestelijke gezondheidszorg",
    ],
    [
        "ambulance_and_transport",
        "Ambulance and transport",
        "Ambulance en vervoer",
    ],
    ["short_stay_care", "Short-stay care", "Kortdurend verblijf"],
    ["nursing_home", "Nursing home", "Verpleeghuis"],
    [
        "other_long_term_care",
        "Other long-term care",
        "Overige langdurige zorg",
    ],
    [
        "other_municipal_support",
        "Other municipal support",
        "Overige gemeentelijke steun",
    ],
    ["pharmacy", "Pharmacy", "Apotheek"],
    ["paramedical_care", "Paramedical care", "Paramedische zorg"],
    ["dental_care", "Dental care", "Tandarts"],
    ["maternity_care", "Maternity care", "Kraamzorg"],
    ["medical_devices", "Medical devices", "Hulpmiddelen"],
    ["other_care", "Other care", "Overige zorg"],
    ["network", "Network", "Netwerk"],
    ["family_care", "Family care", "Gezinszorg"],
    ["home_nursing", "Home nursing", "Thuisverpleging"],
    [
        "local_service_centre",
        "Local service centre",
        "Lokaal dienstencentrum",
    ],
    [
        "other_flemish_care",
        "Other Flemish care",
        "Overige Vlaamse zorg",
    ],
    [
        "other_insured_care",
        "Other insured care",
        "Overige verzekerde zorg",
    ],
    [
        "other_local_support",
        "Other local support",
        "Overige lokale steun",
    ],
    ["primary_care", "Primary care", "Eerstelijnszorg"],
    ["residential_care", "Residential care", "Woonzorg"],
    // What money builds.
    ["prevention", "Prevention", "Preventie"],
    ["carer_support", "Carer support", "Steun aan mantelzorgers"],
    ["coordination", "Coordination", "Coördinatie"],
    ["outreach", "Outreach", "Outreach"],
    ["platform", "Platform", "Platform"],
    ["palliative_team", "Palliative team", "Palliatief team"],
    ["extra_capacity", "Extra capacity", "Extra capaciteit"],
    [
        "capacity_management",
        "Capacity management",
        "Capaciteit verdelen",
    ],
    [
        "joint_consultation",
        "Joint consultation",
        "Gezamenlijk overleg",
    ],
    ["joint_triage", "Joint triage", "Gezamenlijke triage"],
    ["spiritual_care", "Spiritual care", "Geestelijke zorg"],
    // States.
    ["healthy", "Healthy", "Gezond"],
    ["chronic", "Chronic illness", "Chronisch ziek"],
    ["multimorbid", "Several illnesses", "Meer ziekten"],
    ["frail", "Frail", "Kwetsbaar"],
    ["dependent", "Dependent", "Hulpafhankelijk"],
    ["palliative", "Palliative", "Palliatief"],
    // Needs.
    ["acute_complaint", "Acute complaint", "Acute klacht"],
    ["fall", "Fall", "Val"],
    ["acute_decline", "Acute decline", "Acute achteruitgang"],
    [
        "palliative_crisis",
        "Palliative crisis",
        "Palliatieve crisis",
    ],
    ["illness_episode", "Episode of illness", "Ziekteperiode"],
    [
        "pregnancy_and_contraception",
        "Pregnancy, contraception",
        "Zwangerschap, anticonceptie",
    ],
    ["nursing_episode", "Episode of nursing", "Verpleegperiode"],
    ["mental_complaint", "Mental complaint", "Psychische klacht"],
    ["social_problem", "Social problem", "Sociaal probleem"],
    [
        "chronic_programme",
        "Chronic programme",
        "Chronisch programma",
    ],
    [
        "specialist_follow_up",
        "Specialist follow-up",
        "Controle bij specialist",
    ],
    ["personal_care", "Personal care", "Persoonlijke verzorging"],
    ["palliative_care", "Palliative care", "Palliatieve zorg"],
    [
        "nursing_home_stay",
        "Nursing home stay",
        "Verblijf verpleeghuis",
    ],
    [
        "severe_mental_illness",
        "Severe mental illness",
        "Ernstige psychische ziekte",
    ],
    [
        "cognitive_decline",
        "Cognitive decline",
        "Cognitieve achteruitgang",
    ],
    [
        "household_support",
        "Household support",
        "Huishoudelijke steun",
    ],
    [
        "severe_loneliness",
        "Severe loneliness",
        "Ernstige eenzaamheid",
    ],
];

/// The label of a name; its titles are those of the scenario, in general and in Dutch. In English the title goes before
/// the field's word, without what it adds in brackets. In Dutch the Dutch title goes first, then the field's word, since the
/// other title may be in any language.
pub fn label(lang: Lang, name: &str, titles: [&str; 2]) -> String {
    let known = KNOWN.iter().find(|[written, ..]| *written == name);
    let [title, dutch] = titles.map(|title| title.split(" (").next().unwrap_or(title).trim());
    let label = match (lang.tongue(), known) {
        (Tongue::Nl, _) if !dutch.is_empty() => dutch.to_string(),
        (Tongue::Nl, Some([_, _, word])) => (*word).to_string(),
        _ if !title.is_empty() => title.to_string(),
        (Tongue::En, Some([_, word, _])) => (*word).to_string(),
        (_, None) => as_written(name),
    };
    isolated(label)
}

/// A label inside a sentence: without the capital of its first letter where it is a word of the field, or words of which no
/// other has one; a single word that is not listed may be the name of a place.
pub fn inside(label: &str) -> String {
    let [together, samen] = [Lang::En, Lang::Nl].map(|lang| TOGETHER.of(lang));
    let is_known = KNOWN
        .iter()
        .any(|[_, english, dutch]| [english, dutch].contains(&&label))
        || [together, samen].contains(&label);
    let mut letters = label.chars();
    let first = letters.next();
    let has_capital = letters.clone().any(char::is_uppercase);
    match first {
        Some(first) if is_known || (label.contains(' ') && !has_capital) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_string(),
    }
}

/// A label with letters that run from right to left, or that turn the direction, by itself: what follows it runs as before.
fn isolated(label: String) -> String {
    let is_turning = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fefc}');
    if label.chars().any(is_turning) {
        format!("\u{2068}{label}\u{2069}")
    } else {
        label
    }
}

/// A name with spaces for underscores and a capital.
fn as_written(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::component::written::WrittenKind;
    use crate::scenario::schema::ComponentKind;

    use super::*;

    #[test]
    fn every_way_of_paying_has_a_word_in_both_languages() {
        for kind in ComponentKind::ALL {
            let word = WrittenKind::of(*kind).word;
            assert!(KNOWN.iter().any(|[written, ..]| *written == word), "{word}");
        }
    }

    #[test]
    fn words_of_the_field_lose_their_capital_inside_a_sentence_and_names_of_places_keep_it() {
        for (label, expected) in [
            ("Gemeente", "gemeente"),
            ("Samen", "samen"),
            ("Home visits", "home visits"),
            ("Flanders", "Flanders"),
            ("VSB", "VSB"),
            ("Local authority and OCMW", "Local authority and OCMW"),
            ("", ""),
        ] {
            assert_eq!(inside(label), expected);
        }
    }

    #[test]
    fn a_known_name_has_its_word_and_another_is_shown_as_written() {
        let of = |lang, name, title| label(lang, name, [title, ""]);
        assert_eq!(
            of(Lang::Nl, "insurer", "Health insurer (Zvw)"),
            "Zorgverzekeraar"
        );
        assert_eq!(
            of(Lang::En, "insurer", "Health insurer (Zvw)"),
            "Health insurer"
        );
        assert_eq!(of(Lang::En, "hospital", ""), "Hospital");
        assert_eq!(of(Lang::Nl, "county_board", ""), "County board");
        assert_eq!(of(Lang::Nl, "county_board", "De provincie"), "De provincie");
    }

    #[test]
    fn a_label_that_turns_the_direction_of_writing_stands_by_itself() {
        assert_eq!(label(Lang::En, "x", ["שלום", ""]), "\u{2068}שלום\u{2069}");
        assert_eq!(
            label(Lang::En, "x", ["a\u{202e}b", ""]),
            "\u{2068}a\u{202e}b\u{2069}"
        );
    }

    #[test]
    fn a_dutch_title_goes_before_the_word_in_dutch_only() {
        let titles = ["Budget 2024", "Overgangsbudget 2024 (vijf jaar)"];
        assert_eq!(
            label(Lang::Nl, "transition_budget", titles),
            "Overgangsbudget 2024"
        );
        assert_eq!(label(Lang::En, "transition_budget", titles), "Budget 2024");
    }

    #[test]
    fn no_name_is_listed_twice() {
        for (index, [name, ..]) in KNOWN.iter().enumerate() {
            assert!(
                KNOWN[..index].iter().all(|[other, ..]| other != name),
                "{name}"
            );
        }
    }
}
