//! A client that costs little: one kept connection, requests made beforehand, answers read by their length.
//!
//! It shares the processors with what it measures, so what it would spend on comfort would be counted against the
//! faster side more than against the slower.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection of HTTP/1.1, used again and again.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its content.
    pub body: Vec<u8>,
}

/// A request's bytes.
pub fn request(
    method: &str,
    target: &str,
    address: SocketAddr,
    headers: &[(&str, &str)],
    body: &str,
) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if method != "GET" {
        text.push_str("content-type: application/json\r\n");
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        loop {
            if let Some(head) = head(&self.buffer)? {
                let end = head.bytes + head.content;
                while self.buffer.len() < end {
                    self.read().await?;
                }
                let body = self.buffer.get(head.bytes..end).unwrap_or_default();
                let body = body.to_vec();
                self.buffer.drain(..end);
                return Ok(Answer {
                    status: head.status,
                    body,
                });
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server has closed the connection");
        }
        Ok(())
    }
}

struct Head {
    status: u16,
    bytes: usize,
    content: usize,
}

fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(bytes)? else {
        return Ok(None);
    };
    let status = response.code.context("an answer without a status")?;
    let mut lengths = response
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("content-length"));
    let content = match lengths.next() {
        Some(header) => std::str::from_utf8(header.value)?.trim().parse()?,
        None if status == 204 => 0,
        None => bail!("an answer ({status}) that does not say its length"),
    };
    Ok(Some(Head {
        status,
        bytes: length,
        content,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_once_its_head_is_whole() {
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello";
        for end in 0..whole.len() - 5 {
            assert!(head(&whole[..end]).unwrap().is_none(), "{end}");
        }
        let head = head(whole).unwrap().unwrap();
        assert_eq!((head.status, head.content), (201, 5));
        assert_eq!(&whole[head.bytes..], b"hello");
    }

    #[test]
    fn an_answer_of_unknown_length_is_refused() {
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
