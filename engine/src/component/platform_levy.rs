//! What the shared platform costs, by the rule of the arm, and partners who leave when it brings them less than it
//! costs.
//!
//! Comes in: `[platform]`, the rule, and who is left. Goes out: what is owed, the capability that the money builds, and
//! the
//! [`Partners`] of the next year. Deliberately absent: what the platform does, which is the effect of its capability.
//!
//! Worked example: a platform of 90,000 EUR by size, of partners of sizes 2 and 1, is 60,000 and 30,000 EUR.
//!
//! ```toml
//! [platform]
//! cost = 90000
//! patience = 2
//! partners = [{ payer = "insurer", size = 2 }, { payer = "municipality", size = 1 }]
//!
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "levy"
//! kind = "platform_levy"
//! rule = "by_size"
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | levy | insurer | network | 60000.00 |
//! | 2025 | levy | municipality | network | 30000.00 |

use crate::base::money::{Cents, split};
use crate::counts::{Owed, resident_years};
use crate::scenario::review::{FaultKind, KeyPath, Named, Review, means};
use crate::scenario::schema::{Component as Keys, Number};
use crate::scenario::schema::{ComponentKind, LevyRule};
use crate::tables::care::Care;
use crate::tables::names::payer;
use crate::tables::needs::Need;
use crate::tables::platform::{Partner, Platform, platform};

use super::accounting_year::AccountingYear;
use super::follows::Follows;
use super::partners::Partners;
use super::written::{Key, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "platform_levy",
    takes: &[Key::PhaseInYears, Key::Indexed, Key::Rule, Key::Sponsor],
    needs: &[(
        Key::Rule,
        "how the partners of [platform] pay: equal, by_size, by_benefit or sponsor",
    )],
    amount_is_per: None,
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    follows: Follows::Price,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// How the platform is paid in an arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlatformLevy {
    /// EUR of the price year per calendar year: what the platform costs.
    pub cost: f64,
    /// The rule.
    pub rule: LevyRule,
    /// Index of the sponsor.
    pub sponsor: Option<usize>,
}

/// From its keys, and the cost of the platform.
pub fn make(making: &ComponentBuilder) -> PlatformLevy {
    let (scenario, written) = (making.scenario, making.written);
    let platform = platform(scenario, making.draw);
    PlatformLevy {
        cost: platform.map_or(0.0, |platform| platform.cost),
        rule: written.rule.unwrap_or(LevyRule::Equal),
        sponsor: written.sponsor.as_ref().map(|name| payer(scenario, name)),
    }
}

/// The capability that all money of a levy is earmarked for; `None` for components of other kinds.
pub fn earmark(making: &ComponentBuilder) -> Option<(usize, f64)> {
    let platform = platform(making.scenario, making.draw)?;
    let is_levy = making.written.kind == ComponentKind::PlatformLevy;
    let capability = platform.capability.filter(|_| is_levy)?;
    Some((capability, 1.0))
}

/// The rules on the keys of platform_levy.
fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    let Some(shared) = &review.scenario.platform else {
        let hint = "add [platform] with its cost and partners";
        return review.fault(
            FaultKind::Platform,
            at,
            "there is no platform to pay for",
            hint,
        );
    };
    if let Some(sponsor) = &one.sponsor {
        review.refer(&at.to("sponsor"), Named::Payer, sponsor);
    }
    let is_sponsored = one.rule == Some(LevyRule::Sponsor);
    match (&one.sponsor, is_sponsored) {
        (None, true) => review.fault(
            FaultKind::DependentKey,
            &at.to("rule"),
            "the rule `sponsor` needs a `sponsor`",
            "name the payer that pays for all, e.g. sponsor = \"municipality\"",
        ),
        (Some(_), false) => review.key_fault(
            FaultKind::DependentKey,
            &at.to("sponsor"),
            "`sponsor` applies to the rule `sponsor` only",
            "take it out, or write rule = \"sponsor\"",
        ),
        (Some(_), true) | (None, false) => {}
    }
    let benefit = |number: Option<&Number>| means(number).iter().sum::<f64>();
    let all: f64 = shared
        .partners
        .iter()
        .map(|partner| benefit(partner.benefit.as_deref()))
        .sum();
    if one.rule == Some(LevyRule::ByBenefit) && all <= 0.0 {
        let hint = "give the partners of [platform] a `benefit`, EUR per resident-year";
        review.fault(
            FaultKind::Platform,
            &at.to("rule"),
            "no partner has a benefit to pay by",
            hint,
        );
    }
}

impl Kind for PlatformLevy {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: false,
            linearity: Linearity::Bent,
        }
    }

    fn basis(&self) -> Basis {
        Basis::CalendarYear
    }

    fn rate(&self, known: &RateContext) -> f64 {
        if known.has_platform { self.cost } else { 0.0 }
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    /// From the partners that take part; nothing once nobody does.
    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let accounting = settling.accounting;
        let Some(platform) = &accounting.tables.collaboration.platform else {
            return Vec::new();
        };
        let mut shares = vec![0.0; accounting.tables.payers.len()];
        if self.is_outside(platform) {
            shares[self.sponsor.unwrap_or_default()] = 1.0;
        } else {
            let weights = self.weights(platform, &accounting.carried_accounts.partners);
            for (partner, weight) in platform.partners.iter().zip(weights) {
                shares[partner.payer] = weight;
            }
        }
        let owed = settling.owed_apart(settling.amount(self));
        let owed = owed.map(|owed| Owed { shares, ..owed });
        owed.into_iter().collect()
    }
}

impl PlatformLevy {
    /// Who takes part after a year in which the levy stands at `index` of the arm's components: who paid more than it got
    /// for too long is gone the next.
    pub fn partners_after(&self, accounting: &AccountingYear, index: usize) -> Partners {
        let before = &accounting.carried_accounts.partners;
        let level = accounting.level(index);
        let Some(platform) = &accounting.tables.collaboration.platform else {
            return before.clone();
        };
        let paid = self.paid(platform, before, Cents::from_eur(self.cost * level));
        let residents = resident_years(accounting.tables, accounting.counts);
        let adopted = residents * accounting.tables.people.weight * before.adoption(platform).share;
        let partners = platform.partners.iter().zip(paid);
        let stays = |(years, (partner, paid)): (&Option<u32>, (&Partner, Cents))| {
            let prices = accounting.tables.growth.prices(accounting.year);
            let gets = Cents::from_eur(partner.benefit * adopted * prices);
            let worse_off = years.map(|years| if paid > gets { years + 1 } else { 0 });
            worse_off.filter(|years| *years < platform.patience)
        };
        let years = before.years_worse_off.iter();
        Partners {
            years_worse_off: years.zip(partners).map(stays).collect(),
        }
    }

    /// Weight of each partner in the cost; 0 for those who left. Where the rule leaves nobody to pay, those who are
    /// left pay by size.
    fn weights(&self, platform: &Platform, partners: &Partners) -> Vec<f64> {
        let by_rule = self.weights_by(self.rule, platform, partners);
        if by_rule.iter().any(|weight| *weight > 0.0) {
            by_rule
        } else {
            self.weights_by(LevyRule::BySize, platform, partners)
        }
    }

    fn weights_by(&self, rule: LevyRule, platform: &Platform, partners: &Partners) -> Vec<f64> {
        let weight = |(index, partner): (usize, &Partner)| match rule {
            _ if !partners.takes_part(index) => 0.0,
            LevyRule::Equal => 1.0,
            LevyRule::BySize => partner.size,
            LevyRule::ByBenefit => partner.benefit,
            LevyRule::Sponsor => f64::from(u8::from(self.sponsor == Some(partner.payer))),
        };
        platform.partners.iter().enumerate().map(weight).collect()
    }

    /// What each partner pays of `cost`.
    fn paid(&self, platform: &Platform, partners: &Partners, cost: Cents) -> Vec<Cents> {
        let mut paid = vec![Cents::ZERO; platform.partners.len()];
        if !self.is_outside(platform) {
            split(cost, &self.weights(platform, partners), &mut paid);
        }
        paid
    }

    /// Whether somebody who is no partner pays for all.
    fn is_outside(&self, platform: &Platform) -> bool {
        let is_partner = |payer: usize| platform.partners.iter().any(|each| each.payer == payer);
        self.rule == LevyRule::Sponsor && self.sponsor.is_some_and(|payer| !is_partner(payer))
    }
}
