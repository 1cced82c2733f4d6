//! Reading questions and writing answers, the same for all routes.
//!
//! Comes in: bodies of requests, and what is to be said. Goes out: questions within their limits, and responses. Deliberately
//! absent: what is asked and answered.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::guard::Refused;
use super::reason::{self, RefusalReason};
use crate::chart::words::Lang;

/// Bytes of a question at most.
const MOST_BODY: usize = 64 * 1024;
/// A question has come within so many seconds.
const BODY_SECONDS: u64 = 10;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Refused(status, reason) = self;
        let [en, nl] = [Lang::En, Lang::Nl].map(|lang| reason.text(lang));
        let body = json_of(&json!({ "reason": en, "reason_nl": nl }));
        let mut response = (status, body).into_response();
        if status == StatusCode::TOO_MANY_REQUESTS {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer in JSON.
pub fn json_of(value: &Value) -> Response {
    typed("application/json", value.to_string())
}

/// An answer of a kind.
pub fn typed(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

/// The body of a question, read within its limits.
///
/// # Errors
/// Why it is refused.
pub async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    let body = tokio::time::timeout(
        Duration::from_secs(BODY_SECONDS),
        to_bytes(request.into_body(), MOST_BODY),
    );
    let bytes: Bytes = match body.await {
        Err(_) => {
            return Err(Refused::of(StatusCode::REQUEST_TIMEOUT, reason::LATE));
        }
        Ok(Err(_)) => {
            let most = MOST_BODY.to_string();
            let reason = RefusalReason::filled(reason::LARGE, &[("most", &most)]);
            return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, reason));
        }
        Ok(Ok(bytes)) => bytes,
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        let said = error.to_string();
        let reason = RefusalReason::filled(reason::NO_QUESTION, &[("said", &said)]);
        Refused(StatusCode::BAD_REQUEST, reason)
    })
}

/// What went wrong in the program itself.
pub fn failed() -> Refused {
    Refused::of(StatusCode::INTERNAL_SERVER_ERROR, reason::FAILED)
}
