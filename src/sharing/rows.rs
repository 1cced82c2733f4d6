//! The rows of share.csv: one figure of one payer under one arrangement.

use serde::{Deserialize, Serialize, Serializer};

use crate::base::statistics::{Chance, Summary};
use crate::base::written::{shortest, text_of};

use super::acceptable::{Acceptable, MissingAmounts};
use super::position::{Estimate, Position, Series, YearsReached};
use super::{Pocket, Shared};

/// What a row says; empty where a figure has no such thing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
pub struct Figures {
    /// Mean over replications, or the figure itself where it is one number.
    pub mean: Option<f64>,
    /// Monte Carlo error of it.
    pub mc_error: Option<f64>,
    /// Standard deviation over replications.
    pub sd: Option<f64>,
    /// The 2.5 % quantile.
    pub q025: Option<f64>,
    /// The 25 % quantile.
    pub q250: Option<f64>,
    /// The median.
    pub q500: Option<f64>,
    /// The 75 % quantile.
    pub q750: Option<f64>,
    /// The 97.5 % quantile.
    pub q975: Option<f64>,
    /// Monte Carlo error of the 2.5 % quantile.
    pub q025_mc_error: Option<f64>,
    /// Monte Carlo error of the 97.5 % quantile.
    pub q975_mc_error: Option<f64>,
    /// Of a chance: the least that the number of replications leaves (95 %, Wilson).
    pub low: Option<f64>,
    /// Of a chance: the most.
    pub high: Option<f64>,
}

impl Figures {
    fn texts(&self, text: fn(f64) -> String) -> [Option<String>; 12] {
        [
            self.mean,
            self.mc_error,
            self.sd,
            self.q025,
            self.q250,
            self.q500,
            self.q750,
            self.q975,
            self.q025_mc_error,
            self.q975_mc_error,
            self.low,
            self.high,
        ]
        .map(|value| value.map(text))
    }
}

/// share.csv.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ShareRow {
    /// The arrangement.
    pub arrangement: String,
    /// The arm it is applied to.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// A payer, or `all`; empty of disciplines.
    pub payer: String,
    /// What is said:
    ///
    /// | measure | meaning |
    /// |---|---|
    /// | `investment` | laid out by statute on the components of the investment, by year, `total`, `discounted` |
    /// | `transfer` | paid in under the arrangement (below 0: got back), by year, `total`, `discounted` |
    /// | `p_pays_in`, `p_gets_back` | share of replications in which transfers of the whole run are above, below 0 |
    /// | `net_position` | cost of the arm − cost of the comparator + transfer; below 0 is better off |
    /// | `p_no_worse_off` | share of replications whose net position is at most 0 |
    /// | `worst_5_percent` | mean net position of the worst 5 % of replications; absent under 20 |
    /// | `deepest_cumulative_loss` | largest sum of net positions from the first year on: the cash needed |
    /// | `p_cumulative_loss` | share of replications in which there is any |
    /// | `deepest_loss_year` | the year at whose end it is deepest; quantiles where there is any |
    /// | `break_even_year` | first year from whose end on the sum of net positions stays at most 0; an empty quantile is not within the run (or, at the ends, not told by fewer than 39 replications) |
    /// | `p_never_breaks_even` | share of replications in which it is not within the run |
    /// | `unsettled` | owed and held back by limits to the end (below 0: not received) |
    /// | `returned_per_euro` | of each euro of the investment, what comes back to `item` (a payer, or `others`); for investors |
    /// | `bearable` | the most of the investment that the payer can bear at this `confidence` |
    /// | `acceptable_share_least`, `acceptable_share_most` | its shares in the divisions that all parties accept |
    /// | `acceptable_corner` | its share at the corner `item` of the region of those divisions |
    /// | `contract` | paid under the contract on savings `item`, within the cost of the arm (below 0: received), by year, `total`, `discounted` |
    /// | `discipline_income`, `discipline_cost`, `discipline_result`, `p_discipline_no_worse_off` | as in disciplines.csv, of the discipline `item`: no term pays a discipline |
    /// | `outside_money_needed`, `compensation_needed`, `effect_multiplier_needed`, `further_years_needed` | what would make such a division exist where there is none |
    pub measure: String,
    /// What it is said about, where the measure needs it.
    pub item: String,
    /// The probability with which parties want to be no worse off, for the acceptable range.
    pub confidence: Option<f64>,
    /// A calendar year, `total` or `discounted`; empty where the figure is itself a year.
    pub year: String,
    /// EUR, share, year, years, EUR/EUR or factor.
    pub unit: String,
    /// The figures.
    pub figures: Figures,
}

impl Serialize for ShareRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let names = [&self.arrangement, &self.arm, &self.comparator, &self.payer];
        (
            names,
            (&self.measure, &self.item, self.confidence.map(shortest)),
            (
                &self.year,
                &self.unit,
                self.figures.texts(text_of(&self.unit)),
            ),
        )
            .serialize(to)
    }
}

/// What a row is about: a payer, a measure, an item.
type RowSubject<'a> = (&'a str, &'static str, &'a str);

/// A row without a confidence.
pub(super) fn row(
    shared: &Shared,
    (payer, measure, item): RowSubject,
    (year, unit): (&str, &str),
    figures: Figures,
) -> ShareRow {
    ShareRow {
        arrangement: shared.arrangement.name.clone(),
        arm: shared.arm.clone(),
        comparator: shared.comparator.clone(),
        payer: payer.into(),
        measure: measure.into(),
        item: item.into(),
        confidence: None,
        year: year.into(),
        unit: unit.into(),
        figures,
    }
}

/// The rows of payers under an arrangement.
pub(super) fn of_payers(shared: &Shared) -> Vec<ShareRow> {
    let mut sheet = RowSheet {
        shared,
        rows: Vec::new(),
    };
    for position in &shared.positions {
        sheet.position(position);
    }
    if let Some(pocket) = &shared.pocket {
        sheet.pocket(pocket);
    }
    for acceptable in shared.acceptable.iter().flatten() {
        sheet.acceptable(acceptable);
    }
    sheet.rows
}

struct RowSheet<'a> {
    shared: &'a Shared,
    rows: Vec<ShareRow>,
}

impl RowSheet<'_> {
    fn row(
        &mut self,
        payer: &str,
        measure: &'static str,
        year: &str,
        unit: &'static str,
        figures: Figures,
    ) {
        let subject = (payer, measure, "");
        self.rows
            .push(row(self.shared, subject, (year, unit), figures));
    }

    /// The row just written is about `item`.
    fn about(&mut self, item: &str) {
        self.rows
            .iter_mut()
            .next_back()
            .into_iter()
            .for_each(|row| row.item = item.to_string());
    }

    fn at(&mut self, confidence: f64) {
        self.rows
            .iter_mut()
            .next_back()
            .into_iter()
            .for_each(|row| row.confidence = Some(confidence));
    }

    fn series(&mut self, payer: &str, measure: &'static str, series: &Series) {
        for (year, summary) in self.shared.years.iter().zip(&series.years) {
            self.row(payer, measure, &year.to_string(), "EUR", summary.into());
        }
        self.row(payer, measure, "total", "EUR", (&series.total).into());
        self.row(
            payer,
            measure,
            "discounted",
            "EUR",
            (&series.discounted).into(),
        );
    }

    fn position(&mut self, position: &Position) {
        let payer = position.payer.as_str();
        self.series(payer, "investment", &position.investment);
        self.series(payer, "transfer", &position.transfer);
        self.row(
            payer,
            "p_pays_in",
            "total",
            "share",
            position.pays_in.into(),
        );
        self.row(
            payer,
            "p_gets_back",
            "total",
            "share",
            position.gets_back.into(),
        );
        self.series(payer, "net_position", &position.net);
        self.row(
            payer,
            "p_no_worse_off",
            "total",
            "share",
            position.no_worse_off.into(),
        );
        self.row(
            payer,
            "p_no_worse_off",
            "discounted",
            "share",
            position.no_worse_off_discounted.into(),
        );
        if let Some(worst) = position.worst {
            self.row(payer, "worst_5_percent", "total", "EUR", worst.into());
        }
        let deepest = &position.deepest;
        self.row(
            payer,
            "deepest_cumulative_loss",
            "total",
            "EUR",
            (&deepest.loss).into(),
        );
        self.row(
            payer,
            "p_cumulative_loss",
            "total",
            "share",
            deepest.chance.into(),
        );
        self.row(
            payer,
            "deepest_loss_year",
            "",
            "year",
            self.in_years(deepest.year),
        );
        self.row(
            payer,
            "break_even_year",
            "",
            "year",
            self.in_years(position.break_even.year),
        );
        self.row(
            payer,
            "p_never_breaks_even",
            "total",
            "share",
            position.break_even.never.into(),
        );
        self.row(
            payer,
            "unsettled",
            "total",
            "EUR",
            (&position.unsettled).into(),
        );
    }

    fn in_years(&self, years: YearsReached) -> Figures {
        let calendar = |year: Option<usize>| year.map(|year| f64::from(self.shared.years[year]));
        let [low, high] = years.interval.unwrap_or_default();
        Figures {
            q025: calendar(low),
            q500: calendar(years.median),
            q975: calendar(high),
            ..Figures::default()
        }
    }

    fn pocket(&mut self, pocket: &Pocket) {
        let payers: Vec<String> = self
            .shared
            .positions
            .iter()
            .map(|position| position.payer.clone())
            .collect();
        for (investor, invested) in pocket.invested.iter().enumerate() {
            if invested.mean <= 0.0 {
                continue;
            }
            for (payer, returned) in pocket.returned.iter().enumerate() {
                self.row(
                    &payers[investor],
                    "returned_per_euro",
                    "total",
                    "EUR/EUR",
                    returned.into(),
                );
                self.about(&payers[payer]);
            }
            let others = &pocket.returned_to_others[investor];
            self.row(
                &payers[investor],
                "returned_per_euro",
                "total",
                "EUR/EUR",
                others.into(),
            );
            self.about("others");
        }
    }

    fn acceptable(&mut self, acceptable: &Acceptable) {
        let parties = &self.shared.parties;
        for (party, name) in parties.iter().enumerate() {
            let bearable = acceptable.bearable[party];
            self.row(
                name,
                "bearable",
                "total",
                "EUR",
                (bearable.most, bearable.error).into(),
            );
            self.at(acceptable.confidence);
            let Some(region) = &acceptable.region else {
                continue;
            };
            let (least, most) = region.extents[party];
            for (measure, share) in [
                ("acceptable_share_least", least),
                ("acceptable_share_most", most),
            ] {
                self.row(name, measure, "total", "share", share.into());
                self.at(acceptable.confidence);
            }
            for (corner, shares) in region.vertices.iter().enumerate() {
                self.row(
                    name,
                    "acceptable_corner",
                    "total",
                    "share",
                    shares[party].into(),
                );
                self.about(&(corner + 1).to_string());
                self.at(acceptable.confidence);
            }
        }
        if let Some(missing) = &acceptable.missing {
            self.missing(missing, acceptable.confidence);
        }
    }

    fn missing(&mut self, missing: &MissingAmounts, confidence: f64) {
        let needs = [
            ("outside_money_needed", "EUR", Some(missing.outside_money)),
            ("compensation_needed", "EUR", Some(missing.compensation)),
            ("effect_multiplier_needed", "factor", missing.effect),
            (
                "further_years_needed",
                "years",
                missing.further_years.map(f64::from),
            ),
        ];
        for (measure, unit, value) in needs {
            let figures = Figures {
                mean: value,
                ..Figures::default()
            };
            self.row("all", measure, "total", unit, figures);
            self.at(confidence);
        }
    }
}

impl From<&Summary> for Figures {
    fn from(summary: &Summary) -> Figures {
        Figures {
            mean: Some(summary.mean),
            mc_error: summary.mc_error,
            sd: summary.sd,
            q025: summary.q025,
            q250: summary.q250,
            q500: summary.q500,
            q750: summary.q750,
            q975: summary.q975,
            ..Figures::default()
        }
    }
}

impl From<&Estimate> for Figures {
    fn from(told: &Estimate) -> Figures {
        Figures {
            q025_mc_error: told.ends.q025_mc_error,
            q975_mc_error: told.ends.q975_mc_error,
            ..Figures::from(&told.summary)
        }
    }
}

impl From<(f64, Option<f64>)> for Figures {
    fn from((mean, mc_error): (f64, Option<f64>)) -> Figures {
        Figures {
            mean: Some(mean),
            mc_error,
            ..Figures::default()
        }
    }
}

impl From<f64> for Figures {
    fn from(value: f64) -> Figures {
        (value, None).into()
    }
}

impl From<Chance> for Figures {
    fn from(chance: Chance) -> Figures {
        let (low, high) = chance.interval();
        Figures {
            low: Some(low),
            high: Some(high),
            ..(chance.share(), chance.mc_error()).into()
        }
    }
}
