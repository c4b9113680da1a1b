//! What is said about the people of a company and what they share.

use super::Say;

says! {
    // Accounts.
    OLD_PASSWORD: "现在的密码：", "present password: ";
    NEW_PASSWORD: "新密码：", "new password: ";
    NOTHING_TO_CHANGE: "没有说改什么，加 --help 看有哪些", "nothing says what to change; --help lists what can be";
    USER_ADDED: "已新建账号", "account added";
    USER_EDITED: "已修改账号", "account edited";
    USER_DISABLED: "已停用", "switched off";
    USER_ENABLED: "已启用", "switched on";
    ROLE: "角色", "role";
    DEPARTMENTS: "部门", "departments";
    STATE: "状态", "state";
    DISABLED: "停用", "off";
    ENDS_AT: "{} 到期", "until {}";
    ENDED_AT: "{} 已到期", "ended {}";
    HANDED_OVER: "已交接", "handed over";
    FROM_TO: "{} → {}", "{} → {}";
    PASSWORD_CHANGED: "密码已换，其他设备要重新登录", "password changed; other devices have to sign in again";
    DEVICE: "设备", "device";
    LAST_SEEN: "最近", "last seen";
    DEVICE_REVOKED: "已退出登录", "signed out";
    THIS_DEVICE: "这台", "this one";
    NO_DEVICES: "没有设备", "there are no devices";

    // Departments.
    NO_DEPARTMENTS: "还没有部门", "there is no department yet";
    DEPARTMENT_ADDED: "已新建部门", "department added";
    DEPARTMENT_DELETED: "已删除部门", "department deleted";

    // Shared libraries.
    ACCESS: "权限", "access";
    MAY_READ: "只读", "read";
    MAY_EDIT: "能改", "edit";
    LIBRARY_DELETED: "已删除话术库", "library deleted";
    DEPARTMENT_OF_OTHER_KIND: "--department 只能和 --kind department 一起用", "--department goes with --kind department only";
    WHICH_DEPARTMENT: "部门的话术库要写 --department", "a department's library needs --department";
    ZONE_IS_THE_COMPANYS: "公司的话术库按公司的时区算，不用写 --time-zone", "what the company shares counts in the company's zone: leave --time-zone out";
    USED_SINCE: "{} · {} 起", "{} · since {}";
    NOT_HERE: "（本机没有）", "(not on this device)";

    // Grants.
    GRANTED: "已授权", "granted";
    GRANT_REMOVED: "已收回", "taken back";
    NO_GRANTS: "只有管理员能看到", "nobody but administrators may read it";
    WHO: "给谁", "to whom";
    EVERYBODY: "全公司", "everybody";
    DEPARTMENT_NAMED: "部门 {}", "department {}";
    USER_NAMED: "账号 {}", "account {}";
    SOMEBODY_GONE: "（已不在）", "(gone)";

    // Invitations.
    INVITED: "邀请好了，下面的只显示这一次：", "invited; what follows is shown only this once:";
    CODE: "邀请码", "code";
    LINK: "链接", "link";
    WEB_LINK: "网页链接", "web link";
    USES_LEFT: "还能用", "uses left";
    ENDS: "有效到", "until";
    NO_INVITATIONS: "没有有效的邀请", "there is no open invitation";
    INVITATION_REVOKED: "已收回邀请", "invitation taken back";

    // Proposals.
    NO_PROPOSALS: "没有建议", "there are no proposals";
    PROPOSAL_BY: "{} 提的，{}", "by {}, {}";
    NEW_PHRASE: "新的一条", "a new phrase";
    PROPOSED: "建议", "proposed";
    NOW: "现在", "now";
    PROPOSAL_HINT: "定下来：huashu proposal accept|decline 编号", "decide: huashu proposal accept|decline ID";
    PROPOSAL_NOTED: "已记下，下次同步时送出", "noted; it goes up with the next sync";
    PROPOSAL_ACCEPTED: "已采纳", "accepted";
    PROPOSAL_DECLINED: "已关闭", "closed";

    // The company's rules.
    KEEP_UNSENT: "收回话术库时留下没送出的文字", "unsent texts stay when a library is taken away";
    LEASE_DAYS: "多少天连不上就锁住", "locked after so many days without the hub";
    YES: "是", "yes";
    NO: "否", "no";
}
