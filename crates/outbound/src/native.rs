//! The way out natively, for tests: a connection of its own for each request, so that no test shares
//! one with another runtime.

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time::timeout;

use crate::{Error, Limits};

pub(crate) async fn send(
    request: Request<Bytes>,
    limits: &Limits,
) -> Result<Response<Bytes>, Error> {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(limits.connect));
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(connector);
    let answer = timeout(limits.first_byte, client.request(request.map(Full::new)))
        .await
        .map_err(|_| Error::Timeout)?
        .map_err(|error| {
            if error.is_connect() {
                Error::Connect(error.to_string())
            } else {
                Error::Broken(error.to_string())
            }
        })?;
    let (head, mut body) = answer.into_parts();
    let mut whole = BytesMut::new();
    while let Some(frame) = timeout(limits.between_bytes, body.frame())
        .await
        .map_err(|_| Error::Timeout)?
    {
        let frame = frame.map_err(|error| Error::Broken(error.to_string()))?;
        if let Some(data) = frame.data_ref() {
            if whole.len() + data.len() > limits.body_bytes {
                return Err(Error::TooLarge);
            }
            whole.extend_from_slice(data);
        }
    }
    Ok(Response::from_parts(head, whole.freeze()))
}
