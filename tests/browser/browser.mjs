// The browser of the tests, and what they hold it to.

import { createRequire } from "node:module";
import { existsSync } from "node:fs";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axe = require.resolve("axe-core/axe.min.js");

const PLACES = [
  process.env.PORTICO_BROWSER,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FLAGS = [
  ..."headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync".split(" "),
  // A page is drawn and its timers run at full pace, whatever the browser thinks of being seen.
  ..."disable-backgrounding-occluded-windows disable-renderer-backgrounding disable-background-timer-throttling".split(" "),
  // Everything here is on this machine, which a page of the Internet might not reach.
  "disable-features=CalculateNativeWinOcclusion,LocalNetworkAccessChecks",
].map((flag) => `--${flag}`);
// How long anything may take, in milliseconds: on a machine with two cores that are busy with other things.
export const PATIENCE = 60e3;

// How many browsers there are at once. Each page waits for its own timers most of the time, and draws the rest of it.
const AT_ONCE = 2;

export const launch = () => chromium.launch({ executablePath: PLACES.find((place) => place && existsSync(place)), args: FLAGS });

// Runs something for each, in two browsers: a browser draws one window after the other, and with one for all each would
// wait for the others.
export async function inBrowsers(list, run) {
  const waiting = [...list];
  const worker = async () => {
    const browser = await launch();
    for (let next = waiting.shift(); next; next = waiting.shift()) await run(browser, next);
    await browser.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

// Holds a page to what axe asks for; `options` are axe's own.
export async function accessible(tab, what, options = {}) {
  if (!(await tab.evaluate(() => "axe" in window))) await tab.addScriptTag({ path: axe });
  const found = await tab.evaluate((options) => window.axe.run(document, options), options);
  const said = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  equal(said, [], `axe, ${what}`);
}

// Counts what moves on the pages of a tab by itself, from the first moment on; `shiftOf` tells it.
export const watchShift = (tab) =>
  tab.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.hadRecentInput ? 0 : entry.value))).observe({ type: "layout-shift", buffered: true });
  });
export const shiftOf = (tab) => tab.evaluate(() => window.shift);
// Where something is in the page, however far it is scrolled.
export const topOf = (tab, selector) => tab.evaluate((selector) => document.querySelector(selector).getBoundingClientRect().top + scrollY, selector);

export function equal(found, expected, what = "") {
  const [one, two] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== two) throw new Error(`${what}: ${one} is not ${two}`);
}

export function holds(so, what) {
  if (!so) throw new Error(what);
}
