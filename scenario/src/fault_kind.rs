//! The kinds of fault that a scenario can have, each with a code that users can look up and an explanation.
//!
//! Comes in: nothing. Goes out: [`FaultKind`], its code, and its explanation from `explanations/E001.md` and on, which holds an
//! example that is wrong and the same example mended; tests/scenarios/explanations.rs checks both. Deliberately absent: the
//! message, which is of one fault at one place. A kind without an explanation does not compile.

use crate::base::listed;

/// Declares the kinds with their codes.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        listed! {
        /// A kind of fault. Codes are never given to another kind: messages and notes of users hold them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $($(#[$doc])* $kind,)*
        }
        }

        impl FaultKind {
            /// The code by which `caremix explain` knows it.
            pub fn code(self) -> &'static str {
                match self {
                    $(FaultKind::$kind => $code,)*
                }
            }

            /// What it means and how it is mended, in Markdown.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(FaultKind::$kind => include_str!(concat!("explanations/", $code, ".md")),)*
                }
            }
        }
    };
}

kinds! {
    /// A file that cannot be read: not there, not text, too large.
    Unreadable = "E001",
    /// Text that is no TOML.
    Syntax = "E002",
    /// `extends` that leads nowhere: no list, too many files, a circle.
    Extends = "E003",
    /// `--set` that sets nothing.
    Setting = "E004",
    /// A line of the residents' file that cannot be taken as a resident.
    PeopleFile = "E005",
    /// A value of another type than its key takes.
    WrongType = "E006",
    /// A word that is none of those a key takes.
    UnknownWord = "E007",
    /// A number outside the limits of its key.
    OutOfRange = "E008",
    /// A list of another length than it should have.
    CountOfEntries = "E009",
    /// A key that a table needs and lacks.
    MissingKey = "E010",
    /// Two entries of one list with the same name.
    NameTwice = "E011",
    /// A key that does not exist.
    UnknownKey = "E012",
    /// A name that cannot be one.
    UnusableName = "E013",
    /// A reference to what the scenario does not have.
    UnknownName = "E014",
    /// The same entry twice.
    ListedTwice = "E015",
    /// A key that needs another, or applies only beside another.
    DependentKey = "E016",
    /// Two keys that answer the same question.
    ExclusiveKeys = "E017",
    /// Values that must ascend and do not.
    Order = "E018",
    /// Shares that do not add up.
    Shares = "E019",
    /// A mean, spread and distribution that contradict each other.
    Uncertainty = "E020",
    /// An uncertain number that could be drawn outside its limits.
    DrawsOutside = "E021",
    /// Bands of ages that are empty or overlap.
    Bands = "E022",
    /// More than can be simulated.
    TooLarge = "E023",
    /// A period that lies outside the run or ends before it starts.
    Years = "E024",
    /// Discounting that its convention does not have.
    Discounting = "E025",
    /// A sample larger than the population.
    Sample = "E026",
    /// A place where nobody lives.
    Inhabitants = "E027",
    /// Residents without a health state to start in.
    StartingStates = "E028",
    /// A state that is dead where one of the living is meant, or none that is dead.
    DeadState = "E029",
    /// A move between states that cannot happen.
    Transition = "E030",
    /// Probabilities of leaving a state that are more than 1 together.
    ProbabilitiesOfLeaving = "E031",
    /// A utility that an effect pushes out of its limits.
    Utility = "E032",
    /// Needs that would arise more often than can be simulated.
    NewNeeds = "E033",
    /// A fixed number of units that is no whole one.
    WholeUnits = "E034",
    /// Care that nobody pays, or payers of what is not paid.
    NoPayers = "E035",
    /// Background care that is no remainder, or twice the same.
    Remainder = "E036",
    /// A reference population that is needed and absent, or half described.
    Reference = "E037",
    /// Ratios that would change the reference itself.
    ReferenceRatios = "E038",
    /// Residents who pay and are no payer.
    ResidentPayer = "E039",
    /// Subscriptions that no cycle can settle.
    Subscriptions = "E040",
    /// Two disciplines with lists of residents.
    Panels = "E041",
    /// A component for those who take part, where nothing says who does.
    Participation = "E042",
    /// A survey of collaborations that counts none.
    Survey = "E043",
    /// Integration that is not there to move.
    Integration = "E044",
    /// An effect on nothing, or on several things.
    EffectTarget = "E045",
    /// An effect without a size, or with two.
    EffectSize = "E046",
    /// An effect on what the scenario does not have.
    EffectWithoutObject = "E047",
    /// An arm that cannot be what it starts from.
    Arm = "E048",
    /// Units that two components pay.
    PaidTwice = "E049",
    /// A fee in the place of units that nobody delivers.
    NothingReplaced = "E050",
    /// A contract on savings that cannot be settled.
    SharedSavings = "E051",
    /// An indicator that scores nothing.
    Score = "E052",
    /// A budget that cannot be pooled.
    PooledBudget = "E053",
    /// A platform that nobody can pay for.
    Platform = "E054",
    /// A contract that does not say what it holds, or says it twice.
    Contract = "E055",
    /// An arrangement that shares nothing.
    Arrangement = "E056",
    /// An account that nothing simulated can be set beside.
    Account = "E057",
    /// A number that cannot be fitted.
    Calibration = "E058",
    /// A published file that cannot be taken for a place.
    PublishedFile = "E059",
    /// A knob that turns no number, or turns it out of what it may be.
    Knob = "E060",
    /// Places that nobody can want, or that contradict each other.
    Places = "E061",
    /// A budget that rations nothing, or what it does not pay.
    Rationing = "E062",
}

impl FaultKind {
    /// The kind that has a code; in any case, and without the letter too.
    pub fn of_code(text: &str) -> Option<FaultKind> {
        let text = text.trim().to_ascii_uppercase();
        let number = text.strip_prefix('E').unwrap_or(&text);
        let number: usize = number.parse().ok()?;
        let code = format!("E{number:03}");
        let mut kinds = FaultKind::ALL.iter().copied();
        kinds.find(|kind| kind.code() == code)
    }

    /// The head of its explanation.
    pub fn title(self) -> &'static str {
        let head = self.explanation().lines().next().unwrap_or_default();
        head.trim_start_matches("# ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_is_found_by_it() {
        for (at, kind) in FaultKind::ALL.iter().enumerate() {
            let number = at + 1;
            for text in [
                format!("E{number:03}"),
                format!("e{number}"),
                format!(" {number} "),
            ] {
                assert_eq!(FaultKind::of_code(&text), Some(*kind), "{text}");
            }
        }
        for text in ["", "E", "E000", "E999", "E-1", "unknown"] {
            assert_eq!(FaultKind::of_code(text), None, "{text}");
        }
    }

    #[test]
    fn every_explanation_has_a_title_in_its_first_line() {
        for kind in FaultKind::ALL {
            let explanation = kind.explanation();
            assert!(
                explanation.starts_with("# ") && explanation.ends_with("```\n"),
                "{}",
                kind.code()
            );
        }
    }
}
