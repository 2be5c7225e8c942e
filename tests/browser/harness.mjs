// Tests against the small server; every test has a context, a server and a site of its own.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { accessible, inBrowsers, PATIENCE } from "./browser.mjs";
import { start } from "./mock.mjs";

export { equal, holds } from "./browser.mjs";

const [files, screenshots] = process.argv.slice(2);
mkdirSync(screenshots, { recursive: true });

const tests = [];
export const test = (name, run, options = {}) => tests.push({ name, run, options });

// A page with a widget, as a business would write it.
export const page = (server, { attributes = "", body = "<portico-booking></portico-booking>", key = "demo" } = {}) =>
  `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A page</title>
<link rel="stylesheet" href="/page.css"></head><body><main><h1>A page</h1>${body}<p id="after">After it.</p></main>
<script src="${server.base}/widget/widget.js" data-widget="${key}" ${attributes} async></script></body></html>`;

const STYLE = `body{margin:24px;font-family:"Noto Sans",system-ui,sans-serif;background:#f4f2ef;color:#1d1d1f}
@media(prefers-color-scheme:dark){body{background:#0d0f12;color:#eee}}
portico-booking,portico-lead{display:block;min-height:40rem;max-width:62rem;margin:auto}`;

export async function main() {
  let failed = 0;
  const one = async (browser, { name, run, options }) => {
    const begin = performance.now();
    const server = await start({ files });
    const site = await start({ files });
    server.origins.push(site.base);
    const context = await browser.newContext({ viewport: { width: 1100, height: 820 }, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce", ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE);
    const messages = [];
    tab.on("console", (message) => message.type() === "error" && messages.push(message.text()));
    tab.on("pageerror", (error) => messages.push(`uncaught: ${error.message}`));
    site.pages["/page.css"] = { body: STYLE, headers: { "content-type": "text/css" } };
    const open = async (options = {}, headers = {}) => {
      site.pages["/"] = { body: options.html ?? page(server, options), headers };
      await tab.goto(`${site.base}/${options.search ?? ""}`);
    };
    const at = (selector) => tab.locator(`portico-booking ${selector}, portico-lead ${selector}`);
    const field = (name) => at(`[data-field="${name}"]`);
    const step = (name) => at(`[data-step="${name}"]`).waitFor();
    const check = (what, only) => accessible(tab, what, only ? { runOnly: only } : { rules: { region: { enabled: false } } });
    // The widget does nothing by itself that would take a second or more: what happens is what the test does.
    const stopTimers = () =>
      tab.addInitScript(() => {
        const before = window.setTimeout;
        window.setTimeout = (run, after, ...rest) => before(run, after >= 1000 ? 2 ** 30 : after, ...rest);
      });
    const shoot = (what) => tab.screenshot({ path: join(screenshots, `${what}.png`) });
    try {
      await run({ tab, server, site, open, at, field, step, check, shoot, stopTimers, messages, context });
      console.log(`  ok    ${name} (${Math.round(performance.now() - begin)} ms)`);
    } catch (error) {
      failed++;
      await shoot(`failed ${name}`).catch(() => 0);
      console.log(`  FAILED ${name}\n    ${error.message.split("\n").slice(0, 6).join("\n    ")}\n    ${messages.join("\n    ")}`);
    }
    await context.close();
    server.close();
    site.close();
  };
  await inBrowsers(tests, one);
  console.log(`${tests.length - failed} of ${tests.length} passed; screenshots are in ${screenshots}`);
  process.exit(failed ? 1 : 0);
}
