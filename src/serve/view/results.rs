//! What a state comes to: split, courses, why, residents and providers, tables and flows, each a piece that the page puts in
//! its place.
//!
//! Comes in: [`Shown`]. Goes out: pieces of markup by name, and the sentence that is read out. Deliberately absent: chances of
//! expected values; there are none until futures are simulated.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::dots::{self, dots};
use super::shown::{Shown, word};
use super::{names, tables, why};
use crate::analysis::beside::{ArmBeside, MarginBeside, PayerBeside, PracticesBeside, WaitBeside};
use crate::chart::count::MarkCount;
use crate::chart::flows::{self, DrawnFlow};
use crate::chart::names as chart_names;
use crate::chart::theme::{self, Role, shape_of_payer};
use crate::chart::words::Money;
use crate::chart::{NARROW, Party, Picture, course, svg};
use crate::serve::say;

/// Width and height of the plane of a course, in pixels.
const COURSE: [f64; 2] = [560.0, 132.0];
/// The height of a narrow one.
const COURSE_NARROW: f64 = 96.0;
/// The same where it is seen from afar: smaller, so that letters are larger.
const COURSE_BRIEF: [f64; 2] = [400.0, 110.0];

/// Pieces by name.
pub fn parts(shown: &Shown) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("split", shown.split().into_string()),
        ("course", shown.courses().into_string()),
        ("why", why::why(shown).into_string()),
        ("people", shown.people().into_string()),
        ("tables", tables::tables(shown).into_string()),
        ("flows", shown.flows().into_string()),
        ("said", shown.said()),
    ])
}

impl Shown<'_> {
    /// What is known best.
    pub(super) fn best(&self) -> &ArmBeside {
        self.futures.unwrap_or(self.expected)
    }

    fn difference(&self, payer: &PayerBeside) -> f64 {
        payer.difference.spread.mean / self.years()
    }

    /// One unit and as many decimals for all differences, whether they are expected or of futures.
    pub(super) fn money(&self) -> Money {
        let of = |beside: &ArmBeside| -> Vec<f64> {
            beside
                .payers
                .iter()
                .map(|payer| self.difference(payer))
                .collect()
        };
        let before = self.before.map(of).unwrap_or_default();
        Money::of_all(
            self.lang,
            of(self.best())
                .into_iter()
                .chain(of(self.expected))
                .chain(before),
        )
    }

    /// Futures of which a payer is no worse off.
    fn count(&self, payer: usize) -> Option<MarkCount> {
        let futures = self.futures?;
        let first = self.first.map(|first| first[payer]);
        Some(dots::count(&futures.payers[payer], first))
    }

    pub(super) fn split(&self) -> Markup {
        let lang = self.lang;
        let best = self.best();
        let totals = best.payers.iter().flat_map(|payer| payer.total);
        let large = Money::of_all(lang, totals.map(|eur| eur / self.years()));
        let money = self.money();
        let scenario = self.workshop.scenario();
        let [now, arm] =
            [&self.state.comparator, &self.state.arm].map(|name| names::arm(scenario, name, lang));
        let of = self.count(0).map_or(20, |count| count.of).to_string();
        html! {
            table.split.provisional[self.futures.is_none()] {
                @if !self.is_brief { caption { (say::NOW_TO_THEN.fill(lang, &[("now", &now), ("arm", &arm)])) } }
                thead { tr {
                    th scope="col" { (say::PARTY.of(lang)) }
                    th.amount scope="col" { (say::PAYS.fill(lang, &[("unit", large.unit())])) }
                    th.amount scope="col" { (say::DIFFERENCE.fill(lang, &[("unit", money.unit())])) }
                    th scope="col" { (say::OF_TWENTY.fill(lang, &[("of", &of)])) }
                } }
                tbody { @for (index, (payer, party)) in best.payers.iter().zip(self.parties()).enumerate() {
                    (self.payer((index, payer, &party), &large, &money))
                } }
            }
        }
    }

    fn payer(
        &self,
        (index, payer, party): (usize, &PayerBeside, &Party),
        large: &Money,
        money: &Money,
    ) -> Markup {
        let lang = self.lang;
        let [now, then] = payer
            .total
            .map(|eur| large.plain_or_near(eur / self.years()));
        let difference = self.difference(payer);
        let was = self
            .before
            .map(|before| self.difference(&before.payers[index]));
        let was = was.filter(|was| {
            let expected = self.difference(&self.expected.payers[index]);
            money.signed_or_near(*was) != money.signed_or_near(expected)
        });
        html! {
            tr.together[party.index.is_none()] data-payer=(index) {
                th scope="row" { (sign(party)) bdi { (party.label) } }
                td.amount data-head=(say::PAYS.fill(lang, &[("unit", large.unit())])) { (now) " → " (then) }
                td.amount data-head=(say::DIFFERENCE.fill(lang, &[("unit", money.unit())])) {
                    strong.number { (money.signed_or_near(difference)) } " "
                    @if difference == 0.0 || !money.is_nothing(difference) { span.word { (word(lang, difference)) } }
                    @if let Some(was) = was { span.was { (say::WAS.fill(lang, &[("amount", &money.signed_or_near(was))])) } }
                }
                td { (self.chance(index, payer, money)) }
            }
        }
    }

    fn chance(&self, index: usize, payer: &PayerBeside, money: &Money) -> Markup {
        let lang = self.lang;
        let Some(count) = self.count(index) else {
            return html! { (dots(None)) span.count { (say::CHANCES_COMING.of(lang)) } };
        };
        let row = &payer.difference;
        if row.p_no_worse_off == 1.0 && row.spread.mean == 0.0 {
            return html! { (dots(Some(&count))) span.count { (say::ALL_SAME.of(lang)) } };
        }
        let loss_of = match (row.p_no_worse_off == 0.0, self.is_brief) {
            (true, false) => say::ALWAYS_DEARER,
            (true, true) => say::ALWAYS_DEARER_BRIEF,
            (false, false) => say::OTHERWISE,
            (false, true) => say::OTHERWISE_BRIEF,
        };
        let loss = row.mean_if_worse.map(|eur| money.words(eur / self.years()));
        html! {
            (dots(Some(&count)))
            span.count { (say::NO_WORSE.fill(lang, &[("count", &count.words(lang))])) }
            @if let Some(loss) = loss { span.loss { (loss_of.fill(lang, &[("amount", &loss)])) } }
        }
    }

    fn courses(&self) -> Markup {
        html! { @for (index, party) in self.parties().iter().enumerate() {
            (self.course(index, party))
        } }
    }

    pub(super) fn course(&self, index: usize, party: &Party) -> Markup {
        let of = |beside: &ArmBeside| {
            beside.payers[index]
                .spent
                .first()
                .cloned()
                .unwrap_or_default()
        };
        let input = course::Input {
            party: party.clone(),
            years: self.expected.years.clone(),
            futures: self
                .futures
                .map(|futures| futures.payers[index].spent.clone())
                .unwrap_or_default(),
            expected: of(self.expected),
            before: self.before.map(of),
        };
        let [width, height] = if self.is_brief { COURSE_BRIEF } else { COURSE };
        let drawn = |width, height| course::draw(&input, self.lang, width, height);
        let (wide, narrow) = (drawn(width, height), drawn(NARROW, COURSE_NARROW));
        html! { div data-payer=(index) { (figure(&wide, &narrow, &format!("course-{index}"), say::TABLES.of(self.lang))) } }
    }

    pub(super) fn people(&self) -> Markup {
        let lang = self.lang;
        let words = [
            say::HEALTHY_YEARS,
            say::UNMET_HOURS,
            say::CARER_YEARS,
            say::OVERLOADED,
        ];
        let best = self.best();
        // What depends on single persons is not expected but counted.
        let is_coming = |index: usize| self.futures.is_none() && index == words.len() - 1;
        let rows = words.iter().zip(&best.residents).enumerate();
        // Where nobody's health is told, nobody lives in it.
        let is_told = |index: usize, found: &[f64; 2]| index > 0 || *found != [0.0, 0.0];
        html! {
            ul.people.provisional[self.futures.is_none()] {
                @for (index, (phrase, found)) in rows { @if let Some([now, then]) = found.as_ref().filter(|found| is_told(index, found)) {
                    li {
                        @if is_coming(index) { span.number { "…" } }
                        @else { strong.number { (lang.signed(then - now, decimals(then - now))) } }
                        " " (phrase.of(lang))
                        @if is_coming(index) { " (" (say::COMING.of(lang)) ")" }
                        @else { span.was { (lang.number(*now, 0)) " → " (lang.number(*then, 0)) " " (say::A_YEAR.of(lang)) } }
                    }
                } }
                @if !best.waits.is_empty() { (self.waits(&best.waits)) }
                li.providers { (self.providers()) }
                @if let Some(practices) = &best.practices { li.practices { (self.practices(practices)) } }
            }
        }
    }

    /// How long who waits for a discipline waits: counted, never expected.
    fn waits(&self, waits: &[WaitBeside]) -> Markup {
        let lang = self.lang;
        let is_coming = self.futures.is_none();
        let of = |index: usize, wait: &WaitBeside| {
            let [now, then] = wait.weeks;
            let discipline = chart_names::inside(&names::named(&wait.discipline, lang));
            let phrase = if index == 0 {
                say::WAITS
            } else {
                say::WAITS_TOO
            };
            let words = phrase.fill(lang, &[("discipline", &discipline)]);
            html! {
                @if index > 0 { ", " }
                @if is_coming { span.number { "…" } " " (words) }
                @else {
                    strong.number { (lang.signed(then - now, 1)) } " " (words)
                    span.was { (lang.number(now, 1)) " → " (lang.number(then, 1)) }
                }
            }
        };
        html! { li.waits {
            @for (index, wait) in waits.iter().enumerate() { (of(index, wait)) }
            @if is_coming { " (" (say::COMING.of(lang)) ")" }
        } }
    }

    /// Which groups of providers keep less.
    fn providers(&self) -> Markup {
        let lang = self.lang;
        let all = &self.best().margins;
        if all.is_empty() {
            return html! { (say::PROVIDERS_NONE.of(lang)) };
        }
        let losing = all.iter().filter(|one| one.margin[1] < one.margin[0] - 0.5);
        let losing: Vec<&MarginBeside> = losing.collect();
        let phrase = match (losing.len(), all.len()) {
            (0, 1) => say::ONE_PROVIDER_KEEPS,
            (_, 1) => say::ONE_PROVIDER_LOSES,
            (0, _) => say::PROVIDERS_KEEP,
            (1, _) => say::PROVIDER_LOSES,
            _ => say::PROVIDERS_LOSE,
        };
        let counts = [losing.len(), all.len()].map(|count| count.to_string());
        html! {
            strong { (phrase.fill(lang, &[("count", &counts[0]), ("of", &counts[1])])) }
            @if !losing.is_empty() { span.margins {
                @for one in &losing {
                    span { bdi { (names::named(&one.discipline, lang)) } " " (lang.signed(one.margin[1] - one.margin[0], 0)) }
                } " " (say::PER_JOB.fill(lang, &[]))
            } }
        }
    }

    /// How many practices end below zero, and how far they lie apart.
    fn practices(&self, found: &PracticesBeside) -> Markup {
        let lang = self.lang;
        let discipline = chart_names::inside(&names::named(&found.discipline, lang));
        let count = lang.number(found.count as f64, 0);
        let [now, then] = found.below_zero;
        let number = |below: f64| lang.number(below, decimals(below));
        let share = |below: f64| lang.percent(below / found.count.max(1) as f64, 0);
        let range = then.interval.map(|[low, high]| {
            let (low, high) = (lang.number(low, 0), lang.number(high, 0));
            say::PRACTICES_RANGE.fill(lang, &[("low", &low), ("high", &high)])
        });
        let unit = say::PER_JOB.fill(lang, &[]);
        let [low, middle, high] = found.margin[1].map(|eur| lang.number(eur, 0));
        let parts = [
            ("low", low.as_str()),
            ("middle", &middle),
            ("high", &high),
            ("unit", &unit),
        ];
        html! {
            (say::PRACTICES.fill(lang, &[("count", &count), ("discipline", &discipline)])) " "
            strong.number { (number(now.mean)) " → " (number(then.mean)) }
            " (" (share(now.mean)) " → " (share(then.mean)) ")"
            @if let Some(range) = range { span.was { (range) } }
            span.margins { (say::PRACTICES_SPREAD.fill(lang, &parts)) }
        }
    }

    fn flows(&self) -> Markup {
        let scenario = self.workshop.scenario();
        let parties = self.parties();
        let drawn = self.best().flows.iter();
        let drawn = drawn.map(|((payer, component, recipient), [_, eur])| DrawnFlow {
            payer: *payer,
            component: names::named(
                &names::kind(scenario, &self.state.arm, component),
                self.lang,
            ),
            recipient: names::named(recipient, self.lang),
            eur: eur / self.years(),
        });
        let input = flows::Input {
            arm: names::arm(scenario, &self.state.arm, self.lang),
            payers: parties[..parties.len() - 1].to_vec(),
            flows: drawn.collect(),
        };
        let of = |width| flows::draw(&input, self.lang, width);
        figure(
            &of(crate::chart::WIDE),
            &of(NARROW),
            "flows",
            say::TABLES.of(self.lang),
        )
    }

    /// One sentence for those who listen.
    pub(super) fn said(&self) -> String {
        let lang = self.lang;
        let money = self.money();
        let best = self.best();
        let parties = self.parties();
        let one = |(index, payer): (usize, &PayerBeside)| {
            let party = parties[index].label.as_str();
            match self.count(index) {
                Some(count) => {
                    say::SAID_FUTURES.fill(lang, &[("party", party), ("count", &count.every(lang))])
                }
                None => {
                    let difference = self.difference(payer);
                    let amount = money.words(difference);
                    let parts = [
                        ("party", party),
                        ("amount", amount.as_str()),
                        ("word", word(lang, difference)),
                    ];
                    say::SAID_PARTY.fill(lang, &parts)
                }
            }
        };
        let said: Vec<String> = best.payers.iter().enumerate().map(one).collect();
        let said = said.join("; ");
        let phrase = if self.futures.is_some() {
            say::SAID_DONE
        } else {
            say::SAID_PROVISIONAL
        };
        phrase.fill(lang, &[("said", &said)])
    }
}

/// One decimal below ten, none above.
fn decimals(size: f64) -> usize {
    if size.abs() < 10.0 { 1 } else { 0 }
}

/// The mark of a payer: its shape in its colour.
pub fn sign(party: &Party) -> Markup {
    let Some(index) = party.index else {
        return html! {};
    };
    let class = format!("f-{}", Role::Payer(index).class());
    let points: Vec<String> = shape_of_payer(index)
        .corners()
        .iter()
        .map(|(x, y)| format!("{:.1},{:.1}", 7.0 + 6.0 * x, 7.0 + 6.0 * y))
        .collect();
    html! {
        svg class=(format!("{} sign", theme::CLASS)) aria-hidden="true" viewBox="0 0 14 14" width="14" height="14" {
            @if points.is_empty() { circle class=(class) cx="7" cy="7" r="6" {} }
            @else { polygon class=(class) points=(points.join(" ")) {} }
        }
    }
}

/// A picture with its result as title and its numbers one click away.
fn figure(wide: &Picture, narrow: &Picture, id: &str, numbers: &str) -> Markup {
    let (drawn, drawn_narrow) = svg::on_page(&wide.scene, &narrow.scene, id);
    html! {
        figure {
            figcaption.quiet id=(format!("{id}-t")) { (wide.alt.title) }
            p hidden id=(format!("{id}-d")) { (wide.alt.desc) }
            div.wide { (drawn) }
            div.narrow { (drawn_narrow) }
            details { summary { (numbers) } div.scroll tabindex="0" role="group" aria-label=(numbers) {
                (wide.table.html_of(&format!("{id}-t")))
            } }
        }
    }
}
