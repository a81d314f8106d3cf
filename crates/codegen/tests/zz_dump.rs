//! x
#[test]
fn dump() {
    let Ok(to) = std::env::var("DUMP_TO") else { return };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut d = webhook_catalog::Diagnostics::new();
    let c = webhook_catalog::load(&root, "schemas/webhooks", &mut d).unwrap();
    let out = webhook_codegen::generate(&c, &mut d);
    print!("{}", d.to_text());
    for (p, t) in out.unwrap().files.iter() {
        let p = std::path::Path::new(&to).join(p);
        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
        std::fs::write(p, t).unwrap();
    }
}
