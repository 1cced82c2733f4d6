//! What becomes in a cycle of a need that waits: it waits on, its care starts, or it is given up.
//!
//! Comes in: times, in cycles. Goes out: a [`Fate`]. Deliberately absent: where the times come from (turn.rs).

/// What becomes of one need that was first asked for in some cycle, in this one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Fate {
    /// Parts of the cycle in which it waits, and in which there is care.
    pub waits: f64,
    pub in_care: f64,
    /// When care starts in the cycle, in cycles since it was asked for.
    pub starts: Option<f64>,
    pub gives_up: bool,
    /// Whether it waits on at the end.
    pub waits_on: bool,
}

/// What becomes in a cycle of a need that was first asked for at `since`, whose care starts at some time if the
/// resident does not give up before; times in cycles.
pub(super) fn fate((since, start): (f64, Option<f64>), gives_up: f64, cycle: i64) -> Fate {
    let [from, to] = [cycle as f64, (cycle + 1) as f64];
    let start = start.unwrap_or(f64::INFINITY);
    let ends = start.min(gives_up);
    let is_now = (from..to).contains(&ends);
    let is_served = start <= gives_up && start.is_finite();
    Fate {
        waits: (ends.min(to) - since.max(from)).max(0.0),
        in_care: if is_served {
            (to - start.max(from)).clamp(0.0, 1.0)
        } else {
            0.0
        },
        starts: (is_now && is_served).then_some(start - since),
        gives_up: is_now && !is_served,
        waits_on: ends >= to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_waits_until_its_care_starts_or_patience_ends_and_is_in_care_for_the_rest_of_the_cycle()
     {
        let never = f64::INFINITY;
        let waits = fate((3.0, Some(5.25)), never, 4);
        assert_eq!(
            (waits.waits, waits.in_care, waits.waits_on),
            (1.0, 0.0, true)
        );
        let starts = fate((3.0, Some(5.25)), never, 5);
        assert_eq!((starts.waits, starts.in_care), (0.25, 0.75));
        assert_eq!((starts.starts, starts.gives_up), (Some(2.25), false));
        let later = fate((3.0, Some(5.25)), never, 6);
        assert_eq!((later.waits, later.in_care, later.starts), (0.0, 1.0, None));
        let gives_up = fate((3.0, Some(5.25)), 5.125, 5);
        assert_eq!((gives_up.waits, gives_up.in_care), (0.125, 0.0));
        assert!(gives_up.gives_up && gives_up.starts.is_none());
        let gone = fate((3.0, Some(5.25)), 5.125, 6);
        assert_eq!(gone, Fate::default());
        // Nobody knows yet when it starts.
        assert!(fate((3.0, None), never, 4).waits_on);
        assert_eq!(fate((3.0, Some(3.0)), never, 3).starts, Some(0.0));
    }
}
