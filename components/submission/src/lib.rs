//! The submission door: submissions, their log, their jobs.

use spin_sdk::http::{IntoResponse, Request};

#[spin_sdk::http_service]
async fn handle(request: Request) -> impl IntoResponse {
    submission::serve(request).await
}
