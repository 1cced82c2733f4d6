//! What cycles see of permanent needs that begin and end within them.
//!
//! Comes in: the rate at which a need ends. Goes out: [`SeenNeeds`]. Deliberately absent: whose turn it is (turn.rs).
//!
//! A resident is cared for in a whole cycle, as at its start or as at its end, by chance. A need that begins and ends between is
//! never seen, others too long or too short, so that in all they are there for as long as they are. But those that have just begun are seen too
//! seldom, and they are the ones that wait. So a need waits for longer in the cycles that see it, by so much that on average as many
//! wait as in continuous time: exactly, where needs end at one rate and waits are the same.

/// Permanent needs that end at one rate, as cycles see them.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenNeeds {
    /// Rate at which they end, per cycle, and the part of them that is there a cycle later.
    ends: f64,
    stays: f64,
    /// Of all that begin: those that are ever seen, and those that are in the cycle after the first that does.
    ever: f64,
    after: f64,
}

/// At a lower rate per cycle cycles see all there is.
const HARDLY: f64 = 1e-6;

impl SeenNeeds {
    /// Needs that end at a rate per cycle.
    pub fn new(ends: f64) -> SeenNeeds {
        let ends = ends.max(HARDLY);
        let stays = libm::exp(-ends);
        // Those that are there at the end of the cycle in which they begin.
        let there = (1.0 - stays) / ends;
        SeenNeeds {
            ends,
            stays,
            ever: there * (3.0 + stays) / 4.0,
            after: there * (1.0 + stays) * (1.0 + stays) / 4.0,
        }
    }

    /// Cycles since the first that sees it after which a need has waited where it does so many cycles after it begins.
    pub fn waits(&self, cycles: f64) -> f64 {
        if self.ends <= HARDLY || cycles.is_infinite() {
            return cycles;
        }
        let waited = -libm::expm1(-self.ends * cycles) / self.ends;
        if waited <= self.ever {
            return waited / self.ever;
        }
        // Of what is seen later the part that is seen until then; each cycle sees so many as stay of those of the one before.
        let part = (waited - self.ever) * (1.0 - self.stays) / self.after;
        if part >= 1.0 {
            return f64::INFINITY;
        }
        let whole = libm::floor(libm::log1p(-part) / -self.ends);
        let left = libm::exp(-self.ends * whole);
        1.0 + whole + (part - (1.0 - left)) / (left * (1.0 - self.stays))
    }

    /// For how many needs one stands whose care is seen to start so many cycles after the first that sees it.
    pub fn started(&self, after: f64) -> f64 {
        let whole = libm::floor(after);
        let left = libm::exp(-self.ends * (whole - 1.0).max(0.0));
        let (seen, waited) = match whole < 1.0 {
            true => (self.ever, self.ever * after),
            false => {
                let later = (1.0 - left) / (1.0 - self.stays) + left * (after - whole);
                (self.after * left, self.ever + self.after * later)
            }
        };
        // Of those that begin, as many as have not ended while they waited.
        (1.0 - self.ends * waited) / seen
    }

    /// Whole cycles since the first that saw it of a need that a cycle sees, where as many begin as end; `luck` between 0 and 1.
    pub fn before(&self, luck: f64) -> f64 {
        let first = self.ever * self.ends;
        if luck < first {
            return 0.0;
        }
        let left = (1.0 - luck) / (1.0 - first);
        1.0 + libm::floor((-libm::log(left) / self.ends).min(1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;

    /// Of so many needs that begin at any moment of a cycle and end at a rate: cycles waited per need, as is and as seen, and needs whose
    /// care starts, counted and seen.
    fn followed(ends: f64, waits: f64, needs: u64) -> [f64; 4] {
        let seen = SeenNeeds::new(ends);
        let (wait, key) = (seen.waits(waits), Key::root(1));
        let mut sums = [0.0; 4];
        for need in 0..needs {
            let luck = key.with(need);
            let begin = luck.uniform(0);
            let lasts = -libm::log1p(-luck.uniform(1)) / ends;
            let end = begin + lasts;
            sums[0] += lasts.min(waits);
            sums[2] += f64::from(u8::from(lasts > waits));
            let mut first = None;
            for cycle in 0..(libm::floor(end) as u64 + 1) {
                let at_start = luck.with(2).uniform(cycle) < 0.5;
                let moment = cycle as f64 + if at_start { 0.0 } else { 1.0 };
                if moment < begin || moment >= end {
                    continue;
                }
                let since = cycle - *first.get_or_insert(cycle);
                let waited = (wait - since as f64).clamp(0.0, 1.0);
                sums[1] += waited;
                let starts = wait >= since as f64 && wait < (since + 1) as f64;
                sums[3] += if starts { seen.started(wait) } else { 0.0 };
            }
        }
        sums.map(|sum| sum / needs as f64)
    }

    #[test]
    fn needs_that_are_seen_wait_as_long_and_start_as_often_as_all_do() {
        for (ends, waits) in [
            (0.3, 0.446),
            (0.075, 1.784),
            (0.5, 2.6),
            (0.2, 1.0),
            (1.0, 0.2),
        ] {
            let [waited, seen, started, counted] = followed(ends, waits, 200_000);
            assert!(
                (seen / waited - 1.0).abs() < 0.01,
                "{ends} {waits}: {seen}, not {waited}"
            );
            assert!(
                (counted / started - 1.0).abs() < 0.01,
                "{ends} {waits}: {counted}, not {started}"
            );
        }
    }

    #[test]
    fn who_hardly_ends_waits_as_long_as_is_said() {
        for ends in [0.0, 1e-9, 1e-5] {
            let seen = SeenNeeds::new(ends);
            for waits in [0.0, 0.5, 1.0, 7.25] {
                assert!((seen.waits(waits) - waits).abs() < 1e-4);
                assert!((seen.started(seen.waits(waits)) - 1.0).abs() < 1e-3);
            }
            assert_eq!(seen.waits(f64::INFINITY), f64::INFINITY);
        }
        assert_eq!(SeenNeeds::new(0.3).waits(f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn needs_of_the_start_were_first_seen_as_those_of_any_cycle() {
        let seen = SeenNeeds::new(0.3);
        let many = 100_000;
        let mut by_age = [0.0; 3];
        for need in 0..many {
            let age = seen.before((need as f64 + 0.5) / many as f64);
            if let Some(count) = by_age.get_mut(age as usize) {
                *count += 1.0 / many as f64;
            }
        }
        // A need that a cycle sees is one of those that begin, for as long as they are there: 1 / 0.3 cycles.
        let answer = [seen.ever, seen.after, seen.after * seen.stays].map(|part| part * 0.3);
        for (found, answer) in by_age.iter().zip(answer) {
            assert!((found - answer).abs() < 1e-4, "{found}, not {answer}");
        }
    }
}
