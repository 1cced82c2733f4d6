//! Whose a request is: asked by a page of this server, on this machine, by who has the token.
//!
//! Comes in: the head of a request. Goes out: nothing, or a refusal with its reason. Deliberately absent: what is asked. The host
//! is looked at before all else: a page from elsewhere whose name was made to lead here (DNS rebinding) sends its own name, and
//! nothing but that tells it from ours.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

use super::reason::{self, RefusalReason};
use crate::chart::phrases::Phrase;
use crate::report::manifest::hex;

/// Bytes of a token: 32, which nobody guesses.
const TOKEN: usize = 32;

/// So many bytes of the operating system's chance, as letters.
///
/// # Errors
/// In words, when the system gives none.
pub fn random<const BYTES: usize>() -> Result<String, String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("no random bytes could be had: {error}"))?;
    Ok(hex(&bytes))
}

/// A request that is refused: the status, and why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub StatusCode, pub RefusalReason);

impl Refused {
    /// Refused in a phrase without places.
    pub fn of(status: StatusCode, phrase: Phrase) -> Refused {
        Refused(status, RefusalReason::of(phrase))
    }
}

/// The one question that is asked without a token: a vote of somebody in the room, which changes nothing but a count.
pub const VOTE: &str = "/vote";

/// The port that browsers leave out of an address.
const PLAIN_PORT: u16 = 80;

/// What a server knows of its own requests.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Names by which browsers call it, with the port.
    hosts: Vec<String>,
    token: String,
}

impl Guard {
    /// Of a server at this port of this machine, and by these names of it on a network, with a token drawn from the operating
    /// system.
    ///
    /// # Errors
    /// In words, when the system gives no random bytes.
    pub fn new(port: u16, names: &[String]) -> Result<Guard, String> {
        Ok(Guard::with_token(port, names, random::<TOKEN>()?))
    }

    /// The same with a token of one's own.
    pub(super) fn with_token(port: u16, names: &[String], token: String) -> Guard {
        let near = ["127.0.0.1", "localhost", "[::1]"].map(str::to_string);
        let hosts = near.iter().chain(names);
        let mut hosts: Vec<String> = hosts.map(|host| format!("{host}:{port}")).collect();
        if port == PLAIN_PORT {
            hosts.extend(near.iter().chain(names).cloned());
        }
        Guard { hosts, token }
    }

    /// What only those know who were told.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Looks at host, origin, method and, of questions, type and token.
    ///
    /// # Errors
    /// The refusal.
    pub fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refused> {
        let host = self.host(uri, headers)?;
        same_origin(host, headers)?;
        if method != Method::POST {
            return Ok(());
        }
        if uri.path() != VOTE {
            self.has_token(headers)?;
        }
        is_json(headers)
    }

    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<&str, Refused> {
        let refusal = || Refused::of(StatusCode::MISDIRECTED_REQUEST, reason::OTHER_HOST);
        let mut named = headers.get_all(header::HOST).iter();
        let host = named
            .next()
            .and_then(|host| host.to_str().ok())
            .ok_or_else(refusal)?;
        if named.next().is_some() {
            return Err(refusal());
        }
        let known = |name: &str| {
            self.hosts
                .iter()
                .find(|known| known.eq_ignore_ascii_case(name))
        };
        let found = known(host).ok_or_else(refusal)?;
        match uri.authority() {
            Some(authority) if !authority.as_str().eq_ignore_ascii_case(found) => Err(refusal()),
            _ => Ok(found),
        }
    }

    fn has_token(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let given = given
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        if is_same(given.as_bytes(), self.token.as_bytes()) {
            return Ok(());
        }
        Err(Refused::of(StatusCode::UNAUTHORIZED, reason::NEEDS_TOKEN))
    }
}

/// Compared in the same time wherever they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differ = one
        .iter()
        .zip(other)
        .fold(0, |differ, (one, other)| differ | (one ^ other));
    one.len() == other.len() && differ == 0
}

fn same_origin(host: &str, headers: &HeaderMap) -> Result<(), Refused> {
    let refusal = || Refused::of(StatusCode::FORBIDDEN, reason::OTHER_PAGE);
    for origin in headers.get_all(header::ORIGIN) {
        let own = format!("http://{host}");
        let is_own = origin
            .to_str()
            .is_ok_and(|origin| origin.eq_ignore_ascii_case(&own));
        if !is_own {
            return Err(refusal());
        }
    }
    let is_near = |site: &HeaderValue| site == "same-origin" || site == "none";
    if headers.get_all("sec-fetch-site").iter().all(is_near) {
        Ok(())
    } else {
        Err(refusal())
    }
}

fn is_json(headers: &HeaderMap) -> Result<(), Refused> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = given
        .and_then(|given| given.split(';').next())
        .unwrap_or_default();
    if kind.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Refused::of(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        reason::NOT_JSON,
    ))
}

/// What every answer carries, refusals too: nothing from elsewhere, nothing inline, in no frame, kept nowhere.
pub const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

#[cfg(test)]
mod tests {
    use super::*;

    const PORT: u16 = 4321;

    fn guard() -> Guard {
        Guard::with_token(PORT, &["192.168.1.5".to_string()], "a".repeat(64))
    }

    fn headers(given: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(*name, HeaderValue::from_str(value).expect("a value"));
        }
        headers
    }

    fn status(method: &Method, uri: &str, given: &[(&'static str, &str)]) -> u16 {
        let uri: Uri = uri.parse().expect("a URI");
        let found = guard().check(method, &uri, &headers(given));
        found.map_or_else(|Refused(status, _)| status.as_u16(), |()| 200)
    }

    #[test]
    fn only_its_own_address_is_answered() {
        for host in [
            "127.0.0.1:4321",
            "localhost:4321",
            "LOCALHOST:4321",
            "[::1]:4321",
            "192.168.1.5:4321",
        ] {
            assert_eq!(status(&Method::GET, "/", &[("host", host)]), 200, "{host}");
        }
        let strangers = [
            "evil.example",
            "localhost.evil:4321",
            "127.0.0.1.evil:4321",
            "127.0.0.1:4322",
            "127.0.0.1",
            "localhost.:4321",
            "0.0.0.0:4321",
            "2130706433:4321",
            "user@127.0.0.1:4321",
            "",
            "127.0.0.1:4321, evil",
            "192.168.1.5",
            "192.168.1.6:4321",
            "192.168.1.5.evil:4321",
        ];
        for host in strangers {
            assert_eq!(status(&Method::GET, "/", &[("host", host)]), 421, "{host}");
        }
        assert_eq!(status(&Method::GET, "/", &[]), 421, "no host");
        let two = [("host", "127.0.0.1:4321"), ("host", "127.0.0.1:4321")];
        assert_eq!(status(&Method::GET, "/", &two), 421, "two hosts");
        let host = [("host", "127.0.0.1:4321"), ("x-forwarded-host", "evil")];
        assert_eq!(status(&Method::GET, "http://evil.example/", &host), 421);
        assert_eq!(status(&Method::GET, "http://127.0.0.1:4321/", &host), 200);
    }

    #[test]
    fn only_its_own_page_asks() {
        let with = |name: &'static str, value: &'static str| {
            status(
                &Method::GET,
                "/",
                &[("host", "localhost:4321"), (name, value)],
            )
        };
        assert_eq!(with("origin", "http://localhost:4321"), 200);
        for origin in [
            "null",
            "http://evil.example",
            "https://localhost:4321",
            "http://127.0.0.1:4321",
        ] {
            assert_eq!(with("origin", origin), 403, "{origin}");
        }
        for (site, expected) in [
            ("same-origin", 200),
            ("none", 200),
            ("same-site", 403),
            ("cross-site", 403),
        ] {
            assert_eq!(with("sec-fetch-site", site), expected, "{site}");
        }
    }

    #[test]
    fn a_question_needs_the_token_and_is_json() {
        let token = format!("Bearer {}", "a".repeat(64));
        let ask = |authorization: &str, kind: &str| {
            let given = [
                ("host", "localhost:4321"),
                ("authorization", authorization),
                ("content-type", kind),
            ];
            status(&Method::POST, "/answer", &given)
        };
        assert_eq!(ask(&token, "application/json; charset=utf-8"), 200);
        assert_eq!(ask(&token, "text/plain"), 415);
        for wrong in [
            "",
            "Bearer ",
            "Bearer aa",
            &token[..70],
            &token.replace("Bearer", "Basic"),
        ] {
            assert_eq!(ask(wrong, "application/json"), 401, "{wrong}");
        }
        assert_eq!(
            ask(&format!("Bearer {}b", "a".repeat(63)), "application/json"),
            401
        );
    }

    #[test]
    fn a_vote_alone_needs_no_token() {
        let given = [
            ("host", "192.168.1.5:4321"),
            ("content-type", "application/json"),
        ];
        assert_eq!(status(&Method::POST, VOTE, &given), 200);
        for path in ["/answer", "/room", "/ballot", "/vote/", "//vote", "/Vote"] {
            assert_eq!(status(&Method::POST, path, &given), 401, "{path}");
        }
    }

    #[test]
    fn browsers_leave_out_the_plain_port() {
        let guard = Guard::with_token(80, &["care.local".to_string()], "a".into());
        let uri: Uri = "/".parse().expect("a URI");
        for host in ["care.local", "care.local:80", "127.0.0.1"] {
            let headers = headers(&[("host", host)]);
            assert_eq!(guard.check(&Method::GET, &uri, &headers), Ok(()), "{host}");
        }
    }

    #[test]
    fn tokens_differ_and_are_long() {
        let [one, other] =
            [Guard::new(1, &[]), Guard::new(1, &[])].map(|guard| guard.expect("a guard").token);
        assert_ne!(one, other);
        assert_eq!(one.len(), 64);
    }
}
