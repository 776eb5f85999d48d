//! The gateway door: every request of a browser, an API client or a worker.

use spin_sdk::http::{IntoResponse, Request};

#[spin_sdk::http_service]
async fn handle(request: Request) -> impl IntoResponse {
    gateway::serve(request).await
}
