//! An event stream, read as a browser reads it (WHATWG HTML, "Server-sent events"), and recorded.

use std::time::{Duration, Instant};

use http::HeaderMap;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

use super::Client;
use super::call::no_answer;
use crate::Error;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The cursor after it; empty if the stream has set none so far.
    pub id: String,
    /// `status`, `done`, ...; `message` if it was not named.
    pub event: String,
    /// Its data as it came.
    pub data: String,
    /// Its data as JSON; `Null` if it is none.
    pub json: Value,
    /// When it arrived.
    pub at: Instant,
}

/// A stream that can be cut and resumed; what it has seen stays recorded.
pub struct EventStream {
    client: Client,
    target: String,
    headers: HeaderMap,
    body: Option<Incoming>,
    parser: Parser,
    events: Vec<Event>,
    taken: usize,
}

impl Client {
    /// Opens an event stream from now on.
    ///
    /// # Errors
    /// [`Error::NoAnswer`], or [`Error::Unexpected`] if the answer is not 200.
    pub async fn stream(&self, target: &str) -> Result<EventStream, Error> {
        self.stream_after(target, None).await
    }

    /// Opens an event stream after the event with this id (`0`: from the beginning).
    ///
    /// # Errors
    /// As for [`Client::stream`].
    pub async fn stream_after(&self, target: &str, id: Option<&str>) -> Result<EventStream, Error> {
        let mut stream = EventStream {
            client: self.clone(),
            target: target.to_owned(),
            headers: HeaderMap::new(),
            body: None,
            parser: Parser::default(),
            events: Vec::new(),
            taken: 0,
        };
        stream.parser.id = id.unwrap_or_default().to_owned();
        stream.resume().await?;
        Ok(stream)
    }

    /// Opens one stream for several topics (`submission:<id>`, `study:<id>`, `notifications`).
    ///
    /// # Errors
    /// As for [`Client::stream`].
    pub async fn topics(&self, topics: &[&str]) -> Result<EventStream, Error> {
        self.stream(&format!("/api/events?topics={}", topics.join(",")))
            .await
    }
}

impl EventStream {
    /// Closes the connection, in the middle of whatever comes. Events that had arrived by then are still given by
    /// [`EventStream::next`], which says after them that the stream has ended.
    pub fn cut(&mut self) {
        self.body = None;
    }

    /// Connects again where the last event left off, with `Last-Event-ID`.
    ///
    /// # Errors
    /// [`Error::NoAnswer`], or [`Error::Unexpected`] if the answer is not 200.
    pub async fn resume(&mut self) -> Result<(), Error> {
        self.body = None;
        self.parser.start_over();
        let mut call = self
            .client
            .request("GET", &self.target)
            .header("accept", "text/event-stream");
        if !self.parser.id.is_empty() {
            call = call.header("last-event-id", &self.parser.id);
        }
        let (head, body) = call.open().await?.into_parts();
        if head.status != 200 {
            let body = body
                .collect()
                .await
                .map(http_body_util::Collected::to_bytes);
            return Err(Error::Unexpected {
                request: format!("GET {}", self.target),
                status: head.status.as_u16(),
                wanted: "200".to_owned(),
                body: String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(),
            });
        }
        self.headers = head.headers;
        self.body = Some(body);
        Ok(())
    }

    /// The headers of the last (re)connection.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Everything seen so far, over all connections.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The id to resume after.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.parser.id
    }

    /// How many comments (heartbeats) came so far.
    #[must_use]
    pub fn comments(&self) -> usize {
        self.parser.comments
    }

    /// The next event; none if the server has ended the stream.
    ///
    /// # Errors
    /// [`Error::TimedOut`] if nothing comes in time; [`Error::NoAnswer`] if the connection breaks.
    pub async fn next(&mut self, within: Duration) -> Result<Option<Event>, Error> {
        match tokio::time::timeout(within, self.read_next()).await {
            Ok(event) => event,
            Err(_) => Err(Error::TimedOut {
                what: format!("an event on {}", self.target),
                after: within,
            }),
        }
    }

    /// Reads on to the first event of which this is true.
    ///
    /// # Errors
    /// [`Error::TimedOut`] also if the stream ends before; [`Error::NoAnswer`] if the connection breaks.
    pub async fn until(
        &mut self,
        within: Duration,
        found: impl Fn(&Event) -> bool,
    ) -> Result<Event, Error> {
        let end = Instant::now() + within;
        loop {
            match self
                .next(end.saturating_duration_since(Instant::now()))
                .await?
            {
                Some(event) if found(&event) => return Ok(event),
                Some(_) => {}
                None => {
                    return Err(Error::TimedOut {
                        what: format!("a certain event on {} (the stream has ended)", self.target),
                        after: within,
                    });
                }
            }
        }
    }

    async fn read_next(&mut self) -> Result<Option<Event>, Error> {
        loop {
            if let Some(event) = self.events.get(self.taken) {
                self.taken += 1;
                return Ok(Some(event.clone()));
            }
            let Some(body) = &mut self.body else {
                return Ok(None);
            };
            match body.frame().await {
                Some(Ok(frame)) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    self.client.heard.content(&bytes);
                    self.parser.feed(&bytes, &mut self.events);
                }
                Some(Err(error)) => {
                    self.body = None;
                    let url = format!("{}{}", self.client.url(), self.target);
                    return Err(no_answer("GET", &url, &error));
                }
                None => self.body = None,
            }
        }
    }
}

/// Lines to events.
#[derive(Default)]
struct Parser {
    line: Vec<u8>,
    after_return: bool,
    /// The id of the last event that was complete.
    id: String,
    pending_id: Option<String>,
    event: String,
    data: Option<String>,
    comments: usize,
}

impl Parser {
    /// What was half read is forgotten; the last id stays.
    fn start_over(&mut self) {
        *self = Self {
            id: std::mem::take(&mut self.id),
            comments: self.comments,
            ..Self::default()
        };
    }

    fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    self.line_done(&String::from_utf8_lossy(&line), events);
                }
                byte => self.line.push(byte),
            }
        }
    }

    fn line_done(&mut self, line: &str, events: &mut Vec<Event>) {
        if line.is_empty() {
            if let Some(id) = self.pending_id.take() {
                self.id = id;
            }
            let event = std::mem::take(&mut self.event);
            if let Some(data) = self.data.take() {
                events.push(Event {
                    id: self.id.clone(),
                    event: if event.is_empty() {
                        "message".to_owned()
                    } else {
                        event
                    },
                    json: serde_json::from_str(&data).unwrap_or_default(),
                    data,
                    at: Instant::now(),
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => self.comments += 1,
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.pending_id = Some(value.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pieces: &[&str]) -> (Vec<Event>, Parser) {
        let (mut parser, mut events) = (Parser::default(), Vec::new());
        for piece in pieces {
            parser.feed(piece.as_bytes(), &mut events);
        }
        (events, parser)
    }

    #[test]
    fn an_event_is_the_same_wherever_the_network_cuts_it() {
        let text = ": hi\r\nid: 7\r\nevent: status\r\ndata: {\"a\":\r\ndata: \"가\"}\r\n\r\n";
        let (whole, _) = parsed(&[text]);
        assert_eq!(whole[0].json, serde_json::json!({ "a": "가" }));
        assert_eq!(
            (whole[0].id.as_str(), whole[0].event.as_str()),
            ("7", "status")
        );
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let (before, after) = text.split_at(at);
            let (pieces, parser) = parsed(&[before, after]);
            assert_eq!(
                (pieces.len(), &pieces[0].data),
                (1, &whole[0].data),
                "cut at {at}"
            );
            assert_eq!(parser.comments, 1);
        }
    }

    #[test]
    fn an_event_without_data_is_none_but_its_id_counts() {
        let (events, parser) = parsed(&["id: 9\n\n"]);
        assert!(events.is_empty());
        assert_eq!(parser.id, "9");
    }

    #[test]
    fn half_an_event_does_not_move_the_id() {
        let (events, parser) = parsed(&["id: 1\ndata: x\n\nid: 2\ndata: y\n"]);
        assert_eq!(events.len(), 1);
        assert_eq!(parser.id, "1");
    }
}
