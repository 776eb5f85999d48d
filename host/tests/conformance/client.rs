//! A client that keeps nothing between two requests.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// Longer than anything that is not broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer whose body has been read.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// What went wrong between client and server.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Sends a request with headers and gives the answer as soon as its head is there.
pub async fn open(
    url: &str,
    headers: &[(&str, &str)],
) -> Result<http::Response<Incoming>, Failure> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let mut request = http::Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Empty::<Bytes>::new())?;
    Ok(tokio::time::timeout(PATIENCE, client.request(request)).await??)
}

/// Sends a request with headers and reads the whole answer.
pub async fn get_with(url: &str, headers: &[(&str, &str)]) -> Result<Answer, Failure> {
    let response = open(url, headers).await?;
    let status = response.status().as_u16();
    let body = tokio::time::timeout(PATIENCE, response.into_body().collect())
        .await??
        .to_bytes();
    Ok(Answer {
        status,
        body: String::from_utf8(body.to_vec())?,
    })
}

/// Sends a request and reads the whole answer.
pub async fn get(url: &str) -> Result<Answer, Failure> {
    get_with(url, &[]).await
}

/// The next piece of an answer's body.
pub async fn piece(body: &mut Incoming) -> Option<String> {
    let frame = tokio::time::timeout(PATIENCE, body.frame())
        .await
        .unwrap()?;
    let data = frame.unwrap().into_data().unwrap();
    Some(String::from_utf8(data.to_vec()).unwrap())
}
