//! What is said about the hub and what it shares.

use super::Say;

says! {
    // Signing in and out.
    PASSWORD: "密码：", "password: ";
    NO_PASSWORD: "没有读到密码：请在标准输入里给一行", "no password: give it on standard input, one line";
    SIGNED_IN: "已登录", "signed in";
    SIGNED_OUT: "已退出登录", "signed out";
    ACCOUNT_AT: "{} · {} · {}", "{} · {} · {}";
    MADE_A_BOOK: "  新建了话术本 {}", "  made a book in {}";
    GONE_FROM_HERE: "  公司的内容已从本机删除", "  what the company shares has left this device";
    HUB_NOT_TOLD: "  没能告诉同步服务；它会自己收回这台设备的登录", "  the hub could not be told; it ends this device's session by itself";
    OWNER: "负责人", "owner";
    ADMIN: "管理员", "administrator";
    EDITOR: "编辑", "editor";
    AGENT: "客服", "agent";

    // Serving.
    SERVING: "同步服务已启动", "the hub is running";
    LISTENING: "地址", "address";
    DATA: "数据", "data";
    LINK: "登录链接", "sign-in link";
    FIRST_START: "第一次启动，负责人用下面的一次性口令登录：", "first start; the owner signs in with this one-time password:";
    NEW_PASSWORD: "新的一次性口令：", "a new one-time password:";
    ONE_TIME: "  账号 {}   口令 {}", "  account {}   password {}";
    SIGN_IN_WITH: "  huashu login '{}' --user {}", "  huashu login '{}' --user {}";
    TOLD_ONCE: "  只显示这一次；忘了用 huashu serve --reset-password {} 换新的", "  shown only this once; huashu serve --reset-password {} makes another";
    RESTORED: "数据比上次旧：看来是从备份恢复的，各话术库已换代，手机上较新的改动会自己补回来", "the data is older than before: restored from a backup, it seems; every library began a new epoch, and newer edits come back from the devices";
    STOP_WITH: "按 Ctrl-C 结束", "Ctrl-C ends it";
    NO_HUB: "{} 里没有同步服务的数据", "there is no hub's data in {}";
    IN_USE: "{} 正被另一个同步服务使用", "{} is in use by another hub";
    FOREIGN: "{} 不是同步服务的数据库，没有改动它", "{} is no hub's database; it was not touched";
    NEWER: "{} 来自更新的版本，请先升级程序；文件没有改动", "{} is of a newer edition: upgrade first; it was not touched";
    DAMAGED: "同步服务的数据库 {} 已损坏（{}）；请从备份恢复，较新的改动会从各台设备补回来", "the hub's database {} is damaged ({}); restore it from a backup, newer edits come back from the devices";
    NOT_OPENED: "同步服务打不开：{}", "the hub cannot be opened: {}";
    NOT_LISTENING: "不能监听 {}：{}；换一个 --listen", "cannot listen on {}: {}; say another --listen";
    PLAIN: "{} 从别的机器也能访问，没有证书密码就会明文传输：加 --self-signed，或 --cert 和 --key，或（前面有反向代理时）--behind-proxy", "{} can be reached from other machines, where passwords would travel in the open without a certificate: add --self-signed, or --cert and --key, or, behind a reverse proxy, --behind-proxy";
    CERTIFICATE: "证书用不了：{}", "the certificate does not serve: {}";
    SYSTEM: "系统没有给出需要的资源：{}", "the system refused: {}";

    // Sync.
    SYNCED: "已同步", "synced";
    CAME_DOWN: "  收到 {} 处改动", "  {} changes came down";
    LEFT_WAITING: "  还有 {} 处改动没有送达", "  {} changes are still to go up";
    DRAFTS_WAIT: "  有 {} 份待定稿，看 huashu draft list", "  {} texts wait for your decision; see huashu draft list";
    PARKED: "  有 {} 处改动同步服务读不懂，会再试", "  {} changes could not be read by the hub, and are tried again";
    FAILING_BLOBS: "  有 {} 个图片或文件还没传好，会再试", "  {} pictures or files have not come through yet, and are tried again";
    STILL_WAITING: "（{} 处改动在本机等着）", " ({} changes wait here)";
    PHASE_IDLE: "已是最新", "up to date";
    PHASE_SYNCING: "同步中", "syncing";
    PHASE_OFFLINE: "离线", "offline";
    PHASE_SIGNED_OUT: "需要重新登录", "sign in again";
    PHASE_REFUSED: "本程序与同步服务的版本不合，请升级", "this edition and the hub's do not go together: upgrade";
    PHASE_SUSPENDED: "已暂停", "suspended";
    PHASE_STOPPED: "已停止", "stopped";
    SINCE: "（{} 起）", " (since {})";
    WHY: "：{}", ": {}";
    FETCHING: " · 正在取话术库 {}/{}", " · fetching a library {}/{}";
    N_WAITING: " · {} 处待送", " · {} waiting";
    N_DRAFTS: " · {} 份待定稿", " · {} drafts";
    TIMED_OUT: "等了太久，还没有同步完；会从停下的地方接着来", "it took too long; sync goes on from where it stopped";
    TROUBLE_UNREACHABLE: "连不上同步服务；本机的内容都在", "the hub cannot be reached; all that is here stays";
    TROUBLE_GARBLED: "对方不像是话术的同步服务；请检查地址，或先登录所在网络", "what answers is no hub of Huashu; check the address, or sign in to the network that you are in";
    TROUBLE_BUSY: "同步服务正忙，请稍后再试", "the hub is busy; try again in a moment";
    TROUBLE_HUB_FAILED: "同步服务出错，或磁盘已满", "the hub failed, or its disk is full";
    TROUBLE_FORBIDDEN: "这个账号不能同步", "the account may not sync";
    TROUBLE_REFUSED: "同步服务不接受本机说的", "the hub does not take what is said to it";
    TROUBLE_STALLED: "同步服务有问题：一直回答，却没有进展；已放慢重试", "something is wrong with the hub: it answers and answers, and nothing moves; it is tried more slowly";
    TROUBLE_DIVERGED: "话术库和同步服务对不上，已重新取；再次对不上，请告诉管理员", "a library differs from the hub's again and again; tell whoever looks after the hub";
    TROUBLE_BOOK: "话术本读写不了", "the book cannot be read or written";
    NEED_SIGN_IN: "登录已失效，请重新 huashu login", "the session has ended: huashu login again";
    DIVERGED: "话术库 {} 对不上，正在重新取", "library {} differs and is taken anew";
    CHANGED: "收到 {} 处改动", "{} changes";

    // Drafts.
    NO_DRAFTS: "没有待定的", "nothing waits for a decision";
    REASON_CONFLICT: "别人先改了同一处", "somebody else changed it first";
    REASON_DELETED: "别人把它删了", "somebody else deleted it";
    REASON_MISSING: "同步服务上已经没有它", "the hub has it no more";
    REASON_STALE: "改的是很久以前的样子", "it was made on a version long gone";
    REASON_PROPOSAL: "建议，等编辑定", "a proposal; an editor decides";
    REASON_FORBIDDEN: "您没有权限改它", "you may not change it";
    REASON_REJECTED: "同步服务不接受", "the hub does not take it";
    MINE: "我的", "mine";
    THEIRS: "现在", "now";
    BY: "{} 改的，{}", "by {}, {}";
    DELETED_NOW: "（已删除）", "(deleted)";
    WANTS_DELETED: "（我要删除它）", "(I wanted it deleted)";
    RESOLVE_HINT: "定下来：huashu draft resolve 编号 mine|theirs|merge", "decide: huashu draft resolve ID mine|theirs|merge";
    RESOLVED: "已定", "decided";
    NO_MERGED_TEXT: "merge 要给 --text 或 --title", "merge needs --text or --title";
    TEXT_WITHOUT_MERGE: "--text 和 --title 只能和 merge 一起用", "--text and --title go with merge only";

    // The book at a glance, and checked.
    HUB: "同步服务", "hub";
    ACCOUNT: "账号", "account";
    LAST_SYNC: "上次同步", "last sync";
    NEVER: "还没有", "not yet";
    NOT_SIGNED_IN: "未登录", "not signed in";
    DRAFTS: "待定稿", "drafts";
    LIBRARY_DIFFERS: "话术库和同步服务给的对不上：{}", "a library is not as the hub gave it: {}";
    FETCHED_AGAIN: "已安排下次同步时重新取：{} 个话术库，{} 个图片或文件", "the next sync fetches again: {} libraries, {} pictures or files";
    HUB_SOUND: "同步服务的数据检查过了，一切正常", "the hub's data is sound";
    HUB_CHECKED: "  {} 个话术库，{} 行", "  {} libraries, {} rows";
    REBUILT: "话术本已重建", "the book was made anew";
    REBUILT_UNSENT: "  带过来 {} 处没送达的改动；其余的由下一次 huashu sync 取回", "  {} changes that the hub does not have were carried over; the next huashu sync brings the rest";
    REBUILT_ROWS: "  带过来 {} 行：话术库、分类、话术、登记", "  {} rows were carried over: libraries, categories, phrases, follow-ups";
    REBUILT_LACKS: "  原文件有 {} 处读不出来", "  {} places of the damaged file could not be read";
    MENDED: "已改正：{}", "set right: {}";
}
