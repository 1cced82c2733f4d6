//! The transition budget that a scenario for a place adds to its pack: the arm, arrangements on it, and knobs.
//!
//! Comes in: a [`Locality`]. Goes out: TOML. Deliberately absent: the other ways of paying; packs have them.

use std::fmt::Write;

use super::locality::Locality;
use super::toml_text::{comment, quoted, section};

/// Who could carry what of the transition budget, to be compared by `caremix share`.
const ARRANGEMENTS: &str = r#"
# Who could carry what of the budget, beside what the law says: proposals to compare (`caremix share`), agreed by nobody.
[[arrangement]]
name = "by_baseline_spending"
title = "The budget by what each pays today"
title_nl = "Het budget naar wat ieder nu betaalt"
rule = "by_baseline_spending"
arms = ["transition_budget"]
source = "unverified"

[[arrangement]]
name = "equal_gains"
title = "Everyone ends with the same"
title_nl = "Ieder eindigt met hetzelfde"
rule = "equal_gains"
arms = ["transition_budget"]
timing = "at_end"
source = "unverified"
"#;

/// All of the budget.
pub fn text(town: &Locality) -> String {
    [arm(town), ARRANGEMENTS.to_string(), knobs(town)].concat()
}

fn arm(town: &Locality) -> String {
    let facts = town.pack.facts();
    let (per_resident, payers, source) = facts.budget;
    let amount = per_resident * town.population();
    let (from, until) = (facts.year + 1, facts.year + 5);
    let described = quoted(&format!(
        "Current funding plus about {per_resident} EUR per resident a year for five years, spent on what the pack can build; nothing structural afterwards."
    ));
    let described_nl = quoted(&format!(
        "De huidige bekostiging plus zo’n {per_resident} euro per inwoner per jaar, vijf jaar lang, voor wat het pakket kan opbouwen; daarna niets blijvends."
    ));
    let comparator = quoted(facts.comparator);
    let source = quoted(&format!("{per_resident} EUR per resident-year. {source}"));
    let earmark = facts.earmark;
    let mut text = section("Ways of paying");
    text.push_str(&comment(&format!(
        "`{}` (as it is), `three_p` and others stand in the pack. Added here: current funding plus a budget for five years, on top.",
        facts.comparator
    )));
    let _ = write!(
        text,
        r#"[[arm]]
name = "transition_budget"
title = "Transition budget {from}–{until}"
title_nl = "Overgangsbudget {from}–{until}"
description = {described}
description_nl = {described_nl}
like = {comparator}

[[arm.component]]
name = "transition_budget"
kind = "transition_budget"
amount = {{ mean = {amount:.0}, unit = "EUR/year", source = {source} }}
payers = {payers}   # unverified
from_year = {from}
until_year = {until}
earmark = {earmark}
growth_target = {{ mean = 0.04, unit = "per year", source = "unverified" }}
structural_share = 0.0
"#
    );
    text
}

/// What a room may turn of the budget (`caremix serve`): its size, its last year, and what of it goes on.
fn knobs(town: &Locality) -> String {
    let facts = town.pack.facts();
    let (per_resident, _, source) = facts.budget;
    let amount = (per_resident * town.population()).round();
    let (high, step) = (3.0 * amount, (amount / 20.0).round().max(1.0));
    let (from, until, last) = (facts.year + 1, facts.year + 5, facts.year + 9);
    let evidence = quoted(&format!("{per_resident} EUR per resident and year."));
    let evidence_nl = quoted(&format!("{per_resident} euro per inwoner en jaar."));
    let source = quoted(source);
    let source_nl = quoted(facts.budget_source_nl);
    format!(
        r#"
# Numbers that a room may turn on the page of `caremix serve`.
[[knob]]
name = "budget"
kind = "choice"
path = "arm.{{arm}}.component.transition_budget.amount"
arms = ["transition_budget"]
label = "Transition budget"
label_nl = "Overgangsbudget"
explanation = "Money on top of today's, for as many years as the budget runs. Twice the money builds less than twice as much."
explanation_nl = "Geld bovenop wat er nu is, zolang het budget loopt. Twee keer zoveel geld bouwt minder dan twee keer zoveel op."
low = 0
high = {high:.0}
step = {step:.0}
shown_times = 0.001
unit = "thousand euro a year"
unit_nl = "duizend euro per jaar"
level = [ {{ value = 0, label = "none", label_nl = "geen" }}, {{ value = {amount:.0}, label = "as proposed", label_nl = "zoals voorgesteld" }} ]
evidence = {evidence}
evidence_nl = {evidence_nl}
source = {source}
source_nl = {source_nl}

[[knob]]
name = "budget_until"
kind = "choice"
path = "arm.{{arm}}.component.transition_budget.until_year"
arms = ["transition_budget"]
label = "Budget runs until"
label_nl = "Budget loopt tot en met"
explanation = "The last year of the budget, which starts in {from}. What it built fades in the years after."
explanation_nl = "Het laatste jaar van het budget, dat in {from} begint. Wat het opbouwde, verdwijnt in de jaren erna."
low = {from}
high = {last}
step = 1
level = [ {{ value = {until}, label = "5 years", label_nl = "5 jaar" }} ]

[[knob]]
name = "structural"
kind = "choice"
path = "arm.{{arm}}.component.transition_budget.structural_share"
arms = ["transition_budget"]
label = "Part of the budget that goes on"
label_nl = "Deel van het budget dat doorgaat"
explanation = "After the last year this part of the yearly amount goes on, for the same purposes."
explanation_nl = "Na het laatste jaar gaat dit deel van het jaarbedrag door, voor dezelfde doelen."
low = 0
high = 1
step = 0.05
shown_times = 100
unit = "%"
unit_nl = "%"
"#
    )
}
