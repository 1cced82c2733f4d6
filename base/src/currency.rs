//! The currency that the money of a scenario is in: a code of ISO 4217.
//!
//! Comes in: a code. Goes out: [`Currency`], and what the program wrote of money in that currency. Within the program the unit of
//! money is called [`EUR`] whatever the currency; only what leaves it (files, tables, pages) has the scenario's. Deliberately absent:
//! rates of exchange: no amount is ever turned into another currency.

use super::written::EUR;

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency(&'static str);

/// Codes that are in use (ISO 4217, 2024), without those of metals, funds and tests.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS \
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR \
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

/// Currencies that readers know by a sign: code, sign before an amount, and the word for it in Dutch.
const SIGNS: [[&str; 3]; 4] = [
    ["EUR", "€", "euro"],
    ["USD", "$", "dollar"],
    ["GBP", "£", "pond"],
    ["JPY", "¥", "yen"],
];

impl Currency {
    /// The euro, which scenarios are in that name no other.
    pub const EURO: Currency = Currency(EUR);

    /// The currency of a code.
    pub fn of_code(code: &str) -> Option<Currency> {
        let mut codes = CODES.split_whitespace();
        codes.find(|known| *known == code).map(Currency)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Currency> {
        CODES.split_whitespace().map(Currency)
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        self.0
    }

    fn known(self) -> Option<[&'static str; 3]> {
        SIGNS.into_iter().find(|[code, ..]| *code == self.0)
    }

    /// What stands for it beside a number; its code where it has no sign.
    pub fn sign(self) -> &'static str {
        self.known().map_or(self.0, |[_, sign, _]| sign)
    }

    /// Its sign as it stands right before an amount: a code keeps its distance.
    pub fn before_amount(self) -> String {
        match self.known() {
            Some([_, sign, _]) => sign.to_string(),
            None => format!("{}\u{a0}", self.0),
        }
    }

    /// What Dutch readers call it after a number.
    pub fn word_nl(self) -> &'static str {
        self.known().map_or(self.0, |[.., word]| word)
    }

    /// A unit that the program has in its own unit of money, as `EUR` and `EUR/QALY`, in this currency.
    pub fn unit(self, unit: &str) -> String {
        match unit.strip_prefix(EUR) {
            Some(rest) if is_end(rest) => {
                self.0.to_string() + &rest.replace("/EUR", &format!("/{}", self.0))
            }
            _ => unit.to_string(),
        }
    }

    /// Words of the program (never those of a scenario) in which the unit of money is named, in this currency.
    pub fn told(self, words: &str) -> String {
        if self == Currency::EURO {
            return words.to_string();
        }
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let mut told = String::new();
        let mut rest = words;
        while let Some(at) = rest.find(EUR) {
            let (before, after) = (&rest[..at], &rest[at + EUR.len()..]);
            let is_word =
                !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
            told.push_str(before);
            told.push_str(if is_word { self.0 } else { EUR });
            rest = after;
        }
        told + rest
    }
}

/// A unit that a file has in any currency, in the program's unit of money.
pub fn unit_read(unit: &str) -> Option<String> {
    let code = unit.get(..EUR.len())?;
    let rest = &unit[EUR.len()..];
    let is_other = code != EUR && is_end(rest) && Currency::of_code(code).is_some();
    is_other.then(|| EUR.to_string() + &rest.replace(&format!("/{code}"), "/EUR"))
}

impl Default for Currency {
    fn default() -> Currency {
        Currency::EURO
    }
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollar() -> Currency {
        Currency::of_code("USD").expect("a currency")
    }

    #[test]
    fn a_currency_is_one_of_the_list() {
        assert_eq!(Currency::of_code("EUR"), Some(Currency::EURO));
        for wrong in ["usd", "EURO", "", "FTE", "XXX"] {
            assert_eq!(Currency::of_code(wrong), None, "{wrong}");
        }
        assert_eq!(Currency::all().count(), 155);
    }

    #[test]
    fn units_of_money_are_those_of_the_currency_and_come_back() {
        for (own, other) in [
            ("EUR", "USD"),
            ("EUR/QALY", "USD/QALY"),
            ("EUR/EUR", "USD/USD"),
        ] {
            assert_eq!(dollar().unit(own), other);
            assert_eq!(unit_read(other).as_deref(), Some(own));
            assert_eq!(Currency::EURO.unit(own), own);
        }
        for same in ["QALY", "FTE", "EURO", "share", "hours/visit"] {
            assert_eq!(dollar().unit(same), same);
            assert_eq!(unit_read(same), None, "{same}");
        }
    }

    #[test]
    fn words_name_the_currency_where_they_named_the_unit() {
        assert_eq!(
            dollar().told("EUR million, EURO, not EUR/QALY"),
            "USD million, EURO, not USD/QALY"
        );
        assert_eq!(Currency::EURO.told("EUR\nmillion"), "EUR\nmillion");
    }

    #[test]
    fn a_code_keeps_its_distance_from_an_amount() {
        assert_eq!(dollar().before_amount(), "$");
        let franc = Currency::of_code("CHF").expect("a currency");
        assert_eq!(franc.before_amount(), "CHF\u{a0}");
        assert_eq!((franc.word_nl(), dollar().word_nl()), ("CHF", "dollar"));
    }
}
