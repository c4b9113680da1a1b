//! The frozen messages: `tests/fixtures/suggest/README.md` says what they are.

use std::collections::HashSet;

use serde::Deserialize;

use crate::book::{PhraseBook, Tree};
use crate::search::{Question, Scope};

#[derive(Deserialize)]
struct Message {
    message: String,
    #[serde(default)]
    answers: Vec<String>,
    #[serde(default)]
    shares_title_word: bool,
}

fn messages(name: &str) -> Vec<Message> {
    let path = format!("{}/../tests/fixtures/suggest/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

fn starter() -> (tempfile::TempDir, PhraseBook) {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create(folder.path()).unwrap();
    book.add_starter().unwrap();
    (folder, book)
}

/// The messages that have an answer among the first five of the whole library, as a share; prints the others.
fn answered<'m>(book: &PhraseBook, messages: impl Iterator<Item = &'m Message>) -> f64 {
    let scope = Scope { all: true, ..Scope::default() };
    let (mut asked, mut answered) = (0, 0);
    for Message { message, answers, .. } in messages {
        asked += 1;
        let hits = book.suggest(message, &scope, 5).unwrap().hits;
        let titles: Vec<String> = hits.into_iter().map(|hit| hit.phrase.label.title).collect();
        if titles.iter().any(|title| answers.contains(title)) {
            answered += 1;
        } else {
            println!("not answered: {message}: {titles:?} instead of {answers:?}");
        }
    }
    println!("{answered} of {asked}");
    f64::from(answered) / f64::from(asked)
}

#[test]
fn nine_of_ten_messages_are_answered() {
    let (_folder, book) = starter();
    let messages = messages("messages");
    assert!(answered(&book, messages.iter()) >= 0.9);
    assert!(answered(&book, messages.iter().filter(|one| !one.shares_title_word)) >= 0.9);
}

#[test]
fn where_nothing_answers_there_is_next_to_nothing() {
    let (_folder, book) = starter();
    let messages = messages("no-answer");
    let hits: Vec<usize> = (messages.iter())
        .map(|one| book.suggest(&one.message, &Scope::default(), 5).unwrap().hits.len())
        .collect();
    let silent = hits.iter().filter(|hits| **hits == 0).count();
    assert!(silent * 10 >= messages.len() * 9, "{silent} of {} are left alone", messages.len());
    assert!(hits.iter().all(|hits| *hits <= 2), "{hits:?}");
}

#[test]
fn the_messages_are_what_their_readme_says() {
    let (_folder, book) = starter();
    let library = book.libraries().unwrap().remove(0);
    let phrases = book.phrases(library.id).unwrap();
    let tree = Tree::of(&book.categories(library.id).unwrap());
    let mut answered = HashSet::new();
    for name in ["messages", "messages-held-out"] {
        let messages = messages(name);
        let apart = messages.iter().filter(|one| !one.shares_title_word).count();
        assert!(apart * 2 >= messages.len(), "{name}: {apart} share no word");
        for one in &messages {
            let shares = one.answers.iter().any(|title| shares_a_word(&one.message, title));
            assert_eq!(shares, one.shares_title_word, "{}", one.message);
            for title in &one.answers {
                let phrase = phrases.iter().find(|phrase| phrase.label.title == *title);
                answered.insert(phrase.unwrap_or_else(|| panic!("no {title}")).place.category);
            }
        }
    }
    let filled: HashSet<_> = phrases.iter().map(|phrase| phrase.place.category).collect();
    assert_eq!(answered, filled, "every one of {} categories", tree.in_order().len());
    assert!(messages("messages").len() >= 70 && messages("messages-held-out").len() >= 30);
    assert!(messages("messages").iter().all(|one| !Question::of(&one.message).is_empty()));
}

/// The rule of the README, on characters as they are written.
fn shares_a_word(message: &str, title: &str) -> bool {
    const FUNCTION: &str =
        "的了吗呢吧啊呀哦嗯我你您他她它们是不没有这那个就都也还在上下一到要会能可以和与跟给把被让请再又很";
    let is_hanzi = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    let pairs = |text: &str| -> HashSet<(char, char)> {
        let characters: Vec<char> = text.chars().collect();
        characters
            .windows(2)
            .filter(|pair| pair.iter().all(is_hanzi))
            .map(|pair| (pair[0], pair[1]))
            .collect()
    };
    let content = |text: &str| -> HashSet<char> {
        text.chars().filter(|c| is_hanzi(c) && !FUNCTION.contains(*c)).collect()
    };
    let words = |text: &str| -> HashSet<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    !pairs(message).is_disjoint(&pairs(title))
        || content(message).intersection(&content(title)).count() >= 2
        || !words(message).is_disjoint(&words(title))
}
