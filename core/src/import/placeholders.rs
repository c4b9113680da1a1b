//! Placeholders of other tools become variables: `{客户名}`, `{{nick}}`, `${name}`, `%order_id%`, and blanks (`满__元`).
//!
//! Only what can be nothing else is touched: braces around a sentence, a number or code stay as they are, and so do
//! lines drawn with underscores, addresses and faces (`^__^`). What is in square brackets already is ours.

use std::borrow::Cow;

use crate::compose::{Segment, Template};

/// The longest name inside of braces, in characters; longer ones hold a sentence.
const MAX_NAME: usize = 20;

/// Names that other tools use, lower case, without `.` `_` `-`, and what we call them. Of `contact.name` only the
/// last word counts where the whole is not listed.
const FOREIGN: &[(&[&str], &str)] = &[
    (
        &[
            "nick",
            "buyernick",
            "buyer",
            "buyername",
            "customer",
            "customername",
            "client",
            "clientname",
            "contactname",
            "user",
            "username",
            "usernick",
            "nickname",
            "name",
            "firstname",
            "fullname",
            "recipient",
            "买家",
            "买家昵称",
            "买家名",
            "客户",
            "客户昵称",
            "客户姓名",
            "昵称",
            "顾客名",
            "用户名",
            "收件人",
        ],
        "客户名",
    ),
    (&["order", "orderid", "orderno", "ordernumber", "ordersn", "tid", "订单", "订单编号"], "订单号"),
    (
        &[
            "trackingno",
            "trackingnumber",
            "tracking",
            "waybill",
            "waybillno",
            "expressno",
            "快递单号",
            "物流单号",
            "运单号",
        ],
        "单号",
    ),
    (
        &["express", "courier", "carrier", "logistics", "expresscompany", "快递", "快递公司", "物流"],
        "物流公司",
    ),
    (&["price", "amount", "total", "money", "payment", "价格", "总价", "付款金额"], "金额"),
    (
        &[
            "product",
            "productname",
            "item",
            "itemname",
            "goods",
            "goodsname",
            "title",
            "商品名",
            "商品名称",
            "宝贝",
        ],
        "商品",
    ),
    (&["date", "today"], "日期"),
    (&["time", "now"], "时间"),
    (&["shop", "shopname", "store", "storename", "店铺", "店名"], "店铺名"),
    (&["agent", "agentname", "seller", "sellernick", "staff", "operator", "客服", "客服昵称"], "客服名"),
    (&["agentno", "agentnumber", "staffid", "客服工号"], "工号"),
    (&["status", "orderstatus", "订单状态"], "状态"),
    (&["phone", "mobile", "tel", "phonenumber", "手机", "电话"], "手机号"),
    (&["address", "收货地址"], "地址"),
];

/// The text with variables in the place of placeholders. Converting twice is converting once.
pub(crate) fn converted(text: &str) -> Cow<'_, str> {
    if !text.contains(['{', '｛', '%']) && !text.contains("__") && !text.contains('＿') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut blanks = Blanks::after(text);
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at..];
        let taken = match char {
            '\\' => escape_length(rest),
            '[' => bracketed_length(rest),
            '{' | '｛' | '$' | '%' => match placeholder(rest, &text[..at]) {
                Some((variable, length)) => {
                    out.push_str(&variable);
                    at += length;
                    continue;
                }
                None => char.len_utf8(),
            },
            '_' | '＿' => {
                let length = rest.len() - rest.trim_start_matches(['_', '＿']).len();
                if is_blank(text, at, at + length) {
                    out.push_str(&blanks.next());
                    at += length;
                    continue;
                }
                length
            }
            other => other.len_utf8(),
        };
        out.push_str(&rest[..taken]);
        at += taken;
    }
    Cow::Owned(out)
}

/// The name of a variable for a name of another tool.
pub(crate) fn our_name(name: &str) -> String {
    let bare = |name: &str| name.to_lowercase().replace(['.', '_', '-'], "");
    let known = |name: &str| {
        let bare = bare(name);
        FOREIGN.iter().find(|(names, _)| names.contains(&bare.as_str())).map(|(_, ours)| (*ours).to_owned())
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    known(name).or_else(|| known(last)).unwrap_or_else(|| last.to_owned())
}

/// The placeholder at the start of `rest` as a variable, and its length in bytes.
fn placeholder(rest: &str, before: &str) -> Option<(String, usize)> {
    for (open, close) in [("${", "}"), ("{{", "}}"), ("｛｛", "｝｝"), ("{", "}"), ("｛", "｝"), ("%", "%")]
    {
        let Some(inside) = rest.strip_prefix(open) else { continue };
        let Some(end) = inside.find(close) else { continue };
        let inside = &inside[..end];
        // Per cent: only the identifier of a program, since 100%满意，99%好评 are no brackets.
        let is_share = before.ends_with(|char: char| char.is_ascii_digit());
        if open == "%" && (is_share || !is_identifier(inside)) {
            continue;
        }
        if let Some(variable) = variable(inside, open == "{{") {
            return Some((variable, open.len() + end + close.len()));
        }
    }
    None
}

fn variable(inside: &str, filters: bool) -> Option<String> {
    let (name, fallback) = match inside.split_once('|') {
        Some((name, filter)) if filters => (name, Some(fallback(filter)?)),
        Some(_) => return None,
        None => (inside, None),
    };
    let name = name.trim();
    let fits = name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'))
        && name.chars().any(char::is_alphabetic)
        && name.chars().nth(MAX_NAME).is_none();
    let ours = our_name(name);
    if !fits || !ours.chars().any(char::is_alphabetic) {
        return None;
    }
    let written = match fallback {
        Some(fallback) => format!("[{ours}|{fallback}]"),
        None => format!("[{ours}]"),
    };
    // {微笑} would become an emoji.
    let read_back = Template::parse_lossy(&written);
    matches!(read_back.segments(), [Segment::Variable(_)]).then_some(written)
}

/// `fallback:"您"` or `default: '您'`, as Intercom and Liquid write it.
fn fallback(filter: &str) -> Option<&str> {
    let (key, value) = filter.trim().split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'', '“', '”']);
    let plain = !value.contains(['[', ']', '\\', '\n', '{', '}', '%', '_', '＿']);
    (matches!(key.trim(), "fallback" | "default") && plain).then_some(value)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|char: char| char.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A backslash takes the meaning from what follows it, so that `\{name}` is no placeholder.
fn escape_length(rest: &str) -> usize {
    let escaped =
        rest.chars().nth(1).filter(|char| matches!(char, '\\' | '[' | ']' | '{' | '｛' | '$' | '%'));
    1 + escaped.map_or(0, char::len_utf8)
}

/// From an opening bracket to the one that closes it on the same line; the bracket alone where none does.
fn bracketed_length(rest: &str) -> usize {
    let inside = rest[1..].find([']', '[', '\n']).map(|end| 1 + end);
    inside.filter(|&end| rest[end..].starts_with(']')).map_or(1, |end| end + 1)
}

/// True where the underscores from `start` to `end` stand for something to fill in.
fn is_blank(text: &str, start: usize, end: usize) -> bool {
    if text[start..end].chars().nth(1).is_none() {
        return false;
    }
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let drawn = |char: char| char.is_whitespace() || matches!(char, '_' | '＿' | '-' | '=' | '*' | '—' | '~');
    if text[line_start..line_end].chars().all(drawn) {
        return false;
    }
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let inside_code = match (before, after) {
        (Some('('), Some(')')) => false,
        (Some(before), Some(after)) => before.is_ascii_graphic() && after.is_ascii_graphic(),
        _ => false,
    };
    !inside_code && !is_in_address(&text[line_start..start])
}

/// True where the word that ends here began as an address of the web.
fn is_in_address(line_before: &str) -> bool {
    let word = line_before.rsplit(|char: char| !char.is_ascii_graphic()).next().unwrap_or_default();
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}

/// Numbers the blanks of one text, after those that it has already.
struct Blanks(u32);

impl Blanks {
    fn after(text: &str) -> Self {
        let numbers = text.match_indices("[填空").filter_map(|(at, mark)| {
            let digits = &text[at + mark.len()..];
            digits[..digits.find(|char: char| !char.is_ascii_digit())?].parse::<u32>().ok()
        });
        Self(numbers.filter(|&number| number < 1_000_000).max().unwrap_or(0))
    }

    fn next(&mut self) -> String {
        self.0 += 1;
        format!("[填空{}]", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_become_variables() {
        for (text, read) in [
            ("您好{客户名}", "您好[客户名]"),
            ("您好｛客户名｝", "您好[客户名]"),
            ("Hi {{nick}}, order {{ order_id }}", "Hi [客户名], order [订单号]"),
            ("亲${buyer_nick}，${颜色}", "亲[客户名]，[颜色]"),
            ("%order_no%已发货", "[订单号]已发货"),
            (r#"{{user.name|fallback:"您"}}好"#, "[客户名|您]好"),
            ("{{contact.city}}", "[city]"),
            ("满__元包____", "满[填空1]元包[填空2]"),
            ("满＿＿元", "满[填空1]元"),
            ("共(__)件", "共([填空1])件"),
            ("[填空3]和__", "[填空3]和[填空4]"),
            ("[客户名|您]好", "[客户名|您]好"),
            ("{客户名}{订单号}", "[客户名][订单号]"),
        ] {
            assert_eq!(converted(text), read, "{text}");
        }
    }

    #[test]
    fn what_may_be_something_else_stays() {
        for text in [
            "满{200}减{20}",
            "{这里是一句话，不是变量}",
            "{a b}",
            "{亲|您}",
            "{}",
            "{未关闭",
            "{跨\n行}",
            "100%满意，99%好评",
            "好评率100%abc%",
            "snake__case",
            "https://a.example/x__",
            "邮箱a__@b.example",
            "开心^__^ >__<",
            "上\n______\n下",
            "一_个",
            r"\{name}",
            "[{客户名}]",
            "{微笑}",
            "{name",
            "$100",
            "function(){return a;}",
        ] {
            assert_eq!(converted(text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn converting_twice_is_converting_once(text in r#"([\[\]{}｛｝%$_＿\\|: \na1名]|\{\{|\}\}|name|填空1|fallback:|__){0,14}"#) {
            let once = converted(&text).into_owned();
            prop_assert_eq!(converted(&once), once.as_str());
        }

        #[test]
        fn nothing_panics(text in ".{0,60}") {
            converted(&text);
        }
    }
}
