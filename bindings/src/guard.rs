//! What the platform gave, asked with an end to the waiting: whoever blocks for ever, or calls back in and waits, holds up
//! nobody else for ever.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use huashu_core::clock::{self, SystemClock};
use huashu_core::foreign::{self, ApiError};
use huashu_core::sync::client;
use huashu_core::{Error, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::desk::{lock, start_thread};

/// How long a clock is waited for.
const CLOCK: Duration = Duration::from_secs(1);
/// How long a keystore is waited for; unlocking one may ask a chip.
const SECRETS: Duration = Duration::from_secs(10);

type Question<T> = Box<dyn FnOnce(&T) + Send>;

/// Something of the platform's, on a thread of its own, which ends when this is dropped.
struct Guarded<T: ?Sized> {
    questions: Mutex<Sender<Question<T>>>,
    limit: Duration,
}

impl<T: ?Sized + Send + Sync + 'static> Guarded<T> {
    fn new(name: &str, given: Arc<T>, limit: Duration) -> Result<Self> {
        let (questions, asked) = mpsc::channel::<Question<T>>();
        let work = move || asked.into_iter().for_each(|question| question(&given));
        start_thread(name, Box::new(work))?;
        Ok(Self { questions: Mutex::new(questions), limit })
    }

    fn ask<R: Send + 'static>(
        &self,
        question: impl FnOnce(&T) -> Result<R, ApiError> + Send + 'static,
    ) -> Result<R> {
        let (answer, answered) = mpsc::channel();
        let question = Box::new(move |given: &T| {
            let _ = answer.send(question(given));
        });
        if lock(&self.questions).send(question).is_err() {
            return Err(no_answer());
        }
        answered.recv_timeout(self.limit).map_err(|_| no_answer())?.map_err(Error::from)
    }
}

fn no_answer() -> Error {
    Error::Callback { detail: "no answer in time".to_owned() }
}

/// A clock of the platform's, or the machine's.
///
/// # Errors
/// Where no thread can be started.
pub(crate) fn clock(given: Option<Arc<dyn foreign::Clock>>) -> Result<Arc<dyn clock::Clock>> {
    Ok(match given {
        Some(given) => Arc::new(Clock(Guarded::new("huashu-clock", given, CLOCK)?)),
        None => Arc::new(SystemClock),
    })
}

struct Clock(Guarded<dyn foreign::Clock>);

impl clock::Clock for Clock {
    fn now(&self) -> Timestamp {
        self.0.ask(foreign::Clock::now).unwrap_or_else(|error| {
            log::warn!("the app's clock: {error:?}");
            SystemClock.now()
        })
    }

    fn time_zone(&self) -> TimeZone {
        let name = self.0.ask(foreign::Clock::time_zone);
        let zone = name.map_err(|error| format!("{error:?}"));
        zone.and_then(|name| TimeZone::get(&name).map_err(|error| error.to_string())).unwrap_or_else(
            |error| {
                log::warn!("the app's time zone: {error}");
                TimeZone::system()
            },
        )
    }
}

/// The platform's keystore.
///
/// # Errors
/// Where no thread can be started.
pub(crate) fn secrets(given: Arc<dyn foreign::SecretStore>) -> Result<Arc<dyn client::SecretStore>> {
    Ok(Arc::new(Secrets(Guarded::new("huashu-secrets", given, SECRETS)?)))
}

struct Secrets(Guarded<dyn foreign::SecretStore>);

impl client::SecretStore for Secrets {
    fn get(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        self.0.ask(move |secrets| secrets.get(name))
    }

    fn set(&self, name: &str, secret: &str) -> Result<()> {
        let (name, secret) = (name.to_owned(), secret.to_owned());
        self.0.ask(move |secrets| secrets.set(name, secret))
    }

    fn delete(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.0.ask(move |secrets| secrets.delete(name))
    }
}
