//! What a run remembers of the characters it has matched, beside their number.

use super::chars::Class;
use super::spell::Typo;

/// What the characters matched so far allow the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing is matched yet.
    Start,
    /// The last character is matched whole.
    Whole,
    /// The last character is matched in part, but not as the only one since the last mark.
    Open,
    /// The only character since the run began is matched in part.
    Partial,
    /// A divider has been skipped behind a character matched whole.
    CrossedWhole,
    /// A divider has been skipped behind one matched in part.
    Crossed,
    /// The end of a sentence has been skipped: the next character must be matched whole.
    Ended,
    /// Behind a divider one character is matched, in part: another must follow, and no mark.
    Owing,
    /// In a run with a typing error: it has been made.
    Erred,
    /// In a run with a typing error: two letters are exchanged, and one of them is still to come.
    Swapped,
}

impl State {
    /// How many states there are.
    pub(crate) const COUNT: usize = 10;

    /// The state behind one more character, matched whole or not, if it may be matched so.
    pub(crate) fn matched(self, whole: bool) -> Option<Self> {
        match self {
            Self::Erred | Self::Swapped => Some(self),
            _ if whole => Some(Self::Whole),
            Self::Start => Some(Self::Partial),
            Self::Whole | Self::Open | Self::Partial | Self::Owing => Some(Self::Open),
            Self::CrossedWhole | Self::Crossed => Some(Self::Owing),
            Self::Ended => None,
        }
    }

    /// The state behind a skipped unit, if it may be skipped.
    pub(crate) fn skipped(self, class: Class) -> Option<Self> {
        match (class, self) {
            (Class::Solid, _) => None,
            (Class::Joint, _) | (_, Self::Erred | Self::Swapped | Self::Ended) => Some(self),
            (Class::Divider, Self::Whole | Self::CrossedWhole) => Some(Self::CrossedWhole),
            (Class::Divider, Self::Open | Self::Crossed) => Some(Self::Crossed),
            (Class::End, Self::Whole | Self::CrossedWhole) => Some(Self::Ended),
            (Class::Divider | Class::End, _) => None,
        }
    }

    /// Whether a run may end so.
    pub(crate) fn may_end(self) -> bool {
        !matches!(self, Self::Owing | Self::Swapped)
    }

    /// What the next spelling may do about a typing error, in a run that allows one.
    pub(crate) fn typo(self) -> Typo {
        match self {
            Self::Erred => Typo::Spent,
            Self::Swapped => Typo::Swapped,
            _ => Typo::Allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows a run in which `W` is a character matched whole, `p` one in part, and marks are themselves; says
    /// whether it is allowed to the end.
    fn is_allowed(run: &str) -> bool {
        let step = |state: State, c: char| match c {
            'W' | 'p' => state.matched(c == 'W'),
            mark => state.skipped(Class::of(mark)),
        };
        run.chars().try_fold(State::Start, step).is_some_and(State::may_end)
    }

    #[test]
    fn marks_between_characters() {
        for run in [
            "W", "p", "pp", "p-p", "p p", "W,W", "W.W", "pp,pp", "Wp,pp", "W,pp", "pp,W", "W],[W", "W].W",
            "p-p,p p",
        ] {
            assert!(is_allowed(run), "{run}");
        }
        for run in
            ["p,p", "p,W", "pp,p", "W,p", "pp,p,pp", "pp.pp", "W.p", "W.pp", "p.W", "pp.W", "pp],.W", "WaW"]
        {
            assert!(!is_allowed(run), "{run}");
        }
    }
}
