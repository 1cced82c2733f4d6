//! Contracts follow volume late: what is still paid for care that is gone, and not yet paid for care that came.
//!
//! By hand: 6,000 visits of 50 EUR, 300,000 a year. An arm that takes half of them away from a year on changes 150,000 EUR
//! of volume. Contracts of which μ = 0.16 follow at once and which take in 0.12 of a change a year have ν = −ln 0.88 =
//! 0.127833 and on average (1 − e^−ν)/ν = 0.938722 of a difference left over the year in which it stood whole at the start,
//! then 0.88 of that each year: 0.84 · 0.938722 · 0.88^t = 0.788526, 0.693903, 0.610635 of P·ΔV.

use crate::world::{World, town};

/// Half of the price lapses at once, and what contracts hold is that of the table above.
const HOSPITAL: &str = "[[contract]]\nvariable_share = 0.16\nrenegotiated_share = 0.12\n";

const PATH: [f64; 5] = [0.788_526, 0.693_903, 0.610_635, 0.537_359, 0.472_876];

/// An arm `other` that multiplies visits by `ratio` from a year on.
fn changes(ratio: f64, from: i32, more: &str, sets: &[&str]) -> World {
    let arm = format!(
        r#"
{more}

[[arm]]
name = "other"
like = "current"

[[arm.effect]]
name = "change"
targets = [{{ units = "visit" }}]
ratio = {ratio}
from_year = {from}
"#
    );
    let mut all = vec!["run.years=5", "run.cycles_per_year=1"];
    all.extend(sets);
    town(&arm, &all)
}

/// What contracts hold, as a share of `eur` a year.
fn shares(world: &World, eur: f64) -> Vec<f64> {
    let held = world.by_year("other", "contracts");
    held.iter()
        .map(|cents| *cents as f64 / 100.0 / eur)
        .collect()
}

#[track_caller]
fn assert_path(found: &[f64], exact: &[f64]) {
    assert_eq!(found.len(), exact.len());
    for (found, exact) in found.iter().zip(exact) {
        assert!((found - exact).abs() < 2e-6, "{found} is not {exact}");
    }
}

#[test]
fn what_is_avoided_is_paid_for_until_contracts_take_it_in() {
    let world = changes(0.5, 2025, HOSPITAL, &[]);
    assert_path(&shares(&world, 150_000.0), &PATH);
    // By those who paid for the visits, to the discipline that delivered them.
    let [insurer, municipality] = ["insurer", "municipality"]
        .map(|payer| world.flow("other", "contracts", payer, "nurse", 0));
    assert!((insurer as f64 * 0.3 - municipality as f64 * 0.7).abs() <= 1.0);
    assert_eq!(world.by_year("current", "contracts"), [0; 5]);
}

#[test]
fn what_is_added_is_not_paid_for_until_contracts_take_it_in() {
    let [less, more] = [0.5, 1.5].map(|ratio| changes(ratio, 2025, HOSPITAL, &[]));
    let [less, more] = [&less, &more].map(|world| world.by_year("other", "contracts"));
    for (less, more) in less.iter().zip(&more) {
        assert_eq!(*less, -more);
    }
}

#[test]
fn a_programme_that_starts_three_years_later_has_the_same_path_three_years_later() {
    let [soon, late] =
        [2025, 2028].map(|from| shares(&changes(0.5, from, HOSPITAL, &[]), 150_000.0));
    assert_path(&late, &[0.0, 0.0, 0.0, PATH[0], PATH[1]]);
    assert_path(&soon, &PATH);
}

#[test]
fn when_care_is_as_it_was_contracts_find_back() {
    // Z of the end of 2026, 0.2256 of the change, is all that is left: paid for less than is delivered.
    let world = changes(
        0.5,
        2025,
        HOSPITAL,
        &["arm.other.effect.change.until_year=2026"],
    );
    let left = -0.84 * (1.0 - 0.88 * 0.88) * 0.938_722;
    assert_path(
        &shares(&world, 150_000.0)[2..],
        &[left, left * 0.88, left * 0.88 * 0.88],
    );
}

#[test]
fn a_lump_sum_frees_nothing_and_price_times_volume_all_at_once() {
    let lump = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let world = changes(0.5, 2025, lump, &[]);
    assert_eq!(world.by_year("other", "contracts"), [15_000_000; 5]);
    for year in 0..5 {
        assert_eq!(world.received("other", "nurse", year), 30_000_000);
    }
    let volume = "[[contract]]\nvariable_share = 1\nrenegotiated_share = 0\n";
    let world = changes(0.5, 2025, volume, &[]);
    assert_eq!(world.by_year("other", "contracts"), [0; 5]);
    // Without rows, and where contracts are taken in at once, it is the same.
    for rows in [
        "",
        "[[contract]]\nvariable_share = 0\nrenegotiated_share = 1\n",
    ] {
        let world = changes(0.5, 2025, rows, &[]);
        for year in 0..5 {
            assert_eq!(world.received("other", "nurse", year), 15_000_000);
        }
    }
}

#[test]
fn any_number_of_cycles_gives_the_same_years() {
    // Twelve visits a year, so that a month has one; from the second year on all of them are gone.
    for cycles in [
        "run.cycles_per_year=1",
        "run.cycles_per_year=2",
        "run.cycles_per_year=4",
        "run.cycles_per_year=12",
    ] {
        let sets = [
            "need.help.services=[{ service = \"visit\", units = 12, spread = \"fixed\" }]",
            cycles,
        ];
        let world = changes(0.0, 2026, HOSPITAL, &sets);
        assert_path(
            &shares(&world, 600_000.0),
            &[0.0, PATH[0], PATH[1], PATH[2], PATH[3]],
        );
    }
}

#[test]
fn the_first_row_that_fits_counts() {
    let rows = "[[contract]]\nservice = \"visit\"\npayer = \"municipality\"\nvariable_share = 0\nrenegotiated_share = 0\n\
        [[contract]]\nline = \"second\"\nvariable_share = 0\nrenegotiated_share = 0\n\
        [[contract]]\ndiscipline = \"nurse\"\nvariable_share = 0.75\nrenegotiated_share = 0\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let world = changes(0.5, 2025, rows, &[]);
    for year in 0..5 {
        let held = |payer| world.flow("other", "contracts", payer, "nurse", year);
        // All of 45,000, and a quarter of 105,000.
        assert_eq!(held("municipality"), 4_500_000);
        assert_eq!(held("insurer"), 2_625_000);
        assert_eq!(held("fund"), 0);
    }
}

#[test]
fn volume_is_worth_the_tariff_of_the_arm_in_the_prices_of_the_year() {
    let lump = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let growth = "growth={ prices = 0.1, volume = [{ line = \"first\", per_year = 0.05 }] }";
    let world = changes(0.5, 2025, lump, &[growth]);
    for year in 0..5 {
        // What the insurer pays is what it pays for the care of the comparator.
        let [other, current] = ["other", "current"].map(|arm| world.paid(arm, "insurer", year));
        assert!(
            (other - current).abs() <= 1,
            "year {year}: {other} {current}"
        );
    }
    let tariff = format!(
        "{lump}\n[[arm]]\nname = \"dearer\"\nlike = \"other\"\n[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\nfactor = 1.2"
    );
    let world = changes(0.5, 2025, &tariff, &[]);
    for year in 0..5 {
        assert_eq!(world.paid("dearer", "insurer", year), 25_200_000);
    }
}

#[test]
fn residents_do_not_pay_for_what_they_do_not_get() {
    // 10 EUR of a visit are the resident's; of the other 40 the payers keep paying their shares.
    let lump = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let arm = format!(
        "{lump}\n[[arm]]\nname = \"own\"\nlike = \"other\"\n[[arm.component]]\nname = \"own\"\nkind = \"patient_share\""
    );
    let world = changes(0.5, 2025, &arm, &["service.visit.copayment=10"]);
    for year in 0..5 {
        assert_eq!(world.paid("own", "resident", year), 3_000_000);
        // 0.7 · 40 EUR of each of the comparator's 6,000 visits.
        assert_eq!(world.paid("own", "insurer", year), 16_800_000);
    }
}

#[test]
fn only_what_both_pay_per_unit_is_held() {
    let lump = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    // A forfait for everybody instead of fees: fewer visits free nothing, and strand nothing.
    let forfait = "[[arm]]\nname = \"forfait\"\nlike = \"other\"\n[[arm.component]]\nname = \"forfait\"\nkind = \"capitation\"\namount = 300\nrecipient = \"nurse\"\nservices = [\"visit\"]\n";
    let whole = format!("{lump}\n{forfait}");
    let world = changes(0.5, 2025, &whole, &[]);
    assert_eq!(world.by_year("forfait", "contracts"), [0; 5]);
    // Where it replaces two fifths of the fees, three fifths of them are held.
    let part = format!("{whole}share = 0.4\n");
    let world = changes(0.5, 2025, &part, &[]);
    assert_eq!(world.by_year("forfait", "contracts"), [9_000_000; 5]);
}

#[test]
fn a_provider_whose_cost_is_the_price_has_no_margin_in_any_year() {
    // An hour a visit at 50 EUR; wages grow as prices do.
    let sets = [
        "discipline.nurse.hourly_cost=50",
        "growth={ prices = 0.03, wages = 0.03, volume = [{ line = \"first\", per_year = 0.02 }] }",
    ];
    for release in ["renegotiation", "growth_absorbs"] {
        let rows = format!("{HOSPITAL}release = \"{release}\"\n");
        for ratio in [0.5, 1.5] {
            let world = changes(ratio, 2026, &rows, &sets);
            for (year, recipients) in world.result("other").providers.iter().enumerate() {
                let (income, cost) = (recipients[0].income, recipients[0].cost.expect("a cost"));
                assert!(
                    (income - cost).abs() < 0.02,
                    "{release} {ratio} {year}: {income} {cost}"
                );
            }
            // Hours that are not worked are no full-time equivalents.
            let fte = |arm: &str| world.result(arm).providers[4][0].fte.expect("hours");
            assert!((fte("other") / fte("current") - ratio).abs() < 1e-9);
        }
    }
}

#[test]
fn growth_absorbs_what_is_avoided_and_nothing_more() {
    // The comparator's visits grow by 20 % a year from 6,000; the arm delivers half of them: 3,000, 3,600, 4,320, 5,184,
    // 6,221. Below 6,000 it stays by 3,000, 2,400, 1,680, 816 and none; 0.84 of that is held at 50 EUR.
    let rows = format!("{HOSPITAL}release = \"growth_absorbs\"\n");
    let growth = "growth={ volume = [{ line = \"first\", per_year = 0.2 }] }";
    let world = changes(0.5, 2025, &rows, &[growth]);
    let exact = [3_000.0, 2_400.0, 1_680.0, 816.0, 0.0].map(|visits| visits * 0.84);
    assert_path(
        &shares(&world, 50.0 * 1e6),
        &exact.map(|visits| visits / 1e6),
    );
    // Where the comparator itself shrinks, only what the arm has less than it is held: 0.5 of 6,000 · 0.9^t.
    let shrinking = "growth={ volume = [{ line = \"first\", per_year = -0.1 }] }";
    let world = changes(0.5, 2025, &rows, &[shrinking]);
    let exact = [0, 1, 2, 3, 4].map(|year| 0.84 * 0.9_f64.powi(year));
    assert_path(&shares(&world, 150_000.0), &exact);
    // What is added is paid for at once.
    let world = changes(1.5, 2025, &rows, &[]);
    assert_eq!(world.by_year("other", "contracts"), [0; 5]);
}

#[test]
fn care_that_is_the_same_is_charged_nothing() {
    for release in ["renegotiation", "growth_absorbs"] {
        let same = format!(
            "{HOSPITAL}release = \"{release}\"\n[[arm]]\nname = \"same\"\nlike = \"current\""
        );
        let world = changes(0.5, 2025, &same, &[]);
        assert_eq!(world.by_year("same", "contracts"), [0; 5]);
        // Neither is the comparator's care, paid for in the arm's way.
        let repriced = world.result("other").repriced.as_ref().expect("an arm");
        let by_payer = repriced.iter().map(|years| years.iter().map(|paid| paid.0));
        for (found, exact) in by_payer.zip([21_000_000, 9_000_000, 0]) {
            assert_eq!(found.collect::<Vec<i64>>(), [exact; 5]);
        }
    }
}

#[test]
fn contracts_are_a_layer_of_their_own() {
    let world = changes(0.5, 2025, HOSPITAL, &[]);
    let off = changes(0.5, 2025, HOSPITAL, &["layers.contracts=false"]);
    let without = changes(0.5, 2025, "", &[]);
    assert_eq!(off.result("other").paid, without.result("other").paid);
    assert_eq!(off.by_year("other", "contracts"), [0; 5]);
    for year in 0..5 {
        // The last step but one is the arm without contracts; what contracts add is what they hold.
        let before = world.result("other").steps.last().expect("steps")[0][year].0;
        assert_eq!(before, off.paid("other", "insurer", year));
        let added = world.paid("other", "insurer", year) - before;
        assert_eq!(
            added,
            world.flow("other", "contracts", "insurer", "nurse", year)
        );
    }
}

#[test]
fn one_table_says_what_the_answer_owes_to_contracts() {
    // 150,000 EUR of volume less in each of five years: without contracts all of it is saved; as they are 1 − 0.788526 and so
    // on; where only growth releases money and there is none, 0.16 of it.
    let world = changes(0.5, 2025, HOSPITAL, &[]);
    let rows = caremix::analysis::structure::rows(&world.plan);
    let of = |mechanism: &str, variant: &str| {
        let mut found = rows.iter();
        let row = found.find(|row| {
            row.mechanism == mechanism
                && row.variant == variant
                && row.arm == "other"
                && row.payer == "all"
        });
        let row = row.unwrap_or_else(|| panic!("no {mechanism} {variant}"));
        [row.difference, row.change]
    };
    let saved = -150_000.0 * PATH.iter().map(|held| 1.0 - held).sum::<f64>();
    let exact = [
        ("", "as it is", saved),
        ("contracts", "off", -750_000.0),
        ("contracts", "growth_absorbs", -120_000.0),
        ("incentives", "off", saved),
    ];
    for (mechanism, variant, exact) in exact {
        let [difference, change] = of(mechanism, variant);
        assert!(
            (difference - exact).abs() < 1.0,
            "{mechanism} {variant}: {difference}"
        );
        assert!(
            (change - (exact - saved)).abs() < 1.0,
            "{mechanism} {variant}: {change}"
        );
    }
    // The insurer bears seven tenths, and the comparator is itself.
    let share = |payer: &str, arm: &str| {
        let mut found = rows.iter();
        let row = found
            .find(|row| row.variant == "growth_absorbs" && row.arm == arm && row.payer == payer);
        row.expect("a row").difference
    };
    assert!((share("insurer", "other") + 84_000.0).abs() < 1.0);
    assert_eq!(share("insurer", "current"), 0.0);
}

#[test]
fn hours_are_held_as_far_as_the_comparator_too_pays_per_unit() {
    // The comparator pays two fifths of the visits by a forfait, the arm none: three fifths of 3,000 visits are held, and of
    // their 6,000 hours. The nurses work 6,000 hours, and cost 50 EUR an hour.
    let rows = "[[arm.component]]\nname = \"forfait\"\nkind = \"capitation\"\namount = 300\nrecipient = \"nurse\"\nservices = [\"visit\"]\nshare = 0.4\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n\
        [[arm]]\nname = \"plain\"\n[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\n\
        [[arm.effect]]\nname = \"change\"\ntargets = [{ units = \"visit\" }]\nratio = 0.5\n";
    let sets = ["service.visit.hours=2", "discipline.nurse.hourly_cost=50"];
    let world = changes(0.5, 2025, rows, &sets);
    assert_eq!(world.by_year("plain", "contracts"), [9_000_000; 5]);
    for recipients in &world.result("plain").providers {
        assert_eq!(recipients[0].cost, Some((6_000.0 + 3_600.0) * 50.0));
    }
}

#[test]
fn residents_of_whom_nobody_gets_care_any_more_pay_nothing_and_payers_no_part_of_theirs() {
    // All visits are avoided. Of each, residents would have paid 10 EUR: 0.7 · 40 EUR of 6,000 visits are the insurer's.
    let rows = "[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let world = changes(0.0, 2025, rows, &["service.visit.copayment=10"]);
    for year in 0..5 {
        assert_eq!(world.paid("other", "resident", year), 0);
        assert_eq!(world.paid("other", "insurer", year), 16_800_000);
    }
}

#[test]
fn what_the_deductible_takes_of_a_price_is_not_held() {
    // Of 150 EUR a resident pays 100 of the deductible: a third of the 150,000 EUR that are avoided is held, beside a third of
    // those that are spent, and seven tenths of both are the insurer's.
    let rows = "[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"\n\
        [patient]\ndeductible = { amount = 100, from_age = 18 }\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let world = changes(0.5, 2025, rows, &["service.visit.deductible=true"]);
    for year in 0..5 {
        assert_eq!(world.paid("other", "resident", year), 10_000_000);
        assert_eq!(world.paid("other", "insurer", year), 7_000_000);
    }
}

#[test]
fn care_that_nobody_uses_or_pays_per_unit_leaves_no_hours() {
    let wage = "discipline.nurse.hourly_cost=50";
    // Nobody has the need: there is nothing to be absorbed, and nurses cost their 3,000 hours and 2,520 that are held.
    let unused = format!(
        "{HOSPITAL}release = \"growth_absorbs\"\n\
        [[service]]\nname = \"bath\"\ndiscipline = \"nurse\"\nunit = \"bath\"\nhours = 1\nline = \"first\"\nprice = 50\npayers = {{ insurer = 1 }}\n\
        [[need]]\nname = \"washing\"\nclass = \"permanent\"\ndomain = \"medical\"\nprevalence = {{ well = 0 }}\nservices = [{{ service = \"bath\", units = 1, spread = \"fixed\" }}]\n"
    );
    let world = changes(0.5, 2025, &unused, &[wage]);
    let cost = world.result("other").providers[4][0].cost.expect("a cost");
    assert!((cost - 5_520.0 * 50.0).abs() < 1e-6, "{cost}");
    // The arm pays nothing per unit: no hours are held, and nurses cost the 3,000 that they work.
    let forfait = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n\
        [[arm]]\nname = \"forfait\"\nlike = \"other\"\n[[arm.component]]\nname = \"forfait\"\nkind = \"capitation\"\namount = 300\nrecipient = \"nurse\"\nservices = [\"visit\"]\n";
    let world = changes(0.5, 2025, forfait, &[wage]);
    let cost = world.result("forfait").providers[0][0].cost;
    assert_eq!(cost, Some(150_000.0));
}

#[test]
fn what_contracts_hold_is_of_the_category_of_its_service() {
    // A pool of the category pays 300,000 EUR in 2025 and in 2026: held money counts as that for visits did.
    let rows = "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let pool = format!(
        "{rows}\n[[arm]]\nname = \"pooled\"\nlike = \"other\"\n[[arm.component]]\nname = \"pool\"\nkind = \"pooled_budget\"\npayers_pooled = [\"insurer\", \"municipality\"]\ncategories = [\"home\"]\nnetwork_share = 1\n"
    );
    let world = changes(0.5, 2026, &pool, &["service.visit.category=\"home\""]);
    assert_eq!(world.by_year("pooled", "contracts")[1], 15_000_000);
    assert_eq!(world.by_year("pooled", "pool"), [0; 5]);
}

#[test]
fn residents_bear_the_part_of_copayments_that_a_capitation_leaves_in_care_that_is_gone_and_in_that_of_the_comparator()
 {
    // A capitation pays two fifths of visits of 50 EUR and waives so much of the 10 EUR of each: 6 EUR of the other 30 are the
    // resident's. Of a visit that is gone three fifths are held, 0.6 · (50 − 10) = 24 EUR, and seven tenths are the insurer's.
    let rows = "[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n\
        [[arm]]\nname = \"part\"\nlike = \"other\"\n[[arm.component]]\nname = \"forfait\"\nkind = \"capitation\"\namount = 300\nrecipient = \"nurse\"\npayers = { insurer = 1 }\nservices = [\"visit\"]\nshare = 0.4\nwaives_copayments = true\n";
    for (ratio, gone) in [(0.5, 3_000), (0.0, 6_000)] {
        let world = changes(ratio, 2025, rows, &["service.visit.copayment=10"]);
        for year in 0..5 {
            let held = world.flow("part", "contracts", "insurer", "nurse", year);
            assert_eq!(held, gone * 2_400 * 7 / 10);
        }
        // All 6,000 visits of the comparator in this way: 300,000 EUR, of which residents bear 6 EUR a visit, the capitation is 120,000
        // and the other 144,000 are divided by seven and three.
        let repriced = world.result("part").repriced.as_ref().expect("an arm");
        let first: Vec<i64> = repriced.iter().map(|years| years[0].0).collect();
        assert_eq!(first, [22_080_000, 4_320_000, 0, 3_600_000]);
    }
}
