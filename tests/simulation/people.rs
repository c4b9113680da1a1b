//! What happens to a device and its person: a sign-in, a copy that is put back, a tunnel.

use huashu_core::sync::machine::{Event, StreamEvent};
use huashu_protocol::SyncApi;
use huashu_protocol::account::{Device, SignIn};
use uuid::Uuid;

use crate::dice::copy;
use crate::look::BookView;
use crate::template::{DEVICES, NAMES, PASSWORD, URL, at_once};
use crate::world::{Parcel, SECOND, World};

impl World {
    /// A person signs in again.
    pub(crate) fn sign_in(&mut self, number: usize) {
        self.clients[number].is_signing_in = false;
        if !self.clients[number].runs() {
            return;
        }
        let device = Device { install: self.clients[number].install, name: "device".into() };
        let user = NAMES[DEVICES[number]].to_owned();
        let request = SignIn { user, password: PASSWORD.into(), device };
        let is_cut = self.clients[number].cut;
        let answer = if is_cut { None } else { self.at_hub(|hub| at_once(hub.sign_in(request))) };
        let Some(Ok(session)) = answer else {
            self.clients[number].is_signing_in = true;
            return self.post(20 * SECOND, Parcel::SignIn(number));
        };
        let install = self.clients[number].install;
        let joined = self.with_book(number, |book| {
            let known = book.sync_standing()?.identity.map(|identity| identity.install);
            book.join_hub(URL, None, install, &session)?;
            // Another installation with the same book: a phone that was restored from a backup.
            if known != Some(install) { book.renew_installation(install, session.device) } else { Ok(()) }
        });
        let Some(joined) = joined else { return };
        joined.unwrap();
        self.clients[number].access = Some(session.tokens.access);
        self.clients[number].refresh = session.tokens.refresh;
        self.step(number, Event::SignedIn);
    }

    /// Keeps a copy of a client's book as it is.
    pub(crate) fn back_up(&mut self, number: usize) {
        if !self.clients[number].runs() {
            return;
        }
        self.tell(format_args!("{number} is backed up"));
        let to = self.book_folder(&format!("backup{number}"));
        let _ = std::fs::remove_dir_all(&to);
        copy(&self.clients[number].dir, &to);
        self.clients[number].backup = Some(self.now);
    }

    /// Puts a client's copy back: onto the same phone, or onto another, which is another installation.
    pub(crate) fn put_back(&mut self, number: usize, is_other_phone: bool) {
        let Some(at) = self.clients[number].backup else { return };
        self.tell(format_args!("{number} is put back to {at:?}, on another phone: {is_other_phone}"));
        self.crash(number);
        let dir = self.clients[number].dir.clone();
        std::fs::remove_dir_all(&dir).unwrap();
        copy(&self.book_folder(&format!("backup{number}")), &dir);
        self.ledger.phone_put_back(number, at, &self.clients[number].view);
        self.clients[number].view = BookView::default();
        if is_other_phone {
            let life = u128::from(self.clients[number].life);
            self.clients[number].install = Uuid::from_u128(1_000 * (life + 1) + number as u128);
            self.clients[number].refresh = "lost".into();
        }
    }

    /// Cuts a client off from the hub.
    pub(crate) fn cut(&mut self, number: usize) {
        self.tell(format_args!("{number} is cut off"));
        self.clients[number].cut = true;
        let life = self.clients[number].life;
        if let Some((id, ..)) = self.clients[number].stream.take() {
            self.post(60 * SECOND, Parcel::Tell(number, life, Event::Stream(id, StreamEvent::Silent)));
        }
    }

    pub(crate) fn heal(&mut self, number: usize) {
        if std::mem::take(&mut self.clients[number].cut) {
            self.tell(format_args!("{number} is back"));
            self.step(number, Event::NetworkChanged);
        }
    }
}
