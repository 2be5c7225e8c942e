//! Names of people and companies: how they are shown, and how they are compared.

/// The name by which a person is shown, made of its parts. Nothing when there is none.
pub fn display_name(first: Option<&str>, middle: Option<&str>, last: Option<&str>) -> Option<String> {
    let parts = [first, middle, last].into_iter().flatten().map(str::trim).filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// A whole name as given name and family name: `Ann Lee`, `Lee, Ann`. A single word is a family name, and so are
/// particles before one: `Ludwig van Beethoven`.
pub fn split_name(name: &str) -> (Option<String>, Option<String>) {
    let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let some = |part: String| (!part.is_empty()).then_some(part);
    if let Some((last, first)) = name.split_once(',') {
        return (some(words(first)), some(words(last)));
    }
    let parts: Vec<&str> = name.split_whitespace().collect();
    let particle = parts.iter().skip(1).position(|word| PARTICLES.contains(&fold(word).as_str()));
    let family = particle.map_or(parts.len().saturating_sub(1), |position| position + 1);
    let (first, last) = parts.split_at(family.min(parts.len()));
    (some(first.join(" ")), some(last.join(" ")))
}

const PARTICLES: &[&str] = &[
    "af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la",
    "le", "van", "vom", "von", "zu", "zum", "zur",
];

/// Text in lower case, with the Latin letters that carry a mark taken for those that do not: `Łódź` → `lodz`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match base_of(character) {
            Some(base) => folded.push_str(base),
            // A mark of its own, over the letter before it.
            None if matches!(character, '\u{300}'..='\u{36f}') => {}
            None => folded.push(character),
        }
    }
    folded
}

/// The plain letters of each letter with a mark, in lower case.
const BASES: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǻȁȃȧạảấầẩẫậắằẳẵặ"),
    ("ae", "æǽ"),
    ("c", "çćĉċč"),
    ("d", "ďđðḍ"),
    ("e", "èéêëēĕėęěȅȇẹẻẽếềểễệ"),
    ("g", "ĝğġģǧǵ"),
    ("h", "ĥħḥ"),
    ("i", "ìíîïĩīĭįıǐȉȋịỉ"),
    ("ij", "ĳ"),
    ("j", "ĵǰ"),
    ("k", "ķĸǩ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉŋǹ"),
    ("o", "òóôõöøōŏőǒǫǿȍȏơọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗřȑȓ"),
    ("s", "śŝşšșṣ"),
    ("ss", "ß"),
    ("t", "ţťŧțṭ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųǔǖǘǚǜȕȗưụủứừửữự"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżžẓ"),
];

fn base_of(character: char) -> Option<&'static str> {
    if character.is_ascii() {
        return None;
    }
    BASES.iter().find(|(_, marked)| marked.contains(character)).map(|(base, _)| *base)
}

/// A name as it is compared: folded words, without punctuation, and with `ä`, `ae` and `a` alike, because all three
/// are written for the same name.
pub fn match_key(name: &str) -> String {
    words(name).join(" ")
}

/// A company's name as it is compared: as [`match_key`], without its legal form: `The Müller GmbH & Co. KG` → `muller`.
pub fn company_key(name: &str) -> String {
    let mut words = words(&name.replace(['&', '+'], " and "));
    if words.len() > 1 && words.first().is_some_and(|word| word == "the") {
        words.remove(0);
    }
    loop {
        let rest = LEGAL_FORMS.iter().find_map(|form| {
            let form: Vec<&str> = form.split(' ').collect();
            let kept = words.len().checked_sub(form.len()).filter(|kept| *kept > 0)?;
            words.get(kept..)?.iter().eq(form.iter()).then_some(kept)
        });
        match rest {
            Some(kept) => words.truncate(kept),
            None => return words.join(" "),
        }
    }
}

/// What companies put after their names, as it reads without dots, longer forms first.
const LEGAL_FORMS: &[&str] = &[
    "sp z oo",
    "d o o",
    "s r l",
    "s p a",
    "sdn bhd",
    "pte ltd",
    "pty ltd",
    "gmbh",
    "mbh",
    "ggmbh",
    "ag",
    "kgaa",
    "kg",
    "cokg",
    "ohg",
    "gbr",
    "ug",
    "haftungsbeschrankt",
    "eg",
    "ek",
    "ev",
    "se",
    "ltd",
    "limited",
    "plc",
    "llp",
    "llc",
    "lllp",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "lp",
    "pc",
    "pllc",
    "pty",
    "pte",
    "bhd",
    "sa",
    "sas",
    "sasu",
    "sarl",
    "eurl",
    "snc",
    "sc",
    "spa",
    "srl",
    "srls",
    "sl",
    "slu",
    "sau",
    "bv",
    "nv",
    "vof",
    "cv",
    "oy",
    "oyj",
    "ab",
    "as",
    "asa",
    "aps",
    "kft",
    "zrt",
    "doo",
    "dd",
    "ad",
    "ood",
    "eood",
    "kk",
    "gk",
    "and",
];

/// The words of a name: letters and digits, folded. Dots and apostrophes join what they stand between: `S.A.` is one
/// word.
fn words(name: &str) -> Vec<String> {
    let joined: String = fold(name).chars().filter(|character| !matches!(character, '.' | '\'' | '’' | '`')).collect();
    let words = joined.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.replace("ae", "a").replace("oe", "o").replace("ue", "u")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_what_there_is() {
        assert_eq!(display_name(Some("Ann"), None, Some(" Lee ")).as_deref(), Some("Ann Lee"));
        assert_eq!(display_name(Some("Ann"), Some("B."), Some("Lee")).as_deref(), Some("Ann B. Lee"));
        assert_eq!(display_name(None, Some(" "), Some("Lee")).as_deref(), Some("Lee"));
        assert_eq!(display_name(None, None, Some("")), None);
    }

    #[test]
    fn whole_names_come_apart() {
        for (name, first, last) in [
            ("Ann Lee", "Ann", "Lee"),
            ("Lee, Ann", "Ann", "Lee"),
            ("Ann Mary Lee", "Ann Mary", "Lee"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            ("Lee", "", "Lee"),
            ("van Gogh", "van", "Gogh"),
            ("", "", ""),
        ] {
            let (given, family) = split_name(name);
            assert_eq!(
                (given.unwrap_or_default().as_str(), family.unwrap_or_default().as_str()),
                (first, last),
                "{name}"
            );
        }
    }

    #[test]
    fn marks_do_not_tell_names_apart() {
        for (one, other) in [
            ("Müller", "Mueller"),
            ("Müller", "MULLER"),
            ("Łódź", "Lodz"),
            ("Nguyễn Văn Ánh", "nguyen van anh"),
            ("Søren Ærø", "Soren Aro"),
            ("O’Neil", "O'Neil"),
            ("Jean-Luc", "Jean Luc"),
            ("Strauß", "Strauss"),
            ("Jose\u{301}", "José"),
            ("İpek", "ipek"),
        ] {
            assert_eq!(match_key(one), match_key(other), "{one} {other}");
        }
        assert_ne!(match_key("Иванов"), match_key("Петров"));
    }

    #[test]
    fn legal_forms_do_not_tell_companies_apart() {
        for (name, key) in [
            ("Müller GmbH & Co. KG", "muller"),
            ("The Acme Company, Inc.", "acme"),
            ("ACME Corp.", "acme"),
            ("Bianchi S.p.A.", "bianchi"),
            ("Bianchi S.r.l.", "bianchi"),
            ("Nowak Sp. z o.o.", "nowak"),
            ("Johnson & Johnson", "johnson and johnson"),
            ("Dupont & Co", "dupont"),
            ("Co", "co"),
            ("The Company", "company"),
            ("Marks + Spencer plc", "marks and spencer"),
            ("Müller UG (haftungsbeschränkt)", "muller"),
        ] {
            assert_eq!(company_key(name), key, "{name}");
        }
    }
}
