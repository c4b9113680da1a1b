//! Passwords: Argon2id, and the same time for a name that is not there.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use huashu_protocol::Refusal;

use crate::options::PasswordCost;
use crate::random::Random;
use crate::store::{Result, StoreError};

/// The shortest password, in characters.
const SHORTEST: usize = 8;
/// The longest, in bytes: nobody types more, and hashing takes longer for more.
const LONGEST: usize = 256;

/// Hashes and verifies.
pub(crate) struct Passwords {
    cost: PasswordCost,
    /// Of nobody's password: what is verified where there is no account.
    dummy: String,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost, random: &dyn Random) -> Result<Self> {
        let mut passwords = Self { cost, dummy: String::new() };
        let mut nobody = [0; 32];
        random.fill(&mut nobody)?;
        passwords.dummy = passwords.hash_bytes(&nobody, random)?;
        Ok(passwords)
    }

    /// The hash of a password that a person has chosen.
    pub(crate) fn hash(&self, password: &str, random: &dyn Random) -> Result<String> {
        if password.chars().count() < SHORTEST || password.len() > LONGEST {
            let message = format!("password: {SHORTEST} characters to {LONGEST} bytes");
            return Err(Refusal::invalid(message).into());
        }
        self.hash_bytes(password.as_bytes(), random)
    }

    /// Whether a password is that of a hash; without a hash it never is, and takes as long.
    pub(crate) fn is_right(&self, password: &str, hash: Option<&str>) -> bool {
        if password.len() > LONGEST {
            return false;
        }
        let verified =
            Argon2::default().verify_password(password.as_bytes(), hash.unwrap_or(&self.dummy)).is_ok();
        verified && hash.is_some()
    }

    /// Whether a hash was made with other parameters than those of today.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        let PasswordCost { memory, passes, lanes } = self.cost;
        !hash.starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$"))
    }

    fn hash_bytes(&self, password: &[u8], random: &dyn Random) -> Result<String> {
        let PasswordCost { memory, passes, lanes } = self.cost;
        let failed =
            |error: &dyn std::fmt::Display| StoreError::Failed(format!("a password was not hashed: {error}"));
        let params = Params::new(memory, passes, lanes, None).map_err(|error| failed(&error))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let hash = argon.hash_password_with_salt(password, &salt).map_err(|error| failed(&error))?;
        Ok(hash.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn only_the_right_password_is_right() {
        let random = SeededRandom::new(1);
        let passwords = Passwords::new(PasswordCost::CHEAP, &random).unwrap();
        let hash = passwords.hash("correct horse", &random).unwrap();
        assert!(passwords.is_right("correct horse", Some(&hash)));
        assert!(!passwords.is_right("correct horse", None));
        assert!(!passwords.is_right("Correct horse", Some(&hash)));
        assert!(!passwords.is_right("", Some(&hash)));
        assert!(!passwords.is_right(&"x".repeat(1_000), Some(&hash)));
        assert!(!passwords.is_right("correct horse", Some("no hash")));
        assert!(!passwords.is_outdated(&hash));
        let dearer = Passwords::new(PasswordCost { passes: 2, ..PasswordCost::CHEAP }, &random).unwrap();
        assert!(dearer.is_outdated(&hash) && dearer.is_right("correct horse", Some(&hash)));
        for bad in ["", "short", &"x".repeat(300)] {
            assert!(passwords.hash(bad, &random).is_err());
        }
        assert!(passwords.hash("八个字的密码够了", &random).is_ok());
    }
}
