//! Numbers and money, in English and Dutch.
//!
//! Comes in: numbers. Goes out: text. Deliberately absent: sentences; those are in `phrases`.

pub use super::lang::{Lang, Tongue};
use super::phrases::LESS_THAN;
use crate::base::currency::Currency;

use std::sync::OnceLock;

/// What would read as nothing, and is not.
const NEAR_NOTHING: &str = "≈\u{a0}0";

/// How amounts of money are written in one picture: all in the same unit and with the same decimals, so that words and
/// marks agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    lang: Lang,
    scale: f64,
    decimals: usize,
}

impl Money {
    /// For amounts in EUR of which `largest` is the largest: millions, or thousands or euros where those would be nothing;
    /// two digits of it at least.
    pub fn of(lang: Lang, largest: f64) -> Money {
        let largest = largest.abs();
        let scale = if largest == 0.0 || largest >= 1e5 {
            1e6
        } else if largest >= 1e3 {
            1e3
        } else {
            1.0
        };
        let decimals = match largest / scale {
            shown if shown >= 100.0 => 0,
            shown if shown >= 0.95 || shown == 0.0 => 1,
            _ => 2,
        };
        Money {
            lang,
            scale,
            decimals,
        }
    }

    /// The same with as many decimals as it takes to show two digits of a difference.
    pub fn telling_apart(self, difference: f64) -> Money {
        let shown = difference.abs() / self.scale;
        if shown == 0.0 || !shown.is_finite() {
            return self;
        }
        let before = libm::floor(libm::log10(shown)) as i32 + 1;
        let decimals = usize::try_from(2 - before).unwrap_or(0).min(4);
        Money {
            decimals: self.decimals.max(decimals),
            ..self
        }
    }

    /// For the largest of these.
    pub fn of_all(lang: Lang, amounts: impl IntoIterator<Item = f64>) -> Money {
        let largest = amounts.into_iter().map(f64::abs).fold(0.0, f64::max);
        Money::of(lang, largest)
    }

    /// EUR in one of the unit.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Without unit.
    pub fn plain(&self, eur: f64) -> String {
        self.lang.number(eur / self.scale, self.decimals)
    }

    /// Without unit; what would read as nothing and is not is said to be near it.
    pub fn plain_or_near(&self, eur: f64) -> String {
        if eur == 0.0 || !self.is_nothing(eur) {
            return self.plain(eur);
        }
        NEAR_NOTHING.to_string()
    }

    /// A difference without unit.
    pub fn signed(&self, eur: f64) -> String {
        self.lang.signed(eur / self.scale, self.decimals)
    }

    /// A difference without unit; what would read as nothing and is not is said to be near it.
    pub fn signed_or_near(&self, eur: f64) -> String {
        if eur == 0.0 || !self.is_nothing(eur) {
            return self.signed(eur);
        }
        NEAR_NOTHING.to_string()
    }

    /// The size of a difference without unit, with its sign; what would read as nothing is less than the last digit.
    pub fn signed_or_less(&self, eur: f64) -> String {
        if eur == 0.0 || !self.is_nothing(eur) {
            return self.signed(eur);
        }
        let least = libm::pow(10.0, -(self.decimals as f64));
        LESS_THAN.fill(
            self.lang,
            &[("amount", &self.lang.number(least, self.decimals))],
        )
    }

    /// A tick with decimals of its own.
    pub fn tick(&self, eur: f64, decimals: usize) -> String {
        self.lang.signed(eur / self.scale, decimals)
    }

    /// Whether it would read as nothing.
    pub fn is_nothing(&self, eur: f64) -> bool {
        !self
            .plain(eur)
            .bytes()
            .any(|byte| (b'1'..=b'9').contains(&byte))
    }

    /// The size of an amount in words; what would read as nothing is less than the last digit.
    pub fn words(&self, eur: f64) -> String {
        if eur != 0.0 && self.is_nothing(eur) {
            let least = self.scale * libm::pow(10.0, -(self.decimals as f64));
            return LESS_THAN.fill(self.lang, &[("amount", &self.in_full(least))]);
        }
        self.in_full(eur.abs())
    }

    fn in_full(&self, eur: f64) -> String {
        let number = self.plain(eur);
        let word = match (self.lang.tongue(), self.scale) {
            (Tongue::En, scale) if scale >= 1e6 => "\u{a0}million",
            (Tongue::Nl, scale) if scale >= 1e6 => "\u{a0}miljoen",
            (Tongue::En, scale) if scale >= 1e3 => "\u{a0}thousand",
            (Tongue::Nl, scale) if scale >= 1e3 => "\u{a0}duizend",
            _ => "",
        };
        let currency = self.lang.currency();
        match self.lang.tongue() {
            Tongue::En => format!("{}{number}{word}", currency.before_amount()),
            Tongue::Nl => format!("{}\u{a0}{number}{word}", currency.sign()),
        }
    }

    /// The unit by itself, for an axis.
    pub fn unit(&self) -> &'static str {
        let size = match self.scale {
            scale if scale >= 1e6 => 0,
            scale if scale >= 1e3 => 1,
            _ => 2,
        };
        &units(self.lang)[size]
    }
}

/// Units of money of a language and currency: millions, thousands, and one.
type MoneyUnits = [String; 3];

/// The units of every language and currency.
fn all_units() -> &'static [(Lang, MoneyUnits)] {
    static UNITS: OnceLock<Vec<(Lang, MoneyUnits)>> = OnceLock::new();
    UNITS.get_or_init(|| {
        let langs = Currency::all()
            .flat_map(|currency| [Lang::En, Lang::Nl].map(|lang| lang.of_money(currency)));
        langs.map(|lang| (lang, spelt(lang))).collect()
    })
}

fn spelt(lang: Lang) -> MoneyUnits {
    let money = lang.money();
    match lang.tongue() {
        Tongue::En => [
            format!("{money} million"),
            format!("{money} thousand"),
            money.into(),
        ],
        Tongue::Nl => [
            format!("miljoen {money}"),
            format!("duizend {money}"),
            money.into(),
        ],
    }
}

fn units(lang: Lang) -> &'static MoneyUnits {
    let all = all_units();
    let found = all.iter().find(|(of, _)| *of == lang);
    // Every currency is in the list.
    &found.unwrap_or(&all[0]).1
}

/// A head that names a unit, for amounts in full below it.
pub fn in_full(head: &str) -> String {
    let shortened = |head: String, (_, [million, thousand, full]): &(Lang, MoneyUnits)| {
        head.replace(million, full).replace(thousand, full)
    };
    all_units().iter().fold(head.to_string(), shortened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_amounts_in_full_name_no_million() {
        for lang in [Lang::En, Lang::Nl] {
            let full = Money::of(lang, 1.0).unit();
            for largest in [2e3, 2e6] {
                let head = format!("mean, {} a year", Money::of(lang, largest).unit());
                assert_eq!(in_full(&head), format!("mean, {full} a year"));
            }
        }
    }

    #[test]
    fn money_is_of_the_currency_that_is_told() {
        let told = |lang: Lang, code: &str| {
            let lang = lang.of_money(Currency::of_code(code).expect("a currency"));
            let money = Money::of(lang, 4.1e6);
            (money.words(1.2e6), money.unit())
        };
        let nbsp = |text: &str| text.replace('_', "\u{a0}");
        assert_eq!(told(Lang::En, "USD"), (nbsp("$1.2_million"), "$ million"));
        assert_eq!(
            told(Lang::Nl, "USD"),
            (nbsp("$_1,2_miljoen"), "miljoen dollar")
        );
        assert_eq!(
            told(Lang::En, "SEK"),
            (nbsp("SEK_1.2_million"), "SEK million")
        );
        assert_eq!(
            told(Lang::Nl, "SEK"),
            (nbsp("SEK_1,2_miljoen"), "miljoen SEK")
        );
    }

    #[test]
    fn numbers_have_the_form_of_their_language() {
        assert_eq!(Lang::En.number(-1234.56, 1), "−1,234.6");
        assert_eq!(Lang::Nl.number(-1234.56, 1), "−1.234,6");
        assert_eq!(Lang::Nl.signed(0.04, 1), "0,0");
        assert_eq!(Lang::En.signed(-0.04, 1), "0.0");
        assert_eq!(Lang::En.signed(2.0, 0), "+2");
        assert_eq!(Lang::Nl.percent(0.125, 1), "12,5\u{a0}%");
    }

    #[test]
    fn money_is_in_millions_with_two_digits_of_the_largest() {
        let money = Money::of(Lang::Nl, 4.1e6);
        assert_eq!(money.words(-460_000.0), "€\u{a0}0,5\u{a0}miljoen");
        assert_eq!(money.signed(460_000.0), "+0,5");
        assert_eq!(Money::of(Lang::En, 0.44e6).signed(-0.16e6), "−0.16");
        assert_eq!(
            Money::of(Lang::En, 844e6).words(844.2e6),
            "€844\u{a0}million"
        );
    }

    #[test]
    fn a_small_place_counts_in_thousands_or_euros() {
        assert_eq!(
            Money::of(Lang::En, 42_000.0).words(1_200.0),
            "€1.2\u{a0}thousand"
        );
        assert_eq!(Money::of(Lang::Nl, 42_000.0).unit(), "duizend euro");
        assert_eq!(Money::of(Lang::Nl, 420.0).words(12.0), "€\u{a0}12");
    }

    #[test]
    fn what_would_read_as_nothing_is_less_than_the_last_digit() {
        let money = Money::of(Lang::En, 4e6);
        assert_eq!(money.words(30_000.0), "less than €0.1\u{a0}million");
        assert_eq!(money.words(0.0), "€0.0\u{a0}million");
        assert_eq!(money.signed_or_less(30_000.0), "less than 0.1");
        assert_eq!(money.signed_or_less(60_000.0), "+0.1");
        assert_eq!(money.signed_or_near(-30_000.0), "≈\u{a0}0");
        assert_eq!(money.signed_or_near(-60_000.0), "−0.1");
        assert_eq!(money.signed_or_near(0.0), "0.0");
    }
}
