//! Classes of residents: sex × deprivation × carer, and the ratios by which their hazards and needs differ.

use crate::scenario::limits::limit;
use crate::scenario::schema;

use super::draw::Draw;

/// Groups of residents with the same hazards: sex × deprivation × carer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    /// Deprivation classes.
    pub deprivation: usize,
}

impl Classes {
    /// Number of classes.
    pub fn count(&self) -> usize {
        2 * self.deprivation * 2
    }

    /// Index of a class.
    pub fn index(&self, male: bool, deprivation: usize, carer: bool) -> usize {
        (usize::from(male) * self.deprivation + deprivation) * 2 + usize::from(carer)
    }

    /// Whether residents of a class have a carer.
    #[inline(always)]
    pub fn has_carer(class: usize) -> bool {
        class % 2 == 1
    }

    /// The class of the same sex and deprivation with a carer, or without.
    #[inline(always)]
    pub fn with_carer(class: usize, carer: bool) -> usize {
        class / 2 * 2 + usize::from(carer)
    }

    /// Place in tables by completed year of age and class.
    #[inline(always)]
    pub fn cell(&self, class: usize, year_of_age: usize) -> usize {
        year_of_age * self.count() + class
    }

    /// Sex, deprivation and carer of a class; in loops over residents use
    /// [`Health::parts`](super::health::Health::parts).
    pub fn parts(&self, class: usize) -> (bool, usize, bool) {
        let pair = class / 2;
        (
            pair / self.deprivation == 1,
            pair % self.deprivation,
            Classes::has_carer(class),
        )
    }
}

/// Rate ratios of a hazard or a need.
pub(super) struct Ratios<'a> {
    pub path: String,
    pub male: Option<&'a schema::Number>,
    pub deprivation: &'a [schema::Num<limit::Ratio>],
    pub no_carer: Option<&'a schema::Number>,
}

impl Ratios<'_> {
    /// The product of the ratios for every class.
    pub fn by_class(&self, classes: Classes, draw: &Draw) -> Vec<f64> {
        let path = &self.path;
        let male = draw.or(self.male, 1.0, || format!("{path}.male_ratio"));
        let no_carer = draw.or(self.no_carer, 1.0, || format!("{path}.no_carer_ratio"));
        let deprivation: Vec<f64> = self
            .deprivation
            .iter()
            .enumerate()
            .map(|(class, ratio)| {
                draw.value(ratio, || format!("{path}.deprivation_ratios.{class}"))
            })
            .collect();
        (0..classes.count())
            .map(|class| {
                let (is_male, g, carer) = classes.parts(class);
                let ratio = if is_male { male } else { 1.0 }
                    * deprivation.get(g).copied().unwrap_or(1.0)
                    * if carer { 1.0 } else { no_carer };
                ratio.max(0.0)
            })
            .collect()
    }
}
