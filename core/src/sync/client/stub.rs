//! A hub of a few lines for the tests: it hears one request on each connection, and says bytes and pauses.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::link::HubUrl;

/// What the stub heard: the head in lower case but for its first line, and the body.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Heard {
    pub(in crate::sync) head: String,
    pub(in crate::sync) body: Vec<u8>,
}

/// What the stub says.
pub(in crate::sync) enum Say {
    Bytes(Vec<u8>),
    Pause(u64),
}

pub(in crate::sync) struct Stub {
    address: SocketAddr,
    scheme: &'static str,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Stub {
    /// Answers each request with what `answer` says; then the connection is closed. The thread lives as long as the tests.
    pub(in crate::sync) fn new(answer: impl Fn(&Heard) -> Vec<Say> + Send + Sync + 'static) -> Self {
        Self::open(None, answer)
    }

    /// The same over TLS.
    pub(in crate::sync) fn with_tls(
        config: ServerConfig,
        answer: impl Fn(&Heard) -> Vec<Say> + Send + Sync + 'static,
    ) -> Self {
        Self::open(Some(Arc::new(config)), answer)
    }

    fn open(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Heard) -> Vec<Say> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let (noted, answer) = (Arc::clone(&heard), Arc::new(answer));
        let scheme = if tls.is_some() { "https" } else { "http" };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (noted, answer, tls) = (Arc::clone(&noted), Arc::clone(&answer), tls.clone());
                std::thread::spawn(move || match tls {
                    None => serve(stream, &noted, &*answer),
                    Some(tls) => {
                        let mut stream = StreamOwned::new(ServerConnection::new(tls).unwrap(), stream);
                        serve(&mut stream, &noted, &*answer);
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                    }
                });
            }
        });
        Self { address, heard, scheme }
    }

    pub(in crate::sync) fn hub(&self) -> HubUrl {
        format!("{}://{}", self.scheme, self.address).parse().unwrap()
    }

    pub(in crate::sync) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

/// A response with a length that is right.
pub(in crate::sync) fn response(status: &str, headers: &str, body: &[u8]) -> Vec<Say> {
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
    vec![Say::Bytes(head.into_bytes()), Say::Bytes(body.to_vec())]
}

pub(in crate::sync) fn json(body: &str) -> Vec<Say> {
    response("200 OK", "content-type: application/json\r\n", body.as_bytes())
}

fn serve(mut stream: impl Read + Write, noted: &Mutex<Vec<Heard>>, answer: &dyn Fn(&Heard) -> Vec<Say>) {
    let Some(heard) = hear(&mut stream) else { return };
    noted.lock().unwrap().push(heard.clone());
    for say in answer(&heard) {
        match say {
            Say::Bytes(bytes) if stream.write_all(&bytes).is_err() => return,
            Say::Bytes(_) => {}
            Say::Pause(millis) => std::thread::sleep(Duration::from_millis(millis)),
        }
    }
}

fn hear(stream: &mut impl Read) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        let mut some = [0; 4_096];
        let count = stream.read(&mut some).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&some[..count]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut body = bytes[end + 4..].to_vec();
    let length =
        head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let missing = length.unwrap_or(0_usize).saturating_sub(body.len());
    let mut rest = vec![0; missing];
    stream.read_exact(&mut rest).ok()?;
    body.extend_from_slice(&rest);
    Some(Heard { head, body })
}
