//! Why something is refused, in the words of both languages: whoever reads it is a person in a room.
//!
//! Comes in: a phrase with what fills it, or what the checks of a scenario say. Goes out: [`RefusalReason`]. Deliberately absent: the
//! status it goes with (guard.rs, reply.rs), and a Dutch text of every check: their words stand behind a Dutch sentence.

use crate::chart::phrases::{Phrase, phrases};
use crate::chart::words::{Lang, Tongue};

phrases! {
    NOTHING_HERE = "there is nothing here", "hier is niets";
    OTHER_METHOD = "this is asked in another way", "dit wordt op een andere manier gevraagd";
    OTHER_HOST = "this server answers to its own address only", "deze server antwoordt alleen op zijn eigen adres";
    OTHER_PAGE = "this server is asked by its own page only", "alleen de eigen pagina mag deze server iets vragen";
    NEEDS_TOKEN = "only who has the token that `caremix serve` printed may turn knobs",
        "alleen wie de sleutel heeft die `caremix serve` liet zien, mag aan knoppen draaien";
    NOT_JSON = "a question is application/json", "een vraag is application/json";
    LANG_OR = "lang is en or nl", "lang is en of nl";
    FOLLOWER_QUERY = "lang is en or nl, the rest are numbers", "lang is en of nl, de rest zijn getallen";
    NO_SCENARIO = "there is no such scenario", "zo’n scenario is er niet";
    MOST_COMPARED = "at most {most} states stand beside each other", "er staan hooguit {most} standen naast elkaar";
    MANY_QUESTIONS = "too many questions at one time: ask again in a second", "te veel vragen tegelijk: vraag het over een seconde opnieuw";
    MANY_PREVIEWS = "too many previews at one time: ask again in a second", "te veel berekeningen tegelijk: vraag het over een seconde opnieuw";
    LATE = "the question did not come in time", "de vraag kwam niet op tijd";
    LARGE = "a question has at most {most} bytes", "een vraag heeft hooguit {most} bytes";
    NO_QUESTION = "not a question: {said}", "dit is geen vraag; het programma zegt: {said}";
    FAILED = "this could not be worked out", "dit kon niet worden berekend";
    RUN_STOPPED = "the futures could not be simulated: {said}", "de toekomsten konden niet worden doorgerekend; het programma zegt: {said}";
    NO_ARM = "there is no arm `{arm}`", "de keuze `{arm}` is er niet";
    SAME_ARM = "an arm is not compared with itself", "een keuze wordt niet met zichzelf vergeleken";
    NO_KNOB = "there is no knob `{knob}`", "de knop `{knob}` is er niet";
    KNOB_OUTSIDE = "knob `{knob}` lies from {low} to {high}: not {value}", "knop `{knob}` loopt van {low} tot {high}: niet {value}";
    KNOB_WHOLE = "knob `{knob}` is a whole number: not {value}", "knop `{knob}` is een geheel getal: niet {value}";
    KNOB_NO_RANGE = "knob `{knob}` is a number, and no range", "knop `{knob}` is een getal, en geen marge";
    KNOB_NOT_BOTH = "knob `{knob}` is a number or a range, not both", "knop `{knob}` is een getal of een marge, niet allebei";
    RANGE_OUTSIDE = "a range of knob `{knob}` ascends within {low} to {high}: not {from} to {to}",
        "een marge van knop `{knob}` loopt op, van {low} tot {high}: niet van {from} tot {to}";
    NO_BELIEF = "there is no belief `{knob}` that takes a range", "er is geen aanname `{knob}` die een marge kan hebben";
    DEVICE = "a device says {digits} hexadecimal digits", "een toestel noemt {digits} hexadecimale cijfers";
    VOTE_CLOSED = "this question is not open", "deze vraag is niet open";
    VOTE_OUTSIDE = "this is no number of the question", "dit getal hoort niet bij de vraag";
    VOTE_SOON = "a number is changed once a second", "een getal verandert hooguit eens per seconde";
    VOTE_FULL = "there are too many devices", "er zijn te veel toestellen";
    NOT_ACCEPTED = "{said}", "het scenario kan deze waarde niet gebruiken; het programma zegt: {said}";
}

/// A reason in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalReason {
    en: String,
    nl: String,
}

impl RefusalReason {
    /// A phrase without places.
    pub fn of(phrase: Phrase) -> RefusalReason {
        RefusalReason::filled(phrase, &[])
    }

    /// A phrase with its places filled.
    pub fn filled(phrase: Phrase, parts: &[(&str, &str)]) -> RefusalReason {
        let [en, nl] = [Lang::En, Lang::Nl].map(|lang| phrase.fill(lang, parts));
        RefusalReason { en, nl }
    }

    /// What the checks of a scenario say of a value, which is English: a Dutch sentence stands before it.
    pub fn not_accepted(said: &str) -> RefusalReason {
        RefusalReason::filled(NOT_ACCEPTED, &[("said", said)])
    }

    /// Several as one.
    pub fn joined(reasons: &[RefusalReason]) -> RefusalReason {
        let all =
            |of: fn(&RefusalReason) -> &str| reasons.iter().map(of).collect::<Vec<_>>().join("; ");
        RefusalReason {
            en: all(|reason| &reason.en),
            nl: all(|reason| &reason.nl),
        }
    }

    /// In one language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang.tongue() {
            Tongue::En => &self.en,
            Tongue::Nl => &self.nl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_check_says_stands_behind_a_dutch_sentence() {
        let reason = RefusalReason::not_accepted("must lie from 0 to 1");
        assert_eq!(reason.text(Lang::En), "must lie from 0 to 1");
        assert!(
            reason
                .text(Lang::Nl)
                .starts_with("het scenario kan deze waarde niet gebruiken")
        );
        assert!(reason.text(Lang::Nl).ends_with(": must lie from 0 to 1"));
        let both = RefusalReason::joined(&[reason, RefusalReason::of(SAME_ARM)]);
        assert!(both.text(Lang::Nl).contains("; een keuze wordt niet"));
    }
}
