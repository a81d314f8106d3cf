// A host shows this page at whatever address does not exist, at any depth below the book: links, styles and scripts start
// from the book's directory, which is the nearest one that has the list of its pages.
(() => {
  const directories = location.pathname.split("/").slice(0, -1);
  for (let count = directories.length; count > 0; count -= 1) {
    const root = `${directories.slice(0, count).join("/")}/`;
    const request = new XMLHttpRequest();
    // Not later: what comes after this in the page is loaded from there.
    request.open("GET", `${root}llms.txt`, false);
    try {
      request.send();
    } catch {
      continue;
    }
    if (request.status === 200 && request.responseText.startsWith("# ")) {
      document.querySelector("base").href = root;
      break;
    }
  }
})();

// Whoever followed an old link gets a search for what its end says.
document.addEventListener("DOMContentLoaded", () => {
  const last = location.pathname.split("/").filter(Boolean).pop() ?? "";
  let words = last.replace(/\.(html?|md)$/, "");
  try {
    words = decodeURIComponent(words);
  } catch {
    // Then as it is.
  }
  const place = document.getElementById("search-for-it");
  if (words === "" || place === null) return;
  const link = document.createElement("a");
  link.href = `index.html?search=${encodeURIComponent(words)}`;
  link.textContent = `Search for “${words}”`;
  place.append(link);
});
