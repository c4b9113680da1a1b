//! Sockets: how many there may be, how one is taken, and how a dead peer is noticed.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files that the hub opens besides its connections: the database, blobs, its log.
const OTHER_FILES: u64 = 256;
/// Connections where the system does not say how many files a process may open.
const FEW: u64 = 1_024;
/// How long the hub waits where the system has no socket to give.
const BREATH: Duration = Duration::from_millis(200);

/// How many connections there may be at a time: as many as the system lets a process open files, once that is raised as
/// far as it goes without rights.
pub(super) fn places() -> usize {
    let files = open_files().unwrap_or(FEW);
    let places = files.saturating_sub(OTHER_FILES).max(files / 2).max(16);
    if places < 10_000 {
        log::info!("at most {places} connections at a time; `ulimit -n` raises that");
    }
    usize::try_from(places).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS)
}

/// The next connection, and its place. Comes back whatever goes wrong: a hub that has run out of files serves again
/// when some are closed.
pub(super) async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed. Who finds no place waits in the system's queue.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tune(&stream);
                return (stream, place);
            }
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                log::error!("no connection can be taken: {error}");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Small answers go out at once. A peer that is gone without a word is noticed within two minutes, whether something is on
/// its way to it (the user timeout) or not (keep-alive).
fn tune(stream: &TcpStream) {
    let tuned = stream.set_nodelay(true).and_then(|()| keep_alive(stream));
    if let Err(error) = tuned {
        log::debug!("a socket was not tuned: {error}");
    }
}

#[cfg(unix)]
fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt;
    sockopt::set_socket_keepalive(stream, true)?;
    #[cfg(target_os = "linux")]
    {
        sockopt::set_tcp_keepidle(stream, Duration::from_secs(60))?;
        sockopt::set_tcp_keepintvl(stream, Duration::from_secs(15))?;
        sockopt::set_tcp_keepcnt(stream, 4)?;
        sockopt::set_tcp_user_timeout(stream, 90_000)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_alive(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn open_files() -> Option<u64> {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
        match setrlimit(Resource::Nofile, raised) {
            Ok(()) => limit = raised,
            Err(error) => log::warn!("the limit of open files stays {:?}: {error}", limit.current),
        }
    }
    // No limit at all: as many as one machine has ports for.
    Some(limit.current.unwrap_or(1 << 20).min(1 << 20))
}

#[cfg(not(unix))]
fn open_files() -> Option<u64> {
    None
}
