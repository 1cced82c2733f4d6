//! The first page in sentences, made from the figures.
//!
//! Comes in: [`Verdict`]s. Goes out: sentences. Deliberately absent: verdicts in adjectives; a number goes before a word,
//! and where 19 of 20 futures lie on both sides of zero the sentence says that it cannot be told.

use super::figure::listed;
use super::say;
use super::verdict::Verdict;
use crate::chart::names::inside;
use crate::chart::phrases::{CHEAPER, DEARER};
use crate::chart::words::{Lang, Money};

/// An alternative with its verdicts, all together last.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedAlternative {
    /// What readers call it.
    pub arm: String,
    /// Payers, and all together last.
    pub verdicts: Vec<Verdict>,
}

impl JudgedAlternative {
    fn together(&self) -> &Verdict {
        &self.verdicts[self.verdicts.len() - 1]
    }

    /// All but the last; all where there is one.
    fn payers(&self) -> &[Verdict] {
        let count = self.verdicts.len();
        &self.verdicts[..count.saturating_sub(1).max(count.min(1))]
    }
}

/// Half a cent: amounts nearer to each other are the same.
const HALF_A_CENT: f64 = 0.005;

/// What as now costs: payers with EUR a year.
pub fn as_now(lang: Lang, payers: &[(String, f64)]) -> String {
    let total: f64 = payers.iter().map(|(_, eur)| eur).sum();
    let money = Money::of(lang, total);
    let amount = money.words(total);
    let largest = payers.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    match largest {
        Some((party, eur)) if payers.len() > 1 => say::NOW_COSTS.fill(
            lang,
            &[
                ("amount", &amount),
                ("party", &inside(party)),
                ("part", &money.words(*eur)),
            ],
        ),
        _ => {
            let party = largest.map_or(String::new(), |(party, _)| inside(party));
            say::NOW_COSTS_ALONE.fill(lang, &[("party", &party), ("amount", &amount)])
        }
    }
}

/// What is paid least with and whether that can be told, whom it leaves no worse off, and who is worse off most often.
pub fn sentences(lang: Lang, all: &[JudgedAlternative]) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut verdicts = all.iter().flat_map(|one| &one.verdicts);
    if verdicts.all(Verdict::is_same) {
        return vec![match all {
            [one] => say::SAME_ONE.fill(lang, &[("arm", &one.arm)]),
            _ => say::SAME_ALL.of(lang).to_string(),
        }];
    }
    vec![least(lang, all), fair(lang, all), worst(lang, all)]
}

fn money(lang: Lang, all: &[JudgedAlternative]) -> Money {
    let verdicts = all.iter().flat_map(|one| &one.verdicts);
    let amounts = verdicts.flat_map(|one| [one.mean, one.if_worse.unwrap_or(0.0)]);
    Money::of_all(lang, amounts)
}

/// The place of the alternative with which all payers together pay least; of several such, the first.
pub fn least_dear(all: &[JudgedAlternative]) -> Option<usize> {
    (0..all.len()).min_by(|&one, &other| {
        let mean = |place: usize| all[place].together().mean;
        mean(one).total_cmp(&mean(other))
    })
}

fn least(lang: Lang, all: &[JudgedAlternative]) -> String {
    let least = least_dear(all).map_or(f64::MAX, |place| all[place].together().mean);
    let tied: Vec<&JudgedAlternative> = all
        .iter()
        .filter(|one| one.together().mean - least < HALF_A_CENT)
        .collect();
    let names: Vec<String> = tied.iter().map(|one| one.arm.clone()).collect();
    let arms = listed(lang, &names);
    let amount = money(lang, all).words(least);
    let word = if least > 0.0 { DEARER } else { CHEAPER }.of(lang);
    let parts = [
        ("arm", arms.as_str()),
        ("arms", &arms),
        ("amount", &amount),
        ("word", word),
    ];
    let is_nothing = least.abs() < HALF_A_CENT;
    let phrase = match (all.len(), tied.len(), is_nothing) {
        (1, _, true) => say::ONE_SAME,
        (1, _, false) => say::ONE_COSTS,
        (_, _, true) => say::LEAST_SAME,
        (_, 1, false) => say::LEAST,
        (_, _, false) => say::LEAST_TIE,
    };
    let first = phrase.fill(lang, &parts);
    match certainty(lang, tied[0]) {
        Some(second) => format!("{first} {second}"),
        None => first,
    }
}

/// Whether it can be told that this alternative is dearer or cheaper than as now, and in how many futures it is no dearer;
/// nothing where it is the same in all of them. Where most futures lie on the other side of zero than the mean, that is said
/// too: a few, farther off, make it.
fn certainty(lang: Lang, one: &JudgedAlternative) -> Option<String> {
    let together = one.together();
    if together.is_same() {
        return None;
    }
    let is_spread = match together.range {
        Some((low, high)) => low < 0.0 && high > 0.0,
        None => together.share > 0.0 && together.share < 1.0,
    };
    let is_near_half = (0.25..=0.75).contains(&together.share);
    let phrase = if is_spread && is_near_half {
        say::UNCLEAR
    } else {
        say::CLEAR
    };
    let count = together.no_worse.every(lang);
    let said = phrase.fill(lang, &[("arm", &one.arm), ("count", &count)]);
    let skewed = match together.mean {
        mean if mean < 0.0 && together.share < 0.5 => DEARER,
        mean if mean > 0.0 && together.share > 0.5 => CHEAPER,
        _ => return Some(said),
    };
    let skewed = say::SKEWED.fill(lang, &[("word", skewed.of(lang))]);
    Some(format!("{said} {skewed}"))
}

fn fair(lang: Lang, all: &[JudgedAlternative]) -> String {
    let is_fair = |one: &&JudgedAlternative| one.payers().iter().all(|payer| payer.share >= 0.5);
    let names: Vec<String> = all
        .iter()
        .filter(is_fair)
        .map(|one| one.arm.clone())
        .collect();
    if names.is_empty() {
        say::FAIR_NONE.of(lang).to_string()
    } else {
        say::FAIR_SOME.fill(lang, &[("arms", &listed(lang, &names))])
    }
}

/// Of all payers and alternatives, the one that is worse off most often; where several are, by most.
fn worst(lang: Lang, all: &[JudgedAlternative]) -> String {
    let pairs = all
        .iter()
        .flat_map(|one| one.payers().iter().map(move |payer| (one, payer)));
    let by_chance_and_size = |one: &(&JudgedAlternative, &Verdict),
                              other: &(&JudgedAlternative, &Verdict)| {
        let size = |verdict: &Verdict| verdict.if_worse.unwrap_or(0.0);
        let chance = other.1.share.total_cmp(&one.1.share);
        chance.then(size(one.1).total_cmp(&size(other.1)))
    };
    let found = pairs.max_by(by_chance_and_size);
    let found = found.and_then(|(one, payer)| Some((one, payer, payer.if_worse?)));
    let Some((one, payer, amount)) = found else {
        return say::NEVER_WORSE.of(lang).to_string();
    };
    let parts = [
        ("party", inside(&payer.party)),
        ("arm", one.arm.clone()),
        ("count", payer.worse.every(lang)),
        ("amount", money(lang, all).words(amount)),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    say::WORST.fill(lang, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::count::MarkCount;

    /// Of forty futures `worse` cost a million a year more, the others half a million less.
    fn verdict(party: &str, worse: usize) -> Verdict {
        let mean = (worse as f64 * 1e6 - (40 - worse) as f64 * 5e5) / 40.0;
        let end = |rank: usize| if rank < 40 - worse { -5e5 } else { 1e6 };
        Verdict {
            party: party.into(),
            mean,
            range: Some((end(1), end(38))),
            share: (40 - worse) as f64 / 40.0,
            no_worse: MarkCount::of(40 - worse, 40),
            worse: MarkCount::of(worse, 40),
            if_worse: (worse > 0).then_some(1e6),
            back: String::new(),
            is_back: false,
        }
    }

    fn same(party: &str) -> Verdict {
        Verdict {
            mean: 0.0,
            range: Some((0.0, 0.0)),
            ..verdict(party, 0)
        }
    }

    fn judged(arm: &str, insurer: usize, together: usize) -> JudgedAlternative {
        JudgedAlternative {
            arm: arm.into(),
            verdicts: vec![
                verdict("Health insurer", insurer),
                verdict("Together", together),
            ],
        }
    }

    fn nothing(arm: &str) -> JudgedAlternative {
        JudgedAlternative {
            arm: arm.into(),
            verdicts: vec![same("Health insurer"), same("Together")],
        }
    }

    #[test]
    fn nothing_that_differs_is_one_sentence() {
        assert_eq!(
            sentences(Lang::En, &[nothing("A"), nothing("B")]),
            ["No alternative changes what any payer pays, in any future."]
        );
        assert_eq!(
            sentences(Lang::Nl, &[nothing("A")]),
            ["A verandert voor geen enkele betaler wat die betaalt, in geen enkele toekomst."]
        );
        assert!(sentences(Lang::En, &[]).is_empty());
    }

    #[test]
    fn a_certain_loss_is_said_as_one() {
        assert_eq!(
            sentences(Lang::En, &[judged("A", 40, 40), judged("B", 39, 40)]),
            [
                "For all payers together A and B cost least, and as much: on average €1.0\u{a0}million a year dearer than as now. \
                 With A, 0 of every 20 futures are no dearer for all payers together.",
                "No alternative leaves every payer no worse off in at least half of the futures.",
                "Worse off most often is the health insurer with A: 20 of every 20 futures, then €1.0\u{a0}million a year \
                 dearer on average."
            ]
        );
    }

    #[test]
    fn a_wide_spread_is_not_decided() {
        // 30 of 40 half a million cheaper, 10 a million dearer: 0.125 million cheaper on average.
        let found = sentences(Lang::En, &[judged("A", 10, 10), judged("B", 20, 20)]);
        assert_eq!(
            found[0],
            "For all payers together A costs least: on average €0.1\u{a0}million a year cheaper than as now. This computation \
             cannot say whether A or as now costs less: 15 of every 20 futures are no dearer."
        );
        assert_eq!(
            found[1],
            "Every payer is no worse off, in at least half of the futures, with A and B."
        );
        assert!(found[2].starts_with(
            "Worse off most often is the health insurer with B: 10 of every 20 futures"
        ));
    }

    #[test]
    fn a_mean_that_few_futures_make_is_told_from_what_most_do() {
        // Thirty half a million cheaper and ten a million dearer are cheaper on average, and so are most; with a mean of
        // two million dearer most are cheaper all the same.
        let mut one = judged("A", 10, 10);
        one.verdicts[1].mean = 2e6;
        let found = sentences(Lang::En, &[one.clone()]);
        assert!(
            found[0].ends_with("Most futures are cheaper; a few, farther off, make the mean."),
            "{}",
            found[0]
        );
        one.verdicts[1].mean = -2e6;
        assert!(!sentences(Lang::En, &[one])[0].contains("Most futures"));
    }

    #[test]
    fn as_much_as_now_is_no_gain_and_no_loss() {
        let found = sentences(Lang::Nl, &[nothing("A"), judged("B", 40, 40)]);
        assert_eq!(
            found[0],
            "Voor alle betalers samen is niets goedkoper dan A: gemiddeld evenveel als nu."
        );
        assert_eq!(
            found[1],
            "Elke betaler is in minstens de helft van de toekomsten niet slechter af met A."
        );
    }

    #[test]
    fn a_gain_in_every_future_leaves_nobody_worse_off() {
        let found = sentences(Lang::En, &[judged("A", 0, 0)]);
        assert_eq!(
            found,
            [
                "With A care is €0.50\u{a0}million a year cheaper than as now for all payers together, on average. With A, 20 of every \
                 20 futures are no dearer for all payers together.",
                "Every payer is no worse off, in at least half of the futures, with A.",
                "No payer is worse off in any future, whatever the alternative."
            ]
        );
    }

    #[test]
    fn as_now_names_the_payer_that_pays_most() {
        let payers = [
            ("Gemeente".to_string(), 51e6),
            ("Zorgverzekeraar".to_string(), 462e6),
        ];
        assert_eq!(
            as_now(Lang::Nl, &payers),
            "Zoals nu kost de zorg €\u{a0}513\u{a0}miljoen per jaar; daarvan betaalt de zorgverzekeraar \
             €\u{a0}462\u{a0}miljoen."
        );
        assert_eq!(
            as_now(Lang::En, &payers[..1]),
            "As now, the gemeente pays €51.0\u{a0}million a year for care."
        );
    }
}
