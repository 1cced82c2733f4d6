//! One question to the phones in the room, and the numbers they give: one a device, without a name.
//!
//! Comes in: a question, and votes. Goes out: counts while it is open, the numbers once it is closed, and the range that they
//! span. Deliberately absent: who a device belongs to; nothing but the number and the address it came from is kept, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Devices that have a vote at most, in all and from one address.
const MOST_DEVICES: usize = 300;
const MOST_OF_ADDRESS: usize = 60;

/// A device changes its number at most so often.
const PAUSE: Duration = Duration::from_secs(1);

/// Of so many votes one is left out at each end of the range, so that one joker does not decide it.
const LEFT_OUT_OF: usize = 10;

/// What a number is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum BallotSubject {
    /// A belief: a number within the limits of its knob.
    Belief {
        /// The scenario whose knob it is.
        scenario: String,
        /// The knob.
        knob: String,
        /// Least, most and step.
        within: [f64; 3],
    },
    /// What comes of it for a payer: -1 cheaper, 0 the same, 1 dearer.
    Guess {
        /// The payer's place; all together come last.
        party: usize,
    },
}

/// A vote that does not count, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncounted {
    /// Nothing is asked, or something else.
    Closed,
    /// It is no number of this question.
    Outside,
    /// It comes too soon after the device's last.
    Soon,
    /// There are too many devices.
    Full,
}

#[derive(Debug, Clone, Copy)]
struct Vote {
    value: f64,
    address: IpAddr,
    at: Instant,
}

/// A question to the room.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// Which question of this server it is.
    pub number: u64,
    /// What is asked.
    pub subject: BallotSubject,
    /// Whether votes count.
    pub is_open: bool,
    votes: BTreeMap<String, Vote>,
}

impl Ballot {
    /// A question that is open.
    pub fn new(number: u64, subject: BallotSubject) -> Ballot {
        Ballot {
            number,
            subject,
            is_open: true,
            votes: BTreeMap::new(),
        }
    }

    /// Counts the number of a device, instead of its last.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn vote(
        &mut self,
        device: &str,
        value: f64,
        from: (IpAddr, Instant),
    ) -> Result<(), Uncounted> {
        if !self.is_open {
            return Err(Uncounted::Closed);
        }
        let value = self.fitted(value).ok_or(Uncounted::Outside)?;
        let (address, at) = from;
        match self.votes.get(device) {
            Some(last) if at.duration_since(last.at) < PAUSE => return Err(Uncounted::Soon),
            Some(_) => {}
            None => {
                let mut votes = self.votes.values();
                let of_address = votes.by_ref().filter(|vote| vote.address == address);
                if of_address.count() >= MOST_OF_ADDRESS || self.votes.len() >= MOST_DEVICES {
                    return Err(Uncounted::Full);
                }
            }
        }
        let vote = Vote { value, address, at };
        self.votes.insert(device.to_string(), vote);
        Ok(())
    }

    /// The number on its nearest step; none beyond the limits.
    fn fitted(&self, value: f64) -> Option<f64> {
        let [low, high, step] = match &self.subject {
            BallotSubject::Belief { within, .. } => *within,
            BallotSubject::Guess { .. } => [-1.0, 1.0, 1.0],
        };
        let is_in = (low..=high).contains(&value);
        let steps = libm::round((value - low) / step);
        // Steps of a tenth have no exact number: as many digits as anybody reads.
        let at_step = libm::round((low + steps * step) * 1e9) / 1e9;
        is_in.then(|| at_step.clamp(low, high))
    }

    /// How many devices have voted.
    pub fn count(&self) -> usize {
        self.votes.len()
    }

    /// From how many addresses: far fewer than devices where somebody votes for others.
    pub fn addresses(&self) -> usize {
        let addresses: BTreeSet<IpAddr> = self.votes.values().map(|vote| vote.address).collect();
        addresses.len()
    }

    /// The numbers, rising; nobody sees them before the question is closed, so that nobody follows the others.
    pub fn numbers(&self) -> Vec<f64> {
        if self.is_open {
            return Vec::new();
        }
        let mut numbers: Vec<f64> = self.votes.values().map(|vote| vote.value).collect();
        numbers.sort_by(f64::total_cmp);
        numbers
    }
}

/// From the lowest to the highest of rising numbers, without one of every ten at each end; none where they are all the same.
pub fn spread(rising: &[f64]) -> Option<[f64; 2]> {
    let out = rising.len() / LEFT_OUT_OF;
    let (low, high) = (*rising.get(out)?, *rising.get(rising.len() - 1 - out)?);
    (low < high).then_some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn belief() -> Ballot {
        let subject = BallotSubject::Belief {
            scenario: "town".into(),
            knob: "falls".into(),
            within: [-0.02, 0.3, 0.01],
        };
        Ballot::new(1, subject)
    }

    fn from(address: u8, seconds: u64, start: Instant) -> (IpAddr, Instant) {
        let address = IpAddr::V4(Ipv4Addr::new(10, 0, 0, address));
        (address, start + Duration::from_secs(seconds))
    }

    #[test]
    fn a_device_has_one_number_and_may_change_it_after_a_while() {
        let (mut ballot, start) = (belief(), Instant::now());
        assert_eq!(ballot.vote("a", 0.05, from(1, 0, start)), Ok(()));
        assert_eq!(
            ballot.vote("a", 0.06, from(1, 0, start)),
            Err(Uncounted::Soon)
        );
        assert_eq!(ballot.vote("b", 0.1, from(1, 0, start)), Ok(()));
        assert_eq!(ballot.vote("a", 0.0712, from(1, 2, start)), Ok(()));
        assert_eq!((ballot.count(), ballot.addresses()), (2, 1));
        assert!(ballot.numbers().is_empty(), "nobody follows the others");
        ballot.is_open = false;
        assert_eq!(ballot.numbers(), [0.07, 0.1], "on the steps of the knob");
        assert_eq!(
            ballot.vote("c", 0.05, from(1, 9, start)),
            Err(Uncounted::Closed)
        );
    }

    #[test]
    fn only_numbers_of_the_question_count() {
        let (mut ballot, start) = (belief(), Instant::now());
        for value in [-0.021, 0.31, f64::NAN, f64::INFINITY] {
            assert_eq!(
                ballot.vote("a", value, from(1, 0, start)),
                Err(Uncounted::Outside)
            );
        }
        let mut guess = Ballot::new(2, BallotSubject::Guess { party: 0 });
        assert_eq!(guess.vote("a", 1.0, from(1, 0, start)), Ok(()));
        assert_eq!(
            guess.vote("b", 2.0, from(1, 0, start)),
            Err(Uncounted::Outside)
        );
    }

    #[test]
    fn one_address_cannot_vote_for_all() {
        let (mut ballot, start) = (belief(), Instant::now());
        for device in 0..MOST_OF_ADDRESS {
            assert_eq!(
                ballot.vote(&device.to_string(), 0.1, from(1, 0, start)),
                Ok(())
            );
        }
        assert_eq!(
            ballot.vote("more", 0.1, from(1, 0, start)),
            Err(Uncounted::Full)
        );
        assert_eq!(ballot.vote("more", 0.1, from(2, 0, start)), Ok(()));
    }

    #[test]
    fn the_spread_leaves_out_one_of_ten_at_each_end() {
        let numbers: Vec<f64> = (0..11).map(f64::from).collect();
        assert_eq!(spread(&numbers), Some([1.0, 9.0]));
        assert_eq!(spread(&numbers[..9]), Some([0.0, 8.0]));
        assert_eq!(spread(&[3.0, 3.0]), None);
        assert_eq!(spread(&[]), None);
    }
}
