//! What was filled for the customer of the present conversation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fill::{Values, is_builtin};

/// The values that a person gave for the present customer, so that the next phrase need not ask for them again.
///
/// It never says who the customer is, never goes to the hub, and is cleared when the person says "new customer". It
/// serialises as `{"values":{"客户名":"张三"}}`, since a face keeps it while the system has its process closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session {
    #[serde(default)]
    values: BTreeMap<String, String>,
}

impl Session {
    /// Remembers the values given for a phrase. Built-in names are not remembered, since a date or a signature given
    /// once was meant for that once; nor are blank values, which leave something out of one phrase only.
    pub fn remember(&mut self, given: &Values) {
        for (name, value) in given.given() {
            if !is_builtin(name) && !value.trim().is_empty() {
                self.values.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Forgets one value.
    pub fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Forgets everything: a new customer.
    pub fn clear(&mut self) {
        self.values.clear();
    }

    /// What is remembered, by name.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The given values with the remembered ones beneath them: a given value stands, even an empty one.
    pub fn beneath(&self, mut given: Values) -> Values {
        for (name, value) in &self.values {
            given.remember(name, value);
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().copied().collect()
    }

    #[test]
    fn what_was_given_is_known_for_the_next_phrase_until_the_next_customer() {
        let mut session = Session::default();
        session.remember(&values(&[("客户名", "张三"), ("日期", "明天"), ("备注", " "), ("date", "x")]));
        assert_eq!(session.values().collect::<Vec<_>>(), [("客户名", "张三")]);
        assert_eq!(session.beneath(Values::new()).get("客户名"), Some("张三"));

        session.remember(&values(&[("客户名", "李四"), ("订单号", "1")]));
        session.forget("订单号");
        assert_eq!(session.values().collect::<Vec<_>>(), [("客户名", "李四")]);

        session.clear();
        assert_eq!(session.beneath(Values::new()), Values::new());
    }

    #[test]
    fn a_given_value_stands_above_a_remembered_one() {
        let mut session = Session::default();
        session.remember(&values(&[("客户名", "张三")]));
        for given in ["李四", ""] {
            let both = session.beneath(values(&[("客户名", given)]));
            assert_eq!(both.get("客户名"), Some(given));
            assert_eq!(both.given().count(), 1);
        }
    }

    #[test]
    fn only_what_was_given_is_remembered_anew() {
        let mut session = Session::default();
        session.remember(&values(&[("客户名", "张三")]));
        let both = session.beneath(values(&[("金额", "9.9")]));
        let mut other = Session::default();
        other.remember(&both);
        assert_eq!(other.values().collect::<Vec<_>>(), [("金额", "9.9")]);
    }

    #[test]
    fn it_survives_being_written_down() {
        let mut session = Session::default();
        session.remember(&values(&[("客户名", "张三"), ("金额", "9.9")]));
        let json = serde_json::to_string(&session).unwrap();
        assert_eq!(json, r#"{"values":{"客户名":"张三","金额":"9.9"}}"#);
        assert_eq!(serde_json::from_str::<Session>(&json).unwrap(), session);
        assert_eq!(serde_json::from_str::<Session>("{}").unwrap(), Session::default());
    }
}
