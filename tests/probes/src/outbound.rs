//! What leaves the component: HTTP requests and messages.

use std::time::Duration;

use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{EmptyBody, send};
use spin_sdk::redis::Connection;
use spin_sdk::variables;
use spin_sdk::wasip3::http::types::RequestOptions;
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;

use crate::{Parameters, Seen, number, of};

/// GETs `url`, with `first_byte_ms` and `between_bytes_ms` as timeouts where they are given.
pub async fn get(parameters: &Parameters) -> Seen {
    let mut request = http::Request::get(of(parameters, "url"))
        .body(EmptyBody::new())
        .map_err(|error| error.to_string())?;
    let options = RequestOptions::new();
    let nanoseconds = |name| {
        let milliseconds = number(parameters, name);
        (milliseconds > 0).then(|| {
            u64::try_from(Duration::from_millis(milliseconds).as_nanos()).unwrap_or(u64::MAX)
        })
    };
    let refused = |error| format!("{error:?}");
    options
        .set_first_byte_timeout(nanoseconds("first_byte_ms"))
        .map_err(refused)?;
    options
        .set_between_bytes_timeout(nanoseconds("between_bytes_ms"))
        .map_err(refused)?;
    request
        .extensions_mut()
        .insert(RequestOptionsExtension(options));
    let response = send(request).await.map_err(|error| format!("{error:?}"))?;
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .bytes()
        .await
        .map_err(|error| format!("{error:?}"))?;
    Ok(format!("{status} {}", String::from_utf8_lossy(&body)))
}

async fn redis(parameters: &Parameters) -> Result<Connection, String> {
    let address = match of(parameters, "address") {
        "" => variables::get("redis_url")
            .await
            .map_err(|error| format!("{error:?}"))?,
        address => address.to_owned(),
    };
    Connection::open(address)
        .await
        .map_err(|error| format!("{error:?}"))
}

/// Publishes `text` on `channel`, `count` times.
pub async fn publish(parameters: &Parameters) -> Seen {
    let connection = redis(parameters).await?;
    for index in 0..number(parameters, "count").max(1) {
        let text = format!("{}{index}", of(parameters, "text"));
        connection
            .publish(of(parameters, "channel"), text.into_bytes())
            .await
            .map_err(|error| format!("{error:?}"))?;
    }
    Ok("published".to_owned())
}

/// A command that is not PUBLISH.
pub async fn redis_get(parameters: &Parameters) -> Seen {
    let value = redis(parameters).await?.get("probe").await;
    value
        .map(|value| format!("{value:?}"))
        .map_err(|error| format!("{error:?}"))
}
