//! How practices decide to take part, and residents to enrol.

use crate::scenario::schema::{Number, Scenario};

use crate::tables::draw::Draw;

/// The parameters of taking part, all log-odds but the shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Participation {
    /// Share of the practices that take part at the start.
    pub start: f64,
    /// Joining when nothing else counts.
    pub join: f64,
    /// Staying when nothing else counts.
    pub stay: f64,
    /// Per unit of margin relative to cost.
    pub money: f64,
    /// Per share of practices taking part.
    pub peers: f64,
    /// Per point of integration.
    pub trust: f64,
    /// Lost per unit of administrative hours relative to hours.
    pub administration: f64,
    /// Share of residents who consent when it saves them nothing.
    pub consent: f64,
    /// Per 100 EUR a year of copayments saved per resident.
    pub consent_saving: f64,
}

/// What a practice looks at when it decides.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PracticeOutlook {
    /// Whether it takes part now.
    pub is_inside: bool,
    /// Margin inside less margin outside, relative to cost.
    pub money: f64,
    /// Share of practices taking part.
    pub peers: f64,
    /// Integration of care.
    pub integration: f64,
    /// Administrative hours that taking part adds, relative to hours.
    pub administration: f64,
}

impl Participation {
    /// Probability that a practice takes part in the coming year.
    pub fn probability(&self, outlook: PracticeOutlook) -> f64 {
        let start = if outlook.is_inside {
            self.stay
        } else {
            self.join
        };
        logistic(
            start
                + self.money * outlook.money
                + self.peers * outlook.peers
                + self.trust * outlook.integration
                - self.administration * outlook.administration,
        )
    }

    /// Odds of consent of a resident, given what enrolment saves residents, EUR a year.
    pub fn consent_odds(&self, saving: f64) -> f64 {
        let odds = self.consent / (1.0 - self.consent).max(1e-12);
        odds * libm::exp(self.consent_saving * saving / 100.0)
    }
}

/// 1 / (1 + e⁻ˣ).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// From the `[participation]` table; `None` without one.
pub fn participation(scenario: &Scenario, draw: &Draw) -> Option<Participation> {
    let rules = scenario.participation.as_ref()?;
    let value = |number: &Number, key: &str| draw.value(number, || format!("participation.{key}"));
    let or_none = |number: Option<&Number>, key: &str| {
        draw.or(number, 0.0, || format!("participation.{key}"))
    };
    Some(Participation {
        start: or_none(rules.start.as_deref(), "start").clamp(0.0, 1.0),
        join: value(&rules.join, "join"),
        stay: value(&rules.stay, "stay"),
        money: or_none(rules.money.as_deref(), "money"),
        peers: or_none(rules.peers.as_deref(), "peers"),
        trust: or_none(rules.trust.as_deref(), "trust"),
        administration: or_none(rules.administration.as_deref(), "administration"),
        consent: value(&rules.consent, "consent").clamp(0.0, 1.0),
        consent_saving: or_none(rules.consent_saving.as_deref(), "consent_saving"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Participation = Participation {
        start: 0.0,
        join: -2.0,
        stay: 2.0,
        money: 10.0,
        peers: 1.0,
        trust: 2.0,
        administration: 5.0,
        consent: 0.8,
        consent_saving: 1.0,
    };

    #[test]
    fn a_practice_weighs_money_peers_trust_and_administration() {
        // −2 + 10·0.1 + 1·0.5 + 2·0.25 − 5·0.02 = −0.1
        let outlook = PracticeOutlook {
            is_inside: false,
            money: 0.1,
            peers: 0.5,
            integration: 0.25,
            administration: 0.02,
        };
        assert!((RULES.probability(outlook) - 1.0 / (1.0 + 0.1_f64.exp())).abs() < 1e-15);
        // Inside it is 2 instead of −2: 3.9
        let inside = PracticeOutlook {
            is_inside: true,
            ..outlook
        };
        assert!((RULES.probability(inside) - 1.0 / (1.0 + (-3.9_f64).exp())).abs() < 1e-15);
    }

    #[test]
    fn what_enrolment_saves_raises_the_odds_of_consent() {
        // 0.8 are odds of 4; 50 EUR multiply them by e^0.5.
        assert!((RULES.consent_odds(50.0) - 4.0 * 0.5_f64.exp()).abs() < 1e-12);
    }
}
