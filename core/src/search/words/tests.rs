use std::collections::HashSet;

use super::*;
use crate::search::fold::Folded;
use crate::search::pinyin::Readings;
use crate::search::simplify::simplify;

/// The leading readings of the hanzi of a text.
fn read(text: &str) -> String {
    spelled(&Folded::new(text).units)
}

fn spelled(units: &[Unit]) -> String {
    let leading = units.iter().filter_map(|unit| unit.readings.syllables().first());
    leading.map(|syllable| std::str::from_utf8(syllable.spelling()).unwrap()).collect::<Vec<_>>().join(" ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "{text}");
    }
}

#[test]
fn everyday_words_are_read_as_people_read_them() {
    check(&[
        ("还款", "huan kuan"),
        ("归还", "gui huan"),
        ("还有", "hai you"),
        ("还是", "hai shi"),
        ("店长", "dian zhang"),
        ("长度", "chang du"),
        ("长短", "chang duan"),
        ("时长", "shi chang"),
        ("成长", "cheng zhang"),
        ("调货", "diao huo"),
        ("调换", "diao huan"),
        ("调查", "diao cha"),
        ("调整", "tiao zheng"),
        ("空调", "kong tiao"),
        ("重新", "chong xin"),
        ("重复", "chong fu"),
        ("重启", "chong qi"),
        ("重庆", "chong qing"),
        ("重量", "zhong liang"),
        ("重要", "zhong yao"),
        ("称重", "cheng zhong"),
        ("银行", "yin hang"),
        ("行业", "hang ye"),
        ("同行", "tong hang"),
        ("行李", "xing li"),
        ("会计", "kuai ji"),
        ("会员", "hui yuan"),
        ("差评", "cha ping"),
        ("差价", "cha jia"),
        ("出差", "chu chai"),
        ("参差", "cen ci"),
        ("参数", "can shu"),
        ("人参", "ren shen"),
        ("便宜", "pian yi"),
        ("方便", "fang bian"),
        ("单独", "dan du"),
        ("了解", "liao jie"),
        ("受不了", "shou bu liao"),
        ("好了", "hao le"),
        ("觉得", "jue de"),
        ("睡觉", "shui jiao"),
        ("音乐", "yin yue"),
        ("快乐", "kuai le"),
        ("效率", "xiao lv"),
        ("率先", "shuai xian"),
        ("尺码", "chi ma"),
        ("着急", "zhao ji"),
        ("沉着", "chen zhuo"),
        ("穿着", "chuan zhe"),
        ("地址", "di zhi"),
        ("慢慢地", "man man de"),
        ("都是", "dou shi"),
        ("成都", "cheng du"),
        ("首都", "shou du"),
        ("朝阳", "zhao yang"),
        ("降价", "jiang jia"),
        ("投降", "tou xiang"),
        ("厦门", "xia men"),
        ("大厦", "da sha"),
        ("传记", "zhuan ji"),
        ("传单", "chuan dan"),
        ("对称", "dui chen"),
        ("称呼", "cheng hu"),
        ("大夫", "dai fu"),
        ("恶心", "e xin"),
        ("可恶", "ke wu"),
        ("模板", "mu ban"),
        ("模式", "mo shi"),
        ("目的", "mu di"),
        ("给予", "ji yu"),
        ("没收到", "mei shou dao"),
        ("弹力", "tan li"),
        ("西藏", "xi zang"),
        ("收藏", "shou cang"),
        ("薄荷", "bo he"),
        ("番茄", "fan qie"),
        ("瑜伽", "yu jia"),
        ("校准", "jiao zhun"),
        ("暖和", "nuan huo"),
        ("数量", "shu liang"),
        ("类似的", "lei si de"),
        ("系鞋带", "ji xie dai"),
        ("联系", "lian xi"),
        ("牛仔裤", "niu zai ku"),
    ]);
}

#[test]
fn the_longest_word_wins_and_then_the_leftmost() {
    check(&[
        ("做了解释", "zuo le jie shi"),
        ("不了解", "bu liao jie"),
        ("退还是换", "tui hai shi huan"),
        ("按体重选", "an ti zhong xuan"),
        ("成长期", "cheng zhang qi"),
        ("本店长期有效", "ben dian chang qi you xiao"),
        ("退出差价", "tui chu cha jia"),
        ("完成都可以", "wan cheng dou ke yi"),
        ("系统会计算", "xi tong hui ji suan"),
        ("栏目的", "lan mu de"),
        ("困难重重", "kun nan chong chong"),
        ("重庆银行还款时长", "chong qing yin hang huan kuan shi chang"),
    ]);
}

#[test]
fn a_word_is_a_row_of_neighbours_in_any_script_form() {
    check(&[
        ("還款長度銀行瞭解", "huan kuan chang du yin hang liao jie"),
        ("还，款", "hai kuan"),
        ("长 度", "zhang du"),
        ("银-行", "yin xing"),
        ("还\n款", "hai kuan"),
        ("长👍度", "zhang du"),
        ("长", "zhang"),
        ("重", "zhong"),
        ("", ""),
    ]);
}

#[test]
fn no_reading_is_lost() {
    for (c, _, word) in statements(DATA) {
        for (unit, own) in Folded::new(word).units.iter().zip(word.chars().map(Readings::of)) {
            let sorted = |readings: Readings| {
                let mut spellings: Vec<_> = readings.syllables().iter().map(|s| s.spelling()).collect();
                spellings.sort();
                spellings
            };
            assert_eq!(sorted(unit.readings), sorted(own), "{c} {word}");
        }
    }
}

#[test]
fn the_table_is_well_formed() {
    let mut seen = HashSet::new();
    for line in DATA.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(' ').collect();
        let [c, reading, words @ ..] = parts.as_slice() else { panic!("{line}") };
        assert!(c.chars().count() == 1 && !words.is_empty(), "{line}");
        let c = c.chars().next().unwrap();
        let reading = Syllable::spelled(reading).unwrap_or_else(|| panic!("{line}"));
        assert!(Readings::of(c).syllables().contains(&reading), "{c} is not read so: {line}");
        for word in words {
            assert!(word.contains(c) && word.chars().count() >= 2, "{word} in {line}");
            assert!(word.chars().all(|c| simplify(c) == c), "{word} is not simplified");
            assert!(seen.insert((c, *word)), "{c} in {word} is stated twice");
        }
    }
    assert!((350..1000).contains(&seen.len()), "{} statements", seen.len());
}

/// Without the word, it would be read otherwise itself, or together with the rest of another word that it begins.
#[test]
fn every_word_is_needed() {
    let words: HashSet<&str> = statements(DATA).map(|(_, _, word)| word).collect();
    let mut without = Lexicon::parse(DATA);
    for word in &words {
        let group = usize::from(without.heads.get(word.chars().next().unwrap()));
        let is_word = |known: &Word| known.tail.iter().copied().eq(word.chars().skip(1));
        let at = without.groups[group].iter().position(is_word).unwrap();
        let removed = without.groups[group].remove(at);
        let alone = std::iter::once(word.to_string());
        let mut texts = alone.chain(words.iter().filter(|other| *other != word).flat_map(|other| {
            let inside = other.char_indices().map(|(at, _)| other.split_at(at)).skip(1);
            inside.filter(|(begin, _)| word.ends_with(begin)).map(|(_, end)| format!("{word}{end}"))
        }));
        assert!(texts.any(|text| led(&without, &text) != led(lexicon(), &text)), "{word} changes nothing");
        without.groups[group].insert(at, removed);
    }
}

/// How a text is read by a lexicon. Characters folded one by one are in no word.
fn led(lexicon: &Lexicon, text: &str) -> String {
    let mut units: Vec<Unit> =
        text.chars().flat_map(|c| Folded::new(c.encode_utf8(&mut [0; 4])).units).collect();
    lexicon.lead(&mut units);
    spelled(&units)
}
