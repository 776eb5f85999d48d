//! The ways in which a fake can misbehave.

use std::time::Duration;

use http::StatusCode;

use super::message::{Body, Reply};

/// When something happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It has been read, and nothing has been done.
    BeforeEffect,
    /// The work is done, and the client has not heard of it.
    AfterEffect,
}

/// A way to misbehave. Made with the functions here, and moved behind the effect with
/// [`Fault::after_effect`]: then the work is done, and the client sees a failure all the same.
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) stage: Stage,
    pub(super) act: Act,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    Answer(Reply),
    Cut,
    Hang,
    Slow(Duration),
    Halve,
}

impl Fault {
    fn before(act: Act) -> Self {
        Self {
            stage: Stage::BeforeEffect,
            act,
        }
    }

    /// This answer, and nothing is done.
    #[must_use]
    pub fn answer(reply: Reply) -> Self {
        Self::before(Act::Answer(reply))
    }

    /// An answer with this status and no content, and nothing is done.
    #[must_use]
    pub fn status(status: StatusCode) -> Self {
        Self::answer(Reply::empty(status))
    }

    /// 200 with bytes that are not JSON, and nothing is done.
    #[must_use]
    pub fn garbage() -> Self {
        let mut reply = Reply::empty(StatusCode::OK).with("content-type", "application/json");
        reply.body = Body::Whole(bytes::Bytes::from_static(b"\x00\xff<html>not json{{{"));
        Self::answer(reply)
    }

    /// The connection closes without an answer, and nothing is done.
    #[must_use]
    pub fn cut() -> Self {
        Self::before(Act::Cut)
    }

    /// No answer ever, and nothing is done.
    #[must_use]
    pub fn hang() -> Self {
        Self::before(Act::Hang)
    }

    /// The work and the answer come, but this much later.
    #[must_use]
    pub fn slow(pause: Duration) -> Self {
        Self::before(Act::Slow(pause))
    }

    /// The work is done and the head of the answer arrives, then half of its content, then the connection is cut.
    #[must_use]
    pub fn half_answer() -> Self {
        Self {
            stage: Stage::AfterEffect,
            act: Act::Halve,
        }
    }

    /// The same, once the work has been done.
    #[must_use]
    pub fn after_effect(mut self) -> Self {
        self.stage = Stage::AfterEffect;
        self
    }
}
