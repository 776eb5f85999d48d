//! The identity door: users, sessions, studies and members.

use spin_sdk::http::{IntoResponse, Request};

#[spin_sdk::http_service]
async fn handle(request: Request) -> impl IntoResponse {
    identity::serve(request).await
}
