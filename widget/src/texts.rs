//! The widget's own words are in `texts/`, a file a language, and in `texts/more/` those that only enquiries and links to
//! appointments need. The page's side has them; here they are only proved to be there.

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    fn read(folder: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let text = std::fs::read_to_string(entry.path()).expect("a file");
                    found.push((entry.file_name().to_string_lossy().into_owned(), text));
                }
            }
        }
        found
    }

    /// The keys that the source says, which is everything in quotes after `say`, `leaf` and `label`.
    fn keys() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for (name, text) in read("src") {
            if name == "texts.rs" || name == "markup.rs" {
                continue;
            }
            for (before, quoted) in [
                ("say \"", 1),
                ("leaf \"", 3),
                ("label \"", 3),
                ("say(\"", 1),
                ("key(\"", 1),
                ("say_words(\"", 1),
                ("Saying(\"", 1),
            ] {
                for (index, _) in text.match_indices(before) {
                    if let Some(key) = text[index..].split('"').nth(quoted) {
                        keys.insert(key.to_owned());
                    }
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_says_everything() {
        let keys = keys();
        assert!(keys.len() > 60, "{keys:?}");
        let mut languages: BTreeMap<String, Value> = BTreeMap::new();
        for (name, text) in read("texts") {
            let Value::Object(texts) = serde_json::from_str(&text).expect("JSON") else { unreachable!("an object") };
            let all = languages.entry(name).or_insert_with(|| serde_json::json!({}));
            for (key, text) in texts {
                assert!(all.get(&key).is_none(), "{key} is said twice");
                all[key] = text;
            }
        }
        let english = &languages["en.json"];
        for expected in ["ar.json", "de.json", "es.json", "fr.json"] {
            assert!(languages.contains_key(expected), "{expected} is missing");
        }
        for (name, texts) in &languages {
            let said: BTreeSet<String> = texts.as_object().expect("an object").keys().cloned().collect();
            let said: BTreeSet<String> = said.into_iter().filter(|key| !key.starts_with('_')).collect();
            assert_eq!(said, keys, "{name} says other things than are asked for");
            for key in &keys {
                let gaps = |texts: &Value| texts[key].as_str().expect("a text").matches('{').count();
                assert_eq!(gaps(texts), gaps(english), "{name}: {key} has other gaps than in English");
                assert_ne!(texts[key], "", "{name}: {key}");
            }
        }
    }
}
