//! The names under which a hub answers. `{x}` stands for a part that the caller fills in.

/// `GET`: which editions the hub speaks; needs no sign-in.
pub const HELLO: &str = "/v1/hello";
/// `POST`: a name and password for a session.
pub const SIGN_IN: &str = "/v1/sign-in";
/// `POST`: an invitation's code for an account and a session.
pub const JOIN: &str = "/v1/join";
/// `POST`: a refresh token for fresh tokens.
pub const TOKEN: &str = "/v1/token";
/// `POST`: ends the session of this device.
pub const SIGN_OUT: &str = "/v1/sign-out";
/// `POST`: pushes and pulls.
pub const SYNC: &str = "/v1/sync";
/// `GET`: server-sent events.
pub const STREAM: &str = "/v1/stream";
/// `POST`: waits until something changes.
pub const WAIT: &str = "/v1/wait";
/// `GET`: what a snapshot consists of.
pub const SNAPSHOT: &str = "/v1/libraries/{library}/snapshot";
/// `GET`: one chunk of a snapshot.
pub const CHUNK: &str = "/v1/libraries/{library}/snapshot/{epoch}/{rev}/{chunk}";
/// `GET`: what a row was before.
pub const HISTORY: &str = "/v1/libraries/{library}/rows/{row}/history";
/// `POST`: begins an upload, or says how far it has come.
pub const UPLOADS: &str = "/v1/uploads";
/// `PATCH`: the next piece of an upload; `HEAD`: how far it has come.
pub const UPLOAD: &str = "/v1/uploads/{hash}";
/// `GET`: a blob, also from the middle (`Range`).
pub const BLOB: &str = "/v1/blobs/{hash}";
/// `POST`: counters of use.
pub const USAGE: &str = "/v1/usage";
/// `POST`: one administrative request; see [`crate::account::Admin`].
pub const ADMIN: &str = "/v1/admin";

/// The header that says how far an upload has come, in bytes.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// The header in which a client says which edition it speaks.
pub const PROTO_HEADER: &str = "huashu-proto";
