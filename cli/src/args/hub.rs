//! Arguments of the commands about the hub and what it shares.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
数据放在 --data 指定的文件夹，否则在用户数据文件夹的 huashu-hub 里。第一次启动会打印负责人的一次性口令。
The data lies in --data, else in huashu-hub of the user's data folder. The first start prints the owner's one-time password.

例子 Examples:
  huashu serve                                         只在本机 · this machine alone
  huashu serve --listen 0.0.0.0:7411 --self-signed     局域网，自制证书 · a LAN, with a certificate of its own
  huashu serve --listen 0.0.0.0:443 --cert chain.pem --key key.pem
  huashu serve --behind-proxy                          证书由反向代理负责 · a reverse proxy has the certificate")]
pub(crate) struct ServeArgs {
    /// 监听的地址和端口 · Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7411")]
    pub(crate) listen: SocketAddr,
    /// 客户端用的地址，写进登录链接 · The address that clients use, for the sign-in link
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// 用自制的证书，客户端认它的指纹 · A certificate that the hub makes; clients pin it
    #[arg(long, conflicts_with_all = ["cert", "key"])]
    pub(crate) self_signed: bool,
    /// 证书链（PEM）· The certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// 证书的私钥（PEM）· Its key (PEM)
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// 前面有反向代理，由它负责证书 · A reverse proxy stands before it and has the certificate
    #[arg(long, conflicts_with_all = ["self_signed", "cert"])]
    pub(crate) behind_proxy: bool,
    /// 数据是手工恢复的：让各话术库换代 · The data was restored by hand: every library begins a new epoch
    #[arg(long)]
    pub(crate) new_epoch: bool,
    /// 公司名，第一次启动时用 · The company's name, at the first start
    #[arg(long, value_name = "NAME", default_value = "公司")]
    pub(crate) company: String,
    /// 负责人的账号，第一次启动时用 · The owner's account, at the first start
    #[arg(long, value_name = "NAME", default_value = "owner")]
    pub(crate) owner: String,
    /// 公司按哪个时区算日子，第一次启动时用 · The zone that the company's days are counted in, at the first start
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub(crate) time_zone: String,
    /// 给这个账号一个新的一次性口令，然后结束 · Give this account a new one-time password, and end
    #[arg(long, value_name = "NAME")]
    pub(crate) reset_password: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
密码从标准输入读一行。还没有话术本就新建一个；已有的个人话术都留着，并上传。
The password is read from standard input, one line. Without a book one is made; what the book holds stays, and goes up.

例子 Examples:
  huashu login http://127.0.0.1:7411 --user 小雨
  huashu login 'huashu://join?hub=…&code=…' --user 小雨    收到的邀请 · an invitation")]
pub(crate) struct LoginArgs {
    /// 同步服务的地址，或收到的链接 · The hub's address, or a link that you were sent
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// 账号；用邀请时自己取名 · The account; with an invitation, the name that you take
    #[arg(long, short, value_name = "NAME")]
    pub(crate) user: String,
    /// 邀请码 · The code of an invitation
    #[arg(long, value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// 证书的指纹（sha256:…）· The fingerprint of the hub's certificate
    #[arg(long, value_name = "PIN")]
    pub(crate) pin: Option<String>,
    /// 这台设备叫什么 · What this device is called
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// 先不同步 · Do not sync yet
    #[arg(long)]
    pub(crate) no_sync: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LogoutArgs {
    /// 有没送达的改动也退出；文字留在本机 · Even with changes that the hub does not have; their texts stay here
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SyncArgs {
    /// 一直同步，有变化就说 · Go on, and tell what changes
    #[arg(long)]
    pub(crate) watch: bool,
    /// 最多等多少秒 · Wait this many seconds at most
    #[arg(long, value_name = "SECONDS", default_value_t = 120, conflicts_with = "watch")]
    pub(crate) timeout: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DraftCommand {
    /// 列出待定稿：两个人改了同一处，或您没有权限改 · List texts that wait for your decision
    List,
    /// 定下来 · Decide on one
    Resolve(DraftResolveArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu draft resolve 编号 mine                      用我的 · mine
  huashu draft resolve 编号 theirs                    用现在的 · theirs
  huashu draft resolve 编号 merge --text '合起来的'    合成新的 · a text made of both")]
pub(crate) struct DraftResolveArgs {
    /// 待定稿的编号 · The draft
    pub(crate) id: String,
    /// 用哪一份 · Which text
    pub(crate) keep: KeepArg,
    /// 合成的内容 · The text made of both
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Option<String>,
    /// 合成的标题 · The title made of both
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
}

/// See [`DraftResolveArgs::keep`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepArg {
    /// 我的 · mine
    Mine,
    /// 现在的 · what is there now
    Theirs,
    /// 合成的 · another one, made of both
    Merge,
}
