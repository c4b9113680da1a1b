//! How many agents a promotion needs, step by step.

use huashu_core::staffing::Staffing;
use serde::Serialize;

use crate::output::Reply;
use crate::output::layout::{pad, width};
use crate::output::page::{Page, paint};
use crate::output::style::{BADGE, DIM, GOOD};
use crate::text;

/// The formula's steps, and the agents for each hour where loads were given.
#[derive(Debug, Serialize)]
pub(crate) struct StaffingView {
    #[serde(flatten)]
    pub(crate) staffing: Staffing,
    pub(crate) by_hour: Vec<u64>,
}

impl Reply for StaffingView {
    fn page(&self, page: &mut Page) {
        let Staffing { service_sales, service_buyers, enquiries, agents } = self.staffing;
        let lines = [
            (&text::SERVICE_SALES, format!("{service_sales:.0}")),
            (&text::SERVICE_BUYERS, format!("{service_buyers:.0}")),
            (&text::ENQUIRIES, format!("{enquiries:.0}")),
            (&text::AGENTS, agents.to_string()),
        ];
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        let values = lines.iter().map(|(_, value)| value.len()).max().unwrap_or(0);
        let last = lines.len() - 1;
        for (index, (name, value)) in lines.iter().enumerate() {
            let value = format!("{value:>values$}");
            let value = if index == last { paint(GOOD, &value) } else { value };
            page.line(format!("{}  {value}", paint(DIM, &pad(page.pick(name), names))));
        }
        if !self.by_hour.is_empty() {
            page.blank();
            let most = self.by_hour.iter().copied().max().unwrap_or(0).max(1);
            for (hour, agents) in self.by_hour.iter().enumerate() {
                let length = usize::try_from(agents.saturating_mul(30).div_ceil(most)).unwrap_or(30);
                let bar = paint(BADGE, &"▇".repeat(length));
                page.line(format!("{}  {agents:>5}  {bar}", paint(DIM, &format!("{:>3}", hour + 1))));
            }
            page.aside(page.pick(&text::SHIFT));
        }
    }
}
