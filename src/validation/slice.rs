//! The residents that an account counts: everybody, or residents of some ages or one sex.
//!
//! Comes in: an account. Goes out: a [`Slice`], and the scenario with those residents alone. Deliberately absent:
//! running it.

use crate::cohort::linear::without_feedback;
use crate::component::written::WrittenKind;
use crate::scenario::claims::whole;
use crate::scenario::people_file::Person;
use crate::scenario::schema::{Account, PeopleBand, Scenario, Sex};

/// The residents that an account counts: everybody, or residents of some ages or one sex.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slice {
    from: f64,
    below: f64,
    sex: Option<Sex>,
}

impl Slice {
    /// Everybody.
    pub const EVERYBODY: Slice = Slice {
        from: 0.0,
        below: f64::INFINITY,
        sex: None,
    };

    /// The residents of an account.
    pub fn of(account: &Account) -> Slice {
        Slice {
            from: account.age_from.unwrap_or(0.0),
            below: account.age_below.unwrap_or(f64::INFINITY),
            sex: account.sex,
        }
    }

    /// The scenario of these residents under the arm under which the rates were observed, for its first `years` years.
    ///
    /// Of some residents: closed (nobody is born or moves), everybody served, and without what belongs to the whole
    /// population. A band of the table that lies partly outside counts in proportion to its ages.
    pub fn scenario(&self, scenario: &Scenario, years: u32) -> Scenario {
        let mut base = observed(scenario);
        base.run.years = years.min(base.run.years);
        if *self == Slice::EVERYBODY {
            return base;
        }
        let mut some = without_feedback(&base);
        let population = &mut some.population;
        population.births_per_year = None;
        population.newcomers = None;
        population.leavers.clear();
        population.bands = population
            .bands
            .iter()
            .filter_map(|band| self.band(band))
            .collect();
        for arm in &mut some.arm {
            arm.component
                .retain(|component| WrittenKind::of(component.kind).is_by_resident);
        }
        let here: f64 = some
            .population
            .bands
            .iter()
            .map(|b| b.female + b.male)
            .sum();
        if !some.population.bands.is_empty() {
            let most = (here as u64).max(1);
            some.run.sample = some.run.sample.map(|sample| sample.min(most));
        }
        some
    }

    /// The residents of the slice among those listed one by one in a file.
    pub fn persons(&self, persons: &[Person]) -> Vec<Person> {
        let is_here = |person: &&Person| {
            (self.from..self.below).contains(&person.age)
                && self
                    .sex
                    .is_none_or(|sex| (sex == Sex::Male) == person.is_male)
        };
        persons.iter().filter(is_here).copied().collect()
    }

    fn band(&self, band: &PeopleBand) -> Option<PeopleBand> {
        let from = band.age_from.max(self.from);
        let below = band.age_below.min(self.below);
        let share = (below - from) / (band.age_below - band.age_from);
        let of = |sex: Sex, residents: f64| {
            let is_counted = self.sex.is_none_or(|only| only == sex);
            if is_counted { residents * share } else { 0.0 }
        };
        (share > 0.0).then(|| PeopleBand {
            age_from: from,
            age_below: below,
            female: of(Sex::Female, band.female),
            male: of(Sex::Male, band.male),
        })
    }
}

/// The scenario with the arm under which its rates were observed and the comparator only, each whole.
fn observed(scenario: &Scenario) -> Scenario {
    let [comparator, observed] = [scenario.comparator(), scenario.observed()];
    let is_kept = |name: &String| [comparator, observed].contains(&Some(name.as_str()));
    let arms = scenario.arm.iter().filter(|arm| is_kept(&arm.name));
    Scenario {
        arm: arms.map(|arm| whole(scenario, arm)).collect(),
        run: crate::scenario::schema::RunSettings {
            comparator: comparator.map(str::to_string),
            ..scenario.run.clone()
        },
        observed_under: observed.map(str::to_string),
        ..scenario.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"{"payer":[{"name":"insurer"}],"state":[{"name":"well"},{"name":"dead"}],
            "population":{"births_per_year":7,"bands":[
                {"age_from":20,"age_below":40,"female":30,"male":40},
                {"age_from":40,"age_below":60,"female":100,"male":50}]},
            "arm":[
            {"name":"current","component":[
                {"name":"fees","kind":"fee_for_service"},
                {"name":"network","kind":"network_fee","amount":1},
                {"name":"budget","kind":"transition_budget","amount":1000},
                {"name":"savings","kind":"shared_savings"}]},
            {"name":"other","component":[]}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn slice(account: &str) -> Slice {
        Slice::of(&serde_json::from_str::<Account>(account).expect("an account"))
    }

    fn components(scenario: &Scenario) -> Vec<&str> {
        let components = scenario.arm.iter().flat_map(|arm| &arm.component);
        components
            .map(|component| component.name.as_str())
            .collect()
    }

    #[test]
    fn some_residents_are_a_closed_part_of_the_bands_without_what_is_paid_for_everybody() {
        // Women from 50 to 70: half of the years of the band from 40 to 60.
        let women = slice(
            r#"{"name":"women","age_from":50,"age_below":70,"sex":"female","amount":1,"tolerance":0.1}"#,
        );
        let some = women.scenario(&scenario(), 1);
        let bands: Vec<(f64, f64, f64, f64)> = some
            .population
            .bands
            .iter()
            .map(|band| (band.age_from, band.age_below, band.female, band.male))
            .collect();
        assert_eq!(bands, [(50.0, 60.0, 50.0, 0.0)]);
        assert_eq!(some.population.births_per_year, None);
        assert_eq!(components(&some), ["fees", "network"]);
        assert_eq!(some.run.years, 1);
    }

    #[test]
    fn everybody_is_the_whole_scenario_under_the_comparator() {
        let all = slice(r#"{"name":"all","amount":1,"tolerance":0.1}"#).scenario(&scenario(), 1);
        assert_eq!(all.population, scenario().population);
        assert_eq!(
            components(&all),
            ["fees", "network", "budget", "savings"],
            "and nothing of the other arm"
        );
        assert_eq!(all.arm.len(), 1);
    }

    #[test]
    fn listed_residents_are_taken_by_age_and_sex() {
        let person = |age: f64, is_male: bool| Person {
            age,
            is_male,
            deprivation: None,
            state: None,
        };
        let listed = [
            person(49.9, false),
            person(50.0, false),
            person(50.0, true),
            person(70.0, false),
        ];
        let women = slice(
            r#"{"name":"women","age_from":50,"age_below":70,"sex":"female","amount":1,"tolerance":0.1}"#,
        );
        let found = women.persons(&listed);
        assert_eq!(found, [person(50.0, false)]);
    }
}
