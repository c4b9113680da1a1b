//! XML parts, token by token. No tree is built, no entity is expanded but the five that XML defines, and no token may
//! be larger than [`MAX_XML_TOKEN`].

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::error::{Error, Limit, Result};
use crate::import::archive::Archive;
use crate::import::limits::{MAX_CELL, MAX_XML_TOKEN};

/// The deepest nesting of elements; spreadsheets need a dozen levels, drawings with groups a few more.
const MAX_NESTING: usize = 256;

/// A part of a package as it is read.
pub(super) struct Xml<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    /// The name of the element that ended last.
    ended: String,
    depth: usize,
    archive: &'a Archive,
    part: usize,
}

/// What a part says. Names come without their namespace: a part's place in the package tells which one it is in.
pub(super) enum Token<'t> {
    /// An element begins. One without content ends right after.
    Start(Element<'t>),
    /// The element of this name ends.
    End(&'t str),
    /// Text, with references resolved; a run of text may come in several pieces.
    Text(Cow<'t, str>),
    /// Something else: a comment, a declaration.
    Other,
    /// The part is over.
    Over,
}

/// An element's name and attributes.
pub(super) struct Element<'t>(BytesStart<'t>);

impl<'a> Xml<'a> {
    pub(super) fn new(archive: &'a Archive, part: usize, source: &'a mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(Bounded { source, left: MAX_XML_TOKEN });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), ended: String::new(), depth: 0, archive, part }
    }

    /// The next token.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for what is no XML, [`Error::TooLarge`] for a token above the limit.
    pub(super) fn next(&mut self) -> Result<Token<'_>> {
        let Self { reader, buffer, ended, depth, archive, part } = self;
        buffer.clear();
        reader.get_mut().left = MAX_XML_TOKEN;
        let damaged = |detail: &str| archive.damaged(Some(*part), detail);
        match reader.read_event_into(buffer) {
            Ok(Event::Start(element)) => {
                *depth += 1;
                if *depth > MAX_NESTING {
                    Err(damaged("nested too deeply"))
                } else {
                    Ok(Token::Start(Element(element)))
                }
            }
            Ok(Event::End(element)) => {
                *depth = depth.saturating_sub(1);
                local(element.name().into_inner()).clone_into(ended);
                Ok(Token::End(ended))
            }
            Ok(Event::Text(text)) => Ok(Token::Text(text.into_inner())),
            Ok(Event::CData(text)) => Ok(Token::Text(text.into_inner())),
            Ok(Event::GeneralRef(reference)) => Ok(Token::Text(Cow::Owned(resolved(&reference)))),
            Ok(Event::Eof) => Ok(Token::Over),
            Ok(_) => Ok(Token::Other),
            Err(_) if reader.get_ref().left == 0 => {
                Err(Error::TooLarge { what: Limit::Cell, max: MAX_CELL as u64 })
            }
            Err(error) => Err(damaged(&error.to_string())),
        }
    }
}

impl Element<'_> {
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The attribute of this name, whatever its namespace.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let attribute =
            attributes.with_checks(false).flatten().find(|found| local(found.key.into_inner()) == name)?;
        match quick_xml::escape::unescape(&attribute.value) {
            Ok(value) => Some(Cow::Owned(value.into_owned())),
            Err(_) => Some(attribute.value),
        }
    }

    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }
}

/// Hands every token of a part to `visit`, until it says that it has enough.
pub(super) fn visit(
    archive: &Archive,
    part: usize,
    mut visit: impl FnMut(Token<'_>) -> Result<Next>,
) -> Result<()> {
    archive.stream(part, |source| {
        let mut xml = Xml::new(archive, part, source);
        loop {
            match xml.next()? {
                Token::Over => return Ok(()),
                token => {
                    if visit(token)? == Next::Stop {
                        return Ok(());
                    }
                }
            }
        }
    })
}

/// Whether the rest of a part is wanted.
#[derive(PartialEq, Eq)]
pub(super) enum Next {
    Go,
    Stop,
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(char)) => char.to_string(),
        _ => resolve_xml_entity(reference).unwrap_or_default().to_owned(),
    }
}

/// A source that ends with an error once a token has taken all that it may.
struct Bounded<'a> {
    source: &'a mut dyn BufRead,
    left: usize,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 { Err(io::Error::other("a token is too long")) } else { self.source.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.source.consume(amount);
    }
}
