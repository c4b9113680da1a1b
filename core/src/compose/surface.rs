//! Where the agent sends from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};

/// A surface (入口): the part of Huashu that carries a plan out. What each can do is the table in
/// [`super::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Surface {
    /// The bubble and its panel over another Android app.
    AndroidOverlay,
    /// The Android app itself, full screen.
    AndroidApp,
    /// The Android keyboard.
    AndroidKeyboard,
    /// The iOS app itself.
    IosApp,
    /// The iOS share extension.
    IosShare,
    /// The iOS keyboard.
    IosKeyboard,
    /// The panel beside a chat window on a computer.
    Desktop,
}

impl Surface {
    /// Every surface, in the order in which the design lists them.
    pub const ALL: [Self; 7] = [
        Self::AndroidOverlay,
        Self::AndroidApp,
        Self::AndroidKeyboard,
        Self::IosApp,
        Self::IosShare,
        Self::IosKeyboard,
        Self::Desktop,
    ];

    /// The id as JSON and the command line carry it: `android_overlay` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AndroidOverlay => "android_overlay",
            Self::AndroidApp => "android_app",
            Self::AndroidKeyboard => "android_keyboard",
            Self::IosApp => "ios_app",
            Self::IosShare => "ios_share",
            Self::IosKeyboard => "ios_keyboard",
            Self::Desktop => "desktop",
        }
    }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Surface {
    type Err = Error;

    /// # Errors
    /// [`Error::Invalid`] for anything but one of the ids, spelled exactly.
    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|surface| surface.as_str() == text);
        found.ok_or_else(|| Error::invalid("surface", Problem::Unknown { text: text.to_owned() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_text_spell_an_id_alike() {
        for surface in Surface::ALL {
            assert_eq!(serde_json::to_value(surface).unwrap(), surface.as_str());
            assert_eq!(surface.as_str().parse::<Surface>().unwrap(), surface);
        }
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        for bad in ["", "android", "Android_App", "android-app", " desktop"] {
            let error = bad.parse::<Surface>().unwrap_err();
            assert!(
                matches!(&error, Error::Invalid { field: "surface", problem: Problem::Unknown { text } } if text == bad),
                "{bad}: {error:?}"
            );
        }
    }
}
