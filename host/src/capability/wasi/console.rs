//! A component's output, on the host's standard error, line by line with the component's id in front.
//!
//! What an instance writes is held back until its line is complete, so lines of different instances never mix. The rest of an
//! unfinished line is written when the instance ends.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

/// More than this without a line break is written as a line.
const LONGEST_LINE: usize = 64 * 1024;

/// How much a component may write at once.
const WRITE_BUDGET: usize = 64 * 1024;

/// One output stream of one instance.
#[derive(Clone)]
pub struct Console(Arc<Mutex<Line>>);

struct Line {
    component: String,
    pending: Vec<u8>,
}

impl Console {
    /// An output whose lines begin with the component's id.
    pub fn new(component: &str) -> Self {
        Self(Arc::new(Mutex::new(Line {
            component: component.to_owned(),
            pending: Vec::new(),
        })))
    }

    fn add(&self, bytes: &[u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(bytes, &mut io::stderr().lock());
    }
}

impl Line {
    fn add(&mut self, bytes: &[u8], out: &mut impl Write) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.pending.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.pending.len() >= LONGEST_LINE {
                self.write(out);
            }
        }
    }

    fn write(&mut self, out: &mut impl Write) {
        let text = self.pending.strip_suffix(b"\n").unwrap_or(&self.pending);
        let mut line = Vec::with_capacity(self.component.len() + text.len() + 3);
        line.extend_from_slice(self.component.as_bytes());
        line.extend_from_slice(b": ");
        line.extend_from_slice(text);
        line.push(b'\n');
        // Where the host's own output is gone there is nobody left to tell.
        let _ = out.write_all(&line);
        self.pending.clear();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.pending.is_empty() {
            self.write(&mut io::stderr().lock());
        }
    }
}

impl IsTerminal for Console {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Console {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl OutputStream for Console {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.add(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(WRITE_BUDGET)
    }
}

#[async_trait]
impl Pollable for Console {
    async fn ready(&mut self) {}
}

impl AsyncWrite for Console {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.add(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&str]) -> String {
        let mut out = Vec::new();
        let mut line = Line {
            component: "gateway".to_owned(),
            pending: Vec::new(),
        };
        for piece in pieces {
            line.add(piece.as_bytes(), &mut out);
        }
        line.pending.clear();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_line_begins_with_the_components_id() {
        assert_eq!(written(&["a\nb\n"]), "gateway: a\ngateway: b\n");
        assert_eq!(written(&["\n"]), "gateway: \n");
    }

    #[test]
    fn a_line_is_held_back_until_it_is_complete() {
        assert_eq!(written(&["a", "b"]), "");
        assert_eq!(written(&["a", "b\nc"]), "gateway: ab\n");
    }
}
