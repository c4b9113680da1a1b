//! `huashu serve`: the company's hub, until the process is told to end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use huashu_core::sync::client::{HubUrl, Pin, SignInLink};
use huashu_hub::http::Rates;
use huashu_hub::serve::{Serve, launch_with_listener, listen, told_to_end};
use huashu_hub::store::StoreError;
use huashu_hub::tls::{self, Tls};
use huashu_hub::{Hub, HubError, NewCompany, OneTime, Options};

use crate::app::App;
use crate::args::ServeArgs;
use crate::commands::book::HUB_FILE;
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{PasswordReset, Serving};

pub(crate) fn run(app: &App, args: &ServeArgs) -> Result<Exit, Failure> {
    let data = app.hub_dir()?;
    if let Some(user) = &args.reset_password {
        return reset(app, &data, args, user);
    }
    let serve = Serve {
        listen: args.listen,
        tls: certificate(args),
        behind_proxy: args.behind_proxy,
        data: data.clone(),
        rates: Rates::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(Failure::system)?.block_on(async {
        // The address first: a hub whose port is taken makes no company.
        let listener = listen(&serve).await?;
        let address = listener.local_addr().map_err(Failure::system)?;
        let pin = tls::pin(&serve.tls, &data).map_err(huashu_hub::serve::ServeError::Tls)?;
        let pin: Option<Pin> = pin.map(|pin| format!("sha256:{pin}").parse()).transpose()?;
        let hub = url(args, address)?;
        let opened = open(&data, args)?;
        // Whoever connects from now on is served as soon as the word is out.
        app.out.answer(&Serving {
            link: SignInLink { hub: hub.clone(), code: None, pin: pin.filter(|_| args.self_signed) },
            url: hub,
            address,
            data: data.clone(),
            first_owner: opened.first_owner,
            restored: opened.restored,
        })?;
        launch_with_listener(opened.hub, listener, &serve, told_to_end()).await?;
        Ok(Exit::Done)
    })
}

/// Another password for an account of a hub that is there already.
fn reset(app: &App, data: &Path, args: &ServeArgs, user: &str) -> Result<Exit, Failure> {
    if !data.join(HUB_FILE).exists() {
        return Err(Failure::usage(text::hub::NO_HUB, &[&data.display()]));
    }
    match open(data, args)?.hub.engine().reset_password(user) {
        Ok(OneTime { user, password }) => app.out.answer(&PasswordReset { user, password }),
        Err(StoreError::Refused(refusal)) => Err(Failure::hub(refusal.into())),
        Err(error) => Err(HubError::from(error).into()),
    }
}

fn open(data: &Path, args: &ServeArgs) -> Result<huashu_hub::Opened, Failure> {
    let company = NewCompany {
        name: args.company.clone(),
        time_zone: args.time_zone.clone(),
        owner: args.owner.clone(),
    };
    Ok(Hub::open(Options { company, new_epoch: args.new_epoch, ..Options::new(data) })?)
}

fn certificate(args: &ServeArgs) -> Tls {
    match (&args.cert, &args.key) {
        (Some(cert), Some(key)) => Tls::Files { cert: cert.clone(), key: key.clone() },
        _ if args.self_signed => Tls::Made,
        _ => Tls::Off,
    }
}

/// The address that clients use: as said, else the one that is listened on; "any address" is this machine's own.
fn url(args: &ServeArgs, address: SocketAddr) -> Result<HubUrl, Failure> {
    if let Some(url) = &args.url {
        return Ok(url.parse()?);
    }
    let scheme = if certificate(args) == Tls::Off { "http" } else { "https" };
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        // A proxy stands before it, and where that is only its owner knows.
        _ if args.behind_proxy => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    Ok(format!("{scheme}://{}", SocketAddr::new(ip, address.port())).parse()?)
}
