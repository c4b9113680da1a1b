//! `huashu staffing`.

use huashu_core::staffing::{Expectation, by_hour, staffing};

use crate::app::App;
use crate::args::StaffingArgs;
use crate::error::{Exit, Failure};
use crate::parse::number;
use crate::view::StaffingView;

pub(crate) fn run(app: &App, args: &StaffingArgs) -> Result<Exit, Failure> {
    let expected = Expectation {
        sales: number("sales", &args.sales)?,
        service_share: number("service_share", &args.share)?,
        spend_per_buyer: number("spend_per_buyer", &args.spend)?,
        conversion: number("conversion", &args.conversion)?,
        enquiries_per_agent: number("enquiries_per_agent", &args.capacity)?,
    };
    let loads = args.load.as_deref().unwrap_or_default().split([',', '，']).filter(|load| !load.is_empty());
    let loads: Vec<f64> = loads.map(|load| number("load", load)).collect::<Result<_, _>>()?;
    let staffing = staffing(&expected)?;
    let by_hour = by_hour(staffing.agents, &loads);
    app.out.answer(&StaffingView { staffing, by_hour })
}
