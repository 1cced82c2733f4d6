//! Payment once more, slowly and plainly, from the scenario as written and counts.

mod budgets;
mod people;
mod savings;
mod units;

pub use savings::{TownCare, is_over_town};

use crate::*;

/// One way units come about, in the order the scenario lists them.
pub struct Way<'s> {
    pub need: &'s Need,
    pub service: &'s Service,
    pub is_escalation: bool,
}

/// Money owed for one reason: to the nearest cent, with the residents' own part and weights of the payers.
pub struct Posting {
    pub reason: String,
    pub recipient: String,
    pub cents: i64,
    pub own: i64,
    pub weights: ByName<f64>,
    pub category: Option<String>,
    /// How many postings it follows from, each of which may be a cent off; 1 for one that follows from counts.
    pub follows_from: u32,
}

/// Cents by reason, payer and recipient: the exact amount, and how many postings it is made of.
pub type Flows = BTreeMap<(String, String, String), (f64, u32)>;

pub struct Slow<'s> {
    pub scenario: &'s Scenario,
    pub ways: Vec<Way<'s>>,
    /// Residents that each simulated one stands for.
    pub weight: f64,
    pub factor: f64,
    /// The year whose phase-in holds, whatever the year; `None`: that of the year itself.
    pub terms_of: Option<i32>,
    /// How far the factor may be off, relative, since each posting behind it may be a cent off.
    pub loose: f64,
    /// Cents of all payers in earlier years.
    pub totals: Vec<i64>,
    /// What happened in earlier years, and in this one under the comparator.
    pub earlier: Vec<Counts>,
    pub comparator: Option<Counts>,
    /// What care cost in earlier years.
    pub care: Vec<TownCare>,
    /// What was owed in the comparator's first year, in this arm's way.
    pub base: Vec<Posting>,
    /// Per partner of the platform: years in a row in which it paid more than it got; `None` once it has left.
    pub worse_off: Vec<Option<u32>>,
}

pub fn point<N: AsRef<Number>>(number: &N) -> f64 {
    number.as_ref().as_point().expect("a plain number")
}

pub fn or<N: AsRef<Number>>(number: &Option<N>, otherwise: f64) -> f64 {
    number.as_ref().map_or(otherwise, point)
}

pub fn points<N: AsRef<Number>>(shares: &ByName<N>) -> ByName<f64> {
    shares
        .iter()
        .map(|(name, share)| (name.clone(), point(share)))
        .collect()
}

pub fn cents(eur: f64) -> i64 {
    (eur * 100.0).round() as i64
}

pub fn is_per_unit(component: &Component) -> bool {
    matches!(
        component.kind,
        ComponentKind::FeeForService | ComponentKind::ServiceFee
    )
}

impl<'s> Slow<'s> {
    pub fn new(scenario: &'s Scenario) -> Slow<'s> {
        let service = |name: &String| {
            let mut services = scenario.service.iter();
            services
                .find(|service| service.name == *name)
                .expect("a service")
        };
        let mut ways = Vec::new();
        for need in &scenario.need {
            for link in &need.services {
                ways.push(Way {
                    need,
                    service: service(&link.service),
                    is_escalation: false,
                });
            }
            for link in &need.escalation {
                ways.push(Way {
                    need,
                    service: service(&link.service),
                    is_escalation: true,
                });
            }
        }
        let residents: f64 = scenario
            .population
            .bands
            .iter()
            .map(|band| band.female + band.male)
            .sum();
        let sample = scenario
            .run
            .sample
            .map_or(residents, |sample| sample as f64);
        Slow {
            scenario,
            ways,
            weight: residents / sample,
            factor: 1.0,
            terms_of: None,
            loose: 0.0,
            totals: Vec::new(),
            earlier: Vec::new(),
            comparator: None,
            care: Vec::new(),
            base: Vec::new(),
            worse_off: scenario
                .platform
                .iter()
                .flat_map(|platform| &platform.partners)
                .map(|_| Some(0))
                .collect(),
        }
    }

    pub fn arm(&self) -> &'s Arm {
        &self.scenario.arm[0]
    }

    pub fn components(&self) -> &'s [Component] {
        &self.arm().component
    }

    /// Price level of a year, from the price year.
    pub fn prices(&self, year: i32) -> f64 {
        let from = self.scenario.run.price_year.unwrap_or(FIRST_YEAR);
        (1.0 + or(&self.scenario.growth.prices, 0.0)).powi(year - from)
    }

    /// Volume of a line of care, from the first year.
    pub fn volume(&self, line: Line, year: i32) -> f64 {
        let mut rows = self.scenario.growth.volume.iter();
        let growth = rows
            .find(|row| row.line == line)
            .map_or(0.0, |row| point(&row.per_year));
        (1.0 + growth).powi(year - FIRST_YEAR)
    }

    /// The part of a component's amount that is paid in a calendar year.
    pub fn part(&self, component: &Component, year: i32) -> f64 {
        let year = self.terms_of.unwrap_or(year);
        let last = FIRST_YEAR + self.scenario.run.years as i32 - 1;
        let from = component.from_year.unwrap_or(FIRST_YEAR);
        if year < from {
            return 0.0;
        }
        if year > component.until_year.unwrap_or(last) {
            return or(&component.structural_share, 0.0);
        }
        match component.phase_in_years {
            Some(steps) if steps > 0 => (f64::from(year - from + 1) / f64::from(steps)).min(1.0),
            _ => 1.0,
        }
    }

    /// Price index, phase-in and the budget-neutral factor together.
    pub fn level(&self, component: &Component, year: i32) -> f64 {
        let mut level = self.part(component, year);
        if component.indexed != Some(false) {
            level *= self.prices(year);
        }
        if let Some(rule) = &self.arm().budget_neutral
            && rule.components.contains(&component.name)
        {
            level *= self.factor;
        }
        level
    }

    pub fn cycle(&self) -> f64 {
        1.0 / f64::from(self.scenario.run.cycles_per_year)
    }

    /// What is owed for what was done, then what balances the pools.
    pub fn settle(&self, counts: &Counts, year: i32) -> Vec<Posting> {
        let mut postings = self.done(counts, year);
        let town = self.town_care(&postings, counts);
        let of_town = |one: &&Component| is_over_town(one) && self.part(one, year) > 0.0;
        for component in self.components().iter().filter(of_town) {
            self.town_savings(component, &town, year, &mut postings);
        }
        let mut balances = Vec::new();
        for component in self.components() {
            if component.kind == ComponentKind::PooledBudget && self.part(component, year) > 0.0 {
                self.pool(component, &postings, year, &mut balances);
            }
        }
        postings.extend(balances);
        postings
    }

    pub fn done(&self, counts: &Counts, year: i32) -> Vec<Posting> {
        let mut postings = Vec::new();
        for (line, care) in self.scenario.background_care.iter().enumerate() {
            let (mut all, mut own) = (0, 0);
            for group in 0..2 {
                all += counts.get(Count::Background { group, line });
                own += counts.get(Count::DeductibleBackground { group, line });
            }
            postings.push(Posting {
                reason: "background".into(),
                recipient: care.discipline.clone(),
                cents: cents(all as f64 * self.weight / 100.0),
                own: cents(own as f64 * self.weight / 100.0),
                weights: points(&care.payers),
                category: care.category.clone(),
                follows_from: 1,
            });
        }
        for state in self
            .scenario
            .state
            .iter()
            .filter(|state| state.cost.is_some())
        {
            let years = self.lived_in(counts, &state.name) * self.weight;
            postings.push(Posting {
                reason: "state_cost".into(),
                recipient: state.discipline.clone().expect("a discipline"),
                cents: cents(years * self.state_cost(state, year)),
                own: 0,
                weights: points(&state.payers),
                category: state.category.clone(),
                follows_from: 1,
            });
        }
        for component in self.components() {
            match component.kind {
                ComponentKind::FeeForService | ComponentKind::ServiceFee => {
                    self.per_unit(component, counts, year, &mut postings);
                }
                ComponentKind::EpisodeFee => {
                    self.per_episode(component, counts, year, &mut postings)
                }
                ComponentKind::Capitation => {
                    self.capitation(component, counts, year, &mut postings)
                }
                ComponentKind::TransitionBudget => self.budget(component, year, &mut postings),
                ComponentKind::ProjectGrant => {
                    let eur = component.amount.as_ref().map_or(0.0, point);
                    let eur = eur * self.level(component, year);
                    self.plain(component, cents(eur), &mut postings);
                }
                ComponentKind::SharedSavings if is_over_town(component) => {}
                ComponentKind::SharedSavings => {
                    let eur = self.shared_savings(component, counts, year);
                    self.plain(component, cents(eur), &mut postings);
                }
                ComponentKind::PlatformLevy => self.levy(component, year, &mut postings),
                ComponentKind::PatientShare
                | ComponentKind::PooledBudget
                | ComponentKind::Contracts => {}
                ComponentKind::NetworkFee
                | ComponentKind::PracticeFee
                | ComponentKind::StateFee
                | ComponentKind::QualityBonus
                | ComponentKind::InnovationFee => {
                    let eur = self.per_person(component, counts, year);
                    self.plain(component, cents(eur), &mut postings);
                }
            }
        }
        for posting in &mut postings {
            // Money that comes back was never theirs.
            posting.own = posting.own.min(posting.cents.max(0));
        }
        postings
    }

    pub fn plain(&self, component: &Component, cents: i64, postings: &mut Vec<Posting>) {
        let recipient = component.recipient.as_ref();
        // What is shared is no category's; what goes to a discipline is of that of its care.
        let category = match component.kind {
            ComponentKind::SharedSavings => None,
            _ => recipient.and_then(|name| self.category(name)),
        };
        postings.push(Posting {
            reason: component.name.clone(),
            recipient: recipient.cloned().unwrap_or_else(|| "network".into()),
            cents,
            own: 0,
            weights: points(&component.payers),
            category,
            follows_from: 1,
        });
    }

    /// The category of accounts of a discipline: of the first of its services, else of its background care, else of the
    /// first state whose cost it receives.
    pub fn category(&self, discipline: &str) -> Option<String> {
        for service in &self.scenario.service {
            if service.discipline == discipline {
                return service.category.clone();
            }
        }
        for care in &self.scenario.background_care {
            if care.discipline == discipline {
                return care.category.clone();
            }
        }
        for state in &self.scenario.state {
            if state.discipline.as_deref() == Some(discipline) {
                return state.category.clone();
            }
        }
        None
    }

    /// The factor with which the arm's recipients get `wanted` cents times the uplift.
    pub fn neutral(&mut self, counts: &Counts, wanted: i64) {
        let Some(rule) = &self.arm().budget_neutral else {
            return;
        };
        // The earliest of the years in which most is paid of what is scaled.
        let components = self.components();
        let scaled = |year: i32| -> f64 {
            let named = |one: &&Component| rule.components.contains(&one.name);
            let named = components.iter().filter(named);
            named.map(|one| self.part(one, year)).sum()
        };
        let years = FIRST_YEAR..FIRST_YEAR + self.scenario.run.years as i32;
        let most = years.clone().map(scaled).fold(0.0, f64::max);
        let terms_of = years.into_iter().find(|year| scaled(*year) == most);
        self.terms_of = terms_of;
        let postings = self.done(counts, FIRST_YEAR);
        self.terms_of = None;
        let many = postings.len() as f64;
        let (mut scaled, mut fixed) = (0, 0);
        for posting in postings {
            if rule.components.contains(&posting.reason) {
                scaled += posting.cents;
            } else {
                fixed += posting.cents;
            }
        }
        if scaled > 0 {
            let wanted = wanted as f64 * or(&rule.uplift, 1.0);
            self.factor = ((wanted - fixed as f64) / scaled as f64).max(0.0);
            self.loose = 2.0 * many / scaled as f64;
        }
    }

    /// Who pays whom: residents their own part, the others the rest by their weights.
    pub fn flows(&self, postings: &[Posting]) -> Flows {
        let mut flows = Flows::new();
        let mut add = |reason: &str, payer: &str, recipient: &str, cents: f64, postings: u32| {
            let key = (reason.to_string(), payer.to_string(), recipient.to_string());
            let flow = flows.entry(key).or_default();
            *flow = (flow.0 + cents, flow.1 + postings);
        };
        for posting in postings {
            add("own", "resident", &posting.recipient, posting.own as f64, 1);
            let all: f64 = posting.weights.values().sum();
            for (payer, weight) in &posting.weights {
                let rest = (posting.cents - posting.own) as f64;
                add(
                    &posting.reason,
                    payer,
                    &posting.recipient,
                    rest * weight / all,
                    posting.follows_from,
                );
            }
        }
        flows
    }
}
