//! Brackets in the names of properties and of definitions.

use std::borrow::Cow;

/// A name of which what is in brackets is the next word: a part of a list or an object, as `line[0].name` is `line_0.name`, and
/// what a type is made of, as `Page<User>` is `Page_User`. Square brackets with nothing in them are a list: `User[]` is
/// `User_list`. In angle brackets, a choice is in words, and what groups or quotes is left out: `Page<(User|"none")>` is
/// `Page_User_or_none`.
///
/// Of values, brackets may tell one from another, as the units `h` and `[h]`, or `ft[US]` and `ft/us`.
pub fn without_brackets(name: &str) -> Cow<'_, str> {
    if !name.contains('[') && !name.contains('<') {
        return Cow::Borrowed(name);
    }
    let is_bracket = brackets(name);
    let mut words = String::new();
    // Whether a word begins here.
    let mut is_next = false;
    let mut push = |text: &str, is_next: bool| {
        let joins = |last: char| is_next && last.is_alphanumeric();
        if text.starts_with(char::is_alphanumeric) && words.ends_with(joins) {
            words.push('_');
        }
        words.push_str(text);
    };
    let mut angles = 0;
    for (at, letter) in name.char_indices() {
        let is_left_out = is_bracket[at] || angles > 0 && matches!(letter, '(' | ')' | '"' | '\'');
        match letter {
            ']' if is_left_out && is_bracket[at - 1] && name[..at].ends_with('[') => push("list", is_next),
            '<' if is_left_out => angles += 1,
            '>' if is_left_out => angles -= 1,
            _ if is_left_out => {}
            // What is in brackets before that ends here.
            '|' if angles > 0 && name[..at].ends_with('>') => push("or_else", true),
            '|' if angles > 0 => push("or", true),
            _ => push(letter.encode_utf8(&mut [0; 4]), is_next),
        }
        is_next = is_left_out || angles > 0 && letter == '|';
    }
    Cow::Owned(words)
}

/// Which bytes of a name are brackets that belong to another: angle brackets follow a word, and have something in them.
fn brackets(name: &str) -> Vec<bool> {
    let mut is_bracket = vec![false; name.len()];
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, letter) in name.char_indices() {
        let before = &name[..at];
        let opening = match letter {
            '[' => '[',
            '<' if before.ends_with(char::is_alphanumeric) => '<',
            ']' | '>' => {
                let opening = if letter == ']' { '[' } else { '<' };
                // What is open within belongs to nothing.
                if let Some(last) = open.iter().rposition(|(_, open)| *open == opening) {
                    let start = open[last].0;
                    open.truncate(last);
                    let is_pair = letter == ']' || start + 1 < at;
                    (is_bracket[start], is_bracket[at]) = (is_pair, is_pair);
                }
                continue;
            }
            _ => continue,
        };
        open.push((at, opening));
    }
    is_bracket
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_brackets_is_the_next_word() {
        for (name, words) in [
            ("e[0]", "e_0"),
            ("e[0][1].name", "e_0_1.name"),
            ("user[first-name]", "user_first-name"),
            ("a[1]b", "a_1_b"),
            ("a[b.c]", "a_b.c"),
            ("a[b[c]]", "a_b_c"),
            ("[0].name", "0.name"),
            ("[user][name]", "user_name"),
            ("items[]", "items_list"),
            ("items[][name]", "items_list_name"),
            ("items[].name", "items_list.name"),
            ("[]", "list"),
            ("Page<User>", "Page_User"),
            ("Map<string,List<User[]>>", "Map_string,List_User_list"),
            ("Cell<(number[]|null)>", "Cell_number_list_or_null"),
            ("Cell<(Value<(a|b)>|Ref),c>", "Cell_Value_a_or_b_or_else_Ref,c"),
            ("Pick<User,\"id\"|'name'>", "Pick_User,id_or_name"),
            ("a|b", "a|b"),
            ("(a)[b]", "(a)b"),
            ("a]", "a]"),
            ("a[", "a["),
            ("<=", "<="),
            ("<b>", "<b>"),
            ("a<>b", "a<>b"),
            ("plain", "plain"),
        ] {
            assert_eq!(without_brackets(name), words, "{name}");
        }
    }
}
