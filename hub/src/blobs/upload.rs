//! Uploads: piece after piece, verified before anybody hears of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::PoisonError;

use huashu_core::error::Locale;
use huashu_core::media::{Format, Kind, MAX_PICTURE_BYTES, prepare_picture, probe};
use huashu_core::sync::bug::{self, Moment};
use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::limits::{BLOB_BYTES, PIECE_BYTES};
use huashu_protocol::{CallError, CallResult, Refusal};

use super::disk::{hash_file, length, make_folder, remove, sync_folder};
use super::{Files, may_read, parse_hash};
use crate::engine::{Caller, Engine};
use crate::store::types::{Account, Blob, OpenUpload};
use crate::store::{Hash, Result, StoreError};

/// The most uploads of one account that are not whole.
const OPEN: u64 = 100;
/// How often it is written down that an upload goes on, in milliseconds.
const SEEN_EVERY: i64 = 60 * 60 * 1_000;
/// The longest media type, in bytes.
const MIME_BYTES: usize = 100;

impl Engine {
    /// Begins an upload, or says how far it has come.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn upload(&self, token: &str, upload: &Upload) -> CallResult<Uploaded> {
        let hash = parse_hash(&upload.hash).ok_or_else(|| Refusal::invalid("hash: 64 hex digits"))?;
        if upload.size > BLOB_BYTES {
            return Err(Refusal::TooLarge.into());
        }
        let is_type = upload.mime.len() <= MIME_BYTES
            && upload.mime.contains('/')
            && upload.mime.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if upload.size == 0 || !is_type {
            return Err(Refusal::invalid("a size above zero and a media type are expected").into());
        }
        let caller = self.caller(token)?;
        let _lock = self.files.lock(&hash);
        if let Some(size) = self.readable_blob(&caller.account, &hash)? {
            return Ok(Uploaded { offset: size, done: true });
        }
        let (now, account, size, mime) = (self.now(), caller.account.id, upload.size, upload.mime.clone());
        let who = caller.clone();
        let is_other = self.store.write(move |tx| {
            let caller = who.again(&*tx, now)?;
            let known = tx.upload(caller.account.id, &hash)?;
            if known.is_none() && tx.count_uploads(caller.account.id)? >= OPEN {
                return Err(Refusal::Busy { retry_after: 60 }.into());
            }
            tx.put_upload(&OpenUpload { account: caller.account.id, hash, size, mime, at: now })?;
            Ok(known.is_none_or(|known| known.size != size))
        })?;
        let part = self.files.part(account, &hash);
        if is_other {
            remove(&part).map_err(StoreError::from)?;
        }
        let offset = length(&part).map_err(StoreError::from)?;
        if offset < upload.size {
            return Ok(Uploaded { offset, done: false });
        }
        // The hub died after the last piece: nobody will send another one.
        let (size, mime) = (upload.size, upload.mime.clone());
        let whole = OpenUpload { account, hash, size, mime, at: now };
        match self.finish_upload(&caller, &whole, &part) {
            Ok(()) => Ok(Uploaded { offset: upload.size, done: true }),
            // They were not its bytes, and are gone: from the beginning.
            Err(CallError::Refused(Refusal::Invalid { .. })) => Ok(Uploaded { offset: 0, done: false }),
            Err(error) => Err(error),
        }
    }

    /// Takes one piece of an upload.
    ///
    /// # Errors
    /// What the hub refuses: [`Refusal::Offset`] says where the upload stands.
    pub fn upload_piece(&self, token: &str, hash: &str, offset: u64, bytes: &[u8]) -> CallResult<Uploaded> {
        let hash = parse_hash(hash).ok_or(Refusal::NotFound)?;
        if bytes.len() > PIECE_BYTES {
            return Err(Refusal::TooLarge.into());
        }
        let caller = self.caller(token)?;
        let _lock = self.files.lock(&hash);
        let Some(upload) = self.store.read(|view| view.upload(caller.account.id, &hash))? else {
            let size = self.readable_blob(&caller.account, &hash)?.ok_or(Refusal::NotFound)?;
            return Ok(Uploaded { offset: size, done: true });
        };
        let part = self.files.part(caller.account.id, &hash);
        let have = length(&part).map_err(StoreError::from)?;
        if offset != have {
            return Err(Refusal::Offset { offset: have }.into());
        }
        let whole = have + bytes.len() as u64;
        if whole > upload.size {
            return Err(Refusal::invalid("the piece goes beyond the size of the upload").into());
        }
        self.files.append(&part, have, bytes).map_err(StoreError::from)?;
        if whole < upload.size {
            self.upload_goes_on(upload)?;
            return Ok(Uploaded { offset: whole, done: false });
        }
        self.finish_upload(&caller, &upload, &part)?;
        Ok(Uploaded { offset: whole, done: true })
    }

    fn upload_goes_on(&self, mut upload: OpenUpload) -> Result<()> {
        let now = self.now();
        if now.saturating_sub(upload.at) < SEEN_EVERY {
            return Ok(());
        }
        upload.at = now;
        self.store.write(move |tx| tx.put_upload(&upload))
    }

    /// A whole upload becomes a blob, or is thrown away.
    fn finish_upload(&self, caller: &Caller, upload: &OpenUpload, part: &Path) -> CallResult<()> {
        if let Err(flaw) = self.files.check(part, upload).map_err(StoreError::from)? {
            remove(part).map_err(StoreError::from)?;
            return Err(Refusal::invalid(flaw).into());
        }
        let now = self.now();
        bug::may_die(Moment::HubBeforeBlob);
        self.files.publish(part, &upload.hash, now).map_err(StoreError::from)?;
        bug::may_die(Moment::HubAfterBlob);
        let (caller, upload) = (caller.clone(), upload.clone());
        Ok(self.store.write(move |tx| {
            let Caller { account, .. } = caller.again(&*tx, now)?;
            let blob = Blob { size: upload.size, mime: upload.mime.clone(), at: now };
            tx.put_blob(account.company, &upload.hash, &blob, account.id)?;
            tx.delete_upload(account.id, &upload.hash)
        })?)
    }

    /// The size of a blob that is here and that the account may have; it is spared by the next collections then.
    fn readable_blob(&self, account: &Account, hash: &Hash) -> Result<Option<u64>> {
        let (company, hash, now) = (account.company, *hash, self.now());
        let blob = self.store.read(|view| {
            if !may_read(view, account, &hash)? {
                return Ok(None);
            }
            view.blob(company, &hash)
        })?;
        let Some(blob) = blob.filter(|blob| self.files.holds(&hash, blob.size)) else { return Ok(None) };
        if now.saturating_sub(blob.at) >= SEEN_EVERY {
            self.store.write(move |tx| tx.touch_blob(company, &hash, now))?;
        }
        Ok(Some(blob.size))
    }
}

impl Files {
    /// Writes a piece; where that fails, nothing of it counts.
    fn append(&self, part: &Path, at: u64, bytes: &[u8]) -> io::Result<()> {
        make_folder(&self.uploads, self.durable)?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(part)?;
        let written = file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(bytes));
        if written.is_err() {
            file.set_len(at)?;
        }
        written
    }

    /// Whether the bytes are what they are said to be; what is wrong, in English.
    fn check(&self, part: &Path, upload: &OpenUpload) -> io::Result<std::result::Result<(), String>> {
        if hash_file(part)? != upload.hash {
            return Ok(Err("the bytes are not those of the hash; begin again".into()));
        }
        let mut first = [0; 32];
        let read = io::Read::read(&mut File::open(part)?, &mut first)?;
        let is_called_picture = [Format::Png, Format::Jpeg, Format::Gif, Format::WebP]
            .iter()
            .any(|format| format.mime() == upload.mime);
        match probe(&first[..read]) {
            Kind::File if is_called_picture => Ok(Err(format!("the bytes are no {}", upload.mime))),
            // SVG, HEIC and the like travel as files.
            Kind::File => Ok(Ok(())),
            Kind::Picture(format) if format.mime() != upload.mime => {
                Ok(Err(format!("the bytes are {}, not {}", format.mime(), upload.mime)))
            }
            Kind::Picture(_) if upload.size > MAX_PICTURE_BYTES => {
                Ok(Err(format!("a picture has at most {MAX_PICTURE_BYTES} bytes")))
            }
            Kind::Picture(_) => {
                let _one = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
                // It passes a decoder once, here, before any phone has to read it.
                let prepared = prepare_picture("", &fs::read(part)?);
                Ok(prepared.map(drop).map_err(|error| error.message(Locale::En)))
            }
        }
    }

    /// Gives a verified upload its final name.
    fn publish(&self, part: &Path, hash: &Hash, now: i64) -> io::Result<()> {
        let target = self.path(hash);
        let file = OpenOptions::new().write(true).open(part)?;
        // Collection goes by this time: the clock of the hub, not the disk's.
        if let Ok(now) = jiff::Timestamp::from_millisecond(now) {
            file.set_modified(now.into())?;
        }
        if self.durable {
            file.sync_all()?;
        }
        drop(file);
        let folder = target.parent().map(Path::to_owned).unwrap_or_default();
        make_folder(&folder, self.durable)?;
        fs::rename(part, &target)?;
        if self.durable { sync_folder(&folder) } else { Ok(()) }
    }
}
