/// Why a call to the queue brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The job is another's by now (409), or the lease could not be renewed in time. Stop at once.
    #[error("the lease is lost")]
    LeaseLost,
    /// The gateway understood and refuses; asking again changes nothing.
    #[error("the gateway refuses with {status} {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's stable code; empty if there was none.
        code: String,
    },
    /// The gateway was away, or broken, for as long as it was worth asking.
    #[error("the gateway cannot be reached: {0}")]
    Unreachable(String),
}
