//! Random components of arms, as text.

use crate::*;

pub fn component_table(
    text: &mut String,
    dice: &mut Dice,
    number: usize,
    payers: usize,
    services: &[&str],
    needs: &[(&str, &str)],
    years: usize,
) -> &'static str {
    // What hangs on other components comes more often.
    const KINDS: [&str; 21] = [
        "state_fee",
        "fee_for_service",
        "capitation",
        "service_fee",
        "episode_fee",
        "network_fee",
        "practice_fee",
        "quality_bonus",
        "innovation_fee",
        "transition_budget",
        "patient_share",
        "project_grant",
        "project_grant",
        "shared_savings",
        "shared_savings",
        "platform_levy",
        "platform_levy",
        "pooled_budget",
        "pooled_budget",
        "pooled_budget",
        "pooled_budget",
    ];
    let lasting: Vec<&str> = needs
        .iter()
        .filter(|(_, class)| *class != "acute")
        .map(|(name, _)| *name)
        .collect();
    let mut kind = KINDS[dice.below(KINDS.len())];
    let is_impossible = match kind {
        "episode_fee" => lasting.is_empty(),
        // Two payers beside the residents, and a year before the contract.
        "pooled_budget" => payers < 3,
        "shared_savings" => years < 2,
        _ => false,
    };
    if is_impossible {
        kind = "fee_for_service";
    }
    writeln!(
        text,
        "[[arm.component]]\nname = \"c{number}\"\nkind = \"{kind}\""
    )
    .unwrap();
    if kind == "patient_share" {
        return kind;
    }
    if kind == "pooled_budget" {
        pool_keys(text, dice, payers, years);
        return kind;
    }
    if kind == "shared_savings" && dice.chance(40) {
        town_keys(text, dice, payers, years);
        return kind;
    }
    let per_unit = ["fee_for_service", "service_fee"].contains(&kind);
    if per_unit || ["episode_fee", "capitation"].contains(&kind) {
        let listed = dice.some_of(services);
        if dice.chance(50) && !listed.is_empty() {
            writeln!(text, "services = [{}]", listed.join(", ")).unwrap();
        }
        if dice.chance(20) {
            writeln!(text, "disciplines = [\"{}\"]", DISCIPLINES[dice.below(2)]).unwrap();
        }
    }
    if per_unit {
        if dice.chance(50) {
            let service = services[dice.below(services.len())];
            writeln!(text, "tariffs = {{ {service} = {} }}", dice.eur(600)).unwrap();
        }
        if dice.chance(30) {
            writeln!(text, "factor = {}", dice.below(300) as f64 / 100.0).unwrap();
        }
    } else if !["shared_savings", "platform_levy"].contains(&kind) {
        writeln!(text, "amount = {}", dice.eur(3_000)).unwrap();
    }
    let may_have_recipient = ["project_grant", "shared_savings"].contains(&kind);
    if ["practice_fee", "state_fee", "episode_fee", "capitation"].contains(&kind)
        || may_have_recipient && dice.chance(50)
    {
        writeln!(text, "recipient = \"{}\"", DISCIPLINES[dice.below(2)]).unwrap();
    }
    if kind == "platform_levy" {
        levy_keys(text, dice, payers);
    } else if !(per_unit || ["episode_fee", "capitation"].contains(&kind)) || dice.chance(40) {
        writeln!(text, "payers = {}", dice.payers(payers)).unwrap();
    }
    special_keys(text, dice, kind, services, &lasting, years);
    kind
}

fn levy_keys(text: &mut String, dice: &mut Dice, payers: usize) {
    let rule = ["equal", "by_size", "by_benefit", "sponsor", "sponsor"][dice.below(5)];
    writeln!(text, "rule = \"{rule}\"").unwrap();
    if rule == "sponsor" {
        let sponsor = PAYERS[1 + dice.below(payers - 1)];
        writeln!(text, "sponsor = \"{sponsor}\"").unwrap();
    }
}

/// Payers that pool, what their budget covers, and how they part.
fn pool_keys(text: &mut String, dice: &mut Dice, payers: usize, years: usize) {
    let left_out = if payers > 3 { dice.below(4) } else { 0 };
    let pooled: Vec<&str> = (1..payers)
        .filter(|index| *index != left_out)
        .map(|index| PAYERS[index])
        .collect();
    writeln!(
        text,
        "payers_pooled = {pooled:?}\ngrowth = {}\nnetwork_share = {}",
        dice.below(11) as f64 / 100.0 - 0.03,
        dice.below(5) as f64 / 4.0
    )
    .unwrap();
    let recipients = dice.some_of(&["nurse", "hospital", "network"]);
    if dice.chance(40) && !recipients.is_empty() {
        writeln!(text, "disciplines = [{}]", recipients.join(", ")).unwrap();
    }
    let categories = dice.some_of(&["home", "away"]);
    if dice.chance(60) && !categories.is_empty() {
        writeln!(text, "categories = [{}]", categories.join(", ")).unwrap();
    }
    match dice.below(4) {
        0 => text.push_str("split = \"equal\"\n"),
        1 => text.push_str("split = \"historical\"\n"),
        2 => writeln!(
            text,
            "split_shares = {{ {} = 0.25, {} = 0.75 }}",
            pooled[0], pooled[1]
        )
        .unwrap(),
        _ => {}
    }
    if dice.chance(30) {
        let from = FIRST_YEAR + dice.below(years) as i32;
        writeln!(text, "from_year = {from}\nuntil_year = {}", from + 1).unwrap();
    }
}

fn special_keys(
    text: &mut String,
    dice: &mut Dice,
    kind: &str,
    services: &[&str],
    lasting: &[&str],
    years: usize,
) {
    let from = match kind {
        "shared_savings" => FIRST_YEAR + 1 + dice.below(years - 1) as i32,
        _ => FIRST_YEAR - 2 + dice.below(years + 2) as i32,
    };
    let in_run = from.max(FIRST_YEAR);
    if kind == "project_grant" {
        writeln!(text, "until_year = {}", in_run + dice.below(3) as i32).unwrap();
    } else if kind == "shared_savings" || dice.chance(50) {
        writeln!(text, "from_year = {from}").unwrap();
        if dice.chance(50) {
            writeln!(text, "until_year = {}", in_run + dice.below(3) as i32).unwrap();
        }
    }
    if dice.chance(40) {
        writeln!(text, "phase_in_years = {}", dice.below(6)).unwrap();
    }
    if dice.chance(30) {
        text.push_str("indexed = false\n");
    }
    match kind {
        "episode_fee" => {
            let mut names = dice.some_of(lasting);
            if names.is_empty() {
                names.push(format!("\"{}\"", lasting[0]));
            }
            writeln!(
                text,
                "needs = [{}]\ntriage_weights = [1, 1.5, 2.25]",
                names.join(", ")
            )
            .unwrap();
        }
        "state_fee" => {
            let states = ["\"well\"", "\"ill\"", "\"ill\", \"well\""][dice.below(3)];
            writeln!(text, "states = [{states}]").unwrap();
        }
        "capitation" => {
            writeln!(text, "share = {}", dice.below(5) as f64 / 4.0).unwrap();
            text.push_str(
                "age_ratios = [{ age_from = 70, ratio = 2.1 }]\nlower_class_ratio = 1.6\n",
            );
        }
        "practice_fee" => {
            text.push_str("age_ratios = [{ age_below = 18, ratio = 0.7 }, { age_from = 65, age_below = 80, ratio = 1.9 }]\ndeprivation_ratios = [1, 1.3]\n");
        }
        "quality_bonus" => indicators(text, dice, services),
        "shared_savings" => savings_keys(text, dice, services),
        "transition_budget" => {
            writeln!(
                text,
                "structural_share = {}\nclaw_back = 0.45\ngrowth_target = {}",
                dice.below(3) as f64 / 4.0,
                dice.below(40) as f64 / 100.0 - 0.1
            )
            .unwrap();
        }
        _ => {}
    }
}

fn indicators(text: &mut String, dice: &mut Dice, services: &[&str]) {
    let service = services[dice.below(services.len())];
    let less = dice.chance(50);
    let (floor, target) = if less { (3.0, 0.0) } else { (0.0, 3.0) };
    writeln!(
        text,
        "indicators = [{{ measure = \"units_per_resident\", service = \"{service}\", weight = 0.3, floor = {floor}, target = {target} }}, {{ measure = \"needs_met\", weight = 0.25, floor = 0.1, target = 0.9 }}, {{ measure = \"complex_coordinated\", weight = 0.2, floor = 0, target = 1 }}, {{ measure = \"carers_not_overloaded\", weight = 0.15, floor = 0.2, target = 1 }}, {{ measure = \"institution_entries\", weight = 0.1, floor = 0.5, target = 0 }}]"
    )
    .unwrap();
}

/// A contract over the whole town: what payers are charged for care, and one of them or a discipline receives.
fn town_keys(text: &mut String, dice: &mut Dice, payers: usize, years: usize) {
    let share = |dice: &mut Dice, most: usize| dice.below(most) as f64 / 100.0;
    writeln!(
        text,
        "from_year = {}",
        FIRST_YEAR + 1 + dice.below(years - 1) as i32
    )
    .unwrap();
    let payer = 1 + dice.below(payers - 1);
    writeln!(text, "payers = {{ {} = 1 }}", PAYERS[payer]).unwrap();
    let other = 1 + dice.below(payers - 1);
    if other != payer {
        writeln!(text, "recipient = \"{}\"", PAYERS[other]).unwrap();
    } else if dice.chance(50) {
        writeln!(text, "recipient = \"{}\"", DISCIPLINES[dice.below(2)]).unwrap();
    }
    if dice.chance(40) {
        writeln!(text, "disciplines = [\"{}\"]", DISCIPLINES[dice.below(2)]).unwrap();
    }
    let mut keys = format!("rate = {}, unit = \"town\"", share(dice, 100));
    for (key, most) in [("loss_rate", 100), ("minimum_rate", 12), ("cap", 20)] {
        if dice.chance(60) {
            write!(keys, ", {key} = {}", share(dice, most)).unwrap();
        }
    }
    if dice.chance(50) {
        write!(keys, ", savings_of = [\"{}\"]", PAYERS[dice.below(payers)]).unwrap();
    }
    let trend = share(dice, 11) - 0.03;
    writeln!(
        text,
        "savings = {{ {keys}, benchmark = \"trend\", trend = {trend} }}"
    )
    .unwrap();
}

fn savings_keys(text: &mut String, dice: &mut Dice, services: &[&str]) {
    let share = |dice: &mut Dice, most: usize| dice.below(most) as f64 / 100.0;
    let mut keys = format!("rate = {}", share(dice, 100));
    for (key, most) in [("loss_rate", 100), ("minimum_rate", 12), ("cap", 20)] {
        if dice.chance(60) {
            write!(keys, ", {key} = {}", share(dice, most)).unwrap();
        }
    }
    if dice.chance(40) {
        let (small, rate) = (10 + dice.below(40), share(dice, 30));
        write!(
            keys,
            ", minimum_by_size = [{{ persons_below = {small}, rate = {rate} }}, {{ persons_below = {}, rate = 0.03 }}]",
            2 * small
        )
        .unwrap();
    }
    if dice.chance(30) {
        write!(keys, ", truncate_at = {}", dice.eur(9_000)).unwrap();
    }
    if dice.chance(30) {
        write!(keys, ", savings_of = [\"{}\"]", PAYERS[dice.below(2)]).unwrap();
    }
    if dice.chance(40) {
        write!(keys, ", quality_gate = {}", share(dice, 80)).unwrap();
        indicators(text, dice, services);
    }
    let unit = ["network", "practice"][dice.below(2)];
    if dice.chance(60) {
        let trend = share(dice, 11) - 0.03;
        write!(keys, ", benchmark = \"trend\", trend = {trend}").unwrap();
    } else {
        keys.push_str(", benchmark = \"comparator\"");
    }
    writeln!(text, "savings = {{ {keys}, unit = \"{unit}\" }}").unwrap();
}
