//! The problem door: what there is to solve, and until when.

use spin_sdk::http::{IntoResponse, Request};

#[spin_sdk::http_service]
async fn handle(request: Request) -> impl IntoResponse {
    problem::serve(request).await
}
