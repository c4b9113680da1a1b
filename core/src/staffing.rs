//! How many agents a promotion needs: the trade's formula, step by step, so that a manager can follow it.

use serde::Serialize;

use crate::error::{Error, Problem, Result};

/// What a manager knows or expects of one period, most often a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// Sales of the shop in the period, in yuan.
    pub sales: f64,
    /// The share of sales that goes through a conversation with service, 0–1.
    pub service_share: f64,
    /// What a buyer who talks to service spends, in yuan.
    pub spend_per_buyer: f64,
    /// The share of enquiries that become a purchase, 0–1.
    pub conversion: f64,
    /// How many enquiries one agent answers well in the period; from shift length and kind of goods.
    pub enquiries_per_agent: f64,
}

/// The formula's steps and its result.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Staffing {
    /// Sales that go through service, in yuan.
    pub service_sales: f64,
    /// Buyers who talk to service.
    pub service_buyers: f64,
    /// Enquiries to be answered.
    pub enquiries: f64,
    /// Agents needed, rounded up.
    pub agents: u64,
}

/// Works the formula out: service sales ÷ spend per buyer = buyers; ÷ conversion = enquiries; ÷ capacity = agents.
///
/// # Errors
/// `Invalid` for a number that is not finite, negative, or zero where it divides, and for a share above one.
pub fn staffing(expected: &Expectation) -> Result<Staffing> {
    let Expectation { sales, service_share, spend_per_buyer, conversion, enquiries_per_agent } = *expected;
    within("sales", sales, 0.0..=f64::MAX)?;
    within("service_share", service_share, 0.0..=1.0)?;
    within("spend_per_buyer", spend_per_buyer, f64::MIN_POSITIVE..=f64::MAX)?;
    within("conversion", conversion, f64::MIN_POSITIVE..=1.0)?;
    within("enquiries_per_agent", enquiries_per_agent, f64::MIN_POSITIVE..=f64::MAX)?;
    let service_sales = sales * service_share;
    let service_buyers = service_sales / spend_per_buyer;
    let enquiries = service_buyers / conversion;
    let agents = (enquiries / enquiries_per_agent).ceil();
    // Beyond this the inputs, not the formula, are wrong.
    within("enquiries_per_agent", agents, 0.0..=1e9)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in 0..=1e9")]
    let agents = agents as u64;
    Ok(Staffing { service_sales, service_buyers, enquiries, agents })
}

/// Spreads agents over hours by the load expected in each; every hour with load gets at least one.
///
/// `loads` are weights, one an hour; the busiest hour gets all `agents`. At most 12 hours on end is one shift.
pub fn by_hour(agents: u64, loads: &[f64]) -> Vec<u64> {
    let peak = loads.iter().copied().filter(|load| load.is_finite()).fold(0.0, f64::max);
    let share = |load: &f64| if peak > 0.0 && *load > 0.0 { load / peak } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "shares lie in 0..=1, and counts of people far below 2^52"
    )]
    loads.iter().map(|load| (share(load) * agents as f64).ceil() as u64).collect()
}

fn within(field: &'static str, value: f64, range: std::ops::RangeInclusive<f64>) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, Problem::Unknown { text: value.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Expectation = Expectation {
        sales: 1_000_000.0,
        service_share: 0.6,
        spend_per_buyer: 150.0,
        conversion: 0.5,
        enquiries_per_agent: 400.0,
    };

    #[test]
    fn the_formula_rounds_up() {
        let staffing = staffing(&DAY).unwrap();
        assert_eq!((staffing.service_buyers, staffing.enquiries, staffing.agents), (4_000.0, 8_000.0, 20));
        let one_more = Expectation { sales: 1_000_001.0, ..DAY };
        assert_eq!(super::staffing(&one_more).unwrap().agents, 21);
        assert_eq!(super::staffing(&Expectation { sales: 0.0, ..DAY }).unwrap().agents, 0);
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for bad in [
            Expectation { conversion: 0.0, ..DAY },
            Expectation { conversion: 1.5, ..DAY },
            Expectation { spend_per_buyer: -1.0, ..DAY },
            Expectation { sales: f64::NAN, ..DAY },
            Expectation { sales: f64::MAX, spend_per_buyer: 1e-9, ..DAY },
            Expectation { enquiries_per_agent: 0.0, ..DAY },
        ] {
            assert!(staffing(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_peak_hour_gets_everybody() {
        assert_eq!(by_hour(20, &[1.0, 0.25, 0.0, 0.01]), [20, 5, 0, 1]);
        assert_eq!(by_hour(20, &[0.0, f64::NAN]), [0, 0]);
    }
}
