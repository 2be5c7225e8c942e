//! Telling people from programs. What is only suspicious is kept, with the reasons, for people to look at.

use serde_json::{Map, Value as Json};

use api::Problem;

/// Nobody fills a form in less, in milliseconds.
const SHORTEST_MS: i64 = 2000;
/// Links that an honest message may hold.
const LINKS: usize = 2;
/// From this many words on, a text in which one word is most of all is a pattern.
const WORDS: usize = 12;
/// How many words of a text are looked at for repetition.
const MOST_WORDS: usize = 500;

/// Beginnings of words that fill the comment fields of this world. A message that has two of them is looked at.
const KNOWN: &[&str] = &[
    "backlink",
    "bitcoin",
    "casino",
    "cialis",
    "crypto",
    "escort",
    "forex",
    "gambling",
    "jackpot",
    "loan offer",
    "lottery",
    "payday",
    "porn",
    "ranking on google",
    "seo service",
    "telegram.me",
    "viagra",
    "whatsapp marketing",
];

/// What an entry says for itself.
pub struct Protection<'a> {
    /// The field that people do not see.
    pub website: &'a str,
    /// How long the form was looked at, as the page says.
    pub elapsed_ms: i64,
    /// The number that was searched for.
    pub proof_of_work: &'a str,
    /// What Turnstile gave.
    pub turnstile: Option<&'a str>,
}

impl<'a> Protection<'a> {
    /// Reads the member of a body.
    pub fn of(members: &'a Map<String, Json>) -> Self {
        let member = |name: &str| members.get("protection").and_then(|protection| protection.get(name));
        let text = |name: &str| member(name).and_then(Json::as_str);
        Protection {
            website: text("website").unwrap_or_default(),
            elapsed_ms: member("elapsed_ms").and_then(Json::as_i64).unwrap_or_default(),
            proof_of_work: text("proof_of_work").unwrap_or_default(),
            turnstile: text("turnstile").filter(|token| !token.is_empty()),
        }
    }

    /// Refuses an entry whose work was not done for this challenge.
    pub fn require_work(&self, challenge: &str, bits: u32) -> Result<(), Problem> {
        let number = !self.proof_of_work.is_empty()
            && self.proof_of_work.len() <= 20
            && self.proof_of_work.bytes().all(|byte| byte.is_ascii_digit());
        if bits == 0 || number && zero_bits(challenge, self.proof_of_work) >= bits {
            return Ok(());
        }
        let message = "Is not the work that was asked for. Ask for the configuration again.";
        Err(Problem::invalid_at("/protection/proof_of_work", "proof_of_work", message))
    }

    /// What is suspicious about how an entry was made, under a token that was given so many milliseconds ago: what the page
    /// says of the time is nobody's word but its own.
    pub fn suspicions(&self, age_ms: i64) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        if !self.website.is_empty() {
            reasons.push("HONEYPOT");
        }
        if self.elapsed_ms.min(age_ms) < SHORTEST_MS {
            reasons.push("TOO_FAST");
        }
        reasons
    }
}

/// With how many zero bits the SHA-256 of `challenge:number` begins.
fn zero_bits(challenge: &str, number: &str) -> u32 {
    let mut hash = hmac_sha256::Hash::new();
    for part in [challenge, ":", number] {
        hash.update(part.as_bytes());
    }
    let mut bits = 0;
    for byte in hash.finalize() {
        bits += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    bits
}

/// What is suspicious about the words of an entry: name, message, answers.
pub fn of_words(texts: &[&str]) -> Vec<&'static str> {
    // What is looked for is ASCII, and the tables of other letters would be a hundredth of a function.
    let all = texts.join("\n").to_ascii_lowercase();
    let mut reasons = Vec::new();
    let links = ["http://", "https://", "www.", "[url", "<a "].iter().map(|mark| all.matches(mark).count());
    if links.sum::<usize>() > LINKS {
        reasons.push("LINKS");
    }
    if KNOWN.iter().filter(|known| all.contains(**known)).count() > 1 {
        reasons.push("KNOWN_PATTERN");
    }
    if is_repetitive(&all) {
        reasons.push("REPETITION");
    }
    reasons
}

/// Whether one word, or one character in a row, makes up most of a text.
fn is_repetitive(text: &str) -> bool {
    // Each is compared with each: not all of a text that somebody made long.
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
    let most = words.iter().map(|word| words.iter().filter(|other| *other == word).count()).max().unwrap_or_default();
    let (mut longest, mut run, mut last) = (0, 0, '\0');
    for character in text.chars() {
        run = if character == last && !character.is_whitespace() { run + 1 } else { 1 };
        last = character;
        longest = longest.max(run);
    }
    words.len() >= WORDS && most * 2 > words.len() || longest >= 20
}

#[cfg(test)]
mod tests {
    use super::*;

    const BITS: u32 = 10;

    #[test]
    fn the_work_is_checked() {
        let number = (0..u64::MAX).find(|number| zero_bits("challenge", &number.to_string()) >= BITS);
        let number = number.unwrap_or_default().to_string();
        let with = |proof_of_work: &str| {
            Protection { website: "", elapsed_ms: 5000, proof_of_work, turnstile: None }
                .require_work("challenge", BITS)
                .is_ok()
        };
        assert!(with(&number));
        let wrong = (0..9).map(|digit| digit.to_string()).find(|other| zero_bits("challenge", other) < BITS);
        for bad in ["", "x", "-1", &"1".repeat(30), &wrong.unwrap_or_default()] {
            assert!(!with(bad), "{bad}");
        }
    }

    #[test]
    fn what_programs_do_is_suspicious() {
        let entry = Protection { website: "x", elapsed_ms: 100, proof_of_work: "", turnstile: None };
        assert_eq!(entry.suspicions(5000), ["HONEYPOT", "TOO_FAST"]);
        let person = Protection { website: "", elapsed_ms: 5000, proof_of_work: "", turnstile: None };
        assert!(person.suspicions(2000).is_empty());
        assert_eq!(person.suspicions(1999), ["TOO_FAST"], "its token is younger than it says");
    }

    #[test]
    fn words_tell() {
        assert!(
            of_words(&["Ada Lovelace", "Do you cut fringes? See https://example.com/mine", "https://b.example"])
                .is_empty()
        );
        assert_eq!(of_words(&["http://a www.b.c https://d"]), ["LINKS"]);
        assert_eq!(of_words(&["Best CASINO and Bitcoin"]), ["KNOWN_PATTERN"]);
        assert!(of_words(&["We have a casino evening"]).is_empty());
        assert_eq!(of_words(&["buy now ".repeat(8).as_str()]), Vec::<&str>::new());
        assert_eq!(of_words(&["buy ".repeat(12).as_str()]), ["REPETITION"]);
        assert_eq!(of_words(&["aaaaaaaaaaaaaaaaaaaaaaaa"]), ["REPETITION"]);
    }
}
