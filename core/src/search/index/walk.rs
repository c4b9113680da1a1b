//! Going through the documents that may match, as the lists name them.

use super::bits::Bits;
use super::cursors::Cursors;
use super::docs::DocId;
use super::hunt::Hunt;
use super::lens::How;
use super::segment::Zone;
use super::ways::Level;

/// Documents of the first piece in which lists are read.
const FIRST_PIECE: usize = 1024;

impl Hunt<'_> {
    /// Calls `visit` with the live documents of a zone that may match at a level, in the order of preference, until it
    /// says stop.
    pub(super) fn walk(
        &mut self,
        view: usize,
        level: Level,
        zone: Zone,
        visit: &mut dyn FnMut(&mut Self, DocId) -> bool,
    ) {
        let segment = &self.views[view].segment;
        let len = segment.len();
        let mut listed = std::mem::take(&mut self.pool.listed);
        let mut narrower = std::mem::take(&mut self.pool.narrower);
        listed.reset(len);
        let mut has_groups = false;
        if zone == Zone::Keywords {
            let how = if level > Level::Other || level == self.top(0) { How::Loosely } else { How::Strictly };
            has_groups = self.lenses[view][0].add_groups(&self.ways[0], level, how, &mut listed);
        }
        let plan = self.lenses[view][0].plan(&self.ways[0], level, zone);
        let mut cursors = plan.as_ref().map(|plan| Cursors::new(plan, segment));
        // Narrowing would take the documents of groups away again, so all lists are read apart from these.
        if has_groups {
            let mut apart = Bits::new(len);
            if let Some(cursors) = cursors.take() {
                cursors.read_all(len, &mut apart, &mut narrower);
            }
            listed.join(&apart);
        }
        if has_groups || cursors.is_some() {
            self.walk_listed(view, cursors, &mut listed, &mut narrower, visit);
        }
        (self.pool.listed, self.pool.narrower) = (listed, narrower);
    }

    /// Reads lists piece by piece, each larger than the last, and visits what they name.
    fn walk_listed(
        &mut self,
        view: usize,
        mut cursors: Option<Cursors<'_>>,
        listed: &mut Bits,
        narrower: &mut Bits,
        visit: &mut dyn FnMut(&mut Self, DocId) -> bool,
    ) {
        let len = self.views[view].segment.len();
        let mut start = 0;
        let mut n = 0;
        while start < len {
            let end = match &mut cursors {
                Some(cursors) => {
                    let end = len.min((start * 4).max(FIRST_PIECE));
                    cursors.read(end as DocId, len, listed, narrower);
                    end
                }
                None => len,
            };
            for doc in listed.iter_from(start as DocId) {
                n += 1;
                if n % 256 == 0 && self.is_cancelled() {
                    self.is_complete = false;
                    return;
                }
                if self.is_live(view, doc) && visit(self, doc) {
                    return;
                }
            }
            start = end;
        }
    }
}
