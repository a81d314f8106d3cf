// What the book's pages do beyond being read. Each of them is complete without this script.

// The index of events is filtered by text, family and status.
(() => {
  const families = [...document.querySelectorAll("main .family")];
  if (families.length === 0) return;

  const events = families.flatMap((family) =>
    // A description may have a list, too; the anchor of an event says what it is.
    [...family.querySelectorAll("li a[data-status]")].map((anchor) => {
      const item = anchor.closest("li");
      return { item, family, statuses: anchor.dataset.status.split(" "), text: item.textContent.toLowerCase() };
    }),
  );

  const form = document.createElement("form");
  form.className = "filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the events");
  const labeled = (label, control) => {
    const element = document.createElement("label");
    element.append(label, control);
    return element;
  };
  const select = (all, options) => {
    const element = document.createElement("select");
    element.append(new Option(all, ""), ...options.map(([name, value]) => new Option(name, value)));
    return element;
  };
  const text = Object.assign(document.createElement("input"), { type: "search", placeholder: "quota, agent paused, …" });
  const title = (family) => family.querySelector("h3").textContent.trim();
  const family = select("All families", families.map((family) => [title(family), family.id]));
  const found = [...new Set(events.flatMap(({ statuses }) => statuses))].sort();
  const status = select("Any status", found.map((name) => [name, name]));
  const count = document.createElement("output");
  form.append(labeled("Text", text), labeled("Family", family), labeled("Status", status), count);
  // The picture of all events makes room for what is found.
  const before = families[0].previousElementSibling;
  const picture = before?.matches("figure") ? before : null;
  (picture ?? families[0]).before(form);

  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const event of events) {
      const fits =
        words.every((word) => event.text.includes(word)) &&
        (family.value === "" || event.family.id === family.value) &&
        (status.value === "" || event.statuses.includes(status.value));
      event.item.hidden = !fits;
      shown += fits;
    }
    for (const element of families) element.hidden = !element.querySelector("li:not([hidden]) a[data-status]");
    if (picture) picture.hidden = shown < events.length;
    count.value = `${shown} of ${events.length} events`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The book turns pages with arrow keys and opens its search with others; what is typed here is not meant for it.
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      form.reset();
      apply();
    }
  });
  apply();
})();

// Words of code stay whole in a table where there is room for them; where there is none, the table is written
// row by row. The style sheet needs the heads for that.
const tables = [...document.querySelectorAll("main table")].map((table) => {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, at) => (cell.dataset.head = heads[at] ?? ""));
  }
  return { table, heads };
});
const fit = () => {
  for (const { table } of tables) {
    table.classList.remove("stacks");
    table.classList.add("whole");
  }
  const wide = tables.filter(({ table }) => table.scrollWidth > table.parentElement.clientWidth + 1);
  for (const { table, heads } of wide) {
    table.classList.remove("whole");
    if (heads.length > 1) table.classList.add("stacks");
  }
};
window.addEventListener("resize", fit);
fit();

// Code that is wider than its block is scrolled with the keyboard, too.
const wide = () => {
  for (const code of document.querySelectorAll("main pre > code")) {
    if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    else code.removeAttribute("tabindex");
  }
};
window.addEventListener("resize", wide);
window.addEventListener("load", wide);

// mdBook's button for the sidebar is a label, which no keyboard reaches.
const toggle = document.getElementById("mdbook-sidebar-toggle");
if (toggle) {
  toggle.setAttribute("role", "button");
  toggle.tabIndex = 0;
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle.click();
  });
}
