//! Bytes to the socket and back, for requests that no client library would send.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Client;
use crate::Error;

/// What came back.
#[derive(Debug, Clone)]
pub struct RawAnswer {
    /// The status of the (first) answer; none if the connection was closed without one.
    pub status: Option<u16>,
    /// Everything as it came, chunk sizes included.
    pub bytes: Vec<u8>,
    /// Whether the other side closed the connection (rather than the time being over).
    pub closed: bool,
}

impl RawAnswer {
    /// The bytes as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Client {
    /// Sends these bytes over a new connection and reads until the other side closes, or the time is over. Say
    /// `Connection: close` in the request to have it short.
    ///
    /// # Errors
    /// [`Error::Io`] if there is no connection; one that is cut later is an answer.
    pub async fn raw(&self, request: &[u8], within: Duration) -> Result<RawAnswer, Error> {
        let url = self.url();
        let address = url.strip_prefix("http://").unwrap_or(&url);
        let mut stream = TcpStream::connect(address).await?;
        let mut bytes = Vec::new();
        let exchange = async {
            // A server that refuses early closes while we still write: its answer counts all the same.
            let _ = stream.write_all(request).await;
            let mut buffer = vec![0; 16 * 1024];
            while let Ok(count @ 1..) = stream.read(&mut buffer).await {
                bytes.extend(buffer.get(..count).unwrap_or_default());
            }
        };
        let closed = tokio::time::timeout(within, exchange).await.is_ok();
        self.heard.content(&bytes);
        Ok(RawAnswer {
            status: status(&bytes),
            bytes,
            closed,
        })
    }
}

/// `HTTP/1.1 200 OK`
fn status(bytes: &[u8]) -> Option<u16> {
    let line = bytes.split(|&byte| byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    line.strip_prefix("HTTP/1.")?
        .split(' ')
        .nth(1)?
        .parse()
        .ok()
}
