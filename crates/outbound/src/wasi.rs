//! The way out of a component: `wasi:http/client`, with the waits as request options.

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use spin_sdk::wasip3::{
    http::types::{ErrorCode, RequestOptions},
    http_compat::RequestOptionsExtension,
};

use crate::{Error, Limits};

pub(crate) async fn send(
    mut request: Request<Bytes>,
    limits: &Limits,
) -> Result<Response<Bytes>, Error> {
    let options = RequestOptions::new();
    let nanos = |wait: std::time::Duration| u64::try_from(wait.as_nanos()).ok();
    let set = options
        .set_connect_timeout(nanos(limits.connect))
        .and_then(|()| options.set_first_byte_timeout(nanos(limits.first_byte)))
        .and_then(|()| options.set_between_bytes_timeout(nanos(limits.between_bytes)));
    if let Err(error) = set {
        return Err(Error::Invalid(format!("{error:?}")));
    }
    request
        .extensions_mut()
        .insert(RequestOptionsExtension(options));
    let answer = spin_sdk::http::send(request.map(Full::new))
        .await
        .map_err(translate)?;
    let (head, mut body) = answer.into_parts();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(translate)?;
        if let Some(data) = frame.data_ref() {
            if whole.len() + data.len() > limits.body_bytes {
                return Err(Error::TooLarge);
            }
            whole.extend_from_slice(data);
        }
    }
    Ok(Response::from_parts(head, whole.freeze()))
}

fn translate(code: ErrorCode) -> Error {
    match code {
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => Error::Denied,
        ErrorCode::ConnectionRefused
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::DestinationIpUnroutable
        | ErrorCode::DnsTimeout
        | ErrorCode::DnsError(_)
        | ErrorCode::ConnectionLimitReached
        | ErrorCode::TlsProtocolError
        | ErrorCode::TlsCertificateError
        | ErrorCode::TlsAlertReceived(_) => Error::Connect(code.to_string()),
        ErrorCode::ConnectionTimeout => Error::Connect(code.to_string()),
        ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => Error::Timeout,
        ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::HttpRequestUriTooLong
        | ErrorCode::HttpRequestHeaderSectionSize(_)
        | ErrorCode::HttpRequestHeaderSize(_) => Error::Invalid(code.to_string()),
        other => Error::Broken(other.to_string()),
    }
}
