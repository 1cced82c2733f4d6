//! The indicators of a quality score: what they measure, and between which values they score.

use super::room::{At, Named, Room};
use crate::scenario::schema::{Indicator, Measure};

/// The rules on one indicator.
pub fn indicator(room: &mut Room<'_>, at: &At, one: &Indicator) {
    match (&one.service, one.measure == Measure::UnitsPerResident) {
        (Some(service), true) => {
            room.refer(&at.to("service"), Named::Service, service);
        }
        (None, true) => room.fault(
            at,
            "units_per_resident needs a `service`",
            "name the service whose units count",
        ),
        (Some(_), false) => {
            room.key_fault(
                &at.to("service"),
                "`service` applies to units_per_resident only",
                "take it out",
            );
        }
        (None, false) => {}
    }
    if one.floor == one.target {
        room.fault(
            &at.to("target"),
            "`target` equals `floor`",
            "the score rises from 0 at `floor` to 1 at `target`",
        );
    }
}
