//! The link that brings somebody to a hub: `huashu://join?hub=…&code=…&pin=…`, or the same as a web address.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use reqwest::Url;
use sha2::{Digest, Sha256};

use crate::error::{Error, Problem, Result};

/// Where a hub is: scheme, host, port and the folder below which it answers, without a slash at the end. Plain HTTP is taken
/// for this machine alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HubUrl(String);

/// The SHA-256 of a certificate in DER: a hub that has it, and no other, is the one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pin([u8; 32]);

/// Whoever opens it can join the company whose hub it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// The hub.
    pub hub: HubUrl,
    /// The invitation's code; `None` where the link only leads to the hub.
    pub code: Option<String>,
    /// The hub's certificate, where it is its own.
    pub pin: Option<Pin>,
}

impl HubUrl {
    /// The address of a path of the hub; `path` begins with a slash.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the hub is on this machine.
    pub fn is_local(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| url.host_str().is_some_and(is_loopback))
    }

    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str().filter(|host| !host.is_empty())?;
        let is_plain = !url.username().is_empty() || url.password().is_some();
        if is_plain || url.query().is_some() || url.fragment().is_some() {
            return None;
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(host) => {}
            _ => return None,
        }
        Some(Self(url.as_str().trim_end_matches('/').to_owned()))
    }
}

impl FromStr for HubUrl {
    type Err = Error;

    /// Reads an address; without a scheme it is `https`.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        Url::parse(&full).ok().and_then(|url| Self::of(&url)).ok_or_else(|| unknown("hub", text))
    }
}

impl fmt::Display for HubUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pin {
    /// The pin of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl FromStr for Pin {
    type Err = Error;

    /// Reads `sha256:` and 64 hex digits; colons between them, as other programs print fingerprints, are let pass.
    fn from_str(text: &str) -> Result<Self> {
        let digits = text.trim().strip_prefix("sha256:").unwrap_or_default().replace(':', "");
        let bytes = digits.as_bytes();
        let mut pin = [0; 32];
        if bytes.len() != 64 {
            return Err(unknown("pin", text));
        }
        for (byte, pair) in pin.iter_mut().zip(bytes.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else {
                return Err(unknown("pin", text));
            };
            *byte = high << 4 | low;
        }
        Ok(Self(pin))
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({self})")
    }
}

impl SignInLink {
    /// Where to sign in, as a person says it: a link or an address. A pin and a code that stand beside it count more than those
    /// in the link.
    ///
    /// # Errors
    /// `Invalid` for an address or a pin that is none.
    pub fn said(address: &str, pin: Option<&str>, code: Option<String>) -> Result<Self> {
        let mut link = match address.parse::<Self>() {
            Ok(link) => link,
            Err(_) => Self { hub: address.parse()?, code: None, pin: None },
        };
        if let Some(pin) = pin {
            link.pin = Some(pin.parse()?);
        }
        link.code = code.or(link.code);
        Ok(link)
    }

    /// The link as a web address, which a browser can open too. What a server must not see stands after the `#`.
    pub fn to_web(&self) -> String {
        let mut link = self.hub.at("/join");
        let words = self.words();
        if !words.is_empty() {
            let _ = write!(link, "#{words}");
        }
        link
    }

    /// `code=…&pin=…`, as far as there are any.
    fn words(&self) -> String {
        let pin = self.pin.map(|pin| pin.to_string());
        let words = [("code", self.code.as_deref()), ("pin", pin.as_deref())];
        let words = words.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
        words.map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&")
    }

    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let (hub, words) = if url.scheme() == "huashu" {
            let is_join = url.host_str() == Some("join") && url.path().trim_matches('/').is_empty();
            let pairs = is_join.then(|| pairs(url.query().unwrap_or_default()))?;
            let hub = pairs.iter().find(|(name, _)| name == "hub").map(|(_, value)| value.parse())?;
            (hub.ok()?, pairs)
        } else {
            let words = pairs(url.fragment().unwrap_or_default());
            let mut hub = url.clone();
            hub.set_fragment(None);
            let folder = hub.path().trim_end_matches('/').strip_suffix("/join")?.to_owned();
            hub.set_path(&folder);
            (HubUrl::of(&hub)?, words)
        };
        let word =
            |wanted: &str| words.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        // A pin that cannot be read is no reason to trust anybody else.
        let pin = word("pin").map(str::parse).transpose().ok()?;
        Some(Self { hub, code: word("code").filter(|code| !code.is_empty()).map(str::to_owned), pin })
    }
}

impl FromStr for SignInLink {
    type Err = Error;

    /// Reads either form.
    fn from_str(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| unknown("link", text))
    }
}

impl fmt::Display for SignInLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "huashu://join?hub={}", escape(self.hub.as_str()))?;
        let words = self.words();
        if words.is_empty() { Ok(()) } else { write!(f, "&{words}") }
    }
}

/// Whether a host is this machine, as addresses spell it.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

fn pairs(query: &str) -> Vec<(String, String)> {
    // Whoever parses addresses knows how their queries are written.
    let Ok(url) = Url::parse(&format!("huashu://join?{query}")) else { return Vec::new() };
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn unknown(field: &'static str, text: &str) -> Error {
    Error::invalid(field, Problem::Unknown { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_hubs() {
        for (text, expected) in [
            ("https://Hub.Example.COM/", Some("https://hub.example.com")),
            ("https://hub.example.com:443", Some("https://hub.example.com")),
            ("hub.example.com:8443", Some("https://hub.example.com:8443")),
            (" https://example.com/huashu// ", Some("https://example.com/huashu")),
            ("http://127.0.0.1:8400", Some("http://127.0.0.1:8400")),
            ("http://localhost:8400/", Some("http://localhost:8400")),
            ("http://[::1]:8400", Some("http://[::1]:8400")),
            ("https://10.0.0.7", Some("https://10.0.0.7")),
            ("http://10.0.0.7", None),
            ("http://localhost.example.com", None),
            ("http://127.0.0.1.example.com", None),
            ("https://me:secret@hub.example.com", None),
            ("https://hub.example.com/?a=1", None),
            ("https://hub.example.com/#a", None),
            ("ftp://hub.example.com", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<HubUrl>().ok().as_ref().map(HubUrl::as_str), expected, "{text}");
        }
        let hub: HubUrl = "https://example.com/huashu/".parse().unwrap();
        assert_eq!(hub.at("/v1/sync"), "https://example.com/huashu/v1/sync");
    }

    #[test]
    fn what_is_said_beside_a_link_counts_more() {
        let [one, other] = ["ab", "cd"].map(|byte| format!("sha256:{}", byte.repeat(32)));
        let link = format!("huashu://join?hub=hub.example.com&code=K7&pin={one}");
        for (address, pin, code, expected) in [
            ("hub.example.com", None, None, Some((None, None))),
            (&*link, None, None, Some((Some(&*one), Some("K7")))),
            (&*link, Some(&*other), Some("K8"), Some((Some(&*other), Some("K8")))),
            ("hub.example.com", Some(&*other), Some("K8"), Some((Some(&*other), Some("K8")))),
            (&*link, Some("00"), None, None),
            ("http://hub.example.com", None, None, None),
        ] {
            let said = SignInLink::said(address, pin, code.map(str::to_owned)).ok();
            let told = said.map(|link| (link.pin.map(|pin| pin.to_string()), link.code));
            let expected = expected.map(|(pin, code)| (pin.map(str::to_owned), code.map(str::to_owned)));
            assert_eq!(told, expected, "{address} {pin:?} {code:?}");
        }
    }

    #[test]
    fn links() {
        let hex = "ab".repeat(32);
        let colons = vec!["AB"; 32].join(":");
        for (text, expected) in [
            (
                format!("huashu://join?hub=https%3A%2F%2Fhub.example.com&code=K7-9&pin=sha256:{hex}"),
                Some(("https://hub.example.com", Some("K7-9"), true)),
            ),
            (
                format!("https://hub.example.com/join#code=K7-9&pin=sha256:{colons}"),
                Some(("https://hub.example.com", Some("K7-9"), true)),
            ),
            (
                "https://example.com/huashu/join/#code=a%26b".into(),
                Some(("https://example.com/huashu", Some("a&b"), false)),
            ),
            (
                "huashu://join?hub=http://127.0.0.1:8400&code=".into(),
                Some(("http://127.0.0.1:8400", None, false)),
            ),
            (
                "huashu://join?code=x&hub=hub.example.com&later=1".into(),
                Some(("https://hub.example.com", Some("x"), false)),
            ),
            ("huashu://join?code=x".into(), None),
            ("huashu://leave?hub=hub.example.com".into(), None),
            ("huashu://join?hub=http://hub.example.com".into(), None),
            ("https://hub.example.com/#code=x".into(), None),
            ("https://hub.example.com/join?code=x".into(), None),
            ("huashu://join?hub=hub.example.com&pin=sha256:00".into(), None),
            ("huashu://join?hub=hub.example.com&pin=md5:00".into(), None),
            ("话术".into(), None),
        ] {
            let link = text.parse::<SignInLink>().ok();
            let read =
                link.as_ref().map(|link| (link.hub.as_str(), link.code.as_deref(), link.pin.is_some()));
            assert_eq!(read, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_forms_go_round(
            host in "[a-z]{1,9}(\\.[a-z]{2,5}){1,2}",
            port in prop::option::of(1024_u16..),
            folder in "(/[a-z0-9-]{1,8}){0,2}",
            code in prop::option::of("\\PC{1,20}"),
            pin in prop::option::of(any::<[u8; 32]>()),
        ) {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let hub = format!("https://{host}{port}{folder}").parse().unwrap();
            let link = SignInLink { hub, code, pin: pin.map(Pin) };
            prop_assert_eq!(link.to_string().parse::<SignInLink>().unwrap(), link.clone());
            prop_assert_eq!(link.to_web().parse::<SignInLink>().unwrap(), link);
        }

        #[test]
        fn noise_is_no_link(text in "\\PC{0,60}", tail in "[a-z=&%:/#?]{0,40}") {
            let _ = text.parse::<SignInLink>();
            let _ = format!("huashu://join?{tail}").parse::<SignInLink>();
            let _ = format!("https://{tail}").parse::<SignInLink>();
            let _ = text.parse::<Pin>();
        }
    }
}
