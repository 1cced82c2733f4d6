//! Which keys each kind of component takes, and which it needs.
//!
//! One table, [`rules`], has a row for every key that does not belong to all kinds.

use super::room::{At, Room};
use crate::scenario::schema::{Component, ComponentKind};
use ComponentKind::{
    Capitation, EpisodeFee, FeeForService, InnovationFee, NetworkFee, NotCashed, PatientShare,
    PlatformLevy, PooledBudget, PracticeFee, ProjectGrant, QualityBonus, ServiceFee, SharedSavings,
    StateFee, TransitionBudget,
};

/// The rules on the keys of a component.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component) {
    let kind = word(one.kind);
    for (key, is_written, takers, needers) in rules(one) {
        if is_written && !takers.contains(&one.kind) {
            let kinds = takers
                .iter()
                .map(|kind| word(*kind))
                .collect::<Vec<_>>()
                .join(", ");
            room.key_fault(
                &at.to(key),
                format!("`{key}` does not apply to kind `{kind}`"),
                format!("it is for {kinds}"),
            );
        }
        if !is_written && needers.contains(&one.kind) {
            room.fault(at, format!("kind `{kind}` needs `{key}`"), example(key));
        }
    }
}

/// Key, whether it is written, the kinds that take it, the kinds that need it.
type Rule = (
    &'static str,
    bool,
    &'static [ComponentKind],
    &'static [ComponentKind],
);

fn rules(one: &Component) -> Vec<Rule> {
    vec![
        ("services", !one.services.is_empty(), FOR_UNITS, &[]),
        (
            "disciplines",
            !one.disciplines.is_empty(),
            WITH_DISCIPLINES,
            &[],
        ),
        ("tariffs", !one.tariffs.is_empty(), PER_UNIT, &[]),
        ("factor", one.factor.is_some(), PER_UNIT, &[]),
        (
            "recipient",
            one.recipient.is_some(),
            MAY_HAVE_RECIPIENT,
            WITH_RECIPIENT,
        ),
        ("amount", one.amount.is_some(), WITH_AMOUNT, WITH_AMOUNT),
        ("states", !one.states.is_empty(), &[StateFee], &[StateFee]),
        ("age_ratios", !one.age_ratios.is_empty(), PER_LIST, &[]),
        (
            "deprivation_ratios",
            !one.deprivation_ratios.is_empty(),
            PER_LIST,
            &[],
        ),
        (
            "lower_class_ratio",
            one.lower_class_ratio.is_some(),
            PER_LIST,
            &[],
        ),
        ("state_ratios", !one.state_ratios.is_empty(), PER_LIST, &[]),
        ("share", one.share.is_some(), &[Capitation], &[]),
        ("waives_copayments", one.waives_copayments, REPLACING, &[]),
        (
            "savings",
            one.savings.is_some(),
            &[SharedSavings],
            &[SharedSavings],
        ),
        ("needs", !one.needs.is_empty(), &[EpisodeFee], &[EpisodeFee]),
        (
            "triage_weights",
            one.triage_weights.is_some(),
            &[EpisodeFee],
            &[],
        ),
        (
            "indicators",
            !one.indicators.is_empty(),
            &[QualityBonus, SharedSavings],
            &[QualityBonus],
        ),
        ("payers", !one.payers.is_empty(), PAID, WITH_PAYERS),
        ("phase_in_years", one.phase_in_years.is_some(), INDEXED, &[]),
        ("earmark", !one.earmark.is_empty(), EARMARKED, &[]),
        ("admin_hours", one.admin_hours.is_some(), COUNTED, &[]),
        (
            "growth_target",
            one.growth_target.is_some(),
            &[TransitionBudget],
            &[],
        ),
        (
            "structural_share",
            one.structural_share.is_some(),
            &[TransitionBudget],
            &[],
        ),
        (
            "claw_back",
            one.claw_back.is_some(),
            &[TransitionBudget],
            &[],
        ),
        ("indexed", one.indexed.is_some(), INDEXED, &[]),
        (
            "payers_pooled",
            !one.payers_pooled.is_empty(),
            POOLED,
            POOLED,
        ),
        ("categories", !one.categories.is_empty(), POOLED, &[]),
        ("growth", one.growth.is_some(), POOLED, &[]),
        ("split", one.split.is_some(), POOLED, &[]),
        ("split_shares", !one.split_shares.is_empty(), POOLED, &[]),
        ("network_share", one.network_share.is_some(), POOLED, &[]),
        ("rule", one.rule.is_some(), LEVIED, LEVIED),
        ("sponsor", one.sponsor.is_some(), LEVIED, &[]),
    ]
}

fn example(key: &str) -> &'static str {
    match key {
        "recipient" => "the discipline that receives it, e.g. recipient = \"general_practice\"",
        "payers_pooled" => "who pools, e.g. payers_pooled = [\"insurer\", \"municipality\"]",
        "rule" => "how the partners of [platform] pay: equal, by_size, by_benefit or sponsor",
        "amount" => {
            "EUR per resident-year, patient-year, episode or (transition_budget, project_grant) calendar year"
        }
        "states" => "the health states whose person-years it pays, e.g. states = [\"frail\"]",
        "needs" => "the temporary or permanent needs it pays for",
        "savings" => {
            "the contract, e.g. savings = { rate = 0.5, benchmark = \"trend\", trend = 0.035 }"
        }
        "indicators" => {
            "e.g. indicators = [{ measure = \"needs_met\", weight = 1, floor = 0.7, target = 0.9 }]"
        }
        _ => "who pays, in shares, e.g. payers = { insurer = 1 }",
    }
}

/// The kind as files write it.
fn word(kind: ComponentKind) -> &'static str {
    match kind {
        FeeForService => "fee_for_service",
        Capitation => "capitation",
        SharedSavings => "shared_savings",
        NetworkFee => "network_fee",
        PracticeFee => "practice_fee",
        QualityBonus => "quality_bonus",
        InnovationFee => "innovation_fee",
        ServiceFee => "service_fee",
        EpisodeFee => "episode_fee",
        TransitionBudget => "transition_budget",
        ProjectGrant => "project_grant",
        PooledBudget => "pooled_budget",
        PlatformLevy => "platform_levy",
        NotCashed => "not_cashed",
        PatientShare => "patient_share",
        StateFee => "state_fee",
    }
}

const PER_UNIT: &[ComponentKind] = &[FeeForService, ServiceFee];
const FOR_UNITS: &[ComponentKind] = &[FeeForService, ServiceFee, EpisodeFee, Capitation];
const WITH_DISCIPLINES: &[ComponentKind] = &[
    FeeForService,
    ServiceFee,
    EpisodeFee,
    Capitation,
    PooledBudget,
];
const PER_LIST: &[ComponentKind] = &[PracticeFee, Capitation];
const REPLACING: &[ComponentKind] = &[Capitation, EpisodeFee];
const WITH_AMOUNT: &[ComponentKind] = &[
    NetworkFee,
    PracticeFee,
    StateFee,
    Capitation,
    QualityBonus,
    InnovationFee,
    EpisodeFee,
    TransitionBudget,
    ProjectGrant,
];
const WITH_PAYERS: &[ComponentKind] = &[
    NetworkFee,
    PracticeFee,
    StateFee,
    QualityBonus,
    InnovationFee,
    TransitionBudget,
    SharedSavings,
    ProjectGrant,
];
const WITH_RECIPIENT: &[ComponentKind] = &[PracticeFee, StateFee, Capitation, EpisodeFee];
const MAY_HAVE_RECIPIENT: &[ComponentKind] = &[
    PracticeFee,
    StateFee,
    Capitation,
    EpisodeFee,
    SharedSavings,
    ProjectGrant,
];
const EARMARKED: &[ComponentKind] = &[
    NetworkFee,
    QualityBonus,
    InnovationFee,
    TransitionBudget,
    ProjectGrant,
];
const COUNTED: &[ComponentKind] = &[
    FeeForService,
    Capitation,
    NetworkFee,
    PracticeFee,
    StateFee,
    QualityBonus,
    InnovationFee,
    ServiceFee,
    EpisodeFee,
];
const PAID: &[ComponentKind] = &[
    FeeForService,
    Capitation,
    SharedSavings,
    NetworkFee,
    PracticeFee,
    StateFee,
    QualityBonus,
    InnovationFee,
    ServiceFee,
    EpisodeFee,
    TransitionBudget,
    ProjectGrant,
];
const INDEXED: &[ComponentKind] = &[
    FeeForService,
    Capitation,
    SharedSavings,
    NetworkFee,
    PracticeFee,
    StateFee,
    QualityBonus,
    InnovationFee,
    ServiceFee,
    EpisodeFee,
    TransitionBudget,
    ProjectGrant,
    PlatformLevy,
];
const POOLED: &[ComponentKind] = &[PooledBudget];
const LEVIED: &[ComponentKind] = &[PlatformLevy];
