//! Who takes part in the shared platform.
//!
//! Comes in: the platform. Goes out: [`Partners`], and how far the platform is adopted. Deliberately absent: what
//! partners pay, and why they leave (platform_levy.rs).

use crate::tables::Tables;
use crate::tables::platform::{Adoption, Platform};

/// Who takes part, and for how long the others have had enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partners {
    /// Per partner: years in a row that it paid more than it got; `None` once it has left.
    pub years_worse_off: Vec<Option<u32>>,
}

impl Partners {
    /// At the start: everybody.
    pub fn new(tables: &Tables) -> Partners {
        let platform = tables.collaboration.platform.as_ref();
        let partners = platform.map_or(0, |platform| platform.partners.len());
        Partners {
            years_worse_off: vec![Some(0); partners],
        }
    }

    /// Partners that take part.
    pub fn count(&self) -> usize {
        self.years_worse_off.iter().flatten().count()
    }

    /// Whether the partner with this index takes part.
    pub fn takes_part(&self, partner: usize) -> bool {
        self.years_worse_off[partner].is_some()
    }

    /// Adoption of the platform while it is paid for.
    pub fn adoption(&self, platform: &Platform) -> Adoption {
        let size = |takes_part: &dyn Fn(usize) -> bool| -> f64 {
            let partners = platform.partners.iter().enumerate();
            let counted = partners.filter(|(index, _)| takes_part(*index));
            counted.map(|(_, partner)| partner.size).sum()
        };
        let share = size(&|index| self.takes_part(index)) / size(&|_| true);
        let has_collapsed = share < platform.critical_share || self.count() == 0;
        Adoption {
            share: if has_collapsed { 0.0 } else { share },
            has_collapsed,
        }
    }
}
