// Serves a directory on this machine, as the host of a site would: to browsers, and with nothing added.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** Serves, and gives back the address. What is not below `base` is another site, in which there is nothing. */
export function serve(directory, base = "") {
  const server = createServer((request, response) => {
    const whole = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (!whole.startsWith(`${base}/`)) {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("nothing");
      return;
    }
    const path = whole.slice(base.length);
    let file = join(directory, path.endsWith("/") ? `${path}index.html` : path);
    const isThere = existsSync(file) && statSync(file).isFile();
    if (!isThere) file = join(directory, "404.html");
    response.writeHead(isThere ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done({ url: `http://127.0.0.1:${server.address().port}`, server }));
  });
}
