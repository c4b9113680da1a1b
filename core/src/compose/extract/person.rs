//! Customers' names: labelled, told (我叫…), or beside a phone number or an address as an address book pastes them.

use super::text::{Span, Text, is_alphanumeric, is_hanzi, separates};
use super::{Confidence, FoundKind, Reading};

/// Common surnames of one character; those that are mostly everyday words are left out.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈\
    姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安\
    齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙\
    鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇\
    栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌";
/// Common surnames of two characters.
const COMPOUND: &[&str] =
    &["欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "慕容", "令狐", "司徒", "端木", "南宫", "东方", "夏侯"];

const LABELS: &[&str] = &["收件人姓名", "收货人姓名", "收件人", "收货人", "联系人", "客户名", "姓名", "名字"];
/// What a change of a name or an address is said with: 收件人改成张三.
pub(super) const CHANGED: &[&str] = &["改成", "改为", "改到", "换成"];
/// What follows a name in the same breath.
const AFTER_NAME: &[&str] = &[
    "电话", "手机", "地址", "收货", "收件", "联系", "号码", "邮编", "的", "要", "想", "在", "买", "昨", "今",
    "刚", "是",
];
/// Words of two to four characters that begin like a name.
const WORDS: &str = "谢谢 麻烦 方便 高兴 周末 马上 安排 常用 时间 万一 白色 黄色 金色 蓝色 许多 于是 任何 \
    何时 单号 申通 包裹 包邮 商品 尚未 项目 安全 平时 费用 经理 应该 成功 成都 全部 全国 \
    全款 全新 原路 原价 连衣裙 明天 明早 明晚 左右 向下 温馨 施工 官方 官网 高级 石家庄 江苏 \
    江西 江南 安徽 云南 南京 南昌 南宁 金华 金额 解决 易碎 全额 房间 高中 高个 高个子 安卓 \
    方法 师傅 时候 和平 乐意 管家 农村 文件 文字 米白 米色 古风 解释 关于 关闭 连接 成人 \
    卫生 卫衣 毛衣 包包 牛仔裤 童装 车厘子 华为 苹果 金牌 张数 荣耀 沙发 冷藏 冷冻 康复 常温 \
    白天 晚上 单位 单独 路上 路口 顾客 严重 付款 向您 曾经 有人 容易 明白 段时间 盛夏 夏天 \
    夏季 秋季 商家 商城 成分 成品 吉林 兰州 贺卡 尺码 应付 万分 安装 高度 高温 易烂 解冻 \
    毕竟 连续 和好 宁波 宁夏 海南";

pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let anchors: Vec<Span> = readings.iter().map(|reading| reading.span).collect();
    let addressed = readings.iter().any(|reading| reading.kind == FoundKind::Address);
    let named =
        |(span, confidence)| Reading::new(FoundKind::CustomerName, text.slice(span), span, confidence);
    readings.extend(
        (0..text.len()).filter_map(|at| labelled_at(text, at).or_else(|| told_at(text, at))).map(named),
    );
    let confidence = if addressed { Confidence::High } else { Confidence::Medium };
    for anchor in anchors {
        readings.extend(
            before(text, anchor.0).or_else(|| after(text, anchor.1)).map(|span| named((span, confidence))),
        );
    }
}

/// Whether a name that is an item of its own begins at `at`, with a surname that people have.
pub(super) fn stands_alone(text: &Text, at: usize) -> bool {
    let run = (at, text.skip(at, in_name));
    looks_like_name(text, run) && !text.is(run.1, is_alphanumeric)
}

fn labelled_at(text: &Text, at: usize) -> Option<(Span, Confidence)> {
    let label_end = text.any_here(at, LABELS)?;
    let blank = |char: char| char.is_whitespace() || matches!(char, ':' | ',' | '是' | '叫' | '=');
    let joint = text.skip(label_end, blank);
    let start = text.any_here(joint, CHANGED).map_or(joint, |end| text.skip(end, blank));
    let name = name_at(text, start)?;
    let apart = text.is(label_end, |char| !is_hanzi(char));
    if looks_like_name(text, name) {
        return Some((name, Confidence::High));
    }
    (apart && !is_word(text, name)).then_some((name, Confidence::Medium))
}

/// 我叫张三, 我是张三: the latter only with a surname, since people are many other things.
fn told_at(text: &Text, at: usize) -> Option<(Span, Confidence)> {
    if let Some(start) = text.any_here(at, &["我叫", "我的名字叫"]) {
        let name = name_at(text, start).filter(|&name| !is_word(text, name))?;
        let sure = looks_like_name(text, name);
        return Some((name, if sure { Confidence::High } else { Confidence::Low }));
    }
    let start = text.any_here(at, &["我是"])?;
    let name = (start, text.skip(start, in_name));
    let role = text.was(name.1, |char| "生员友粉妈爸".contains(char));
    (looks_like_name(text, name) && !role).then_some((name, Confidence::Low))
}

/// The name that begins at `start`: up to what is no character of names, or to a word that follows names.
fn name_at(text: &Text, start: usize) -> Option<Span> {
    let end = text.skip(start, in_name);
    let cut =
        (start + 2..end.min(start + 5)).find(|&at| text.any_here(at, AFTER_NAME).is_some()).unwrap_or(end);
    let length = cut - start;
    let dotted = text.slice((start, cut)).contains('·');
    ((2..=4).contains(&length) || (dotted && length <= 15)).then_some((start, cut))
}

/// The name that ends before `end`, with separators and perhaps a label like 电话 between.
fn before(text: &Text, end: usize) -> Option<Span> {
    let mut end = text.skip_back(end, 4, separates);
    for label in ["联系电话", "手机号码", "手机号", "电话", "手机", "收货地址", "地址"] {
        if text.ends(end, label) {
            end = text.skip_back(end - label.chars().count(), 4, separates);
            break;
        }
    }
    let start = text.skip_back(end, 16, in_name);
    let labelled = LABELS.iter().find(|label| text.here(start, label) && start + label.chars().count() < end);
    let name = (labelled.map_or(start, |label| start + label.chars().count()), end);
    let whole = name.0 > start || !text.was(start, is_alphanumeric);
    (whole && looks_like_name(text, name)).then_some(name)
}

/// The name that begins after `start`, as an item of its own.
fn after(text: &Text, start: usize) -> Option<Span> {
    let at = text.skip(start, separates);
    let name = (at, text.skip(at, in_name));
    (at > start && at - start <= 4 && stands_alone(text, at)).then_some(name)
}

fn looks_like_name(text: &Text, (start, end): Span) -> bool {
    let length = end.saturating_sub(start);
    if text.any_here(start, COMPOUND).is_some() {
        return (3..=4).contains(&length) && !is_word(text, (start, end));
    }
    let titled = text.any_ends(end, &["先生", "女士", "小姐"]);
    let fits = if titled { (3..=5).contains(&length) } else { (2..=3).contains(&length) };
    let surname = text.is(start, |char| SURNAMES.contains(char));
    let ends_like_a_word =
        text.was(end, |char| "的了呢吗啊吧色号码人客户款路街道巷村镇乡县区市省州".contains(char));
    fits && surname && !ends_like_a_word && !is_word(text, (start, end))
}

fn is_word(text: &Text, name: Span) -> bool {
    let name = text.slice(name);
    let label = |label: &&&str| name.contains(**label) && label.chars().count() > 1;
    WORDS.split(' ').any(|word| word == name) || AFTER_NAME.iter().chain(LABELS).any(|word| label(&word))
}

fn in_name(char: char) -> bool {
    is_hanzi(char) || char == '·'
}
