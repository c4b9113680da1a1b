//! Arguments of the commands about the people of a company.

use clap::{Args, Subcommand, ValueEnum};
use huashu_protocol::account::Role;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
账号和部门可以写名称，也可以写编号。密码从标准输入读，一行一个。
Accounts and departments are named by name or id. Passwords are read from standard input, a line each.

例子 Examples:
  huashu user add 小雨 --role agent --department 售后
  huashu user add 临时工 --role agent --until 2026-11-12    到这天为止 · until the end of that day
  huashu user edit 小雨 --role editor --until never
  huashu user disable 小雨                                  立刻退出登录 · signed out at once
  huashu user hand-over 小雨 --to 小鹿                      交接个人话术库 · personal libraries")]
pub(crate) enum UserCommand {
    /// 列出账号 · List the accounts
    List,
    /// 新建账号 · Add an account
    Add(UserAddArgs),
    /// 改角色、部门、期限或密码；只动写出来的项 · Change role, departments, end or password; only what is named changes
    Edit(UserEditArgs),
    /// 停用：立刻退出登录，不能再登录 · Switch an account off: its sessions end at once
    Disable(WhichUser),
    /// 重新启用 · Switch it on again
    Enable(WhichUser),
    /// 把个人话术库交给别人 · Give an account's personal libraries to somebody else
    HandOver(HandOverArgs),
    /// 列出设备；不写账号就是您自己的 · List the devices of an account, else your own
    Devices {
        /// 账号 · The account
        #[arg(value_name = "NAME")]
        user: Option<String>,
    },
    /// 让一台设备退出登录 · End the session of a device
    SignOut {
        /// 设备编号，见 user devices · The device's id, see user devices
        #[arg(value_name = "DEVICE")]
        device: String,
    },
    /// 改自己的密码：标准输入两行，先旧后新 · Another password for yourself: two lines, the old one and the new one
    Password,
    /// 我是谁，在哪些部门 · Who you are to the hub
    Whoami,
}

#[derive(Debug, Args)]
pub(crate) struct WhichUser {
    /// 账号 · The account
    #[arg(value_name = "NAME")]
    pub(crate) user: String,
}

#[derive(Debug, Args)]
pub(crate) struct UserAddArgs {
    /// 账号，登录时用 · The name that it signs in with
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// 角色 · The role
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: RoleArg,
    /// 所在部门，可以写几个 · A department that it belongs to; may be repeated
    #[arg(long, value_name = "DEPARTMENT")]
    pub(crate) department: Vec<String>,
    /// 用到哪天为止（临时工）· The last day of the account, for temporary staff
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct UserEditArgs {
    #[command(flatten)]
    pub(crate) which: WhichUser,
    /// 角色 · The role
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<RoleArg>,
    /// 所在部门，取代原来的 · Its departments, in place of the former ones
    #[arg(long, value_name = "DEPARTMENT")]
    pub(crate) department: Vec<String>,
    /// 不在任何部门 · In no department
    #[arg(long, conflicts_with = "department")]
    pub(crate) no_department: bool,
    /// 用到哪天为止；never 是长期 · The last day of the account; never: it does not end
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// 换密码：标准输入读一行 · Another password: a line of standard input
    #[arg(long)]
    pub(crate) password: bool,
}

#[derive(Debug, Args)]
pub(crate) struct HandOverArgs {
    /// 离开的人 · Who leaves
    #[arg(value_name = "NAME")]
    pub(crate) user: String,
    /// 交给谁 · Who takes over
    #[arg(long, value_name = "NAME")]
    pub(crate) to: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DepartmentCommand {
    /// 列出部门 · List the departments
    List,
    /// 新建部门 · Add a department
    Add {
        /// 名称 · Its name
        name: String,
    },
    /// 改名 · Rename
    Rename {
        /// 部门（名称或编号）· The department (name or id)
        department: String,
        /// 新名称 · The new name
        name: String,
    },
    /// 删除部门；它的授权一并收回 · Delete a department, and the grants to it
    Delete {
        /// 部门（名称或编号）· The department (name or id)
        department: String,
    },
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
邀请码和链接只显示这一次。收到的人：huashu login '链接' --user 自己取的名字
Code and link are shown only this once. Whoever gets them: huashu login 'LINK' --user A-NAME-OF-THEIR-OWN

例子 Examples:
  huashu invite --role agent --department 售后 --uses 20
  huashu invite --role agent --account-until 2026-11-12    大促临时工 · temporary staff for a promotion"
)]
pub(crate) struct InviteArgs {
    #[command(flatten)]
    pub(crate) new: InviteNewArgs,
    #[command(subcommand)]
    pub(crate) command: Option<InviteCommand>,
}

#[derive(Debug, Args)]
pub(crate) struct InviteNewArgs {
    /// 来的人是什么角色 · The role of who takes it
    #[arg(long, value_name = "ROLE", required = true)]
    pub(crate) role: Option<RoleArg>,
    /// 来的人在哪个部门，可以写几个 · The department of who takes it; may be repeated
    #[arg(long, value_name = "DEPARTMENT")]
    pub(crate) department: Vec<String>,
    /// 能用几次 · How often it can be taken
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) uses: u32,
    /// 几小时内有效 · In how many hours it ends
    #[arg(long, value_name = "N", default_value_t = 72)]
    pub(crate) hours: u32,
    /// 用它建的账号到哪天为止 · The last day of the accounts that are made with it
    #[arg(long, value_name = "DATE")]
    pub(crate) account_until: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InviteCommand {
    /// 列出还有效的邀请 · List the open invitations
    List,
    /// 收回邀请 · Take an invitation back
    Revoke {
        /// 邀请的编号 · The invitation's id
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// What an account may do in its company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleArg {
    /// 客服 · reads what is granted, and proposes
    Agent,
    /// 编辑 · edits the libraries that it may read
    Editor,
    /// 管理员 · looks after accounts, libraries and grants
    Admin,
    /// 负责人 · makes administrators
    Owner,
}

impl From<RoleArg> for Role {
    fn from(arg: RoleArg) -> Self {
        match arg {
            RoleArg::Agent => Self::Agent,
            RoleArg::Editor => Self::Editor,
            RoleArg::Admin => Self::Admin,
            RoleArg::Owner => Self::Owner,
        }
    }
}
