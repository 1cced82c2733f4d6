//! What pictures say, in English and Dutch side by side.
//!
//! Comes in: the parts that a sentence has places for. Goes out: text. Deliberately absent: which of them is said when.
//! A test fails on a phrase that is missing in one language, on places that differ between the two, and on a sentence of
//! more than twenty words.

use super::lang::{Lang, Tongue};

/// A sentence or label in both languages, with places in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    en: &'static str,
    nl: &'static str,
}

impl Phrase {
    /// In one language.
    pub fn of(&self, lang: Lang) -> &'static str {
        match lang.tongue() {
            Tongue::En => self.en,
            Tongue::Nl => self.nl,
        }
    }

    /// In one language, with its places filled; braces in what fills them are no places. `{money}` is what the reader's currency
    /// is called.
    pub fn fill(&self, lang: Lang, parts: &[(&str, &str)]) -> String {
        let mut shown = String::new();
        let mut rest = self.of(lang);
        while let Some((before, after)) = rest.split_once('{') {
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            let part = parts.iter().find(|(name, _)| *name == place);
            let part = part.map(|(_, text)| *text);
            let part = part.or((place == "money").then(|| lang.money()));
            debug_assert!(part.is_some(), "no {place} for `{}`", self.en);
            shown.push_str(before);
            shown.push_str(part.unwrap_or_default());
            rest = after;
        }
        shown + rest
    }
}

impl Phrase {
    /// The two languages.
    pub const fn new(en: &'static str, nl: &'static str) -> Phrase {
        Phrase { en, nl }
    }
}

/// A list of phrases by name, and the tests that each keeps to the rules.
macro_rules! phrases {
    ($($name:ident = $en:literal, $nl:literal;)*) => {
        $(#[allow(missing_docs)] pub const $name: $crate::chart::phrases::Phrase =
            $crate::chart::phrases::Phrase::new($en, $nl);)*

        #[cfg(test)]
        mod rules {
            #[test]
            fn every_phrase_is_said_in_both_languages_with_the_same_places_in_sentences_of_twenty_words() {
                let all = [$(super::$name),*];
                let faults: Vec<String> = all.iter().flat_map($crate::chart::phrases::faults).collect();
                assert!(faults.is_empty(), "{}", faults.join("\n"));
            }
        }
    };
}
pub(crate) use phrases;

/// What is wrong with a phrase: a language without it, other places, a sentence of more than twenty words.
#[cfg(test)]
pub(crate) fn faults(phrase: &Phrase) -> Vec<String> {
    let places = |text: &str| {
        let parts = text.split('{').skip(1);
        let mut found: Vec<String> = parts
            .filter_map(|part| part.split_once('}'))
            .map(|(place, _)| place.to_string())
            .collect();
        found.sort_unstable();
        found
    };
    let mut faults = Vec::new();
    if phrase.en.is_empty() || phrase.nl.is_empty() {
        faults.push(format!("missing: {phrase:?}"));
    }
    if places(phrase.en) != places(phrase.nl) {
        faults.push(format!("other places: {phrase:?}"));
    }
    for sentence in [phrase.en, phrase.nl]
        .iter()
        .flat_map(|text| text.split(['.', ':', ';']))
    {
        let words = sentence.split_whitespace().count();
        if words > 20 {
            faults.push(format!("{words} words: {sentence}"));
        }
    }
    faults
}

phrases! {
    LESS_THAN = "less than {amount}", "minder dan {amount}";
    TOGETHER = "Together", "Samen";
    AS_NOW = "as now", "zoals nu";
    PAYER = "payer", "betaler";
    YEAR = "year", "jaar";
    OTHER = "Other", "Overig";
    CHEAPER = "cheaper", "goedkoper";
    DEARER = "dearer", "duurder";
    DIVIDED = "cheaper or dearer, by future", "goedkoper of duurder, per toekomst";
    MEAN = "mean", "gemiddelde";
    PER_YEAR_AXIS = "difference from as now, {unit} a year", "verschil met zoals nu, {unit} per jaar";
    SOURCE_DECISION = "caremix {version} · run {run} · seed {seed} · {draws} draws, as expected · {years} · discounted",
        "caremix {version} · run {run} · seed {seed} · {draws} trekkingen, zoals verwacht · {years} · verdisconteerd";
    SOURCE = "caremix {version} · run {run} · seed {seed} · {futures} simulated futures · {years} · nominal amounts",
        "caremix {version} · run {run} · startgetal {seed} · {futures} doorgerekende toekomsten · {years} · nominale bedragen";

    COUNT = "{count} of {of}", "{count} van {of}";
    COUNT_OVER = "over {count} of {of}", "ruim {count} van {of}";
    COUNT_UNDER = "under 1 of {of}", "nog geen 1 van {of}";
    COUNT_EVERY = "{count} of every {of}", "{count} van elke {of}";
    COUNT_EVERY_OVER = "over {count} of every {of}", "ruim {count} van elke {of}";
    COUNT_EVERY_UNDER = "under 1 of every {of}", "nog geen 1 van elke {of}";

    NO_WORSE = "{count} no worse off", "{count} niet slechter af";
    NO_WORSE_KEY = "no worse off", "niet slechter af";
    WORSE_KEY = "worse off", "slechter af";
    OTHERWISE = "otherwise {amount} dearer", "anders {amount} duurder";
    UNCHANGED = "the same in every future", "in elke toekomst gelijk";
    DOTS_NOTE = "Each mark stands for 1 of every {of} of {futures} simulated futures.",
        "Elk teken staat voor 1 van elke {of} van {futures} doorgerekende toekomsten.";
    DOTS_NOTE_FEW = "Each mark is one of {futures} simulated futures: too few for a chance.",
        "Elk teken is een van {futures} doorgerekende toekomsten: te weinig voor een kans.";
    DOTS_TITLE = "{arm}: {party} no worse off in {count} futures.", "{arm}: {party} niet slechter af in {count} toekomsten.";
    DOTS_SAME = "{arm}: no future differs for any payer.", "{arm}: geen enkele toekomst verschilt, voor geen betaler.";
    DOTS_SENTENCE = "{party}: {count} futures no worse off; otherwise {amount} a year dearer on average.",
        "{party}: {count} toekomsten niet slechter af; anders gemiddeld {amount} per jaar duurder.";
    DOTS_SENTENCE_SAFE = "{party}: {count} futures no worse off.", "{party}: {count} toekomsten niet slechter af.";
    DOTS_SENTENCE_SAME = "{party}: the same in every future.", "{party}: in elke toekomst gelijk.";
    COLUMN_MEAN = "mean, {unit} a year", "gemiddeld, {unit} per jaar";
    COLUMN_NO_WORSE = "no worse off", "niet slechter af";
    COLUMN_IF_WORSE = "if worse, on average", "zo niet, gemiddeld";
    COLUMN_LOW = "19 of 20 futures from", "19 van 20 toekomsten van";
    COLUMN_HIGH = "to", "tot";

    NOW_COSTS = "As now: {amount} a year", "Zoals nu: {amount} per jaar";
    DIFFERENCE_HEAD = "Difference, {unit} a year", "Verschil, {unit} per jaar";
    SPLIT_TITLE = "As now, care costs {amount} a year; {more} of {of} alternatives cost more on average.",
        "Zoals nu kost de zorg {amount} per jaar; {more} van {of} alternatieven kosten gemiddeld meer.";
    SPLIT_ONE = "As now, care costs {amount} a year; the alternative costs {word} on average.",
        "Zoals nu kost de zorg {amount} per jaar; het alternatief kost gemiddeld {word}.";
    SPLIT_MORE = "more", "meer";
    SPLIT_LESS = "less", "minder";
    SPLIT_EQUAL = "the same", "evenveel";
    SPLIT_ALONE = "As now, care costs {amount} a year.", "Zoals nu kost de zorg {amount} per jaar.";
    SPLIT_PART = "{party} pays {amount} a year.", "{party} betaalt {amount} per jaar.";
    SPLIT_ARM = "{arm}: together {amount} {word} than as now.", "{arm}: samen {amount} {word} dan zoals nu.";
    SPLIT_ARM_SAME = "{arm}: together the same as now.", "{arm}: samen hetzelfde als nu.";
    ALTERNATIVE = "alternative", "alternatief";

    POSITION_HEAD = "Saved since {year}, {unit}; below zero is paid in advance", "Bespaard sinds {year}, {unit}; onder nul is voorgeschoten";
    BACK_BY = "half back to zero by {year}; not: {never}", "helft terug op nul in {year}; niet: {never}";
    BACK_NEVER = "not back to zero: {never}", "niet terug op nul: {never}";
    NEVER_RED = "never below zero: {safe}; not back: {never}", "nooit onder nul: {safe}; niet terug: {never}";
    ONE_FUTURE = "a simulated future ({count} of {futures})", "een doorgerekende toekomst ({count} van {futures})";
    MIDDLE_FUTURE = "the future that ends in the middle", "de toekomst die in het midden eindigt";
    BREAK_EVEN = "half of all futures are back to zero", "helft van alle toekomsten is terug op nul";
    POSITION_TITLE_BACK = "{arm}: half of the futures are back to zero by {year}; {never} are not in {years} years.",
        "{arm}: in de helft van de toekomsten in {year} terug op nul; {never} niet binnen {years} jaar.";
    POSITION_TITLE_NEVER = "{arm}: {never} futures are not back to zero in {years} years.",
        "{arm}: {never} toekomsten zijn niet binnen {years} jaar terug op nul.";
    POSITION_TITLE_SAFE = "{arm}: {safe} futures never stand below zero.",
        "{arm}: {safe} toekomsten staan nooit onder nul.";
    COLUMN_BACK = "half back to zero by", "helft terug op nul in";
    COLUMN_NEVER = "not back to zero", "niet terug op nul";
    COLUMN_END = "mean at the end, {unit}", "gemiddeld aan het eind, {unit}";
    COLUMN_DEEPEST = "mean of the deepest point, {unit}", "gemiddeld diepste punt, {unit}";
    NOT_WITHIN = "not within {years} years", "niet binnen {years} jaar";

    COURSE_EXPECTED_BACK = "expected: back to zero by {year}", "verwacht: terug op nul in {year}";
    COURSE_EXPECTED_NEVER = "expected: not back to zero", "verwacht: niet terug op nul";
    COURSE_EXPECTED_SAFE = "expected: never below zero", "verwacht: nooit onder nul";
    COURSE_PROVISIONAL = "expected, provisional", "verwachting, voorlopig";
    COURSE_FUTURES = "{count} of {futures} futures", "{count} van {futures} toekomsten";
    COURSE_MIDDLE = "in the middle", "in het midden";
    COURSE_BEFORE = "before the last change", "voor de laatste wijziging";
    COURSE_TITLE = "{party}: {words}.", "{party}: {words}.";
    COLUMN_SAVED = "saved since the start, {unit}", "bespaard sinds de start, {unit}";

    MECHANISMS_TITLE = "{arm}: {party} {amount} a year {word}, most by: {step} ({part}).",
        "{arm}: {party} {amount} per jaar {word}, vooral door: {step} ({part}).";
    MECHANISMS_SAME = "{arm}: no mechanism changes what {party} pays.", "{arm}: geen enkel mechanisme verandert wat {party} betaalt.";
    MECHANISMS_UNTOLD = "{arm}: what {party} pays is not taken apart into mechanisms in this run.",
        "{arm}: wat {party} betaalt is in deze run niet naar mechanismen uitgesplitst.";
    MECHANISMS_NOTHING = "No effect: {steps}.", "Geen effect: {steps}.";
    MECHANISM = "mechanism", "mechanisme";

    FLOWS_TITLE = "{arm}: of {amount} a year, {part} flows by {component} from {payer} to {recipient}.",
        "{arm}: van {amount} per jaar gaat {part} via {component} van {payer} naar {recipient}.";
    FLOWS_NONE = "{arm}: no money flows.", "{arm}: er stroomt geen geld.";
    FLOWS_LEFT_OUT = "Left out: flows that come to {amount} a year together.", "Weggelaten: stromen van samen {amount} per jaar.";
    FLOWS_BACK = "Not drawn: {amount} a year that flows back to payers.", "Niet getekend: {amount} per jaar die terugvloeit naar betalers.";
    FLOWS_UNIT = "In {unit} a year.", "In {unit} per jaar.";
    WHO_PAYS = "Who pays", "Wie betaalt";
    HOW = "How", "Hoe";
    WHO_RECEIVES = "Who receives", "Wie ontvangt";
    COLUMN_RECIPIENT = "recipient", "ontvanger";
    COLUMN_COMPONENT = "way of paying", "wijze van betalen";
    COLUMN_COMPONENT_IN = "way of paying, {unit} a year", "wijze van betalen, {unit} per jaar";
    COLUMN_AMOUNT = "{unit} a year", "{unit} per jaar";

    PRACTICES_TITLE = "{arm}: {up} of {of} groups of providers earn more per full-time job than as now.",
        "{arm}: {up} van {of} groepen aanbieders houden meer over per voltijdbaan dan zoals nu.";
    PRACTICES_NONE = "No cost of providers is known, so no margin is.", "Van geen aanbieder is de kostprijs bekend, en dus ook geen marge.";
    PRACTICES_AXIS = "margin in {money} thousand per full-time job, {year}", "marge in duizend {money} per voltijdbaan, {year}";
    PRACTICES_AHEAD = "{count} of {of} practices ahead", "{count} van {of} praktijken vooruit";
    PRACTICES_NOTE = "Practices one by one need a run that simulates everyone (--sample {residents}).",
        "Praktijken apart vragen een run waarin iedereen wordt doorgerekend (--sample {residents}).";
    SIZE_SMALL = "small lists", "kleine lijsten";
    SIZE_MEDIUM = "medium lists", "middelgrote lijsten";
    SIZE_LARGE = "large lists", "grote lijsten";
    BETTER = "better", "beter";
    WORSE = "worse", "slechter";
    COLUMN_MEASURE = "measure", "maat";
    FEWER_COST_MORE_HEALTH = "less spending, more health", "minder uitgaven, meer gezondheid";
    MORE_COST_FEWER_HEALTH = "more spending, less health", "meer uitgaven, minder gezondheid";
    COLUMN_GROUP = "group", "groep";
    COLUMN_NOW = "as now", "zoals nu";
    COLUMN_ARM = "with it", "dan";
    COLUMN_DIFFERENCE = "difference", "verschil";

    STATES_TITLE = "{arm}: {state} goes from {first} to {last} person-years, {difference} than as now.",
        "{arm}: {state} gaat van {first} naar {last} persoonsjaren, {difference} dan zoals nu.";
    STATES_MORE = "{count} more", "{count} meer";
    STATES_FEWER = "{count} fewer", "{count} minder";
    STATES_SAME = "{arm}: as many residents in every state as now.", "{arm}: evenveel inwoners in elke toestand als nu.";
    STATES_NOTE = "Person-years a year; every panel starts at zero and has a scale of its own.",
        "Persoonsjaren per jaar; elk vak begint bij nul en heeft een eigen schaal.";
    STATES_END = "{first} → {last} ({difference})", "{first} → {last} ({difference})";
    POPULATION = "All residents", "Alle inwoners";

    ACCESS_TITLE = "{arm}: access changes most for {group}, from {now} to {then}.", "{arm}: toegang verandert het meest voor {group}, van {now} naar {then}.";
    ACCESS_SAME = "{arm}: access and unmet needs stay as now.", "{arm}: toegang en onvervulde vragen blijven zoals nu.";
    ACCESS_HEAD = "Wanted care that is delivered in time", "Gevraagde zorg die op tijd geleverd wordt";
    UNMET_HEAD = "Needs that stay unmet", "Zorgvragen die onvervuld blijven";
    IN_TIME = "in time", "op tijd";
    UNMET = "unmet", "onvervuld";
    SHARE_AXIS = "share in {year}", "aandeel in {year}";

    TORNADO_TITLE = "{arm}, {result}: {mean} {unit} at the means; most moved by {first}, from {low} to {high}.",
        "{arm}, {result}: {mean} {unit} bij de gemiddelden; het meest bewogen door {first}, van {low} naar {high}.";
    TORNADO_NONE = "{arm}, {result}: {mean} {unit}; no uncertain number moves it.",
        "{arm}, {result}: {mean} {unit}; geen onzeker getal beweegt dit.";
    TORNADO_SENTENCE = "{label} ({interval}): from {low} to {high}.", "{label} ({interval}): van {low} naar {high}.";
    TORNADO_INTERVAL = "{low} to {high} {unit}", "{low} tot {high} {unit}";
    TORNADO_OTHERS = "{count} other numbers move it less.", "{count} andere getallen bewegen dit minder.";
    TORNADO_LOW = "at its 2.5 % quantile", "bij het 2,5 %-kwantiel";
    TORNADO_HIGH = "at its 97.5 % quantile", "bij het 97,5 %-kwantiel";
    TORNADO_RESULT_LOW = "result at the 2.5 % quantile, {unit}", "uitkomst bij het 2,5 %-kwantiel, {unit}";
    TORNADO_RESULT_HIGH = "result at the 97.5 % quantile, {unit}", "uitkomst bij het 97,5 %-kwantiel, {unit}";
    TORNADO_AXIS = "{result}: difference from as now, {unit}", "{result}: verschil met zoals nu, {unit}";
    TORNADO_AXIS_OWN = "{result}, {unit}", "{result}, {unit}";
    TORNADO_UNKNOWN = "number", "getal";
    TORNADO_PATH = "path", "pad";
    TORNADO_UNIT = "unit", "eenheid";
    ALL_PAYERS = "All payers", "Alle betalers";
    SOURCE_EXPECTED = "caremix {version} · {scenario} · expected values · {years} · nominal amounts",
        "caremix {version} · {scenario} · verwachte waarden · {years} · nominale bedragen";

    DEPRIVATION_TITLE = "{arm}: {qalys} QALYs a year in the most deprived class, {other} in the least deprived.",
        "{arm}: {qalys} QALY’s per jaar in de klasse met de meeste achterstand, {other} in die met de minste.";
    DEPRIVATION_NONE = "This run has no classes of deprivation.", "Deze run heeft geen klassen van achterstand.";
    CLASS_LEAST = "Class {number}, least deprived", "Klasse {number}, minste achterstand";
    CLASS_MOST = "Class {number}, most deprived", "Klasse {number}, meeste achterstand";
    CLASS = "Class {number}", "Klasse {number}";
    CARE_NOW = "Care now, {unit}", "Zorg nu, {unit}";
    CARE_DIFFERENCE = "Care, difference", "Zorg, verschil";
    QALYS_NOW = "QALYs now", "QALY’s nu";
    QALYS_DIFFERENCE = "QALYs, difference", "QALY’s, verschil";
    MORE = "more", "meer";
    FEWER = "less", "minder";
    A_YEAR = "A year", "Per jaar";
    DEPRIVATION_CLASS = "class", "klasse";
    DEPRIVATION_NOTE = "Care at the prices of as now.", "Zorg tegen de prijzen van nu.";

    PLANE_TITLE = "{arm}: in {count} draws it gains QALYs and costs no more than as now.",
        "{arm}: in {count} trekkingen levert het QALY’s op en kost het niet meer dan nu.";
    PLANE_EFFECT_AXIS = "QALYs more than as now", "QALY’s meer dan nu";
    PLANE_COST_AXIS = "cost more than as now, {unit}", "kosten meer dan nu, {unit}";
    PLANE_DRAW = "a draw of the parameters", "een trekking van de parameters";
    PLANE_MEAN = "mean", "gemiddelde";
    PLANE_VALUE = "{eur} {money} a QALY", "{eur} {money} per QALY";
    PLANE_QUADRANT = "draws", "trekkingen";
    PLANE_BETTER_CHEAPER = "more QALYs, no dearer", "meer QALY’s, niet duurder";
    PLANE_BETTER_DEARER = "more QALYs, dearer", "meer QALY’s, duurder";
    PLANE_WORSE_CHEAPER = "no more QALYs, no dearer", "niet meer QALY’s, niet duurder";
    PLANE_WORSE_DEARER = "no more QALYs, dearer", "niet meer QALY’s, duurder";
    PLANE_NOTE = "Of all payers together, discounted; every draw as it is expected, without the luck of residents.",
        "Van alle betalers samen, verdisconteerd; elke trekking zoals zij wordt verwacht, zonder geluk van inwoners.";
    CURVE_BEST_TITLE = "{first} is best on average where only money counts, {last} at {eur} {money} a QALY.",
        "{first} is gemiddeld het beste als alleen geld telt, {last} bij {eur} {money} per QALY.";
    CURVE_LOSS_TITLE = "Expected loss is least for {first} where only money counts, for {last} at {eur} {money} a QALY.",
        "Het verwachte verlies is het kleinst voor {first} als alleen geld telt, voor {last} bij {eur} {money} per QALY.";
    CURVE_BEST_ALWAYS_TITLE = "{first} is best on average whatever a QALY is held to be worth, up to {eur} {money}.",
        "{first} is gemiddeld het beste, wat een QALY ook waard gevonden wordt, tot {eur} {money}.";
    CURVE_LOSS_ALWAYS_TITLE = "Expected loss is least for {first} whatever a QALY is held to be worth, up to {eur} {money}.",
        "Het verwachte verlies is het kleinst voor {first}, wat een QALY ook waard gevonden wordt, tot {eur} {money}.";
    CURVE_BEST_HEAD = "chance of being best", "kans om het beste te zijn";
    CURVE_LOSS_HEAD = "expected loss, {unit}", "verwacht verlies, {unit}";
    CURVE_AXIS = "Below: what a QALY is held to be worth, in {money} thousand.",
        "Onder: wat een QALY waard wordt geacht, in duizend {money}.";
    CURVE_VALUE = "{money} a QALY", "{money} per QALY";
    CURVE_BEST_MARK = "best on average", "gemiddeld het beste";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_a_name_are_no_places() {
        let filled = LESS_THAN.fill(Lang::En, &[("amount", "{amount}")]);
        assert_eq!(filled, "less than {amount}");
    }

    #[test]
    fn a_missing_language_another_place_and_a_long_sentence_are_found() {
        assert_eq!(faults(&LESS_THAN), Vec::<String>::new());
        let long = "a ".repeat(21).leak();
        for bad in [
            Phrase::new("x", ""),
            Phrase::new("{a}", "{b}"),
            Phrase::new(long, "x"),
        ] {
            assert_eq!(faults(&bad).len(), 1, "{bad:?}");
        }
    }
}
