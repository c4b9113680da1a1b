//! A customer's message as the index is asked: which words it is looked up by, and what each is worth.

use std::collections::HashMap;

use super::intent::intents;
use super::token::{Kind, Token, sound, tokens};
use crate::search::fold::Folded;
use crate::search::span::Span;

/// How much of a message is read, in characters; what stands behind that is a paste that nobody reads either.
pub const MAX_MESSAGE_CHARS: usize = 10_000;

/// How many different words are looked up: the most telling ones. Longer messages repeat themselves.
const MAX_WORDS: usize = 400;

/// Hanzi that carry no meaning of their own. A pair with one of them is worth half, a pair of two next to nothing.
const FUNCTION: &str = "的了吗呢吧啊呀哦嗯我你您他她它们是这那个就都也还在上下一到要会能可以和与跟给把被让请再又很哈嘛啦哎唉嘞\
                        咯噢喔额呃么之其此些每各某着过得地只才已经而且但因为所如果虽然或者并及等于从向对将由";

/// Pairs of courtesy and grammar that are more frequent than telling.
const COMMON_PAIRS: [&str; 36] = [
    "您好", "你好", "请问", "麻烦", "谢谢", "感谢", "在吗", "亲亲", "你们", "我们", "他们", "那个", "这个",
    "一下", "就是", "然后", "我想", "想问", "可以", "是不", "还有", "什么", "怎么", "有没", "没有", "这样",
    "那样", "现在", "但是", "不是", "时候", "东西", "今天", "昨天", "觉得", "知道",
];

/// What a single hanzi is worth beside a pair: it decides only where no pair does.
const HANZI: f32 = 0.25;
const HALF_PAIR: f32 = 0.5;
const COMMON_PAIR: f32 = 0.15;
const FUNCTION_PAIR: f32 = 0.05;

/// What the words of a line of the table are worth; more words share more.
const INTENT: f32 = 1.0;
const WEAK_INTENT: f32 = 0.8;
const USUAL_WORDS: f32 = 4.0;
const MOST_FOR_FEW_WORDS: f32 = 1.6;

/// What each use beyond the first adds to a word, and how many are counted.
const REPETITION: f32 = 0.2;
const MAX_REPETITIONS: u32 = 3;

/// Words of at least this weight tell what a message is about.
const TELLING: f32 = HALF_PAIR;

/// What a message asks. Nothing of it is kept anywhere.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub(super) words: Vec<Word>,
}

/// A word that a message is looked up by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    kind: Kind,
    pub(super) weight: f32,
    /// How it sounds, where the customer wrote it and a typing error may have made it.
    pub(super) sound: Option<String>,
    /// How often the customer wrote it; 0 for what only the table says.
    times: u32,
}

impl Question {
    /// Reads a message, at most [`MAX_MESSAGE_CHARS`] of it. Any text will do.
    pub fn of(message: &str) -> Self {
        let message = Folded::with_limit(message, MAX_MESSAGE_CHARS);
        let mut words = Words::default();
        for intent in intents(&message) {
            words.add_intent(intent.words, if intent.weak { WEAK_INTENT } else { INTENT });
        }
        for token in tokens(&message) {
            words.add_token(&message, token);
        }
        Self { words: words.most_telling() }
    }

    /// Whether nothing is asked that a phrase could answer.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where the words of the question stand in a text, for highlighting: pairs and whole words, single hanzi only
    /// where there are none of those.
    pub(super) fn spans(&self, text: &str) -> Vec<Span> {
        let folded = Folded::new(text);
        let asked: HashMap<&str, &Word> = self.words.iter().map(|word| (word.text.as_str(), word)).collect();
        let mut units = Vec::new();
        let mut hanzi = Vec::new();
        for token in tokens(&folded) {
            let Some(word) = asked.get(token.text.as_str()) else { continue };
            if token.kind == Kind::Hanzi {
                hanzi.push(token.units.0);
            } else if word.is_telling() {
                units.extend(token.units.0..token.units.1);
            }
        }
        folded.spans(if units.is_empty() { &hanzi } else { &units })
    }
}

impl Word {
    /// Whether it stands in the message.
    pub(super) fn is_written(&self) -> bool {
        self.times > 0
    }

    /// Whether it tells what the message is about.
    pub(super) fn is_telling(&self) -> bool {
        self.weight >= TELLING
    }
}

/// The words of a message while they are gathered.
#[derive(Default)]
struct Words {
    by_text: HashMap<String, Word>,
}

impl Words {
    fn add_intent(&mut self, words: &[String], worth: f32) {
        let share = (USUAL_WORDS / words.len().max(1) as f32).sqrt().min(MOST_FOR_FEW_WORDS) * worth;
        for word in words {
            let pieces: Vec<Token> =
                tokens(&Folded::new(word)).into_iter().filter(|token| token.kind != Kind::Hanzi).collect();
            // A long word is several pairs, which are found together.
            let weight = share / (pieces.len().max(1) as f32).sqrt();
            for piece in pieces {
                self.add(Word { text: piece.text, kind: piece.kind, weight, sound: None, times: 0 });
            }
        }
    }

    fn add_token(&mut self, message: &Folded, token: Token) {
        if let Some(weight) = weight(&token) {
            let sound = (weight >= 1.0).then(|| sound(message, &token)).flatten();
            self.add(Word { text: token.text, kind: token.kind, weight, sound, times: 1 });
        }
    }

    fn add(&mut self, word: Word) {
        match self.by_text.get_mut(&word.text) {
            Some(known) => {
                known.weight = known.weight.max(word.weight);
                known.sound = known.sound.take().or(word.sound);
                known.times += word.times;
            }
            None => drop(self.by_text.insert(word.text.clone(), word)),
        }
    }

    fn most_telling(self) -> Vec<Word> {
        let repeated = |mut word: Word| {
            let more = word.times.saturating_sub(1).min(MAX_REPETITIONS);
            word.weight *= 1.0 + REPETITION * more as f32;
            word
        };
        let mut words: Vec<Word> = self.by_text.into_values().map(repeated).collect();
        // The text makes the order, and so the answer, the same every time.
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
        words.truncate(MAX_WORDS);
        words
    }
}

/// What a token of a message is worth; `None`: nothing.
fn weight(token: &Token) -> Option<f32> {
    let function = token.text.chars().filter(|c| FUNCTION.contains(*c)).count();
    match token.kind {
        Kind::Hanzi if function > 0 => None,
        Kind::Hanzi => Some(HANZI),
        Kind::Pair if COMMON_PAIRS.contains(&token.text.as_str()) => Some(COMMON_PAIR),
        Kind::Pair => Some([1.0, HALF_PAIR, FUNCTION_PAIR][function.min(2)]),
        Kind::Word => (!is_number_of_its_own(&token.text)).then_some(1.0),
    }
}

/// The number of an order, a parcel or a phone, which no phrase has.
fn is_number_of_its_own(word: &str) -> bool {
    word.bytes().filter(u8::is_ascii_digit).count() > 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight_of(question: &Question, text: &str) -> Option<f32> {
        question.words.iter().find(|word| word.text == text).map(|word| word.weight)
    }

    #[test]
    fn words_are_worth_what_they_tell() {
        let question = Question::of("请问我的衣服掉毛了 掉毛 订单3301240985631234567");
        let cases = [
            ("请问", Some(COMMON_PAIR)),
            ("我的", Some(FUNCTION_PAIR)),
            ("的衣", Some(HALF_PAIR)),
            ("衣服", Some(1.0)),
            ("掉毛", Some(1.0 + REPETITION)),
            ("毛", Some(HANZI * (1.0 + REPETITION))),
            ("的", None),
            ("3301240985631234567", None),
        ];
        for (text, expected) in cases {
            let found = weight_of(&question, text);
            let same = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-3 || found > expected,
                (found, expected) => found == expected,
            };
            assert!(same, "{text}: {found:?}");
        }
        assert!(weight_of(&question, "故障").is_some(), "what teams write about hair that falls out");
    }

    #[test]
    fn long_messages_are_cut_to_their_most_telling_words() {
        let all: String = ('\u{4E00}'..'\u{9000}').collect();
        assert_eq!(Question::of(&all).words.len(), MAX_WORDS);
        for empty in ["", "😂😂", "？？？", "\u{0}\u{202E}", "[", "的了吗"] {
            let question = Question::of(empty);
            assert!(question.words.iter().all(|word| word.weight < HALF_PAIR), "{empty:?}: {question:?}");
        }
    }

    #[test]
    fn spans_are_those_of_the_words() {
        let question = Question::of("单号查不到物流");
        let spans =
            |text: &str| -> Vec<[u32; 2]> { question.spans(text).into_iter().map(Into::into).collect() };
        assert_eq!(spans("请看物流页面"), [[2, 4]]);
        assert_eq!(spans("單號㎏單號"), [[0, 2], [3, 5]]);
        assert_eq!(spans("您好"), [[0u32; 2]; 0]);
    }
}
