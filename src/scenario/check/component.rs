//! One component of an arm: which keys its kind takes and needs, and what they say.

use super::care::age_ratios;
use super::collaboration;
use super::health::lived_in;
use super::room::{At, Limits, Named, Room, means};
use super::run::years;
use crate::scenario::schema::{
    Benchmark, Component, ComponentKind, Indicator, Measure, NeedClass, SavingsContract, Service,
};
use ComponentKind::{
    Capitation, EpisodeFee, FeeForService, InnovationFee, NetworkFee, NotCashed, PatientShare,
    PlatformLevy, PooledBudget, PracticeFee, ProjectGrant, QualityBonus, ServiceFee, SharedSavings,
    StateFee, TransitionBudget,
};

/// Names that mean something else in ledger.csv.
const RESERVED: [(&str, &str); 3] = [
    ("background_care", "the care which the needs do not explain"),
    ("state_cost", "the cost of health states"),
    ("not_cashed", "what is still paid for avoided care"),
];

/// The rules on a component.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component) {
    let reserved = RESERVED.iter().find(|(name, _)| one.name == *name);
    if let Some((name, meaning)) = reserved {
        let message = format!("no component can be named `{name}`");
        room.fault(
            &at.to("name"),
            message,
            format!("in results, that is {meaning}"),
        );
    }
    room.name(at, &one.name);
    keys(room, at, one);
    references(room, at, one);
    numbers(room, at, one);
    years(room, at, one.from_year, one.until_year);
    collaboration::component(room, at, one);
    if one.kind == PatientShare {
        resident_exists(room, at);
    }
    for (index, indicator) in one.indicators.iter().enumerate() {
        self::indicator(room, &at.to("indicators").nth(index), indicator);
    }
    if !one.indicators.is_empty() {
        let weights: Vec<f64> = one
            .indicators
            .iter()
            .map(|indicator| indicator.weight)
            .collect();
        room.add_up_to_one(&at.to("indicators"), &weights);
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

fn keys(room: &mut Room<'_>, at: &At, one: &Component) {
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

fn references(room: &mut Room<'_>, at: &At, one: &Component) {
    room.refer_all(&at.to("services"), Named::Service, &one.services);
    disciplines(room, &at.to("disciplines"), one);
    room.refer_all(&at.to("needs"), Named::Need, &one.needs);
    room.once(&at.to("states"), &one.states);
    for (index, name) in one.states.iter().enumerate() {
        lived_in(room, &at.to("states").nth(index), name);
    }
    for (index, name) in one.needs.iter().enumerate() {
        lasting(room, &at.to("needs").nth(index), name);
        replaces_something(room, &at.to("needs").nth(index), one, name);
    }
    if let Some(recipient) = &one.recipient
        && (one.kind != ProjectGrant || recipient != "network")
    {
        room.refer(&at.to("recipient"), Named::Discipline, recipient);
    }
    room.payers(&at.to("payers"), &one.payers);
    room.by_name(
        &at.to("earmark"),
        Named::Capability,
        &one.earmark,
        Limits::Share,
    );
    room.add_up_to_at_most_one(&at.to("earmark"), &means(one.earmark.values()));
    room.by_name(
        &at.to("tariffs"),
        Named::Service,
        &one.tariffs,
        Limits::Price,
    );
}

/// A pooled budget may also cover what goes to the network.
fn disciplines(room: &mut Room<'_>, at: &At, one: &Component) {
    for (index, name) in one.disciplines.iter().enumerate() {
        if one.kind != PooledBudget || name != "network" {
            room.refer(&at.nth(index), Named::Discipline, name);
        }
    }
    room.once(at, &one.disciplines);
}

/// Acute needs have no episode to pay for.
fn lasting(room: &mut Room<'_>, at: &At, name: &str) {
    let need = room.scenario.need.iter().find(|need| need.name == name);
    if need.is_some_and(|need| need.class == NeedClass::Acute) {
        room.fault(
            at,
            format!("`{name}` is acute and has no episode"),
            "pay acute needs by service_fee",
        );
    }
}

/// Without `payers`, an episode is paid by the statutory payers of the units it replaces: there must be some.
fn replaces_something(room: &mut Room<'_>, at: &At, one: &Component, name: &str) {
    let Some(need) = room.scenario.need.iter().find(|need| need.name == name) else {
        return;
    };
    let is_listed = |service: &Service| {
        (one.services.is_empty() && one.disciplines.is_empty())
            || one.services.contains(&service.name)
            || one.disciplines.contains(&service.discipline)
    };
    let is_paid = |name: &str| {
        let mut services = room.scenario.service.iter();
        services
            .any(|service| service.name == name && is_listed(service) && !service.payers.is_empty())
    };
    if one.payers.is_empty() && !need.services.iter().any(|link| is_paid(&link.service)) {
        room.fault(
            at,
            format!(
                "nobody pays for an episode of `{name}`: it replaces no units that have payers"
            ),
            "say who pays, in shares, e.g. payers = { insurer = 1 }",
        );
    }
}

fn numbers(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(at, "factor", one.factor.as_ref(), Limits::NotNegative);
    let amount = if matches!(one.kind, TransitionBudget | ProjectGrant) {
        Limits::Budget
    } else {
        Limits::Price
    };
    room.optional(at, "amount", one.amount.as_ref(), amount);
    room.optional(
        at,
        "admin_hours",
        one.admin_hours.as_ref(),
        Limits::NotNegative,
    );
    room.optional(
        at,
        "growth_target",
        one.growth_target.as_ref(),
        Limits::AboveMinusOne,
    );
    room.optional(
        at,
        "structural_share",
        one.structural_share.as_ref(),
        Limits::Share,
    );
    room.optional(at, "claw_back", one.claw_back.as_ref(), Limits::Share);
    room.optional(at, "share", one.share.as_ref(), Limits::Share);
    age_ratios(room, &at.to("age_ratios"), &one.age_ratios);
    room.deprivation_ratios(at, &one.deprivation_ratios);
    list_ratios(room, at, one);
    if let Some(contract) = &one.savings {
        savings(room, at, one, contract);
    }
    for (index, weight) in one.triage_weights.iter().flatten().enumerate() {
        room.plain(
            &at.to("triage_weights").nth(index),
            *weight,
            Limits::NotNegative,
        );
    }
}

fn list_ratios(room: &mut Room<'_>, at: &At, one: &Component) {
    room.optional(
        at,
        "lower_class_ratio",
        one.lower_class_ratio.as_ref(),
        Limits::NotNegative,
    );
    room.by_name(
        &at.to("state_ratios"),
        Named::State,
        &one.state_ratios,
        Limits::NotNegative,
    );
    if !one.state_ratios.is_empty()
        && (!one.age_ratios.is_empty() || one.lower_class_ratio.is_some())
    {
        room.key_fault(
            &at.to("state_ratios"),
            "ratios by state do not go together with ratios by age or lower class",
            "adjust for health, or for age and class",
        );
    }
}

fn savings(room: &mut Room<'_>, at: &At, one: &Component, contract: &SavingsContract) {
    let run = &room.scenario.run;
    let first = run.first_year;
    let inner = at.to("savings");
    room.number(&inner.to("rate"), &contract.rate, Limits::Share);
    let shares = [
        ("loss_rate", &contract.loss_rate),
        ("minimum_rate", &contract.minimum_rate),
        ("cap", &contract.cap),
        ("quality_gate", &contract.quality_gate),
    ];
    for (key, number) in shares {
        room.optional(&inner, key, number.as_ref(), Limits::Share);
    }
    room.optional(
        &inner,
        "truncate_at",
        contract.truncate_at.as_ref(),
        Limits::Budget,
    );
    room.optional(&inner, "trend", contract.trend.as_ref(), Limits::Growth);
    room.refer_all(&inner.to("savings_of"), Named::Payer, &contract.savings_of);
    let needs_base = contract.benchmark == Benchmark::Trend;
    if needs_base && one.from_year.is_none_or(|from| from <= first) {
        room.fault(
            &inner.to("benchmark"),
            "a trend needs a year before the contract to start from",
            format!(
                "let the contract begin later, e.g. from_year = {}",
                first + 1
            ),
        );
    }
    if needs_base && contract.trend.is_none() {
        room.fault(
            &inner.to("benchmark"),
            "the benchmark `trend` needs `trend`",
            "growth per year of spending per person, e.g. trend = 0.035",
        );
    }
    if contract.quality_gate.is_some() && one.indicators.is_empty() {
        room.fault(
            &inner.to("quality_gate"),
            "a quality gate needs a score",
            "give the component `indicators`",
        );
    }
    let rows = &contract.minimum_by_size;
    for (index, pair) in rows.windows(2).enumerate() {
        if pair[0].persons_below >= pair[1].persons_below {
            room.fault(
                &inner
                    .to("minimum_by_size")
                    .nth(index + 1)
                    .to("persons_below"),
                "the sizes must ascend",
                "smallest panels first",
            );
        }
    }
}

fn resident_exists(room: &mut Room<'_>, at: &At) {
    if !room
        .scenario
        .payer
        .iter()
        .any(|payer| payer.name == "resident")
    {
        room.fault(
            at,
            "a patient_share needs a payer named `resident`",
            "add [[payer]] name = \"resident\"",
        );
    }
}

fn indicator(room: &mut Room<'_>, at: &At, one: &Indicator) {
    match (&one.service, one.measure == Measure::UnitsPerResident) {
        (Some(service), true) => {
            room.refer(&at.to("service"), Named::Service, service);
        }
        (None, true) => room.fault(
            at,
            "units_per_resident needs a `service`",
            "name the service whose units count",
        ),
        (Some(_), false) => {
            room.key_fault(
                &at.to("service"),
                "`service` applies to units_per_resident only",
                "take it out",
            );
        }
        (None, false) => {}
    }
    if one.floor == one.target {
        room.fault(
            &at.to("target"),
            "`target` equals `floor`",
            "the score rises from 0 at `floor` to 1 at `target`",
        );
    }
}
