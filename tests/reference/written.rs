//! Random small scenarios, as text.

use crate::components::*;
use crate::*;

pub fn written(dice: &mut Dice) -> String {
    let payers = [2, 3, 4, 4][dice.below(4)];
    let services = 1 + dice.below(4);
    let needs = 1 + dice.below(3);
    let first_need = dice.below(4 - needs);
    let needs = &NEEDS[first_need..first_need + needs];
    let years = 1 + dice.below(5);
    let mut text = format!(
        "[run]\nfirst_year = {FIRST_YEAR}\nyears = {years}\ncycles_per_year = {}\nprice_year = {}\nparameters = \"means\"\ncomparator = \"usual\"\n",
        [1, 2, 4, 12][dice.below(4)],
        FIRST_YEAR - dice.below(4) as i32,
    );
    if dice.chance(50) {
        writeln!(text, "sample = {}", 10 + dice.below(90)).unwrap();
    }
    for payer in &PAYERS[..payers] {
        writeln!(text, "[[payer]]\nname = \"{payer}\"").unwrap();
    }
    text.push_str(
        "[population]\nbands = [{ age_from = 0, age_below = 90, female = 70, male = 37 }]\ndeprivation = [0.5, 0.5]\n[[state]]\nname = \"dead\"\nplace = \"none\"\n",
    );
    for state in STATES {
        state_table(&mut text, dice, state, payers);
    }
    for discipline in DISCIPLINES {
        writeln!(
            text,
            "[[discipline]]\nname = \"{discipline}\"\nsector = \"other\""
        )
        .unwrap();
        if discipline == "nurse" {
            text.push_str("practices = { count = 3, panels = true, sizes = [1, 2, 5] }\n");
        }
    }
    platform_table(&mut text, dice, payers);
    let names = &SERVICES[..services];
    for service in names {
        service_table(&mut text, dice, service, payers);
    }
    for (name, class) in needs {
        need_table(&mut text, dice, (name, class), names);
    }
    growth_table(&mut text, dice);
    if dice.chance(50) {
        writeln!(
            text,
            "[[background_care]]\nname = \"pharmacy\"\ndiscipline = \"hospital\"\nline = \"second\"\npayers = {}\nage_from = [0]\nfemale = [100]\nmale = [100]\n{}",
            dice.payers(payers),
            dice.category()
        )
        .unwrap();
    }
    let components = 1 + dice.below(6);
    text.push_str("[[arm]]\nname = \"arm\"\n");
    let neutral = dice.chance(30).then(|| dice.below(components));
    let mut body = String::new();
    let mut can_be_neutral = false;
    for number in 0..components {
        let kind = component_table(&mut body, dice, number, payers, names, needs, years);
        can_be_neutral |= neutral == Some(number) && kind != "patient_share";
    }
    for number in 0..dice.below(3) {
        let mut effect = String::new();
        effect_table(&mut effect, dice, number, years);
        let is_costly = |state: &&&str| {
            let cost = format!("name = \"{state}\"\nplace = \"institution\"\ncost");
            text.contains(&cost) || text.contains(&format!("name = \"{state}\"\ncost"))
        };
        let mut costly = STATES.iter().filter(is_costly);
        if costly.any(|state| effect.contains(&format!("\"{state}\""))) {
            body.push_str(&effect);
        }
    }
    if let Some(number) = neutral.filter(|_| can_be_neutral) {
        writeln!(
            text,
            "budget_neutral = {{ recipients = [\"nurse\", \"hospital\", \"network\"], components = [\"c{number}\"], uplift = 1.05 }}"
        )
        .unwrap();
    }
    text.push_str(&body);
    text.push_str("[[arm]]\nname = \"usual\"\n[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\n");
    text
}

/// A platform that some of the payers share.
fn platform_table(text: &mut String, dice: &mut Dice, payers: usize) {
    let first = if dice.chance(70) {
        1
    } else {
        1 + dice.below(payers - 1)
    };
    let partners: Vec<String> = PAYERS[first..payers]
        .iter()
        .map(|payer| {
            let (size, benefit) = (1 + dice.below(5), dice.eur(90));
            format!("{{ payer = \"{payer}\", size = {size}, benefit = {benefit} }}")
        })
        .collect();
    writeln!(
        text,
        "[platform]\ncost = {}\npatience = {}\ncritical_share = {}\npartners = [{}]",
        dice.eur(20_000),
        1 + dice.below(2),
        dice.below(3) as f64 / 4.0,
        partners.join(", ")
    )
    .unwrap();
}

fn state_table(text: &mut String, dice: &mut Dice, name: &str, payers: usize) {
    writeln!(text, "[[state]]\nname = \"{name}\"").unwrap();
    if name == "ill" {
        text.push_str("place = \"institution\"\n");
    }
    if dice.chance(40) {
        writeln!(
            text,
            "cost = {}\ndiscipline = \"{}\"\npayers = {}",
            dice.eur(20_000),
            DISCIPLINES[dice.below(2)],
            dice.payers(payers)
        )
        .unwrap();
        text.push_str(dice.category());
    }
}

/// An effect of the arm on the cost of a state that has one.
fn effect_table(text: &mut String, dice: &mut Dice, number: usize, years: usize) {
    let state = STATES[dice.below(2)];
    writeln!(
        text,
        "[[arm.effect]]\nname = \"e{number}\"\ntargets = [{{ state_cost = \"{state}\" }}]"
    )
    .unwrap();
    let size = dice.below(150) as f64 / 100.0;
    match dice.below(3) {
        0 => writeln!(text, "ratio = {size}").unwrap(),
        1 => writeln!(text, "increase = {size}").unwrap(),
        _ => writeln!(text, "reduction = {}", size - 0.5).unwrap(),
    }
    if dice.chance(50) {
        writeln!(
            text,
            "until_year = {}",
            FIRST_YEAR + dice.below(years) as i32
        )
        .unwrap();
    }
}

fn service_table(text: &mut String, dice: &mut Dice, name: &str, payers: usize) {
    let line = ["first", "social", "second", "long_term"][dice.below(4)];
    writeln!(
        text,
        "[[service]]\nname = \"{name}\"\ndiscipline = \"{}\"\nline = \"{line}\"\nprice = {}\npayers = {}",
        DISCIPLINES[dice.below(2)],
        dice.eur(500),
        dice.payers(payers)
    )
    .unwrap();
    text.push_str(dice.category());
    if dice.chance(30) {
        text.push_str("price_cv = 0.5\n");
    }
}

fn need_table(text: &mut String, dice: &mut Dice, (name, class): (&str, &str), services: &[&str]) {
    let level = if class == "permanent" {
        "prevalence"
    } else {
        "rates"
    };
    writeln!(
        text,
        "[[need]]\nname = \"{name}\"\nclass = \"{class}\"\ndomain = \"social\"\n{level} = {{ well = 0.5 }}"
    )
    .unwrap();
    let links: Vec<String> = dice
        .some_of(services)
        .iter()
        .map(|service| format!("{{ service = {service}, units = 2 }}"))
        .collect();
    writeln!(text, "services = [{}]", links.join(", ")).unwrap();
    let escalations: Vec<String> = dice
        .some_of(services)
        .iter()
        .map(|service| format!("{{ service = {service}, probability = 0.1 }}"))
        .collect();
    writeln!(text, "escalation = [{}]", escalations.join(", ")).unwrap();
}

fn growth_table(text: &mut String, dice: &mut Dice) {
    let percent = |dice: &mut Dice| dice.below(21) as f64 / 100.0 - 0.05;
    let (prices, first, second) = (percent(dice), percent(dice), percent(dice));
    writeln!(
        text,
        "[growth]\nprices = {prices}\nvolume = [{{ line = \"first\", per_year = {first} }}, {{ line = \"second\", per_year = {second} }}]"
    )
    .unwrap();
}
