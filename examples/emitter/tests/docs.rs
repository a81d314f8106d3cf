//! The blocks of the page about emitters do what the page says.

use std::env;
use std::fs;
use std::path::Path;

use hookwright::Color;
use webhook_test_support::needs;

#[test]
fn the_page_is_true() {
    needs!("node");
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(package.join("../../docs/src/emitters.md")).expect("the page");
    let directory = tempfile::tempdir().expect("a directory");
    copy(&package.join("schemas/webhooks"), &directory.path().join("schemas/webhooks"));
    // The only test in this process.
    env::set_current_dir(directory.path()).expect("a directory");
    let mut commands = 0;
    for block in page.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').expect("a block");
        match language {
            "typescript" | "javascript" => {
                let name = text.lines().next().and_then(|line| line.strip_prefix("// ")).expect("a name");
                let path = directory.path().join(name);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
                fs::write(path, text).expect("written");
            }
            "console" => {
                commands += 1;
                let (command, said) = text.split_once('\n').expect("an output");
                let words = command.strip_prefix("$ hookwright ").expect("a command").split(' ');
                let (mut out, mut err) = (Vec::new(), Vec::new());
                hookwright::run(words.map(Into::into), &mut out, &mut err, Color::Never);
                let found = String::from_utf8([out, err].concat()).expect("a text");
                // A page need not show everything.
                match said.trim_end().strip_suffix('…') {
                    Some(start) => assert!(found.starts_with(start), "{found}"),
                    None => assert_eq!(found.trim_end(), said.trim_end()),
                }
            }
            _ => {}
        }
    }
    assert_eq!(commands, 2);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for file in fs::read_dir(from).expect("a directory") {
        let path = file.expect("a file").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
}
