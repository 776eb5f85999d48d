//! The web door: the built user interface.

use http_body_util::Full;
use spin_sdk::http::{IntoResponse, Request};

#[spin_sdk::http_service]
async fn handle(request: Request) -> impl IntoResponse {
    web::serve(request.method(), request.uri().path(), request.headers()).map(Full::new)
}
