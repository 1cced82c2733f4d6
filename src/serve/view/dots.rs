//! Twenty futures as marks: a filled disc is no worse off, a hollow square worse off, a grey ring not known yet.

use maud::{Markup, html};

use crate::analysis::beside::PayerBeside;
use crate::chart::count::{MARKS, MarkCount};
use crate::chart::theme;
use crate::chart::words::Lang;
use crate::scenario::schema::{Parameters, Scenario, Size};
use crate::serve::say;

/// Distance of marks.
const STEP: usize = 14;

/// The marks of a count; of none, of futures to come.
pub fn dots(count: Option<&MarkCount>) -> Markup {
    let of = count.map_or(MARKS, |count| count.of);
    let width = of * STEP;
    html! {
        svg class=(format!("{} dots", theme::CLASS)) aria-hidden="true" preserveAspectRatio="xMinYMid meet" viewBox=(format!("0 0 {width} {STEP}"))
            width=(width) height=(STEP) {
            @for mark in 0..of {
                @let middle = mark * STEP + STEP / 2;
                @match count {
                    None => circle class="m-line s-neutral" cx=(middle) cy="7" r="4.2" stroke-width="1.2" stroke-dasharray="2 2" {},
                    Some(count) if mark < count.marks => circle class="f-better" cx=(middle) cy="7" r="5.2" {},
                    Some(_) => rect class="m-line s-worse" x=(middle - 5) y="2.4" width="9.2" height="9.2" stroke-width="1.7" {},
                }
            }
        }
    }
}

/// In how many of every twenty futures a payer is no worse off; of the first futures it was so in this share.
pub fn count(payer: &PayerBeside, first: Option<f64>) -> MarkCount {
    let all = payer.spent.len();
    let held = libm::round(payer.difference.p_no_worse_off * all as f64) as usize;
    match first {
        Some(first) => MarkCount::steadied(held, all, first),
        None => MarkCount::of(held, all),
    }
}

/// Of which kinds of not knowing the marks tell, and of which they do not.
pub fn kinds(scenario: &Scenario, lang: Lang) -> String {
    let run = &scenario.run;
    let luck = match run.size {
        Size::Simulated if run.sample.is_some() => say::LUCK_OF_SAMPLE,
        Size::Simulated | Size::Real | Size::Expected => say::LUCK_OF_TOWN,
    };
    let phrase = match run.parameters {
        Parameters::Drawn | Parameters::DrawnIndependently => say::FUTURES_DIFFER,
        Parameters::Means => say::FUTURES_DIFFER_BY_LUCK,
    };
    phrase.fill(lang, &[("luck", luck.of(lang))])
}

/// The same where it is seen from afar.
pub fn kinds_brief(scenario: &Scenario, lang: Lang) -> &'static str {
    let phrase = match scenario.run.parameters {
        Parameters::Drawn | Parameters::DrawnIndependently => say::FUTURES_COVER,
        Parameters::Means => say::FUTURES_COVER_LUCK,
    };
    phrase.of(lang)
}

/// What the marks are, beside one of each.
pub fn key(lang: Lang) -> Markup {
    let one = |marks: usize| dots(Some(&MarkCount::of(marks, 1)));
    html! {
        span.sign-key { (one(1)) (say::KEY_BETTER.of(lang)) } " "
        span.sign-key { (one(0)) (say::KEY_WORSE.of(lang)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_marks_are_drawn_as_are_counted() {
        let text = dots(Some(&MarkCount::of(13, 20))).into_string();
        assert_eq!(text.matches("<circle").count(), 13);
        assert_eq!(text.matches("<rect").count(), 7);
        let coming = dots(None).into_string();
        assert_eq!(coming.matches("s-neutral").count(), 20);
        assert!(!coming.contains("f-better"), "no chance before it is known");
    }
}
