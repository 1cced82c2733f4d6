//! The packs that a town of one's own can extend: where they are, whose ages they hold, and what the town adds to them.
//!
//! Comes in: which pack, and the folder of the scenario that will extend it. Goes out: the files to extend, those that have
//! to be written beside the scenario first, and figures per resident. Deliberately absent: any change of a pack that is
//! there: it may be somebody's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check;
use crate::scenario::Faults;
use crate::scenario::schema::{PeopleBand, Scenario};
use crate::scenario::source::tidy;

/// A care system whose pack comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Pack {
    /// The Netherlands, 2023
    Nl,
    /// Flanders, 2024
    Be,
}

/// What a town adds to its pack.
pub struct PackFacts {
    /// The care system in words.
    pub title: &'static str,
    /// The same in Dutch.
    pub title_nl: &'static str,
    /// What a scenario extends, in the folder of packs.
    pub extends: &'static [&'static str],
    /// All files that it is made of.
    pub files: &'static [&'static str],
    /// The year of prices, rates and accounts, in which a run begins.
    pub year: i32,
    /// Convention of discounting.
    pub convention: &'static str,
    /// The arm under which the rates were observed.
    pub comparator: &'static str,
    /// Disciplines with a limit.
    pub disciplines: &'static [DisciplineFacts],
    /// A transition budget, EUR per resident-year, who pays it and where that is from.
    pub budget: (f64, &'static str, &'static str),
    /// The last of these for Dutch readers.
    pub budget_source_nl: &'static str,
    /// What it is spent on: capabilities of the pack.
    pub earmark: &'static str,
    /// Whose ages a starter has.
    pub ages: &'static str,
    /// How towns differ beyond ages, sexes and classes, with and without public indicators; `None` where the pack has no
    /// reference population.
    pub spread_of_towns: Option<(f64, f64)>,
    /// What differs between municipalities of background care that the pack states for the country.
    pub municipal: Option<&'static str>,
}

/// A discipline of a town.
pub struct DisciplineFacts {
    /// Its name in the pack.
    pub name: &'static str,
    /// Hours beyond what the observed year asks for, as a share; `None` where the pack says who waited in it.
    pub slack: Option<f64>,
    /// Cost that does not follow hours, EUR per resident-year, and what it is for.
    pub fixed: Option<(f64, &'static str)>,
    /// Residents of a practice, where it has practices.
    pub per_practice: Option<f64>,
}

const fn discipline(name: &'static str, slack: f64) -> DisciplineFacts {
    DisciplineFacts {
        slack: Some(slack),
        ..queued(name)
    }
}

const fn queued(name: &'static str) -> DisciplineFacts {
    DisciplineFacts {
        name,
        slack: None,
        fixed: None,
        per_practice: None,
    }
}

/// Slack and cost per resident are those of the shipped scenarios of Zoetermeer and Oude IJsselstreek, unverified there.
const NL: PackFacts = PackFacts {
    title: "the Dutch care system of 2023",
    title_nl: "het Nederlandse zorgstelsel van 2023",
    extends: &["nl-2023.toml", "nl-arms.toml"],
    files: &[
        "health-states.toml",
        "nl-2023.toml",
        "nl-arms.toml",
        "nl-current.toml",
        "publications.toml",
    ],
    year: 2023,
    convention: "zin-2024",
    comparator: "current",
    disciplines: &[
        DisciplineFacts {
            fixed: Some((148.0, "assistants, rooms, ICT, out-of-hours post")),
            per_practice: Some(3_600.0),
            ..discipline("general_practice", 0.06)
        },
        queued("district_nursing"),
        queued("household_help"),
        DisciplineFacts {
            fixed: Some((5.6, "rooms for day activities")),
            ..discipline("guidance", 0.06)
        },
        DisciplineFacts {
            fixed: Some((3.2, "rooms")),
            ..discipline("social_work", 0.08)
        },
        discipline("physiotherapy", 0.10),
    ],
    budget: (
        22.0,
        "{ insurer = 0.64, municipality = 0.36 }",
        "Transformation money of the Integraal Zorgakkoord, 1.961bn left of 2.8bn, over 17.8m people and 5 years (D); who pays is unverified",
    ),
    budget_source_nl: "Transformatiemiddelen van het Integraal Zorgakkoord, 1,961 miljard euro over van 2,8 miljard, over 17,8 miljoen mensen en 5 jaar (D); wie betaalt is niet nagegaan",
    earmark: "{ prevention = 0.15, outreach = 0.15, carer_support = 0.20, coordination = 0.20, platform = 0.10, palliative_team = 0.05, extra_capacity = 0.15 }",
    spread_of_towns: Some((0.038, 0.068)),
    municipal: Some(NL_MUNICIPAL),
    ages: "the Netherlands 2023: insured years by sex and five-year band (Vektis, V; 90 and over split as in a national life table, unverified)",
};

const NL_MUNICIPAL: &str = r#"# Residence and shelter are the task of centre municipalities: take these two entries out where yours is one. Towns without
# it spent 157 to 300 EUR per inhabitant on other individual provisions (five towns, 2023–24, CBS 84580NED, V).
[[background_care]]
name = "other_wmo"
scale = { mean = 1.02, se = 0.25, dist = "gamma", unit = "ratio", source = "205 ± 50 over 200 EUR per inhabitant (CBS 84580NED, five towns, D); of this town nothing was given: unverified" }

[[background_care]]
name = "residence_and_shelter"
scale = 0
"#;

/// Slack and cost per resident are those of the shipped scenario of a Flemish town, unverified there.
const BE: PackFacts = PackFacts {
    title: "the Flemish care system of 2024",
    title_nl: "het Vlaamse zorgstelsel van 2024",
    extends: &["be-2024.toml", "be-arms.toml", "be-centres.toml"],
    files: &[
        "health-states.toml",
        "be-2024.toml",
        "be-arms.toml",
        "be-centres.toml",
        "publications.toml",
    ],
    year: 2024,
    convention: "kce",
    comparator: "fee_for_service",
    disciplines: &[
        DisciplineFacts {
            fixed: Some((57.0, "rooms, secretaries, ICT")),
            per_practice: Some(1_950.0),
            ..discipline("general_practice", 0.06)
        },
        discipline("home_nursing", 0.03),
        discipline("physiotherapy", 0.10),
        discipline("family_care", 0.04),
        discipline("social_work", 0.08),
        discipline("local_service_centre", 0.10),
    ],
    budget: (
        10.0,
        "{ insurer = 0.5, long_term_care_fund = 0.4, municipality = 0.1 }",
        "unverified: no Flemish budget of this kind was found; integrated-care projects had 0.8 to 1 EUR per resident for coordination alone (V)",
    ),
    budget_source_nl: "niet nagegaan: zo’n Vlaams budget is niet gevonden; projecten voor geïntegreerde zorg kregen 0,8 tot 1 euro per inwoner, alleen voor coördinatie (V)",
    earmark: "{ prevention = 0.20, outreach = 0.15, carer_support = 0.25, coordination = 0.20, platform = 0.10, palliative_team = 0.10 }",
    spread_of_towns: None,
    municipal: None,
    ages: "Flanders 2023 (Statistiek Vlaanderen, V; the split inside its groups is unverified)",
};

/// The files of the packs as they come with the program.
const SHIPPED: [(&str, &str); 8] = [
    (
        "be-2024.toml",
        include_str!("../../scenarios/packs/be-2024.toml"),
    ),
    (
        "be-arms.toml",
        include_str!("../../scenarios/packs/be-arms.toml"),
    ),
    (
        "be-centres.toml",
        include_str!("../../scenarios/packs/be-centres.toml"),
    ),
    (
        "health-states.toml",
        include_str!("../../scenarios/packs/health-states.toml"),
    ),
    (
        "nl-2023.toml",
        include_str!("../../scenarios/packs/nl-2023.toml"),
    ),
    (
        "nl-arms.toml",
        include_str!("../../scenarios/packs/nl-arms.toml"),
    ),
    (
        "nl-current.toml",
        include_str!("../../scenarios/packs/nl-current.toml"),
    ),
    (
        "publications.toml",
        include_str!("../../scenarios/packs/publications.toml"),
    ),
];

/// The shipped scenario of a country, whose residents stand for ages that a file does not tell.
const COUNTRIES: [(Pack, &str, &str); 2] = [
    (
        Pack::Nl,
        "netherlands-2023.toml",
        include_str!("../../scenarios/netherlands-2023.toml"),
    ),
    (
        Pack::Be,
        "three-p-flanders.toml",
        include_str!("../../scenarios/three-p-flanders.toml"),
    ),
];

/// Where packs are looked for, from the folder of the scenario.
const NEAR: [&str; 4] = ["packs", "scenarios/packs", "../packs", "../scenarios/packs"];

/// How a scenario reaches its pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFiles {
    /// What it extends, relative to its own folder.
    pub extends: Vec<String>,
    /// Files that are not there yet, and their texts.
    pub missing: BTreeMap<PathBuf, String>,
}

impl Pack {
    /// What a town adds to it.
    pub fn facts(self) -> &'static PackFacts {
        match self {
            Pack::Nl => &NL,
            Pack::Be => &BE,
        }
    }

    /// The shipped scenario of its country.
    ///
    /// # Errors
    /// None, unless the program was built from packs that do not pass its own check.
    pub fn country(self) -> Result<Scenario, Faults> {
        let mut texts: BTreeMap<PathBuf, String> = SHIPPED
            .iter()
            .map(|(name, text)| (Path::new("packs").join(name), (*text).to_string()))
            .collect();
        let mut root = PathBuf::new();
        for (_, name, text) in COUNTRIES.iter().filter(|(pack, ..)| *pack == self) {
            root = PathBuf::from(name);
            texts.insert(root.clone(), (*text).to_string());
        }
        check::load_among(&root, texts).map(|loaded| loaded.scenario)
    }

    /// The residents of its country.
    ///
    /// # Errors
    /// As [`Pack::country`].
    pub fn residents(self) -> Result<Vec<PeopleBand>, Faults> {
        Ok(self.country()?.population.bands)
    }

    /// The files that a scenario in this folder extends: those near it, else copies in `packs` beside it.
    pub fn files(self, folder: &Path) -> PackFiles {
        let names = self.facts().extends;
        let has_all = |near: &&&str| {
            names
                .iter()
                .all(|name| folder.join(near).join(name).is_file())
        };
        let found = NEAR.iter().find(has_all);
        let near = found.unwrap_or(&NEAR[0]);
        let extends = names.iter().map(|name| format!("{near}/{name}")).collect();
        let missing = match found {
            Some(_) => BTreeMap::new(),
            None => SHIPPED
                .iter()
                .filter(|(name, _)| self.facts().files.contains(name))
                .map(|(name, text)| (tidy(&folder.join(near).join(name)), (*text).to_string()))
                .filter(|(path, _)| !path.exists())
                .collect(),
        };
        PackFiles { extends, missing }
    }
}
